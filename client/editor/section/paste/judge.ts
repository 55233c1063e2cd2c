import { longestSection, mostNodes } from '../../../../src/text/limits.ts';

/** The decision about a paste. */
export interface PasteVerdict {
  readonly verdict: 'taken' | 'taken-large' | 'refused';
  /** Words of the pasted text. */
  readonly words: number;
  /** A message for the person; empty if there is nothing to say. */
  readonly message: string;
}

/** A paste of this many words is longer than any answer. It goes in, with a button beside the box that undoes it. */
const largeWords = 2000;

/** The size of a section's text without what the paste replaces. */
export interface SizeNow {
  readonly characters: number;
  readonly lines: number;
}

/**
 * Judges a paste by its plain text, before the editor parses it. A paste that does not fit into a section is refused as a
 * whole: no existing text is lost, and no half of a paste stays. The schema drops formatting that it does not know.
 */
export function judgePaste(text: string, now: SizeNow, wordLimit: number | null): PasteVerdict {
  const words = countWords(text);
  const count = `${words.toLocaleString('en-GB')} ${words === 1 ? 'word' : 'words'}`;
  const room =
    now.characters + text.length > longestSection
      ? `${longestSection.toLocaleString('en-GB')} characters`
      : now.lines + linesIn(text) > mostNodes
        ? `${mostNodes.toLocaleString('en-GB')} paragraphs and list items`
        : null;
  if (room !== null) {
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

function linesIn(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}
