import { Extension } from '@tiptap/core';
import { DOMParser, type Node as ProseMirrorNode, type Schema } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { longestCommon } from '../../../src/text/common-sequence.ts';
import { make } from '../../dom.ts';

const key = new PluginKey<DecorationSet>('late-words');

/** Marks words that came after the lock, and shows those that were deleted after it. Writes nothing to the document. */
export const LateWords = Extension.create({
  name: 'lateWords',
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key,
      state: {
        init: () => DecorationSet.empty,
        apply: (transaction, drawn) =>
          (transaction.getMeta(key) as DecorationSet | undefined) ?? drawn.map(transaction.mapping, transaction.doc),
      },
      props: { decorations: (state) => key.getState(state) },
    }),
  ],
});

/** Reads the static HTML of a text (ED5). */
export function readStatic(schema: Schema, html: HTMLElement): ProseMirrorNode {
  const copy = document.importNode(html, true);
  for (const drawn of copy.querySelectorAll('.ProseMirror-trailingBreak')) drawn.remove();
  return DOMParser.fromSchema(schema).parse(copy, { preserveWhitespace: 'full' });
}

/** Marks each word of an editor that its locked text does not have. */
export function showLateWords(view: EditorView, locked: ProseMirrorNode): void {
  const { doc } = view.state;
  const marks = lateMarks(locked, doc).flatMap((mark) => drawn(mark));
  view.dispatch(view.state.tr.setMeta(key, DecorationSet.create(doc, marks)).setMeta('addToHistory', false));
}

/** A stretch of words that is in one of two texts only. `to`: null for words that the later text lacks. */
export interface LateMark {
  readonly from: number;
  readonly to: number | null;
  readonly words: string;
}

/** Finds the words that a text has beyond the locked one, and the words of the locked one that it lacks, by their places in it. */
export function lateMarks(locked: ProseMirrorNode, now: ProseMirrorNode): readonly LateMark[] {
  const [before, after] = [tokensOf(locked), tokensOf(now)];
  const pairs = longestCommon(before, after, (one, other) => one.text === other.text);
  const marks: LateMark[] = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...pairs, [before.length, after.length] as const]) {
    const at = after[nextJ]?.from ?? now.content.size;
    marks.push(...lacking(before.slice(i, nextI), at), ...beyond(after.slice(j, nextJ)));
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return marks;
}

interface Token {
  /** A word; a line end for the start of a paragraph. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

function tokensOf(doc: ProseMirrorNode): readonly Token[] {
  const tokens: Token[] = [];
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    tokens.push({ text: '\n', from: position + 1, to: position + 1 });
    for (const { 0: text, index } of node.textBetween(0, node.content.size, undefined, '\n').matchAll(/\S+/g)) {
      tokens.push({ text, from: position + 1 + index, to: position + 1 + index + text.length });
    }
    return false;
  });
  return tokens;
}

function lacking(tokens: readonly Token[], at: number): readonly LateMark[] {
  const words = wordsOf(tokens);
  return words === '' ? [] : [{ from: at, to: null, words }];
}

function beyond(tokens: readonly Token[]): readonly LateMark[] {
  const written = tokens.filter(({ text }) => text !== '\n');
  const [first, last] = [written[0], written.at(-1)];
  return first === undefined || last === undefined ? [] : [{ from: first.from, to: last.to, words: wordsOf(written) }];
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens
    .filter(({ text }) => text !== '\n')
    .map(({ text }) => text)
    .join(' ');
}

function drawn({ from, to, words }: LateMark): readonly Decoration[] {
  const note = to === null ? `Still in the locked text: “${words}” ` : 'Too late, not in the locked text: ';
  const label = Decoration.widget(from, () => make('span', 'cc-late-word__note', note), { side: -1, ignoreSelection: true });
  return to === null ? [label] : [label, Decoration.inline(from, to, { class: 'cc-late-word' })];
}
