import * as Y from 'yjs';
import { longestCommon } from '../common-sequence.ts';
import { isHighSurrogate, isLowSurrogate } from '../lines/surrogates.ts';

/** One change of a text: at `at`, `removed` UTF-16 code units give way to the characters of `inserted`. */
export interface TextChange {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

/**
 * The smallest single change from one text to another; null where they are equal. Where letters repeat, several changes are
 * equally small: `caret`, a place in `after`, then says where the change ends (ED20). A pair of surrogates is never split.
 */
export function smallestChange(before: string, after: string, caret: number = after.length): TextChange | null {
  if (before === after) return null;
  const atCaret = changeEndingAt(before, after, caret);
  const anywhere = changeEndingAt(before, after, 0);
  return sizeOf(atCaret) <= sizeOf(anywhere) ? atCaret : anywhere;
}

/** Makes a Yjs text equal to `after` and keeps every word that both share: their authors, and the carets in them, stay. */
export function becomeText(text: Y.Text, after: string): void {
  const before = text.toJSON();
  const write = (): void => {
    // From the end, so that earlier positions stay valid.
    for (const change of changesBetween(before, after).reverse()) applyChange(text, change);
  };
  if (text.doc === null) write();
  else text.doc.transact(write);
}

/** Writes one change into a Yjs text. */
export function applyChange(text: Y.Text, { at, removed, inserted }: TextChange): void {
  if (removed > 0) text.delete(at, removed);
  if (inserted !== '') text.insert(at, inserted);
}

/**
 * Merges a text that a form showed, the text that it posted back, and the text as it is now. The changes of both sides
 * come together as in live editing: no word of either is lost, and a change that both made comes once.
 */
export function mergedText(shown: string, posted: string, now: string): string {
  if (posted === shown || posted === now) return now;
  if (now === shown) return posted;
  const [theirs, ours] = [new Y.Doc(), new Y.Doc()];
  const text = theirs.getText();
  text.insert(0, shown);
  Y.applyUpdate(ours, Y.encodeStateAsUpdate(theirs));
  becomeText(text, now);
  becomeText(ours.getText(), posted);
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ours));
  return text.toJSON();
}

function changeEndingAt(before: string, after: string, caret: number): TextChange {
  const most = Math.min(before.length, after.length);
  let end = 0;
  while (end < Math.min(most, after.length - caret) && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  if (isLowSurrogate(after.charCodeAt(after.length - end))) end -= 1;
  let start = 0;
  while (start < most - end && before[start] === after[start]) start += 1;
  if (start > 0 && isHighSurrogate(after.charCodeAt(start - 1))) start -= 1;
  return { at: start, removed: before.length - end - start, inserted: after.slice(start, after.length - end) };
}

function changesBetween(before: string, after: string): TextChange[] {
  const [was, now] = [wordsOf(before), wordsOf(after)];
  const changes: TextChange[] = [];
  let [i, j, at] = [0, 0, 0];
  for (const [wasAt, nowAt] of [...longestCommon(was, now, same), [was.length, now.length] as const]) {
    const [old, fresh] = [was.slice(i, wasAt).join(''), now.slice(j, nowAt).join('')];
    const change = smallestChange(old, fresh);
    if (change !== null) changes.push({ ...change, at: at + change.at });
    at += old.length + (was[wasAt]?.length ?? 0);
    [i, j] = [wasAt + 1, nowAt + 1];
  }
  return changes;
}

/** Words, each with the space after it. */
function wordsOf(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

function same(left: string, right: string): boolean {
  return left === right;
}

function sizeOf({ removed, inserted }: TextChange): number {
  return removed + inserted.length;
}
