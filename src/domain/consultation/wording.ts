import { withoutInvisible } from '../typed/unseen.ts';

/**
 * Cleans a text for keeping: whole characters in normal form C, lines ended by LF, without characters that nobody sees: no controls
 * (they break the files made of the text), no directional marks (they make it read as another text), no zero-width characters
 * (SF1). Right-to-left letters stay, and so do the joiners that they need.
 */
export function cleanText(typed: string): string {
  return withoutInvisible(typed.toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n'))
    .normalize('NFC')
    .trim();
}

/** Cleans a text and puts it on one line: every run of white space becomes one space. */
export function cleanLine(typed: string): string {
  return cleanText(typed)
    .replace(/[\s\u2800]+/gu, ' ')
    .trim();
}

/** A text on one line of at most so many characters: where it is longer, its first whole words and an ellipsis. */
export function cutAtWord(text: string, most: number): string {
  const line = text.replace(/\s+/gu, ' ');
  if (line.length <= most) return line;
  const space = line.lastIndexOf(' ', most - 1);
  // A first word that is too long is cut in itself, but never within a character.
  const head = space > 0 ? line.slice(0, space) : line.slice(0, most - 1).replace(/[\ud800-\udbff]$/u, '');
  return `${head.replace(/[\s,;:–—(-]+$/u, '')}…`;
}

/** A wording without case, white space and punctuation, for comparing. */
export function gist(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s.,;:!?'"“”‘’()–—-]+/gu, ' ')
    .trim();
}

/** How alike two texts are by their words, from 0 (none shared) to 1 (all shared). */
export function likeness(a: string, b: string): number {
  const left = new Set(gist(a).split(' '));
  const right = new Set(gist(b).split(' '));
  const shared = [...left].filter((word) => right.has(word)).length;
  return (2 * shared) / (left.size + right.size);
}
