import { longestSection } from '../../../src/text/limits.ts';

/** What is decided about text on its way into a section. */
export interface PasteVerdict {
  readonly verdict: 'taken' | 'taken-large' | 'refused';
  /** Words of the pasted text. */
  readonly words: number;
  /** For the person; empty where nothing needs saying. */
  readonly message: string;
}

/** A paste this long is more than any answer: it goes in, with a way to undo it beside the box. */
const largeWords = 2000;

/**
 * Judges a paste by its plain text before anything parses it. What does not fit into a section is refused whole, so
 * that nothing that was written is lost and nothing half-pasted is left; the schema drops formatting that is not ours.
 */
export function judgePaste(text: string, lengthNow: number, wordLimit: number | null): PasteVerdict {
  const words = countWords(text);
  const count = `${words.toLocaleString('en-GB')} ${words === 1 ? 'word' : 'words'}`;
  if (lengthNow + text.length > longestSection) {
    const room = `${longestSection.toLocaleString('en-GB')} characters`;
    const message = `That is ${count}, more than one answer can hold (${room}). Nothing was pasted, and your text is as it was. Paste a shorter part.`;
    return { verdict: 'refused', words, message };
  }
  if (words < largeWords) return { verdict: 'taken', words, message: '' };
  const limit = wordLimit === null ? '' : ` The limit here is ${wordLimit.toLocaleString('en-GB')} words.`;
  return { verdict: 'taken-large', words, message: `You pasted ${count}.${limit}` };
}

function countWords(text: string): number {
  let words = 0;
  for (const found = /\S+/g; found.exec(text) !== null;) words += 1;
  return words;
}
