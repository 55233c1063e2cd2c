import { headingOf } from './elements.ts';
import { Inlines } from './inlines.ts';
import type { Inline } from '../../domain/consultation/section.ts';
import type { Item, Line } from './lists.ts';
import type { Declarations, Styles } from './style.ts';
import type { PastedElement } from './tree.ts';
import { type WordItem, hangs, hasListStyle, marginOf, readMarker, wordItemOf } from './word.ts';

/** An HTML list while it is read. */
export interface Numbering {
  readonly ordered: boolean;
  readonly level: number;
  /** The number that its first item is given. */
  start: number | null;
  /** Whether no item has begun yet. */
  begins: boolean;
}

/** An `li`. It begins with its first line, so one without any has no item. */
interface Entry {
  readonly numbering: Numbering;
  readonly level: number;
  readonly value: number | null;
  item: Item | null;
}

/** The block that a line stands in. */
export interface Place {
  readonly heading: number;
  readonly entry: Entry | null;
  readonly margin: number | null;
  readonly listStyle: boolean;
  readonly hangs: boolean;
  /** The item that a paragraph of Word's is. */
  word: WordItem | null;
}

/** The place of a line in no block. */
export function nowhere(): Place {
  return { heading: 0, entry: null, margin: null, listStyle: false, hangs: false, word: null };
}

/** The list that an element begins, below the list around it. */
export function numberingOf(element: PastedElement, name: string, outer: Numbering | null): Numbering {
  return { ordered: name === 'OL', level: (outer?.level ?? 0) + 1, start: numberIn(element, 'start'), begins: true };
}

/** The place inside a block, below the place around it. */
export function placeIn(element: PastedElement, name: string, style: Declarations, outer: Place, list: Numbering | null): Place {
  const entry = name === 'LI' ? entryOf(element, list ?? { ordered: false, level: 1, start: null, begins: true }) : outer.entry;
  return {
    heading: headingOf(element, name, style) ?? outer.heading,
    entry,
    margin: entry === null ? marginOf(element, style) : null,
    listStyle: hasListStyle(element),
    hangs: hangs(style),
    word: entry === null ? (wordItemOf(element, style) ?? outer.word) : null,
  };
}

/** Word for the web puts each item into a list of its own, and says its level and its place in an attribute. */
function entryOf(element: PastedElement, numbering: Numbering): Entry {
  const said = numberIn(element, 'data-aria-level') ?? numberIn(element, 'aria-level') ?? 1;
  const level = numbering.level === 1 ? Math.min(Math.max(said, 1), 100) : numbering.level;
  numbering.start ??= numberIn(element, 'data-aria-posinset');
  return { numbering, level, value: numberIn(element, 'value'), item: null };
}

function numberIn(element: PastedElement, attribute: string): number | null {
  const value = element.getAttribute(attribute) ?? '';
  return /^\s*-?\d{1,9}\s*$/.test(value) ? Number(value) : null;
}

/** A line in its place. The first line of an item begins it; the others go on. */
export function lineIn(place: Place, content: readonly Inline[], styles: Styles): Line {
  const { heading, entry, margin, listStyle, word } = place;
  const rest = { heading, margin, listStyle };
  if (entry !== null) {
    const begins = entry.item === null;
    entry.item ??= itemOf(entry);
    return { ...rest, content: [...content], item: entry.item, begins };
  }
  if (word === null) return { ...rest, content: [...content], item: null, begins: false };
  if (word.read !== null) return { ...rest, content: [...content], item: word.read, begins: false };
  const { item, text } = readMarker(word, styles, heading);
  word.read = item;
  if (item === null) place.word = null;
  const inlines = new Inlines();
  inlines.add(text, []);
  inlines.append(content);
  return { ...rest, content: inlines.take(), item, begins: item !== null };
}

function itemOf({ numbering, level, value }: Entry): Item {
  const number = value ?? (numbering.begins ? (numbering.start ?? 1) : null);
  numbering.begins = false;
  return { level, ordered: numbering.ordered, numbers: number === null ? [] : [number], margin: null };
}
