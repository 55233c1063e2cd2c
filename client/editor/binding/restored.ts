import * as Y from 'yjs';

/** An act as Yjs keeps it for undo. */
type Act = Pick<Y.UndoManager['undoStack'][number], 'insertions' | 'deletions'>;

/** How many items are looked at for one deleted item: enough for what people type at one place meanwhile. */
const farthest = 1000;

/** A colleague's undo of fewer characters and breaks than these cannot be told from typing. */
const fewest = 3;

/** A deleted item, and the id at which its copy may begin. `anchor`: the item that the copy was put right before. */
interface Pair {
  readonly item: Y.Item;
  readonly copy: Y.ID;
  readonly anchor: Y.ID;
}

/**
 * Marks what an act deleted, and a colleague's undo has put back since, as brought back: undo then does not bring it back
 * again (TX14). Only the page that undoes notes in its document that it did, so others tell by the place, the order and the
 * content: an undo makes one item after another, each a copy right before the deleted item. `since`: the clocks of all
 * clients when the act was done. An earlier item is no copy of what the act deleted.
 */
export function noteRestored(transaction: Y.Transaction, { insertions, deletions }: Act, since: ReadonlyMap<number, number>): void {
  const { doc } = transaction;
  const items: Y.Item[] = [];
  Y.iterateDeletedStructs(transaction, deletions, (struct) => {
    if (struct instanceof Y.Item && struct.redone === null && !Y.isDeleted(insertions, struct.id)) items.push(struct);
  });
  const inText = items.filter(({ parentSub }) => parentSub === null);
  const whole = inText.filter((item) => weightOf(item) > 0).length;
  for (const run of runsOf(doc, pairsOf(doc, inText, since))) {
    if (isUndo(doc, run, whole)) for (const { item, copy } of run) item.redone ??= copy;
  }
  // The attributes of a marker that is back are as they are on it now.
  for (const item of items) if (item.parentSub !== null) item.redone = attributeOfCopy(doc, item);
}

/**
 * Whether a run of copies is a colleague's undo. Characters typed at one place all stand right before one item. So copies
 * right before two items or more come from an undo; copies right before one do where they are the whole act and end with it.
 */
function isUndo(doc: Y.Doc, run: readonly Pair[], whole: number): boolean {
  const weighty = run.filter(({ item }) => weightOf(item) > 0);
  const last = weighty.at(-1);
  if (last === undefined || weighty.reduce((sum, { item }) => sum + weightOf(item), 0) < fewest) return false;
  if (weighty.some(({ anchor }) => !Y.compareIDs(anchor, last.anchor))) return true;
  return new Set(weighty.map(({ item }) => item)).size === whole && !isTypedOn(doc, after(last.copy, last.item.length));
}

/** How much an item adds to the likelihood of an undo: its characters, or one for a break. */
function weightOf({ content, length }: Y.Item): number {
  return content instanceof Y.ContentFormat ? 0 : length;
}

/** Whether the character with this id was typed right after the one before it. */
function isTypedOn(doc: Y.Doc, id: Y.ID): boolean {
  const item = itemAt(doc, id);
  return item !== null && (item.id.clock < id.clock || Y.compareIDs(item.origin, Y.createID(id.client, id.clock - 1)));
}

/** All that may be copies of deleted items. */
function pairsOf(doc: Y.Doc, items: readonly Y.Item[], since: ReadonlyMap<number, number>): Pair[] {
  const pairs: Pair[] = [];
  let last: Pair[] = [];
  for (const item of items) {
    last = [...partsAfter(doc, last, item), ...copiesBefore(doc, item, since)];
    pairs.push(...last);
  }
  return pairs;
}

/** A string that is one item on the page that undid may be several here. Returns the pairs that go on with the ones before. */
function partsAfter(doc: Y.Doc, before: readonly Pair[], item: Y.Item): Pair[] {
  if (!(item.content instanceof Y.ContentString)) return [];
  return before
    .filter((pair) => pair.item.content instanceof Y.ContentString && Y.compareIDs(after(pair.item.id, pair.item.length), item.id))
    .map((pair) => ({ item, copy: after(pair.copy, pair.item.length), anchor: pair.anchor }))
    .filter(({ copy, anchor }) => Y.compareIDs(itemAt(doc, copy)?.rightOrigin ?? null, anchor) && isCopy(doc, item, copy));
}

/** The items of colleagues right before a deleted item that may be its copies. */
function copiesBefore(doc: Y.Doc, item: Y.Item, since: ReadonlyMap<number, number>): Pair[] {
  const pairs: Pair[] = [];
  let { left } = item;
  for (let looked = 0; left !== null && looked < farthest && !holds(left, item.origin); looked += 1) {
    const isFresh = left.id.client !== doc.clientID && left.id.clock >= (since.get(left.id.client) ?? 0);
    if (isFresh && Y.compareIDs(left.rightOrigin, item.id) && isCopy(doc, item, left.id)) {
      pairs.push({ item, copy: left.id, anchor: item.id });
    }
    left = left.left;
  }
  return pairs;
}

/** The pairs in runs: the copies of each are of one colleague, made one after another. */
function runsOf(doc: Y.Doc, pairs: readonly Pair[]): Pair[][] {
  const runs: Pair[][] = [];
  const inOrder = pairs.toSorted((one, other) => one.copy.client - other.copy.client || one.copy.clock - other.copy.clock);
  for (const pair of inOrder) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (last !== undefined && follows(doc, after(last.copy, last.item.length), pair.copy)) run?.push(pair);
    else runs.push([pair]);
  }
  return runs;
}

/** Whether between two ids of one client there is nothing but attributes, formats and deleted items. */
function follows(doc: Y.Doc, from: Y.ID, to: Y.ID): boolean {
  if (from.client !== to.client) return false;
  for (let { clock } = from; clock < to.clock;) {
    const struct: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(from.client, clock));
    if (struct instanceof Y.Item && !struct.deleted && struct.parentSub === null && !(struct.content instanceof Y.ContentFormat))
      return false;
    clock = struct.id.clock + struct.length;
  }
  return true;
}

function itemAt(doc: Y.Doc, id: Y.ID): Y.Item | null {
  const item = id.clock < Y.getState(doc.store, id.client) ? Y.getItem(doc.store, id) : null;
  return item instanceof Y.Item ? item : null;
}

function after({ client, clock }: Y.ID, length: number): Y.ID {
  return Y.createID(client, clock + length);
}

function holds({ id, length }: Y.Item, at: Y.ID | null): boolean {
  return at !== null && id.client === at.client && id.clock <= at.clock && at.clock < id.clock + length;
}

/** Whether the content that begins at an id stands in the text, and is that of a deleted item. */
function isCopy(doc: Y.Doc, { content, parent, length }: Y.Item, id: Y.ID): boolean {
  if (id.clock >= Y.getState(doc.store, id.client)) return false;
  if (content instanceof Y.ContentString) return stringAt(doc, id, length) === content.str;
  const copy = Y.getItem(doc.store, id);
  if (!(copy instanceof Y.Item) || copy.deleted || copy.parent !== parent) return false;
  if (content instanceof Y.ContentFormat) {
    return (
      copy.content instanceof Y.ContentFormat &&
      copy.content.key === content.key &&
      JSON.stringify(copy.content.value) === JSON.stringify(content.value)
    );
  }
  return content instanceof Y.ContentType && copy.content instanceof Y.ContentType && nameOf(copy.content) === nameOf(content);
}

/** The characters with the ids from `id` on; null where one is deleted or none. */
function stringAt(doc: Y.Doc, id: Y.ID, length: number): string | null {
  let string = '';
  while (string.length < length) {
    const at = after(id, string.length);
    const item = itemAt(doc, at);
    if (item === null || item.deleted || !(item.content instanceof Y.ContentString)) return null;
    string += item.content.str.slice(at.clock - item.id.clock, at.clock - item.id.clock + length - string.length);
  }
  return string;
}

function nameOf({ type }: Y.ContentType): string {
  return type instanceof Y.XmlElement ? type.nodeName : '';
}

function attributeOfCopy(doc: Y.Doc, { parent, parentSub }: Y.Item): Y.ID | null {
  const marker = parent instanceof Y.AbstractType ? parent._item : null;
  if (marker?.redone == null || parentSub === null) return null;
  const copy = Y.getItem(doc.store, marker.redone);
  return copy instanceof Y.Item && copy.content instanceof Y.ContentType ? (copy.content.type._map.get(parentSub)?.id ?? null) : null;
}
