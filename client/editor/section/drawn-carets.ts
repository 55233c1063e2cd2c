import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import * as Y from 'yjs';
import { drawCaret } from './caret-view.ts';
import type { CaretFacade, CaretState } from './carets.ts';
import type { Binding } from '../binding/binding.ts';

const key = new PluginKey<DecorationSet>('carets');

/** Draws the carets and selections of others in an editor, and tells them of this page's own (TX15). */
export function drawnCarets(binding: Binding, facade: CaretFacade): Extension {
  return Extension.create({ name: 'carets', addProseMirrorPlugins: () => [carets(binding, facade)] });
}

function carets(binding: Binding, facade: CaretFacade): Plugin {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, drawn) {
        const redrawn = transaction.getMeta(key) as readonly Decoration[] | undefined;
        return redrawn === undefined
          ? drawn.map(transaction.mapping, transaction.doc)
          : DecorationSet.create(transaction.doc, [...redrawn]);
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view(view) {
      const tell = (): void => {
        if (!view.hasFocus()) facade.move(null);
        else facade.move(() => binding.anchorsOf(view.state));
      };
      const stop = facade.onWake(() => {
        // Nothing on the page changes under a word that is being composed (ED8).
        if (view.composing) facade.wakeSoon();
        else redraw(view, binding, facade);
      });
      view.dom.addEventListener('focusin', tell);
      view.dom.addEventListener('focusout', tell);
      return {
        update(view, before) {
          if (view.hasFocus() && !(before.selection.eq(view.state.selection) && before.doc === view.state.doc)) tell();
          // The drawn carets move with the text around them. Their own places can be others: a caret stays before characters
          // that are typed at its place (TX13). A caret that came before its characters is drawn once they are there.
          if (before.doc !== view.state.doc && facade.others().size > 0) facade.wakeSoon();
        },
        destroy() {
          stop();
          view.dom.removeEventListener('focusin', tell);
          view.dom.removeEventListener('focusout', tell);
          facade.move(null);
        },
      };
    },
  });
}

/** Draws the carets of others at their places, unless they are drawn there already. */
function redraw(view: EditorView, binding: Binding, facade: CaretFacade): void {
  const wanted = [...facade.others()].flatMap(([client, state]) => drawnOf(binding, client, state));
  if (placesOf(wanted) === placesOf(key.getState(view.state)?.find() ?? [])) return;
  view.dispatch(view.state.tr.setMeta(key, wanted).setMeta('addToHistory', false));
}

/** The places of some decorations, as a text to compare. */
function placesOf(decorations: readonly Decoration[]): string {
  return decorations
    .map(({ from, to, spec }) => `${from} ${to} ${String((spec as { readonly key?: string }).key)}`)
    .sort()
    .join();
}

function drawnOf(binding: Binding, client: number, { user, cursor }: CaretState): Decoration[] {
  const [anchor, head] = [positionIn(binding, cursor, 'anchor'), positionIn(binding, cursor, 'head')];
  if (anchor === null || head === null) return [];
  const caret = Decoration.widget(head, () => drawCaret(user), { key: `caret ${client} ${user.tone}`, side: 10 });
  if (anchor === head) return [caret];
  const selected = Decoration.inline(
    Math.min(anchor, head),
    Math.max(anchor, head),
    { class: `cc-sel ${user.tone}` },
    { key: `selection ${client} ${user.tone}`, inclusiveEnd: true },
  );
  return [caret, selected];
}

/** Reads one end of a caret that another page sent; null where it is none. */
function positionIn(binding: Binding, cursor: unknown, end: 'anchor' | 'head'): number | null {
  const anchored: unknown =
    typeof cursor === 'object' && cursor !== null && end in cursor ? (cursor as Record<string, unknown>)[end] : null;
  if (typeof anchored !== 'object' || anchored === null) return null;
  try {
    return binding.positionOf(Y.createRelativePositionFromJSON(anchored));
  } catch {
    return null;
  }
}
