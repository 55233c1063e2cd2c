import { Extension } from '@tiptap/core';
import type { Fragment } from '@tiptap/pm/model';
import { Plugin, Selection, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { plainText } from '../../../../src/text/plain.ts';
import { sayLeftOut } from '../../../../src/text/pasted/left-out.ts';
import { isAllowedLink } from '../../../../src/text/limits.ts';
import { type PastedContent, contentOf, readHtml } from './content.ts';
import { insertBlocks } from './insert.ts';
import { judgePaste, type SizeNow } from './judge.ts';
import type { Notice } from '../notice.ts';

export interface PastingOptions {
  /** The limit of the section in words; null for none. */
  readonly wordLimit: number | null;
  /** Told of every paste and drop from outside. */
  readonly said: (notice: Notice) => void;
  /** Does an act as an undo step of its own, and returns the function that undoes this step. */
  readonly asOneStep: (view: EditorView, act: () => void) => () => void;
}

/** Takes pastes and drops before the editor does, reads them, and puts them in as one step. */
export const Pasting = Extension.create<PastingOptions>({
  name: 'pasting',
  // After the plugins of Tiptap that watch pastes.
  priority: 1,
  addOptions: () => ({
    wordLimit: null,
    said: () => undefined,
    asOneStep: (_view, act) => {
      act();
      return () => undefined;
    },
  }),
  addProseMirrorPlugins() {
    const desk = new Desk(this.options);
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            keydown: (_view, event) => desk.watchKeys(event),
            keyup: (_view, event) => desk.watchKeys(event),
            paste: (view, event) => desk.paste(view, event),
            drop: (view, event) => desk.drop(view, event),
          },
        },
      }),
    ];
  },
});

/** Handles the events of one editor. Each handler answers whether the editor must not handle the event. */
class Desk {
  readonly #options: PastingOptions;
  #shift = false;

  constructor(options: PastingOptions) {
    this.#options = options;
  }

  /** Shift with the keys of a paste asks for plain text; Shift and Insert is an ordinary paste. */
  watchKeys(event: KeyboardEvent): boolean {
    this.#shift = event.shiftKey && event.key !== 'Insert';
    return false;
  }

  paste(view: EditorView, event: ClipboardEvent): boolean {
    const { clipboardData: transfer } = event;
    // Browsers cannot paste from a script while a word is composed.
    if (transfer === null || !view.editable || view.composing) return false;
    // An address pasted over words links them: the link extension does that.
    if (!view.state.selection.empty && isAllowedLink(transfer.getData('text/plain').trim())) return false;
    const content = contentOf(transfer, this.#shift ? 'plain' : 'html');
    if (content === null) return false;
    event.preventDefault();
    this.#take(view, content, () => view.state.tr.setMeta('paste', true).setMeta('uiEvent', 'paste'), event);
    return true;
  }

  drop(view: EditorView, event: DragEvent): boolean {
    const { dataTransfer: transfer } = event;
    if (transfer === null || !view.editable || view.dragging !== null) return false;
    const content = contentOf(transfer, 'html');
    if (content === null || content.from === 'editor') return false;
    event.preventDefault();
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
    const place = at === null ? view.state.selection : Selection.near(view.state.doc.resolve(at.pos));
    this.#take(view, content, () => view.state.tr.setSelection(place).setMeta('uiEvent', 'drop'), null);
    view.focus();
    return true;
  }

  /** Judges the content, puts it in, and says what there is to say. */
  #take(view: EditorView, content: PastedContent, begin: () => Transaction, event: ClipboardEvent | null): void {
    const leftOut = content.from === 'editor' ? '' : sayLeftOut(content.leftOut);
    const text = content.from === 'editor' ? (event?.clipboardData?.getData('text/plain') ?? '') : plainText(content.blocks);
    const { verdict, message } = judgePaste(text, sizeNow(view), this.#options.wordLimit);
    if (verdict === 'refused') {
      this.#options.said({ message, action: null });
      return;
    }
    if (content.from === 'elsewhere' && content.blocks.length === 0) {
      this.#options.said({ message: leftOut === '' ? '' : `Nothing was pasted. ${leftOut}`, action: null });
      return;
    }
    const undo = this.#options.asOneStep(view, () => {
      if (content.from === 'elsewhere') view.dispatch(withMarks(view, insertBlocks(begin, content.blocks), content.kind));
      else if (!pasteOwn(view, content.html, event)) view.dispatch(insertBlocks(begin, readHtml(content.html)?.blocks ?? []));
    });
    this.#options.said({
      message: [message, leftOut].filter((line) => line !== '').join(' '),
      action: { label: 'Undo the paste', act: undo },
    });
  }
}

/** Lets ProseMirror paste a slice of its own; answers false where the schema refused it, for a list would be too deep. */
function pasteOwn(view: EditorView, html: string, event: ClipboardEvent | null): boolean {
  const before = view.state.doc;
  view.pasteHTML(html, event ?? undefined);
  return view.state.doc !== before;
}

/** Plain text takes the marks of the place where it is pasted. */
function withMarks(view: EditorView, transaction: Transaction, kind: 'html' | 'plain'): Transaction {
  const { storedMarks, selection } = view.state;
  const marks = kind === 'plain' ? (storedMarks ?? selection.$from.marks()) : [];
  const from = transaction.mapping.map(selection.from, -1);
  for (const mark of marks) transaction.addMark(from, transaction.selection.to, mark);
  return transaction;
}

function sizeNow({ state }: EditorView): SizeNow {
  const selected = state.selection.content();
  const lines = (fragment: Fragment): number => {
    let count = 0;
    fragment.descendants((node) => {
      if (node.isTextblock) count += 1;
      return !node.isTextblock;
    });
    return count;
  };
  return {
    characters: Math.max(0, state.doc.content.size - selected.size),
    lines: Math.max(0, lines(state.doc.content) - lines(selected.content)),
  };
}
