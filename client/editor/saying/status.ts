import { icon, type IconName } from '../icons.ts';
import { Announcer } from './announcer.ts';
import { make, need } from '../../dom.ts';
import type { Saved, StripAction } from './saved.ts';
import { StripView } from './strip.ts';

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

/** States that are announced once they hold. */
const aloud: ReadonlySet<Saved['kind']> = new Set(['offline', 'blocked', 'not-saved', 'too-late', 'locked', 'replaced']);

/** Shows the saved state in the bar, and the strip under it. */
export class Status {
  readonly #line: HTMLElement;
  readonly #strip: StripView;
  readonly #announcer: Announcer;
  #shown = '';

  constructor(page: HTMLElement, act: (action: StripAction) => void) {
    this.#line = need(page, '[data-save]', HTMLElement);
    this.#strip = new StripView(need(page, '[data-strip]', HTMLElement), act);
    this.#announcer = new Announcer(need(page, '[data-announce-saved]', HTMLElement));
  }

  /** Shows a state, and announces it if it is one of {@link aloud} and holds. Does nothing if nothing changed. */
  show(saved: Saved): void {
    const key = JSON.stringify(saved);
    if (key === this.#shown) return;
    this.#shown = key;
    const look = looks[saved.kind];
    this.#line.className = `cc-save ${look.className}`.trim();
    this.#line.dataset['save'] = saved.kind;
    this.#line.replaceChildren(...(look.icon === null ? [] : [icon(look.icon)]), make('span', '', saved.line));
    this.#strip.show(saved.strip);
    this.#announce(saved);
  }

  /** Typing enters and leaves *Saving…* all the time: it says nothing, and takes back what was about to be said. */
  #announce({ kind, line }: Saved): void {
    const now = aloud.has(kind) ? line : '';
    if (kind === 'saving' || kind === 'joining') this.#announcer.drop('saving');
    else this.#announcer.settle('saving', { now, after: kind === 'reading' ? 'Connected again' : 'Saved' });
  }
}
