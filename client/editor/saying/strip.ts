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

/** Draws a full-width strip under the bar. */
export class StripView {
  readonly #root: HTMLElement;
  readonly #act: (action: StripAction) => void;

  constructor(root: HTMLElement, act: (action: StripAction) => void) {
    this.#root = root;
    this.#act = act;
  }

  /** Shows a strip; hides it if there is none. */
  show(strip: Strip | null): void {
    this.#root.hidden = strip === null;
    if (strip === null) {
      this.#root.replaceChildren();
      return;
    }
    this.#root.className = `cc-strip cc-strip--${strip.look}`;
    const text = make('p', '', make('strong', '', strip.title), ` ${strip.text}`);
    const shown = [...this.#root.querySelectorAll('button')].map((button) => button.textContent);
    const wanted = strip.actions.map((action) => labels[action]);
    // Buttons stay while only the words change, so that a focused button keeps the focus.
    if (wanted.length > 0 && shown.join('|') === wanted.join('|')) this.#root.querySelector('p')?.replaceWith(text);
    else this.#root.replaceChildren(text, ...(wanted.length === 0 ? [] : [this.#buttons(strip.actions)]));
  }

  #buttons(actions: readonly StripAction[]): HTMLElement {
    const buttons = actions.map((action) => {
      const button = make('button', 'cc-btn cc-btn--plain cc-btn--small', labels[action]);
      button.type = 'button';
      button.addEventListener('click', () => {
        this.#act(action);
      });
      return button;
    });
    return make('div', 'cc-strip__do', ...buttons);
  }
}
