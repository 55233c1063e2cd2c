import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';
import { type EditorState, type Selection, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import * as Y from 'yjs';
import { fromText } from '../../../src/text/extensions.ts';
import { lengthOf, sameRuns } from '../../../src/text/lines/runs.ts';
import { readLines, type StoredLine } from '../../../src/text/lines/stored.ts';
import { type Place, writeLines } from '../../../src/text/lines/writing.ts';
import { type Delta, mapIndex, type Side, touchedBy } from './delta.ts';
import { nodesOf, remember, runsIn, shownLines } from './nodes.ts';
import { indexOfPlace, placeAt, placeOfIndex, positionOf } from './places.ts';
import { replaceDifference, withNodes } from './replacing.ts';

/** The two ends of a selection, as indices in the text or as positions that stay with their characters. */
export interface Ends<At> {
  readonly anchor: At;
  readonly head: At;
}

/** A change that others made, or an undo, as a binding learned it. */
export interface Change {
  readonly delta: Delta;
  /** The lines before it and after it. */
  readonly was: readonly StoredLine[];
  readonly now: readonly StoredLine[];
  readonly transaction: Y.Transaction;
}

/** Keeps one editor and one section's text equal: each change goes the other way at once, and only as far as it reaches. */
export class Binding {
  readonly text: Y.XmlText;
  readonly #onChange: (change: Change) => void;
  #lines: readonly StoredLine[];
  /** The lengths of the lines; null until needed. */
  #lengths: readonly number[] | null = null;
  #view: EditorView | null = null;
  /** The document that shows the text as it is. */
  #shown: ProseMirrorNode | null = null;
  /** Where the selection was before the act that is being written, for its undo (TX13). */
  selectionBefore: Ends<Y.RelativePosition> | null = null;
  readonly #observe = (events: readonly Y.YEvent<Y.XmlText>[], transaction: Y.Transaction): void => {
    if (transaction.origin !== this) this.#receive(events, transaction);
  };

  /** `onChange`: called after a change of others, or an undo, is shown. */
  constructor(text: Y.XmlText, onChange: (change: Change) => void) {
    this.text = text;
    this.#onChange = onChange;
    this.#lines = readLines(text);
  }

  /** The text as a document of the editor's schema. */
  document(schema: Schema): ProseMirrorNode {
    return schema.topNodeType.create(null, nodesOf(schema, this.#lines));
  }

  /** Begins with an editor that shows {@link Binding.document}. Opening writes nothing (TX11). */
  attach(view: EditorView): void {
    this.#view = view;
    this.#shown = view.state.doc;
    const blocks = shownLines(view.state.doc);
    this.#lines = this.#lines.map((line, index) => {
      const block = blocks[index]?.block;
      if (block !== undefined && sameRuns(runsIn(block), line.content)) remember(block, line.content);
      return line;
    });
    this.text.observeDeep(this.#observe as Parameters<Y.XmlText['observeDeep']>[0]);
  }

  detach(): void {
    this.#view = null;
    this.text.unobserveDeep(this.#observe as Parameters<Y.XmlText['observeDeep']>[0]);
  }

  /** Whether a state's document is the text as it is stored. */
  shows(document: ProseMirrorNode): boolean {
    return document === this.#shown;
  }

  /** Writes the editor's document to the text (TX11). `changedAt`: the place where the change begins, if known. */
  write(before: EditorState, now: EditorState, changedAt: Place | null): void {
    this.#shown = now.doc;
    this.selectionBefore = this.anchorsOf(before);
    this.#setLines(writeLines(this.text, this.#lines, shownLines(now.doc), { origin: this, changedAt }));
  }

  /** Selection ends as positions that stay with their characters (TX13). */
  anchorsOf({ doc, selection }: EditorState): Ends<Y.RelativePosition> {
    const sides = sidesOf(selection);
    const anchor = (position: number, side: Side): Y.RelativePosition =>
      Y.createRelativePositionFromTypeIndex(this.text, this.#indexAt(doc, position), side === 'before' ? -1 : 0);
    return { anchor: anchor(selection.anchor, sides.anchor), head: anchor(selection.head, sides.head) };
  }

  /** The editor's position of an anchored position; null where it is not in this text. */
  positionOf(anchored: Y.RelativePosition): number | null {
    const { doc } = this.text;
    const shown = this.#shown;
    const at = doc === null || shown === null ? null : Y.createAbsolutePositionFromRelativePosition(anchored, doc);
    return at?.type === this.text && shown !== null ? this.#positionAt(shown, at.index) : null;
  }

  /** A part of the text as positions that stay with its characters, whatever is written around them. */
  anchorsAround(from: number, to: number): Ends<Y.RelativePosition> {
    return {
      anchor: Y.createRelativePositionFromTypeIndex(this.text, from, 0),
      head: Y.createRelativePositionFromTypeIndex(this.text, to, -1),
    };
  }

  /** The editor's position of an index in the text. */
  positionAt(index: number): number | null {
    return this.#shown === null ? null : this.#positionAt(this.#shown, index);
  }

  #setLines(lines: readonly StoredLine[]): void {
    this.#lines = lines;
    this.#lengths = null;
  }

  #lengthsNow(): readonly number[] {
    return (this.#lengths ??= this.#lines.map((line) => lengthOf(line.content)));
  }

  #indexAt(document: ProseMirrorNode, position: number): number {
    return indexOfPlace(this.#lengthsNow(), placeAt(document, position));
  }

  #positionAt(document: ProseMirrorNode, index: number): number {
    return positionOf(document, placeOfIndex(this.#lengthsNow(), index));
  }

  #receive(events: readonly Y.YEvent<Y.XmlText>[], transaction: Y.Transaction): void {
    const view = this.#view;
    if (view === null) return;
    const delta = (events.find((event) => event.target === this.text)?.delta ?? []) as Delta;
    const region = this.#regionOf(events, delta);
    if (region === null) return;
    const selected = this.#selectedAfter(view.state, delta);
    const was = this.#lines;
    this.#setLines(this.#linesAfter(region));
    this.#show(view, was, region, selected);
    this.#onChange({ delta, was, now: this.#lines, transaction });
  }

  /** The lines that a change touches; null for a change that touches none. */
  #regionOf(events: readonly Y.YEvent<Y.XmlText>[], delta: Delta): Region | null {
    const lengths = this.#lengthsNow();
    const touched = touchedBy(delta);
    const numbers = touched === null ? [] : [placeOfIndex(lengths, touched.from).line, placeOfIndex(lengths, touched.to).line];
    for (const event of events) {
      const line = event.keys.size === 0 ? -1 : this.#lines.findIndex(({ owner }) => owner === (event.target as unknown));
      if (line !== -1) numbers.push(line);
    }
    return numbers.length === 0 ? null : { first: Math.min(...numbers), last: Math.max(...numbers) };
  }

  #linesAfter({ first, last }: Region): StoredLine[] {
    const lengths = this.#lengthsNow();
    const from = indexOfPlace(lengths, { line: first, offset: 0 });
    const total = indexOfPlace(lengths, { line: lengths.length - 1, offset: lengths.at(-1) ?? 0 });
    const to = indexOfPlace(lengths, { line: last, offset: lengths[last] ?? 0 }) + this.text.length - total;
    const were = this.#lines.slice(first, last + 1);
    const read = readLines(this.text, from, to).map((line) => {
      const same = were.find(({ owner }) => owner === line.owner);
      return same !== undefined && sameRuns(same.content, line.content) ? { ...line, content: same.content } : line;
    });
    return [...this.#lines.slice(0, first), ...read, ...this.#lines.slice(last + 1)];
  }

  #selectedAfter(state: EditorState, delta: Delta): Ends<number> {
    const sides = sidesOf(state.selection);
    const { anchor, head } = state.selection;
    return {
      anchor: mapIndex(delta, this.#indexAt(state.doc, anchor), sides.anchor),
      head: mapIndex(delta, this.#indexAt(state.doc, head), sides.head),
    };
  }

  /** Shows the lines with one replacement of the part that differs (TX10). */
  #show(view: EditorView, was: readonly StoredLine[], region: Region, selected: Ends<number>): void {
    const { state } = view;
    const wanted = documentWith(state.doc, was, this.#lines, region);
    const transaction = state.tr.setMeta(fromText, true).setMeta('addToHistory', false);
    replaceDifference(transaction, wanted);
    this.#shown = transaction.doc;
    if (!transaction.docChanged) {
      this.#shown = state.doc;
      return;
    }
    if (state.selection instanceof TextSelection) {
      const [anchor, head] = [this.#positionAt(wanted, selected.anchor), this.#positionAt(wanted, selected.head)];
      const { selection } = transaction;
      if (selection.anchor !== anchor || selection.head !== head) {
        transaction.setSelection(TextSelection.create(transaction.doc, anchor, head));
      }
    }
    // A mark chosen for the next key stays chosen.
    transaction.setStoredMarks(state.storedMarks);
    view.dispatch(transaction);
  }
}

/** The numbers of the first and last line that change, before the change. */
interface Region {
  readonly first: number;
  readonly last: number;
}

/** A selection keeps out characters that others add at its ends: typing over it must delete nothing that nobody selected. */
function sidesOf(selection: Selection): Ends<Side> {
  if (selection.empty) return { anchor: 'before', head: 'before' };
  return selection.anchor < selection.head ? { anchor: 'after', head: 'before' } : { anchor: 'before', head: 'after' };
}

/** The document with the changed lines, and with those around them that are in one list with them. */
function documentWith(document: ProseMirrorNode, was: readonly StoredLine[], now: readonly StoredLine[], region: Region): ProseMirrorNode {
  let { first } = region;
  let after = was.length - 1 - region.last;
  while (first > 0 && was[first - 1]?.kind.list !== 'none') first -= 1;
  while (after > 0 && was[was.length - after]?.kind.list !== 'none') after -= 1;
  const [from, to] = [nodeOfLine(document, first), nodeOfLine(document, was.length - after)];
  return withNodes(document, from, to, nodesOf(document.type.schema, now.slice(first, now.length - after)));
}

const lineCounts = new WeakMap<ProseMirrorNode, number>();

function lineCount(node: ProseMirrorNode): number {
  if (node.isTextblock) return 1;
  const known = lineCounts.get(node);
  if (known !== undefined) return known;
  const count = node.children.reduce((sum, child) => sum + lineCount(child), 0);
  lineCounts.set(node, count);
  return count;
}

/** The number of the top-level node that begins with a line. */
function nodeOfLine(document: ProseMirrorNode, line: number): number {
  let left = line;
  const index = document.children.findIndex((node) => {
    if (left <= 0) return true;
    left -= lineCount(node);
    return false;
  });
  return index === -1 ? document.childCount : index;
}
