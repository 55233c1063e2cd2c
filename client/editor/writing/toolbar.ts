import type { Editor } from '@tiptap/core';
import { icon, type IconName } from '../icons.ts';
import { LinkForm } from './link-form.ts';
import { make } from '../../dom.ts';

interface Tool {
  readonly name: string;
  readonly icon: IconName;
  readonly shortcut: string;
  /** Words beside the icon, if there is room. */
  readonly text: string;
  readonly run: (editor: Editor) => void;
  /** True if the format applies at the caret; null for a tool that is never on or off. */
  readonly on: ((editor: Editor) => boolean) | null;
}

const tools: readonly Tool[] = [
  {
    name: 'Bold',
    icon: 'bold',
    shortcut: 'Control+B',
    text: '',
    run: (editor) => editor.chain().focus().toggleBold().run(),
    on: (editor) => editor.isActive('bold'),
  },
  {
    name: 'Italic',
    icon: 'italic',
    shortcut: 'Control+I',
    text: '',
    run: (editor) => editor.chain().focus().toggleItalic().run(),
    on: (editor) => editor.isActive('italic'),
  },
  {
    name: 'Heading',
    icon: 'heading',
    shortcut: 'Control+Alt+1',
    text: 'Heading',
    run: (editor) => editor.chain().focus().toggleHeading({ level: 1 }).run(),
    on: (editor) => editor.isActive('heading', { level: 1 }),
  },
  {
    name: 'Subheading',
    icon: 'subheading',
    shortcut: 'Control+Alt+2',
    text: 'Subheading',
    run: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
    on: (editor) => editor.isActive('heading', { level: 2 }),
  },
  {
    name: 'Bullets',
    icon: 'bullets',
    shortcut: 'Control+Shift+8',
    text: 'Bullets',
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
    on: (editor) => editor.isActive('bulletList'),
  },
  {
    name: 'Numbers',
    icon: 'numbers',
    shortcut: 'Control+Shift+7',
    text: 'Numbers',
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
    on: (editor) => editor.isActive('orderedList'),
  },
  { name: 'Undo', icon: 'undo', shortcut: 'Control+Z', text: '', run: (editor) => editor.chain().focus().undo().run(), on: null },
  { name: 'Redo', icon: 'redo', shortcut: 'Control+Shift+Z', text: '', run: (editor) => editor.chain().focus().redo().run(), on: null },
];

/** The link tool comes after this one. */
const linkAfter = 'Numbers';

/**
 * The one toolbar of the page, bound to the editor that had the focus last (ED9). Tab stops at it once, arrow keys move
 * between its buttons, Escape goes back to the text. Alt+F10 in the text goes to it.
 */
export class Toolbar {
  readonly element = make('div', 'cc-toolbar');
  /** Says which keys go to the toolbar and out of the answer. It stands under the answer. */
  readonly hint = make('span', 'cc-counts__keys', 'Alt + F10: formatting. Escape, then Tab: leave. Control + /: all keys');
  readonly #bar = make('div', 'cc-tools');
  readonly #buttons: { readonly button: HTMLButtonElement; readonly tool: Tool | null }[] = [];
  readonly #link: LinkForm;
  #editor: Editor | null = null;
  readonly #refresh = () => {
    this.#show();
  };

  constructor() {
    this.#bar.setAttribute('role', 'toolbar');
    this.#link = new LinkForm();
    for (const tool of tools) {
      this.#add(toolButton(tool), tool);
      if (tool.name === linkAfter) this.#addLink();
    }
    this.element.append(this.#bar, this.#link.element);
    this.#bar.addEventListener('keydown', (event) => {
      this.#keys(event);
    });
  }

  /** Binds to an editor. `named` is the id of its question's heading. */
  bind(editor: Editor, named: string): void {
    if (this.#editor !== editor) {
      this.#editor?.off('transaction', this.#refresh);
      this.#link.close();
      this.#editor = editor;
      editor.on('transaction', this.#refresh);
      this.#bar.setAttribute('aria-label', 'Formatting');
      this.#bar.setAttribute('aria-describedby', named);
    }
    this.#show();
  }

  /** Moves the focus to the button that had it last. */
  focus(): void {
    const [first] = this.#buttons;
    (this.#buttons.find(({ button }) => button.tabIndex === 0) ?? first)?.button.focus();
  }

  /** Opens the field for a link's address (Control+K). */
  openLink(): void {
    if (this.#editor !== null) this.#link.open(this.#editor);
  }

  #add(button: HTMLButtonElement, tool: Tool | null): void {
    button.tabIndex = this.#buttons.length === 0 ? 0 : -1;
    // Pressing a button must not take the selection from the text.
    button.addEventListener('mousedown', (event) => {
      event.preventDefault();
    });
    button.addEventListener('click', () => {
      this.#rove(button);
      if (this.#editor !== null && tool !== null) tool.run(this.#editor);
    });
    this.#buttons.push({ button, tool });
    this.#bar.append(button);
  }

  #addLink(): void {
    const button = toolButton({ name: 'Link', icon: 'link', shortcut: 'Control+K', text: 'Link' });
    this.#add(button, null);
    button.setAttribute('aria-expanded', 'false');
    button.addEventListener('click', () => {
      this.openLink();
    });
    this.#link.attach(button);
  }

  #show(): void {
    const editor = this.#editor;
    if (editor === null) return;
    for (const { button, tool } of this.#buttons) {
      if (tool?.on != null) set(button, 'aria-pressed', String(tool.on(editor)));
    }
  }

  #rove(to: HTMLButtonElement): void {
    for (const { button } of this.#buttons) button.tabIndex = button === to ? 0 : -1;
  }

  #keys(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      // Tiptap’s own command waits for the next frame: a key pressed at once would go to the button.
      this.#editor?.view.focus();
      return;
    }
    const at = this.#buttons.findIndex(({ button }) => button === document.activeElement);
    const to = step(event.key, at, this.#buttons.length);
    const next = to === null ? undefined : this.#buttons[to];
    if (next === undefined) return;
    event.preventDefault();
    this.#rove(next.button);
    next.button.focus();
  }
}

function step(key: string, at: number, count: number): number | null {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}

function toolButton(tool: Pick<Tool, 'name' | 'icon' | 'shortcut' | 'text'>): HTMLButtonElement {
  const button = make('button', tool.icon === 'undo' ? 'cc-tools__undo' : '');
  button.type = 'button';
  button.append(icon(tool.icon));
  if (tool.text === '') button.setAttribute('aria-label', tool.name);
  else button.append(make('span', 'cc-tools__text', tool.text));
  button.setAttribute('aria-keyshortcuts', tool.shortcut);
  button.title = `${tool.name} (${tool.shortcut.replaceAll('+', ' + ')})`;
  return button;
}

function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
