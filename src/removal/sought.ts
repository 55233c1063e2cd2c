import { holdsPhrase, removedMark, stretchesOf, without } from '../domain/privacy/phrase.ts';
import type { Field, Places } from '../domain/response/removal/removal.ts';
import { charactersOf } from '../text/removal/characters.ts';
import type { Seek } from '../text/removal/clear.ts';

/** The words to remove: known by themselves, or by the places where an earlier removal found them. */
export interface Sought {
  /** Finds their characters in a document. */
  readonly seek: Seek;
  /** The texts that may take the place of a field, the best one first; none where the field is not concerned. */
  insteadOf(field: Field, text: string): readonly string[];
  /** True if a text holds them. */
  holds(text: string): boolean;
  /** True if bytes that are no text hold them as they were typed. */
  areIn(bytes: Uint8Array): boolean;
  /** True if these bytes are to go, whatever they hold. */
  isDisposed(owner: string, digest: string): boolean;
}

/** The marks for the place of removed words in a field. The second fits a field that has no room for the first. */
const marks = [removedMark, '…'] as const;

/** Words that a person typed (CO15). */
export function byPhrase(phrase: string): Sought {
  const bytes = Buffer.from(phrase);
  return {
    seek: (document) => charactersOf(document, (text) => stretchesOf(phrase, text)),
    insteadOf: (_field, text) => (holdsPhrase(phrase, text) ? marks.map((mark) => without(phrase, text, mark)) : []),
    holds: (text) => holdsPhrase(phrase, text),
    areIn: (given) => Buffer.from(given.buffer, given.byteOffset, given.byteLength).includes(bytes),
    isDisposed: () => false,
  };
}

/** The places of an earlier removal, in a store that was restored from a backup of before it: nobody has to know the words. */
export function byPlaces({ characters, fields, disposed }: Places): Sought {
  const names = new Set(fields.map(nameOf));
  return {
    seek: () => ({ characters, times: 0 }),
    insteadOf: (field) => (names.has(nameOf(field)) ? marks : []),
    holds: () => false,
    areIn: () => false,
    isDisposed: (owner, digest) => disposed.some((one) => one.owner === owner && one.digest === digest),
  };
}

/** No words: those to look for were lost. */
export const nothingSought: Sought = byPlaces({ characters: [], fields: [], disposed: [], draft: 0, more: 0 });

function nameOf({ kind, id, path }: Field): string {
  return JSON.stringify([kind, id, path]);
}
