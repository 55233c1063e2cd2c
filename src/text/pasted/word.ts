import type { Item } from './lists.ts';
import { markerOf } from './markers.ts';
import { type Declarations, type Styles, leftMargin, lengthOf } from './style.ts';
import { type PastedElement, classesOf, textBelow } from './tree.ts';

/** The place in a list of Word that a paragraph's style gives it; its marker is read from the text. */
export interface WordItem {
  readonly level: number;
  readonly margin: number | null;
  /** Its list and level in the style sheet, such as `l0:level1`; empty for pastes without one. */
  readonly list: string;
  marker: string;
  /** Where the marker was read already: the paragraph has a further line. */
  read: Item | null;
}

/** Word indents the items of its list paragraphs by half an inch. */
const usualMargin = 36;

/** Whether a paragraph has one of Word's styles for lists. */
export function hasListStyle(element: PastedElement): boolean {
  return classesOf(element).some((name) => /^Mso(?:List|ListParagraph|ListContinue|ListBullet|ListNumber)/.test(name));
}

/** The left margin of a paragraph, with that of Word's list style where it names none. */
export function marginOf(element: PastedElement, style: Declarations): number | null {
  const isListParagraph = classesOf(element).some((name) => name.startsWith('MsoListParagraph'));
  return leftMargin(style) ?? (isListParagraph ? usualMargin : null);
}

/** The item that `mso-list:l0 level2 lfo1` names; null for a paragraph in no list. */
export function wordItemOf(element: PastedElement, style: Declarations): WordItem | null {
  const [, list = '', level = ''] = /^(l\d+)\s+level(\d+)/.exec(style.get('mso-list') ?? '') ?? [];
  if (level === '') return null;
  return { level: Number(level), margin: marginOf(element, style), list: `${list}:level${level}`, marker: '', read: null };
}

/** The item of a paragraph whose marker is marked, but whose style says no level: its margin stands for the level. */
export function itemOfMargin(margin: number | null): WordItem {
  return { level: Math.round(margin ?? usualMargin), margin: margin ?? usualMargin, list: '', marker: '', read: null };
}

/** Whether an element is the small gap that Word writes between a marker and its text, where nothing else marks a list. */
export function isGapAfterMarker(style: Declarations, element: PastedElement): boolean {
  return /^7(?:\.0)?pt/.test(style.get('font') ?? '') && /^[\s\u00a0]*$/.test(textBelow(element, 100));
}

/** Whether a paragraph hangs its first line out, as items do. */
export function hangs(style: Declarations): boolean {
  return (lengthOf(style.get('text-indent')) ?? 0) < 0;
}

/** What a marker of Word's says: the item, or text that belongs to the words of the line. */
export interface ReadMarker {
  readonly item: Item | null;
  readonly text: string;
}

/** Reads the marker of an item. A heading is no item: its number stays as text, for other passages refer to it. */
export function readMarker(word: WordItem, styles: Styles, heading: number): ReadMarker {
  const format = word.list === '' ? '' : (styles.ofList(word.list).get('mso-level-number-format') ?? '');
  const { kind, numbers } = markerOf(word.marker, format);
  if (kind === 'words' || (heading > 0 && kind === 'number')) return { item: null, text: `${word.marker} ` };
  if (heading > 0) return { item: null, text: '' };
  return { item: { level: word.level, ordered: kind === 'number', numbers, margin: word.margin }, text: '' };
}
