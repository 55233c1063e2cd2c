import { make } from '../../dom.ts';
import type { Strip, StripAction } from './saved.ts';

const labels: Readonly<Record<StripAction, string>> = {
  retry: 'Try again now',
  reload: 'Show the text as it is now',
  undo: 'Undo that change',
  download: 'Download your words',
  discard: 'Delete them from this device',
  close: 'Close',
};

/** What happens around the strip. */
export interface StripListener {
  /** A button was pressed. */
  act(action: StripAction): void;
  /** The button that had the focus went away. */
  lostFocus(): void;
}

/** Draws the one strip under the bar (ED27). */
export class StripView {
  readonly #root: HTMLElement;
  readonly #listener: StripListener;
  #shown = '';

  constructor(root: HTMLElement, listener: StripListener) {
    this.#root = root;
    this.#listener = listener;
  }

  /** Shows a strip; hides it if there is none. */
  show(strip: Strip | null): void {
    const key = JSON.stringify(strip);
    if (key === this.#shown) return;
    this.#shown = key;
    const hadFocus = this.#root.contains(document.activeElement);
    if (strip === null) this.#root.replaceChildren();
    else this.#draw(strip);
    this.#root.hidden = strip === null;
    if (hadFocus && !this.#root.contains(document.activeElement)) this.#listener.lostFocus();
  }

  #draw(strip: Strip): void {
    this.#root.className = `cc-strip cc-strip--${strip.look}`;
    const text = make('p', '', make('strong', '', strip.title), ` ${strip.text}`);
    const shown = [...this.#root.querySelectorAll('button, a')].map((one) => one.textContent);
    const wanted = [...strip.actions.map((action) => labels[action]), ...(strip.link === undefined ? [] : [strip.link.text])];
    // Buttons stay while only the words change, so that a focused button keeps the focus.
    if (wanted.length > 0 && shown.join('|') === wanted.join('|')) this.#root.querySelector('p')?.replaceWith(text);
    else this.#root.replaceChildren(text, ...(wanted.length === 0 ? [] : [this.#buttons(strip)]));
  }

  #buttons({ actions, link }: Strip): HTMLElement {
    const buttons = actions.map((action) => {
      const button = make('button', 'cc-btn cc-btn--plain cc-btn--small', labels[action]);
      button.type = 'button';
      button.addEventListener('click', () => {
        this.#listener.act(action);
      });
      return button;
    });
    return make('div', 'cc-strip__do', ...buttons, ...(link === undefined ? [] : [linkTo(link)]));
  }
}

/** Reads the strip that the server put on the page; null if there is none. */
export function servedStrip(root: HTMLElement): Strip | null {
  const title = root.querySelector('strong')?.textContent ?? '';
  if (title === '') return null;
  const text = (root.querySelector('p')?.textContent ?? '').trim().slice(title.length).trim();
  const look = root.classList.contains('cc-strip--warn') ? 'warn' : 'lock';
  const link = root.querySelector('a');
  if (link === null) return { look, title, text, actions: [] };
  return { look, title, text, actions: [], link: { text: link.textContent, href: link.getAttribute('href') ?? '' } };
}

function linkTo({ text, href }: { readonly text: string; readonly href: string }): HTMLElement {
  const link = make('a', 'cc-btn cc-btn--plain cc-btn--small', text);
  link.href = href;
  return link;
}
