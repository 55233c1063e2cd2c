import type { Awareness } from 'y-protocols/awareness';
import { Beat } from '../beat.ts';
import { fullName, personIn } from './people.ts';

/** Another person and their caret. `tone`: the class of their colour. */
export interface CaretState {
  readonly user: { readonly name: string; readonly tone: string };
  readonly cursor: unknown;
}

interface Change {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

/**
 * The one awareness listener of the page (ED13). It keeps each person's section, from the `section` field of their state,
 * and wakes only editors whose section lost, gained or moved a caret. With the stock caret extension, one move by anybody
 * costs every editor of the page an editor transaction and a Yjs transaction.
 */
export class CaretDispatcher {
  readonly #awareness: Awareness;
  readonly #beat: Beat;
  readonly #wake = (): void => {
    const sections = [...this.#dirty];
    this.#dirty.clear();
    for (const dirty of sections) if (this.#near.has(dirty)) this.#facades.get(dirty)?.wake();
  };
  /** The section of each other person's caret, by client id. */
  readonly #where = new Map<number, string>();
  readonly #facades = new Map<string, CaretFacade>();
  readonly #dirty = new Set<string>();
  readonly #near = new Set<string>();
  #own: { readonly section: string; readonly cursor: () => unknown } | null = null;
  /** Apart from the beat of the page: a broadcast must not wait for the drawing of news. */
  readonly #moves = new Beat();
  readonly #broadcast = (): void => {
    const place = this.#own === null ? { section: null, cursor: null } : { section: this.#own.section, cursor: this.#own.cursor() };
    this.#awareness.setLocalState({ ...this.#awareness.getLocalState(), ...place });
  };

  constructor(awareness: Awareness, beat: Beat) {
    this.#awareness = awareness;
    this.#beat = beat;
    awareness.on('change', (change: Change) => {
      this.#receive(change);
    });
    for (const clientId of awareness.getStates().keys()) this.#place(clientId);
  }

  /** The carets for one section's editor. */
  facade(section: string): CaretFacade {
    const known = this.#facades.get(section);
    if (known !== undefined) return known;
    const facade = new CaretFacade(this, section);
    this.#facades.set(section, facade);
    return facade;
  }

  /** A section came near the screen: its carets are drawn from now on. */
  approach(section: string): void {
    if (this.#near.has(section)) return;
    this.#near.add(section);
    if ([...this.#where.values()].includes(section)) this.wakeLater(section);
  }

  /** A section went far off screen: its carets are no longer drawn. */
  leave(section: string): void {
    this.#near.delete(section);
  }

  /** The carets of others in a section by client id; none while the section is far off screen. */
  statesOf(section: string): Map<number, CaretState> {
    const states = new Map<number, CaretState>();
    if (!this.#near.has(section)) return states;
    for (const [clientId, at] of this.#where) {
      const state = at === section ? this.#awareness.getStates().get(clientId) : undefined;
      const person = personIn(state, clientId);
      if (state === undefined || person === null) continue;
      const user = { name: fullName(person), tone: person.tone };
      states.set(clientId, { user, cursor: state['cursor'] });
    }
    return states;
  }

  /** Broadcasts the latest place of the page's own caret, at most once in 100 ms. `cursor`: null where the caret left the section. */
  moveOwn(section: string, cursor: (() => unknown) | null): void {
    if (cursor === null && this.#own?.section !== section) return;
    this.#own = cursor === null ? null : { section, cursor };
    this.#moves.next(this.#broadcast);
  }

  #receive({ added, updated, removed }: Change): void {
    for (const clientId of [...added, ...updated, ...removed]) {
      if (clientId === this.#awareness.clientID) continue;
      const before = this.#where.get(clientId);
      const after = this.#place(clientId);
      if (before !== undefined) this.wakeLater(before);
      if (after !== undefined) this.wakeLater(after);
    }
  }

  #place(clientId: number): string | undefined {
    const section = personIn(this.#awareness.getStates().get(clientId), clientId)?.section ?? undefined;
    if (section === undefined || clientId === this.#awareness.clientID) this.#where.delete(clientId);
    else this.#where.set(clientId, section);
    return section;
  }

  /** Has the carets of a section drawn again, within 100 ms. */
  wakeLater(section: string): void {
    this.#dirty.add(section);
    this.#beat.next(this.#wake);
  }
}

/** The carets of one section: those of others, and the page's own. */
export class CaretFacade {
  readonly #dispatcher: CaretDispatcher;
  readonly #section: string;
  readonly #listeners = new Set<() => void>();

  constructor(dispatcher: CaretDispatcher, section: string) {
    this.#dispatcher = dispatcher;
    this.#section = section;
  }

  /** Others with their carets in this section, by client id. */
  others(): ReadonlyMap<number, CaretState> {
    return this.#dispatcher.statesOf(this.#section);
  }

  /** The page's own caret moved in this section, or left it (null). */
  move(cursor: (() => unknown) | null): void {
    this.#dispatcher.moveOwn(this.#section, cursor);
  }

  /** Calls a listener when the carets of others must be drawn again. Returns the function that stops it. */
  onWake(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Has the carets of others drawn again, within 100 ms. */
  wakeSoon(): void {
    this.#dispatcher.wakeLater(this.#section);
  }

  wake(): void {
    for (const listener of this.#listeners) listener();
  }
}
