import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';
import { type EditorState, type Selection, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import * as Y from 'yjs';
import { fromText } from '../../../src/text/extensions.ts';
import { lengthOf, sameRuns } from '../../../src/text/lines/runs.ts';
import { readLines, type StoredLine } from '../../../src/text/lines/stored.ts';
import { type Place, writeLine, writeLines } from '../../../src/text/lines/writing.ts';
import { type ChangedLine, changedLine } from './changed-line.ts';
import { type Delta, mapIndex, type Side, touchedBy } from './delta.ts';
import { nodesOf, remember, runsIn, shownLines } from './nodes.ts';
import { documentWith, type Region, rewrittenLines, showRewritten } from './showing.ts';
import { indexOfPlace, placeAt, placeOfIndex, positionOf } from './places.ts';
import { replaceDifference } from './replacing.ts';

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
    const only = this.#shown === null ? null : changedLine(this.#shown, now.doc);
    this.#shown = now.doc;
    this.selectionBefore = this.anchorsOf(before);
    if (only !== null) this.#writeLine(only, changedAt);
    else this.#setLines(writeLines(this.text, this.#lines, shownLines(now.doc), { origin: this, changedAt }));
  }

  #writeLine({ line, now }: ChangedLine, changedAt: Place | null): void {
    const stored = this.#lines[line];
    if (stored === undefined) return;
    const [index, runs] = [indexOfPlace(this.#lengthsNow(), { line, offset: 0 }), runsIn(now)];
    const written = writeLine(this.text, stored, runs, { index, origin: this, from: changedAt?.line === line ? changedAt.offset : null });
    this.#replaceLines(new Map([[line, written]]));
  }

  /** Selection ends as positions that stay with their characters (TX13). */
  anchorsOf({ doc, selection }: EditorState): Ends<Y.RelativePosition> {
    const sides = sidesOf(selection);
    const anchorOf = (position: number, side: Side): Y.RelativePosition =>
      Y.createRelativePositionFromTypeIndex(this.text, this.#indexAt(doc, position), side === 'before' ? -1 : 0);
    const head = anchorOf(selection.head, sides.head);
    return { anchor: selection.empty ? head : anchorOf(selection.anchor, sides.anchor), head };
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

  #setLines(lines: readonly StoredLine[]): void {
    this.#lines = lines;
    this.#lengths = null;
  }

  /** Puts lines in the place of those with their numbers. */
  #replaceLines(replaced: ReadonlyMap<number, StoredLine>): void {
    const [lines, lengths] = [[...this.#lines], [...this.#lengthsNow()]];
    for (const [number, line] of replaced) {
      lines[number] = line;
      lengths[number] = lengthOf(line.content);
    }
    this.#lines = lines;
    this.#lengths = lengths;
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
    this.#show(view, this.#read(region), region, selected);
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

  /** The lines that stand where those of a region stood. */
  #read({ first, last }: Region): StoredLine[] {
    const lengths = this.#lengthsNow();
    const from = indexOfPlace(lengths, { line: first, offset: 0 });
    const total = indexOfPlace(lengths, { line: lengths.length - 1, offset: lengths.at(-1) ?? 0 });
    const to = indexOfPlace(lengths, { line: last, offset: lengths[last] ?? 0 }) + this.text.length - total;
    const contents = new Map(this.#lines.slice(first, last + 1).map(({ owner, content }) => [owner, content]));
    return readLines(this.text, from, to).map((line) => {
      const content = contents.get(line.owner);
      return content !== undefined && sameRuns(content, line.content) ? { ...line, content } : line;
    });
  }

  #selectedAfter(state: EditorState, delta: Delta): Ends<number> {
    const sides = sidesOf(state.selection);
    const { anchor, head } = state.selection;
    return {
      anchor: mapIndex(delta, this.#indexAt(state.doc, anchor), sides.anchor),
      head: mapIndex(delta, this.#indexAt(state.doc, head), sides.head),
    };
  }

  /** Takes the lines that were read and shows them (TX10). */
  #show(view: EditorView, read: readonly StoredLine[], region: Region, selected: Ends<number>): void {
    const { state } = view;
    const transaction = state.tr.setMeta(fromText, true).setMeta('addToHistory', false);
    const rewritten = rewrittenLines(this.#lines, read, region);
    if (rewritten !== null) {
      this.#replaceLines(rewritten);
      showRewritten(transaction, rewritten);
    } else {
      const was = this.#lines;
      this.#setLines([...was.slice(0, region.first), ...read, ...was.slice(region.last + 1)]);
      replaceDifference(transaction, documentWith(state.doc, was, this.#lines, region));
    }
    this.#shown = transaction.doc;
    if (!transaction.docChanged) {
      this.#shown = state.doc;
      return;
    }
    if (state.selection instanceof TextSelection) {
      const { doc, selection } = transaction;
      const [anchor, head] = [this.#positionAt(doc, selected.anchor), this.#positionAt(doc, selected.head)];
      if (selection.anchor !== anchor || selection.head !== head) {
        transaction.setSelection(TextSelection.create(doc, anchor, head));
      }
    }
    // A mark chosen for the next key stays chosen.
    transaction.setStoredMarks(state.storedMarks);
    view.dispatch(transaction);
  }
}

/** A selection keeps out characters that others add at its ends: typing over it must delete nothing that nobody selected. */
function sidesOf(selection: Selection): Ends<Side> {
  if (selection.empty) return { anchor: 'before', head: 'before' };
  return selection.anchor < selection.head ? { anchor: 'after', head: 'before' } : { anchor: 'before', head: 'after' };
}
