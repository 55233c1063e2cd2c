import { Editor, type JSONContent } from '@tiptap/core';
import { extensions, schema } from '../../../src/text/extensions.ts';
import type { Binding } from '../binding/binding.ts';
import { bound } from '../binding/extension.ts';
import type { Undoing } from '../binding/undoing.ts';
import type { CaretFacade } from './carets.ts';
import { copiedText } from './copy.ts';
import { drawnCarets } from './drawn-carets.ts';
import { EnterOverLines, EvidenceBoxKeys } from './enter.ts';
import { LateWords } from './late-words.ts';
import { MarksOverLines } from './marks-over-lines.ts';
import { Overrun } from './overrun.ts';
import { PastedBoxes } from './paste/boxes.ts';
import { Pasting, type PastingOptions } from './paste/pasting.ts';

/** One section's editor: its text, its carets, and the page's part in it. */
export interface SectionEditorOptions {
  readonly binding: Binding;
  readonly undoing: Undoing;
  readonly carets: CaretFacade;
  /** Ids of the elements that name the box (its question) and describe it (its limit and its counts) (ED10). */
  readonly labelledBy: string;
  readonly describedBy: string;
  readonly may: 'write' | 'read';
  readonly onFocus: (editor: Editor) => void;
  readonly pasting: PastingOptions;
}

/** Builds one section's editor apart from the page. The caller puts `editor.view.dom` in place of the static text (ED3). */
export function createSectionEditor(options: SectionEditorOptions): Editor {
  const writes = options.may === 'write';
  const escape = new EscapeHatch();
  const editor = new Editor({
    element: { mount: document.createElement('div') },
    extensions: [
      ...extensions,
      bound(options.binding, options.undoing),
      drawnCarets(options.binding, options.carets),
      EnterOverLines,
      EvidenceBoxKeys,
      LateWords,
      MarksOverLines,
      Overrun,
      PastedBoxes,
      Pasting.configure(options.pasting),
    ],
    content: options.binding.document(schema).toJSON() as JSONContent,
    editable: writes,
    injectCSS: false,
    // Words stay as they are typed and pasted: of Tiptap's rules, those of Markdown are off (ED16).
    enableInputRules: ['bulletList', 'orderedList'],
    enablePasteRules: ['link'],
    editorProps: {
      clipboardTextSerializer: copiedText,
      attributes: {
        class: 'cc-editable',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': options.labelledBy,
        'aria-describedby': options.describedBy,
        ...(writes ? {} : { 'aria-readonly': 'true', tabindex: '0' }),
      },
      handleDOMEvents: {
        keydown: (_view, event) => escape.handles(event),
      },
    },
    onFocus: ({ editor }) => {
      options.onFocus(editor);
    },
  });
  return editor;
}

/** After Escape, the next Tab leaves the editor. Otherwise Tab nests list items and traps the keyboard (WCAG 2.1.2, ED9). */
class EscapeHatch {
  #armed = false;

  /** Returns true if the editor must not handle the key: the browser moves the focus. */
  handles(event: KeyboardEvent): boolean {
    if (event.key === 'Escape') {
      this.#armed = true;
      return false;
    }
    const leaves = this.#armed && event.key === 'Tab';
    if (event.key !== 'Shift') this.#armed = false;
    return leaves;
  }
}
