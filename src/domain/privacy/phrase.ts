/** A stretch of a text, in UTF-16 code units; `to` is not in it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The fewest and the most characters of words that are looked for: fewer would be found in other words all over a text. */
export const phraseLength = { least: 3, most: 200 } as const;

/** Stands in fields of records in the place of words that were removed for good. */
export const removedMark = '[removed]';

/** Characters that nobody sees. */
const unseen = /[\u00AD\u200B-\u200D\u2060]/gu;
/** A text of spaces and signs of English alone. */
const isEnglish = /^[\s!-~]*$/;

/** Words as a person typed them, ready to be looked for: spaces around them do not count. */
export function asPhrase(typed: string): string {
  return typed.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** True for words that can be looked for: long enough, and with a letter or a digit. */
export function canBeSought(phrase: string): boolean {
  return phrase.length >= phraseLength.least && phrase.length <= phraseLength.most && /[\p{L}\p{N}]/u.test(phrase);
}

/**
 * Where a phrase stands in a text, in order. Capitals, the kind of apostrophe or dash, and the number and kind of spaces between
 * words do not matter; nor does how an accent is stored.
 */
export function stretchesOf(phrase: string, text: string): readonly Stretch[] {
  const sought = folded(phrase).text.trim();
  if (sought === '' || !mayHold(sought, text)) return [];
  const { text: within, at } = folded(text);
  const found: Stretch[] = [];
  for (let from = within.indexOf(sought); from !== -1; from = within.indexOf(sought, from + sought.length)) {
    let end = from + sought.length;
    // One character may be several when it is compared: the whole of it belongs to the stretch.
    while (end < at.length && at[end] === at[end - 1]) end += 1;
    found.push({ from: Number(at[from]), to: at[end] ?? text.length });
  }
  return found;
}

/** True if a phrase stands in a text. */
export function holdsPhrase(phrase: string, text: string): boolean {
  return stretchesOf(phrase, text).length > 0;
}

/** A text with something else in the place of the phrase. */
export function without(phrase: string, text: string, instead: string): string {
  let rest = '';
  let from = 0;
  for (const found of stretchesOf(phrase, text)) {
    rest += text.slice(from, found.from) + instead;
    from = found.to;
  }
  return rest + text.slice(from);
}

/**
 * False where a word of a folded phrase is nowhere in a text. It tells so in a hundredth of the time that {@link folded} takes. Of
 * words in other letters than those of English it tells nothing.
 */
function mayHold(sought: string, text: string): boolean {
  const lower = isEnglish.test(text) ? text.toLowerCase() : text.normalize('NFKC').toLowerCase().replace(unseen, '');
  return (sought.match(/[a-z0-9]+/g) ?? []).every((word) => lower.includes(word));
}

/** A text in the form in which it is compared, with the place of each of its code units in the text as it was. */
function folded(text: string): { readonly text: string; readonly at: readonly number[] } {
  let all = '';
  const at: number[] = [];
  // A letter with its accents is one, however it is stored. Signs of English without an accent stay as many as they are.
  for (const { 0: cluster, index } of text.matchAll(/\s+|[!-_a-~]+(?!\p{M})|[\s\S]\p{M}*/gu)) {
    const isPlain = /^[!-_a-~]+$/.test(cluster);
    const plain = isPlain ? cluster.toLowerCase() : plainOf(cluster);
    all += plain;
    for (let n = 0; n < plain.length; n += 1) at.push(isPlain ? index + n : index);
  }
  return { text: all, at };
}

function plainOf(cluster: string): string {
  if (/^\s/u.test(cluster)) return ' ';
  return cluster
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘ʼ′`]/gu, "'")
    .replace(/[‐‑‒–—]/gu, '-')
    .replace(unseen, '');
}
