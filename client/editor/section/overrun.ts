import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { plainCharacters } from '../../../src/text/plain.ts';
import { countText } from '../../../src/text/standing.ts';
import { make } from '../../dom.ts';

/** The first position beyond a section's limit, and the label to draw there. */
export interface OverrunAt {
  readonly from: number;
  readonly label: string;
}

interface Drawn {
  readonly at: OverrunAt | null;
  readonly drawn: DecorationSet;
}

const key = new PluginKey<Drawn>('overrun');

/** Draws a line where the department's box would be full, and marks the text after it. Writes nothing to the document. */
export const Overrun = Extension.create({
  name: 'overrun',
  addProseMirrorPlugins: () => [
    new Plugin<Drawn>({
      key,
      state: {
        init: () => ({ at: null, drawn: DecorationSet.empty }),
        apply(transaction, before) {
          const at = transaction.getMeta(key) as OverrunAt | null | undefined;
          if (at !== undefined) return { at, drawn: draw(transaction.doc, at) };
          return transaction.docChanged ? { at: before.at, drawn: before.drawn.map(transaction.mapping, transaction.doc) } : before;
        },
      },
      props: { decorations: (state) => key.getState(state)?.drawn },
    }),
  ],
});

/** Draws the limit in an editor, or removes it. Dispatches no transaction if nothing moved. */
export function showOverrun(view: EditorView, at: OverrunAt | null): void {
  const before = key.getState(view.state)?.at ?? null;
  if (before?.from === at?.from && before?.label === at?.label) return;
  view.dispatch(view.state.tr.setMeta(key, at).setMeta('addToHistory', false));
}

/**
 * Finds where a text passes its limit; null if it fits. Counts like `countBlocks`: words are split at whitespace, list
 * markers count, a line end counts as two characters, and a superscript counts with its `^`.
 */
export function findOverrun(doc: ProseMirrorNode, wordLimit: number | null, characterLimit: number | null): OverrunAt | null {
  const words = wordLimit === null ? null : passing(doc, wordLimit, 'word');
  if (words !== null) return words;
  return characterLimit === null ? null : passing(doc, characterLimit, 'character');
}

function passing(doc: ProseMirrorNode, limit: number, unit: 'word' | 'character'): OverrunAt | null {
  const label = `${countText(limit, null, unit)}: the portal stops here`;
  let count = 0;
  const found: number[] = [];
  doc.descendants((node, position, parent) => {
    if (found.length > 0) return false;
    if (node.type.name === 'listItem') count += unit === 'word' ? 1 : 2;
    if (!node.isTextblock) return true;
    const written = unit === 'word' ? wordsOf(node) : charactersOf(node);
    for (const { at, counts } of written) {
      count += counts;
      if (count <= limit) continue;
      found.push(position + 1 + at);
      return false;
    }
    if (unit === 'character') count += parent === doc ? 4 : 2;
    return false;
  });
  const [from] = found;
  return from === undefined ? null : { from, label };
}

/** A word or a character of a text block: its offset in the block, and what it counts in a plain text box. */
interface Written {
  readonly at: number;
  readonly counts: number;
}

function wordsOf(textblock: ProseMirrorNode): readonly Written[] {
  const text = textblock.textBetween(0, textblock.content.size, undefined, '\n');
  return Array.from(text.matchAll(/\S+/g), (word) => ({ at: word.index, counts: 1 }));
}

function charactersOf(textblock: ProseMirrorNode): readonly Written[] {
  const all: Written[] = [];
  textblock.forEach((node, offset) => {
    let at = offset;
    const marks = node.marks.map((mark) => ({ type: mark.type.name }));
    const [own, plain] = [Array.from(node.text ?? '\n'), plainCharacters(node.text ?? '\n', marks)];
    own.forEach((character, index) => {
      all.push({ at, counts: character === '\n' ? 2 : (plain[index] ?? '').length });
      at += character.length;
    });
  });
  return all;
}

function draw(doc: ProseMirrorNode, at: OverrunAt | null): DecorationSet {
  if (at === null || at.from >= doc.content.size) return DecorationSet.empty;
  return DecorationSet.create(doc, [
    Decoration.widget(at.from, () => make('span', 'cc-limit', at.label), { key: `limit ${at.label}`, side: -1, ignoreSelection: true }),
    Decoration.inline(at.from, doc.content.size, { class: 'cc-overrun' }, { inclusiveEnd: true }),
  ]);
}
