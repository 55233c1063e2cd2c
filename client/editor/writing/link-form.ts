import type { Editor } from '@tiptap/core';
import { isAllowedLink } from '../../../src/text/limits.ts';
import { make } from '../../dom.ts';

/** The row under the toolbar for the address of a link in the text. The text keeps its selection meanwhile. */
export class LinkForm {
  readonly element = make('form', 'cc-linkform');
  readonly #input = make('input', 'cc-linkform__input');
  readonly #error = make('p', 'cc-linkform__error');
  readonly #remove = button('Remove link', 'button');
  #opener: HTMLElement | null = null;
  #editor: Editor | null = null;

  constructor() {
    this.element.hidden = true;
    this.element.noValidate = true;
    this.#input.type = 'url';
    this.#input.id = 'cc-link-address';
    this.#input.autocomplete = 'off';
    this.#input.spellcheck = false;
    this.#error.id = 'cc-link-error';
    this.#error.setAttribute('role', 'alert');
    const label = make('label', 'cc-linkform__label', 'Address of the link');
    label.htmlFor = this.#input.id;
    const cancel = button('Cancel', 'button');
    this.element.append(label, this.#input, button('Set link', 'submit'), this.#remove, cancel, this.#error);
    cancel.addEventListener('click', () => {
      this.#back();
    });
    this.#remove.addEventListener('click', () => {
      this.#editor?.chain().focus().extendMarkRange('link').unsetLink().run();
      this.close();
    });
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#back();
    });
  }

  /** Sets the button that opens this form: its `aria-expanded` follows the form. */
  attach(opener: HTMLElement): void {
    this.#opener = opener;
  }

  /** Opens the form for the link at the editor's selection. */
  open(editor: Editor): void {
    this.#editor = editor;
    const href: unknown = editor.getAttributes('link')['href'];
    this.#input.value = typeof href === 'string' ? href : '';
    this.#remove.hidden = typeof href !== 'string';
    this.#fail('');
    this.element.hidden = false;
    this.#opener?.setAttribute('aria-expanded', 'true');
    this.#input.focus();
    this.#input.select();
  }

  /** Hides the form. The focus stays with the caller. */
  close(): void {
    this.element.hidden = true;
    this.#opener?.setAttribute('aria-expanded', 'false');
  }

  #back(): void {
    this.close();
    this.#editor?.view.focus();
  }

  #submit(): void {
    const typed = this.#input.value.trim();
    const href = addressOf(typed);
    if (href === null || this.#editor === null) {
      this.#fail('Type an address that starts with https:// or an email address.');
      this.#input.focus();
      return;
    }
    const chain = this.#editor.chain().focus().extendMarkRange('link');
    if (this.#editor.state.selection.empty && !this.#editor.isActive('link')) {
      chain.insertContent({ type: 'text', text: typed, marks: [{ type: 'link', attrs: { href } }] }).run();
    } else {
      chain.setLink({ href }).run();
    }
    this.close();
  }

  #fail(message: string): void {
    this.#error.textContent = message;
    if (message === '') this.#input.removeAttribute('aria-invalid');
    else this.#input.setAttribute('aria-invalid', 'true');
    if (message === '') this.#input.removeAttribute('aria-describedby');
    else this.#input.setAttribute('aria-describedby', this.#error.id);
  }
}

/** Completes a typed address: `gov.uk/x` becomes https, `a@b.uk` becomes mailto. Null if no link may lead there. */
export function addressOf(typed: string): string | null {
  const href = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : typed.includes('@') ? `mailto:${typed}` : `https://${typed}`;
  return isAllowedLink(href) && /[.@]/.test(typed) ? href : null;
}

function button(text: string, type: 'button' | 'submit'): HTMLButtonElement {
  const made = make('button', 'cc-btn cc-btn--plain cc-btn--small', text);
  made.type = type;
  return made;
}
