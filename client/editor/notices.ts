import { need } from '../dom.ts';
import type { Keeping } from './keeping.ts';
import type { Late } from './late/late.ts';
import type { Saved, Strip, StripAction } from './saying/saved.ts';
import { StripView, servedStrip } from './saying/strip.ts';
import { standingStrip } from './saying/strips.ts';
import type { ResponseState } from './state.ts';

/** Where notices come from, and what their buttons do. */
export interface NoticeParts {
  readonly keeping: Keeping;
  readonly late: Late;
  /** A button about this page's own words was pressed. */
  act(action: StripAction): void;
  /** The person has dealt with a notice: the page must show the next. */
  changed(): void;
  /** The button that had the focus went away. */
  lostFocus(): void;
}

/** Keeps the one strip under the bar true (ED27). */
export class Notices {
  readonly #parts: NoticeParts;
  readonly #view: StripView;
  /** From the server: why the text is locked, or that the draft is nearly full. */
  #served: Strip | null;
  #saved: Saved | null = null;

  constructor(page: HTMLElement, parts: NoticeParts) {
    const root = need(page, '[data-strip]', HTMLElement);
    this.#parts = parts;
    this.#served = servedStrip(root);
    this.#view = new StripView(root, {
      act: (action) => {
        this.#act(action);
      },
      lostFocus: () => {
        parts.lostFocus();
      },
    });
  }

  /** Takes in why the text is locked. */
  learn({ notice, takeBack }: ResponseState): void {
    if (notice === null) return;
    const strip = { ...notice, look: 'lock', actions: [] } as const;
    this.#served = takeBack === null ? strip : { ...strip, link: { text: 'Take back…', href: takeBack } };
  }

  /** Shows the strip that stands now. */
  show(saved: Saved, text: 'open' | 'locked' | 'replaced'): void {
    this.#saved = saved;
    const { keeping, late } = this.#parts;
    const served = { notice: text === 'locked' ? this.#served : null, served: text === 'open' ? this.#served : null };
    this.#view.show(standingStrip({ saved, text, recovered: keeping.strip, fate: late.strip, ...served }));
  }

  /** A button belongs to the strip that stands: see {@link standingStrip} for their order. */
  #act(action: StripAction): void {
    const { keeping, late } = this.#parts;
    if (this.#saved !== null && this.#saved.strip !== null) this.#parts.act(action);
    else if (keeping.strip === null) late.close();
    else keeping.act(action);
    this.#parts.changed();
  }
}
