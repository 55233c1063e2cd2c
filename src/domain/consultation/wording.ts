/**
 * Text as it is kept: whole characters in normal form C, lines ended by LF, without controls (which break the files made of
 * it) and without directional overrides (which make it read as another text). Right-to-left letters stay as they are.
 */
export function cleanText(typed: string): string {
  return typed
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|\u2028|\u2029/gu, '\n')
    .replace(/(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, '')
    .trim();
}

/** The same on one line: every run of white space is one space. */
export function cleanLine(typed: string): string {
  return cleanText(typed).replace(/\s+/gu, ' ');
}

/** What two wordings share when case, space and the marks of a sentence do not count. */
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
