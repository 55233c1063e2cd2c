import type { ChildSign } from '../../../../src/domain/privacy/child-sign.ts';
import { childSigns } from '../../../../src/domain/privacy/child-signs.ts';
import { quoted } from '../../../../src/phrases/child-signs.ts';
import type { OwnLine } from '../../binding/own-lines.ts';

/** Looks for signs of a child in the lines of one text, and again only in lines that have changed since. */
export class SignsInLines {
  readonly #known: readonly string[];
  #seen: ReadonlyMap<string, readonly ChildSign[]> = new Map();

  /** `known`: words of names that are no child's (PR1). */
  constructor(known: readonly string[]) {
    this.#known = known;
  }

  /** The signs that hold a character of the page's own, once each (PR3). */
  in(lines: readonly OwnLine[]): readonly ChildSign[] {
    this.#seen = new Map(lines.map(({ text }) => [text, this.#seen.get(text) ?? childSigns(text, this.#known)]));
    const found = new Map<string, ChildSign>();
    for (const { text, own } of lines) {
      for (const sign of this.#seen.get(text) ?? []) {
        const end = sign.from + sign.found.length;
        if (own.some(({ from, to }) => from < end && to > sign.from)) found.set(sign.found, sign);
      }
    }
    return [...found.values()];
  }
}

/** The note about some signs; empty where there are none. */
export function noteOf(signs: readonly ChildSign[]): string {
  return signs.length === 0 ? '' : `This may tell who a child is: ${quoted(signs)}. Check that nobody can be recognised.`;
}
