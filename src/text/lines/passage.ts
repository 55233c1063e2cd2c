import * as Y from 'yjs';
import type { Mark } from '../../domain/consultation/section.ts';
import { editsOf, marker } from './edits.ts';
import type { Line } from './line.ts';
import { formatsOf } from './marks.ts';
import { type Runs, sameMarks } from './runs.ts';
import { type LineOwner, markerName, type StoredLine } from './stored.ts';
import { isMarkless, stringOf, type Symbols, symbolsBefore, symbolsOf, unitsIn } from './symbols.ts';

/** The lines between common ones at both ends of a text, before and after a change. */
export interface Passage {
  /** The index of its first symbol in the text: a marker, or the beginning of the text. */
  readonly index: number;
  readonly first: 'marked' | 'unmarked';
  readonly was: readonly StoredLine[];
  readonly now: readonly Line<Runs>[];
  /** The offset in the first line where the change begins, in UTF-16 code units, if known. */
  readonly from: number | null;
}

/** Writes characters, markers and marks of a passage. Returns the owner of each line's attributes. */
export function writePassage(text: Y.XmlText, passage: Passage): LineOwner[] {
  return new PassageWriter(text, passage).write();
}

/** A part of the change, as `Y.Text.applyDelta` takes it: it applies all parts in one pass over the text. */
type Part =
  | { readonly retain: number; readonly attributes?: Readonly<Record<string, object | null>> }
  | { readonly delete: number }
  | { readonly insert: string | Y.XmlElement; readonly attributes: Readonly<Record<string, object>> };

class PassageWriter {
  readonly #text: Y.XmlText;
  readonly #from: number | null;
  readonly #was: Symbols;
  readonly #now: Symbols;
  readonly #owners: LineOwner[];
  /** Owners of the lines that stood here, first the next one to pass. */
  readonly #known: LineOwner[];
  readonly #parts: Part[];
  /** Positions in the earlier and in the later symbols. */
  #i = 0;
  #j = 0;

  constructor(text: Y.XmlText, { index, first, was, now, from }: Passage) {
    this.#text = text;
    this.#parts = index === 0 ? [] : [{ retain: index }];
    this.#was = symbolsOf(was, first);
    this.#now = symbolsOf(now, first);
    this.#from = from === null ? null : symbolsBefore(this.#was.symbols, from + (first === 'marked' ? 1 : 0));
    const owners = was.map((line) => line.owner);
    this.#owners = first === 'unmarked' ? owners.slice(0, 1) : [];
    this.#known = first === 'unmarked' ? owners.slice(1) : owners;
  }

  write(): LineOwner[] {
    for (const { kind, length } of editsOf(this.#was.symbols, this.#now.symbols, this.#from)) {
      if (kind === 'keep') this.#keep(length);
      else if (kind === 'delete') this.#delete(length);
      else this.#insert(length);
    }
    while (isBare(this.#parts.at(-1))) this.#parts.pop();
    if (this.#parts.length > 0) this.#text.applyDelta(this.#parts);
    return this.#owners;
  }

  /** Sets the marks of the next characters, which stay. */
  #keep(length: number): void {
    this.#owners.push(...this.#pass(length));
    for (let start = 0, end = 1; start < length; start = end, end += 1) {
      const [was, now] = this.#marksAt(start);
      // Neighbouring lines with equal changes of marks are one part: bold over a whole answer begins once and ends once.
      while (end < length && sameMarks(this.#marksAt(end)[0], was) && sameMarks(this.#marksAt(end)[1], now)) end += 1;
      const part = this.#now.symbols.slice(this.#j + start, this.#j + end);
      const retain = unitsIn(part, 0, part.length);
      const stays = sameMarks(was, now) || part.every(isMarkless);
      this.#parts.push(stays ? { retain } : { retain, attributes: changedFormats(was, now) });
    }
    this.#i += length;
    this.#j += length;
  }

  /** The marks of a character that stays, before and after the change. */
  #marksAt(ahead: number): [was: readonly Mark[], now: readonly Mark[]] {
    return [this.#was.marks[this.#i + ahead] ?? [], this.#now.marks[this.#j + ahead] ?? []];
  }

  #delete(length: number): void {
    this.#pass(length);
    this.#parts.push({ delete: unitsIn(this.#was.symbols, this.#i, this.#i + length) });
    this.#i += length;
  }

  /** Takes the owners of the markers in the next symbols of the earlier text. */
  #pass(length: number): LineOwner[] {
    return this.#known.splice(0, this.#was.symbols.slice(this.#i, this.#i + length).filter((symbol) => symbol === marker).length);
  }

  #insert(length: number): void {
    const { symbols, marks } = this.#now;
    const to = this.#j + length;
    for (let start = this.#j, end = start + 1; start < to; start = end, end += 1) {
      // Formats equal to the neighbour's add no item of their own.
      const attributes = formatsOf(marks[start] ?? []);
      if (symbols[start] === marker) {
        const insert = new Y.XmlElement(markerName);
        this.#parts.push({ insert, attributes });
        this.#owners.push(insert);
        continue;
      }
      while (end < to && symbols[end] !== marker && sameMarks(marks[end] ?? [], marks[start] ?? [])) end += 1;
      this.#parts.push({ insert: stringOf(symbols.slice(start, end)), attributes });
    }
    this.#j = to;
  }
}

function isBare(part: Part | undefined): boolean {
  return part !== undefined && 'retain' in part && part.attributes === undefined;
}

function changedFormats(was: readonly Mark[], now: readonly Mark[]): Record<string, object | null> {
  const gone = was.filter((mark) => !now.some((other) => other.type === mark.type));
  const fresh = now.filter(
    (mark) =>
      !sameMarks(
        [mark],
        was.filter((other) => other.type === mark.type),
      ),
  );
  return { ...Object.fromEntries(gone.map((mark) => [mark.type, null])), ...formatsOf(fresh) };
}
