import type { ChildSign } from '../../../domain/privacy/child-sign.ts';
import { codePoint } from '../../../domain/typed/read.ts';
import { quoted } from '../../../phrases/child-signs.ts';
import { counted, listed } from '../../../phrases/english.ts';

/** The words of one line of the page of checks. */
interface Said {
  readonly what: string;
  readonly why: string;
}

/** The most characters that one line lists. */
const mostListed = 10;

/** The line about characters that no font of the PDF draws (SO46). */
export function undrawnWords(characters: readonly string[]): Said {
  const named = characters.slice(0, mostListed).map((character) => `${character} (${codePoint(character)})`);
  const more = characters.length - named.length;
  const [it, they] = characters.length === 1 ? ['it', 'it prints'] : ['them', 'they print'];
  return {
    what: `Replace ${characters.length === 1 ? 'a character' : counted(characters.length, 'character', 'characters')} that the PDF cannot print`,
    why: `${listed([...named, ...(more > 0 ? [`${more} more`] : [])])}: no font of the PDF draws ${it}, so ${they} as ${characters.length === 1 ? 'its number' : 'numbers'} in square brackets.`,
  };
}

/** The line about signs of a child (PR1). */
export function mayTell(signs: readonly ChildSign[]): Said {
  return {
    what: 'Look whether this tells who a child is',
    why: `${quoted(signs)}. Take out what is not needed; where the family agreed, or nobody could know the child, let it stand.`,
  };
}
