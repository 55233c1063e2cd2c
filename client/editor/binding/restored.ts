import * as Y from 'yjs';

/** An act as Yjs keeps it for undo. */
type Act = Pick<Y.UndoManager['undoStack'][number], 'insertions' | 'deletions'>;

/** How many items are looked at for one deleted item: enough for what people type at one place meanwhile. */
const farthest = 1000;

/**
 * Marks what an act deleted, and a colleague's undo has put back since, as brought back: undo then does not bring it back
 * again (TX14). Only the page that undoes notes in its document that it did, so others tell by the place and the content: an
 * undo puts a copy right before the deleted item. `since`: the clocks of all clients when the act was done. An earlier item
 * is no copy of what the act deleted.
 */
export function noteRestored(transaction: Y.Transaction, { insertions, deletions }: Act, since: ReadonlyMap<number, number>): void {
  const attributes: Y.Item[] = [];
  /** The copy of the item before, with the id that each of them ends at. */
  let last: { readonly item: Y.ID; readonly copy: Y.ID } | null = null;
  Y.iterateDeletedStructs(transaction, deletions, (struct) => {
    if (!(struct instanceof Y.Item) || struct.redone !== null || Y.isDeleted(insertions, struct.id)) return;
    if (struct.parentSub !== null) {
      attributes.push(struct);
      return;
    }
    const goesOn: Y.ID | null = last !== null && Y.compareIDs(last.item, struct.id) ? last.copy : null;
    const copy = goesOn !== null && isCopy(transaction.doc, struct, goesOn) ? goesOn : copyBefore(transaction.doc, struct, since);
    if (copy === null) return;
    struct.redone = copy;
    last = { item: after(struct.id, struct.length), copy: after(copy, struct.length) };
  });
  // The attributes of a marker that is back are as they are on it now.
  for (const item of attributes) item.redone = attributeOfCopy(transaction.doc, item);
}

function after({ client, clock }: Y.ID, length: number): Y.ID {
  return Y.createID(client, clock + length);
}

/** The id of the copy that a colleague's undo put before a deleted item; null where there is none. */
function copyBefore(doc: Y.Doc, item: Y.Item, since: ReadonlyMap<number, number>): Y.ID | null {
  let { left } = item;
  for (let looked = 0; left !== null && looked < farthest && !holds(left, item.origin); looked += 1) {
    const isFresh = left.id.client !== doc.clientID && left.id.clock >= (since.get(left.id.client) ?? 0);
    if (isFresh && Y.compareIDs(left.rightOrigin, item.id) && isCopy(doc, item, left.id)) return left.id;
    left = left.left;
  }
  return null;
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
    const item = at.clock < Y.getState(doc.store, at.client) ? Y.getItem(doc.store, at) : null;
    if (!(item instanceof Y.Item) || item.deleted || !(item.content instanceof Y.ContentString)) return null;
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
