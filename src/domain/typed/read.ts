import { withoutInvisible } from './unseen.ts';

// Short fields are read here, for forms and files alike (SF1). A reader takes a value as people paste it. It drops the characters
// that nobody sees, and the signs that mail programs and word processors put around a value. It never guesses between two meanings.

/** A value that was read, or the sentence for the person who typed it, with the fault and the right way to write it (SF2). */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** A typed value without invisible characters and odd spaces, with full-width letters and digits as ordinary ones. */
export function plainTyped(typed: string): string {
  return withoutInvisible(typed.toWellFormed().normalize('NFKC'))
    .replace(/[\s\u2800]+/gu, ' ')
    .trim();
}

/** The number of a character: `U+16A0`. */
export function codePoint(character: string): string {
  return `U+${numberOf(character).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** `codePointAt` answers `undefined` only for an empty text, and no character is empty. */
export function numberOf(character: string): number {
  return Number(character.codePointAt(0));
}

/** A character by a name that a person can look for: `the space`, `“é”`, or its number where it cannot be seen alone. */
export function nameOfCharacter(character: string): string {
  if (character === ' ') return 'the space';
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `“${character}”` : `the character ${codePoint(character)}`;
}

export function read<T>(value: T): Read<T> {
  return { ok: true, value };
}

export function unread(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}
