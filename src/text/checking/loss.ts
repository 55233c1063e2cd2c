import * as Y from 'yjs';
import type { Lost } from '../../domain/response/mass-deletion.ts';
import { itemsDeletedBy } from './items.ts';
import { sectionPrefix } from '../lines/stored.ts';
import { chosenMap } from '../read.ts';

/** The most items between two neighbours. A neighbour that is further away counts as white space. */
const furthest = 10_000;

/**
 * The words that a transaction deletes in answers and reasons, and the answers that it empties: of their last word, or of their
 * last choice. Null where it deletes no whole word and empties no answer. To be called in an observer. A letter that goes from a
 * word deletes no word; a word that is replaced counts as deleted.
 */
export function lossIn(transaction: Y.Transaction): Lost | null {
  const gone = new Set(itemsDeletedBy(transaction));
  let words = 0;
  const touched = new Set<Y.AbstractType<unknown>>();
  const emptied = new Set<string>();
  for (const item of gone) {
    const root = item.parent;
    if (!(root instanceof Y.AbstractType) || root._item !== null) continue;
    if (item.parentSub !== null) {
      if (isChoiceGone(root, item)) emptied.add(item.parentSub);
      continue;
    }
    const lost = item.countable ? wordsInRunFrom(item, gone, transaction) : 0;
    words += lost;
    if (lost > 0) touched.add(root);
  }
  for (const root of touched) {
    const name = Y.findRootTypeKey(root);
    if (name.startsWith(sectionPrefix) && !holdsWords(root)) emptied.add(name.slice(sectionPrefix.length));
  }
  return words === 0 && emptied.size === 0 ? null : { words, emptied: [...emptied] };
}

/** The words lost with a run of deleted items, at the first of the run; 0 at every other item. */
function wordsInRunFrom(first: Y.Item, gone: ReadonlySet<Y.Item>, { beforeState }: Y.Transaction): number {
  const wasThere = (item: Y.Item): boolean =>
    item.countable && item.id.clock < (beforeState.get(item.id.client) ?? 0) && (!item.deleted || gone.has(item));
  const before = neighbour(first.left, 'left', wasThere);
  if (before !== null && gone.has(before)) return 0;
  let run = textIn(first);
  let after = neighbour(first.right, 'right', wasThere);
  for (; after !== null && gone.has(after); after = neighbour(after.right, 'right', wasThere)) run += textIn(after);
  const left = before === null ? '' : textIn(before).slice(-1);
  const right = after === null ? '' : textIn(after).slice(0, 1);
  return wordsIn(left + run + right) - wordsIn(left + right);
}

function neighbour(from: Y.Item | null, side: 'left' | 'right', wasThere: (item: Y.Item) => boolean): Y.Item | null {
  let item = from;
  for (let steps = 0; item !== null && steps < furthest; steps += 1, item = item[side]) if (wasThere(item)) return item;
  return null;
}

/** A marker is a line end. */
function textIn({ content }: Y.Item): string {
  return content instanceof Y.ContentString ? content.str : '\n';
}

function wordsIn(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

function holdsWords({ _start }: Y.AbstractType<unknown>): boolean {
  for (let item = _start; item !== null; item = item.right) {
    if (!item.deleted && item.content instanceof Y.ContentString && /\S/.test(item.content.str)) return true;
  }
  return false;
}

/** True where a choice was deleted and no other stands in its place. */
function isChoiceGone(root: Y.AbstractType<unknown>, { parentSub, content }: Y.Item): boolean {
  if (Y.findRootTypeKey(root) !== chosenMap || !isChoice(content)) return false;
  const now = root._map.get(parentSub ?? '');
  return now === undefined || now.deleted || !isChoice(now.content);
}

function isChoice(content: Y.Item['content']): boolean {
  return content instanceof Y.ContentAny && Array.isArray(content.arr[0]) && content.arr[0].length > 0;
}
