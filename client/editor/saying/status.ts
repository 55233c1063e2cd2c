import { icon, type IconName } from '../icons.ts';
import { Announcer } from './announcer.ts';
import { make, need } from '../../dom.ts';
import type { Saved } from './saved.ts';

const looks: Readonly<Record<Saved['kind'], { readonly className: string; readonly icon: IconName | null }>> = {
  joining: { className: 'cc-save--busy', icon: null },
  reading: { className: 'cc-save--busy', icon: null },
  saving: { className: 'cc-save--busy', icon: null },
  saved: { className: '', icon: 'tick' },
  offline: { className: 'cc-save--off', icon: 'offline' },
  blocked: { className: 'cc-save--off', icon: 'offline' },
  'not-saved': { className: 'cc-save--stop', icon: 'warning' },
  'too-late': { className: 'cc-save--off', icon: 'warning' },
  locked: { className: 'cc-save--lock', icon: 'lock' },
  replaced: { className: 'cc-save--lock', icon: 'lock' },
};

/** States whose line is read out once they hold. */
const aloud: ReadonlySet<Saved['kind']> = new Set(['offline', 'blocked', 'not-saved', 'too-late']);

/** Shows the saved state in the bar, and reads it out once it holds (ED25). */
export class Status {
  readonly #line: HTMLElement;
  readonly #announcer: Announcer;
  #shown = '';

  constructor(page: HTMLElement) {
    this.#line = need(page, '[data-save]', HTMLElement);
    this.#announcer = new Announcer(need(page, '[data-announce-saved]', HTMLElement));
    // A page that was locked when it was loaded says so by itself.
    if (this.#line.textContent !== '') this.#announcer.isKnown('saving', spoken({ kind: 'locked', line: '', strip: null }));
  }

  /** The line in the bar now: `Saved 2:23pm`. */
  get line(): string {
    return this.#line.textContent.trim();
  }

  /** Shows a state. Does nothing if nothing changed. */
  show(saved: Saved): void {
    const key = JSON.stringify(saved);
    if (key === this.#shown) return;
    this.#shown = key;
    const look = looks[saved.kind];
    this.#line.className = `cc-save ${look.className}`.trim();
    this.#line.dataset['save'] = saved.kind;
    this.#line.replaceChildren(...(look.icon === null ? [] : [icon(look.icon)]), make('span', '', saved.line));
    this.#announce(saved);
  }

  /** *Saving…* comes and goes while a person types: it is not read out, and takes back a notice that waits to be. */
  #announce(saved: Saved): void {
    const { kind } = saved;
    if (kind === 'saving' || kind === 'joining') this.#announcer.drop('saving');
    else this.#announcer.settle('saving', { now: spoken(saved), after: kind === 'reading' ? 'Connected again' : 'Saved' });
  }
}

/** A state as a sentence to hear; empty for a state that is not read out. */
function spoken({ kind, line }: Saved): string {
  if (kind === 'locked') return 'The text was locked. You can still read it.';
  if (kind === 'replaced') return 'This text was opened again. Load the page to see the new draft.';
  return aloud.has(kind) ? line : '';
}
