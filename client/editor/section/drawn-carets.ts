import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import * as Y from 'yjs';
import { fromText } from '../../../src/text/extensions.ts';
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
        if (transaction.getMeta(key) !== undefined || transaction.getMeta(fromText) !== undefined) {
          return DecorationSet.create(
            transaction.doc,
            [...facade.others()].flatMap(([client, state]) => drawnOf(binding, client, state)),
          );
        }
        return drawn.map(transaction.mapping, transaction.doc);
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
        else redraw(view);
      });
      view.dom.addEventListener('focusin', tell);
      view.dom.addEventListener('focusout', tell);
      return {
        update(view, before) {
          if (view.hasFocus() && !(before.selection.eq(view.state.selection) && before.doc === view.state.doc)) tell();
          // A caret of somebody else stays before characters that are typed at its place; the drawn one has moved with them.
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

function redraw(view: EditorView): void {
  view.dispatch(view.state.tr.setMeta(key, true).setMeta('addToHistory', false));
}

function drawnOf(binding: Binding, client: number, { user, cursor }: CaretState): Decoration[] {
  const [anchor, head] = [positionIn(binding, cursor, 'anchor'), positionIn(binding, cursor, 'head')];
  if (anchor === null || head === null) return [];
  const caret = Decoration.widget(head, () => drawCaret(user), { key: `caret ${client}`, side: 10 });
  if (anchor === head) return [caret];
  const selected = Decoration.inline(
    Math.min(anchor, head),
    Math.max(anchor, head),
    { class: `cc-sel ${user.tone}` },
    { inclusiveEnd: true },
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
