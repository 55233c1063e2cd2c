import { Editor, Extension, type JSONContent } from '@tiptap/core';
import type { EditorState } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import * as Y from 'yjs';
import { Binding, type Change } from '../../../client/editor/binding/binding.ts';
import { commandsOf } from '../../../client/editor/binding/extension.ts';
import { shownLines } from '../../../client/editor/binding/nodes.ts';
import { placeOfIndex, positionOf } from '../../../client/editor/binding/places.ts';
import { syncing } from '../../../client/editor/binding/syncing.ts';
import { MarksOverLines } from '../../../client/editor/section/marks-over-lines.ts';
import { Undoing } from '../../../client/editor/binding/undoing.ts';
import { extensions, schema } from '../../../src/text/extensions.ts';
import { lengthOf } from '../../../src/text/lines/runs.ts';
import { sectionText } from '../../../src/text/lines/stored.ts';

/** The section that every headless editor edits. */
export const section = 'q1';

/** One page's editor, bound to a shared text as in the browser, without a screen. */
export class HeadlessEditor {
  readonly doc = new Y.Doc();
  readonly editor: Editor;
  readonly binding: Binding;
  readonly undoing: Undoing;
  readonly changes: Change[] = [];

  constructor(clientId: number, update: Uint8Array | null = null) {
    this.doc.clientID = clientId;
    if (update !== null) Y.applyUpdate(this.doc, update);
    this.binding = new Binding(sectionText(this.doc, section), (change) => this.changes.push(change));
    this.undoing = new Undoing(this.binding);
    const plugin = syncing(this.binding);
    this.editor = new Editor({
      element: null,
      extensions: [
        ...extensions,
        MarksOverLines,
        Extension.create({ name: 'bound', addProseMirrorPlugins: () => [plugin], ...commandsOf(this.undoing) }),
      ],
      content: this.binding.document(schema).toJSON() as JSONContent,
      injectCSS: false,
    });
    this.editor.view.updateState(this.state.reconfigure({ plugins: this.editor.extensionManager.plugins }));
    // Without a screen there is no view to make the plugin's part of it.
    const { editor } = this;
    const view = {
      get state(): EditorState {
        return editor.state;
      },
      dispatch: editor.view.dispatch,
    } as unknown as EditorView;
    const syncer = plugin.spec.view?.(view);
    let before = editor.state;
    editor.on('beforeTransaction', () => (before = editor.state));
    editor.on('transaction', () => syncer?.update?.(view, before));
  }

  get state(): EditorState {
    return this.editor.state;
  }

  /** The characters of the text, lines parted by `¶`. */
  get words(): string {
    return this.state.doc.textBetween(0, this.state.doc.content.size, '¶', '⏎');
  }

  /** Types characters over the selection, as one key does. */
  type(text: string): void {
    this.editor.view.dispatch(this.state.tr.insertText(text));
  }

  /** Puts the caret, or a selection, at places counted in characters, line ends being one each. */
  select(anchor: number, head = anchor): void {
    const { doc } = this.state;
    const lengths = shownLines(doc).map((line) => lengthOf(line.content));
    const at = (index: number): number => positionOf(doc, placeOfIndex(lengths, index));
    this.editor.commands.setTextSelection({ from: at(Math.min(anchor, head)), to: at(Math.max(anchor, head)) });
  }

  /** Where the caret is, counted as in {@link HeadlessEditor.select}. */
  get caret(): number {
    const { doc, selection } = this.state;
    return doc.textBetween(0, selection.head, '¶', '⏎').length;
  }
}

/** Brings each of some editors all that the others have. */
export function meet(...editors: readonly HeadlessEditor[]): void {
  for (const one of editors) {
    for (const other of editors) if (one !== other) Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(one.doc)));
  }
}
