import type { Block } from '../domain/consultation/section.ts';
import { plainText } from './plain.ts';

/** The length of an answer as a department's form would count it. */
export interface Counts {
  readonly words: number;
  readonly characters: number;
}

/**
 * Counts blocks conservatively, as pasted into a plain text box. Words are parted by white space. Characters are UTF-16
 * code units, with every line end as two (CRLF), list markers written out, and a `^` counted where plain text needs one.
 */
export function countBlocks(blocks: readonly Block[]): Counts {
  const known = counted.get(blocks);
  if (known !== undefined) return known;
  const counts = countText(plainText(blocks));
  counted.set(blocks, counts);
  return counts;
}

/** The counts of blocks. Blocks never change, so each is counted once. */
const counted = new WeakMap<readonly Block[], Counts>();

/** Counts a plain text with LF line ends by the rules of {@link countBlocks}. */
export function countText(text: string): Counts {
  return { words: text.match(/\S+/g)?.length ?? 0, characters: text.length + (text.match(/\n/g)?.length ?? 0) };
}
