import { icon, type IconName } from './icons.ts';
import { make, need, say } from './dom.ts';
import type { Saved, Strip } from './saved.ts';

const looks: Readonly<Record<Saved['kind'], { readonly className: string; readonly icon: IconName | null }>> = {
  joining: { className: 'cc-save--busy', icon: null },
  reading: { className: 'cc-save--busy', icon: null },
  saving: { className: 'cc-save--busy', icon: null },
  saved: { className: '', icon: 'tick' },
  offline: { className: 'cc-save--off', icon: 'offline' },
  'not-saved': { className: 'cc-save--stop', icon: 'warning' },
  'too-late': { className: 'cc-save--off', icon: 'warning' },
  locked: { className: 'cc-save--lock', icon: 'lock' },
  replaced: { className: 'cc-save--lock', icon: 'lock' },
};

/** What is said aloud when the page comes to this state; typing makes it go back and forth, so saving is silent. */
const aloud: ReadonlySet<Saved['kind']> = new Set(['offline', 'not-saved', 'too-late', 'locked', 'replaced']);

/** The saved state in the bar, and the strip under it with one thing to do. */
export class Status {
  readonly #line: HTMLElement;
  readonly #strip: HTMLElement;
  readonly #live: HTMLElement;
  readonly #act: (action: Strip['action']) => void;
  #shown = '';
  #kind: Saved['kind'] = 'joining';

  constructor(page: HTMLElement, act: (action: Strip['action']) => void) {
    this.#line = need(page, '[data-save]', HTMLElement);
    this.#strip = need(page, '[data-strip]', HTMLElement);
    this.#live = need(page, '[data-announce-saved]', HTMLElement);
    this.#act = act;
  }

  show(saved: Saved): void {
    const key = JSON.stringify(saved);
    if (key === this.#shown) return;
    this.#shown = key;
    const look = looks[saved.kind];
    this.#line.className = `cc-save ${look.className}`.trim();
    this.#line.dataset['save'] = saved.kind;
    this.#line.replaceChildren(...(look.icon === null ? [] : [icon(look.icon)]), make('span', '', saved.line));
    this.#showStrip(saved.strip);
    this.#announce(saved);
  }

  #announce(saved: Saved): void {
    const recovered = saved.kind === 'saved' && aloud.has(this.#kind);
    if (aloud.has(saved.kind) && saved.kind !== this.#kind) say(this.#live, saved.line);
    else if (recovered) say(this.#live, 'Saved');
    if (saved.kind !== 'saving' && saved.kind !== 'joining') this.#kind = saved.kind;
  }

  #showStrip(strip: Strip | null): void {
    this.#strip.hidden = strip === null;
    if (strip === null) {
      this.#strip.replaceChildren();
      return;
    }
    this.#strip.className = `cc-strip cc-strip--${strip.look}`;
    const text = make('p', '', make('strong', '', strip.title), ` ${strip.text}`);
    const held = this.#strip.querySelector('button');
    const label = strip.action === 'reload' ? 'Show the text as it is now' : 'Try again now';
    // The same button stays while only the words change, or the keyboard would lose it.
    if (held !== null && held.textContent === label) held.previousElementSibling?.replaceWith(text);
    else this.#strip.replaceChildren(text, ...(strip.action === 'none' ? [] : [this.#button(label, strip.action)]));
  }

  #button(label: string, action: Strip['action']): HTMLButtonElement {
    const button = make('button', 'cc-btn cc-btn--plain cc-btn--small', label);
    button.type = 'button';
    button.addEventListener('click', () => {
      this.#act(action);
    });
    return button;
  }
}
