import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { fullName, personIn, toneOf } from './people.ts';

type Listener = (change: unknown, origin: unknown) => void;

/** Another person as the caret plugin reads them. The plugin wants a colour; ours comes from the class `tone`. */
interface CaretState {
  readonly user: { readonly name: string; readonly color: string; readonly tone: string };
  readonly cursor: unknown;
}

interface Change {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

/** Caret moves are gathered for this long, sent and received, in milliseconds. */
const gather = 100;

/**
 * The one awareness listener of the page (ED13). It keeps each person's section, from the `section` field of their state,
 * and wakes only editors whose section lost, gained or moved a caret. With the stock caret extension, one move by anybody
 * costs every editor of the page an editor transaction and a Yjs transaction.
 */
export class CaretDispatcher {
  readonly #awareness: Awareness;
  readonly #where = new Map<number, string>();
  readonly #facades = new Map<string, CaretFacade>();
  readonly #dirty = new Set<string>();
  readonly #near = new Set<string>();
  #own: { section: string; cursor: unknown } | null = null;
  #waking: ReturnType<typeof setTimeout> | null = null;
  #broadcasting: ReturnType<typeof setTimeout> | null = null;
  #broadcastAt = 0;
  #hasMoved = false;

  constructor(awareness: Awareness) {
    this.#awareness = awareness;
    awareness.on('change', (change: Change) => {
      this.#receive(change);
    });
    for (const clientId of awareness.getStates().keys()) this.#place(clientId);
  }

  get doc(): Y.Doc {
    return this.#awareness.doc;
  }

  get clientID(): number {
    return this.#awareness.clientID;
  }

  /** The awareness for one section's editor. */
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
    if ([...this.#where.values()].includes(section)) this.#wakeLater(section);
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
      const user = { name: fullName(person), color: '#14201f', tone: toneOf(person.key) };
      states.set(clientId, { user, cursor: state['cursor'] });
    }
    return states;
  }

  /** Our own caret as the plugin stored it; null if it is in another section. */
  ownCursor(section: string): unknown {
    return this.#own?.section === section ? this.#own.cursor : null;
  }

  /** Our own caret moved, or left the section (`cursor` is null). Broadcasts at most once in 100 ms. */
  moveOwn(section: string, cursor: unknown): void {
    if (cursor === null && this.#own?.section !== section) return;
    this.#own = cursor === null ? null : { section, cursor };
    this.#hasMoved = true;
    if (this.#broadcasting !== null) return;
    const wait = Math.max(0, this.#broadcastAt + gather - performance.now());
    this.#broadcasting = setTimeout(() => {
      this.#broadcast();
    }, wait);
  }

  #broadcast(): void {
    this.#broadcasting = null;
    if (!this.#hasMoved) return;
    this.#hasMoved = false;
    this.#broadcastAt = performance.now();
    const place = this.#own ?? { section: null, cursor: null };
    this.#awareness.setLocalState({ ...this.#awareness.getLocalState(), ...place });
  }

  #receive({ added, updated, removed }: Change): void {
    for (const clientId of [...added, ...updated, ...removed]) {
      if (clientId === this.#awareness.clientID) continue;
      const before = this.#where.get(clientId);
      const after = this.#place(clientId);
      if (before !== undefined) this.#wakeLater(before);
      if (after !== undefined) this.#wakeLater(after);
    }
  }

  #place(clientId: number): string | undefined {
    const section = personIn(this.#awareness.getStates().get(clientId), clientId)?.section ?? undefined;
    if (section === undefined || clientId === this.#awareness.clientID) this.#where.delete(clientId);
    else this.#where.set(clientId, section);
    return section;
  }

  #wakeLater(section: string): void {
    this.#dirty.add(section);
    if (this.#waking !== null) return;
    this.#waking = setTimeout(() => {
      this.#waking = null;
      const sections = [...this.#dirty];
      this.#dirty.clear();
      for (const dirty of sections) if (this.#near.has(dirty)) this.#facades.get(dirty)?.wake();
    }, gather);
  }
}

/** An awareness narrowed to one section: the methods that the caret plugin uses. */
export class CaretFacade {
  readonly #dispatcher: CaretDispatcher;
  readonly #section: string;
  readonly #listeners = new Set<Listener>();

  constructor(dispatcher: CaretDispatcher, section: string) {
    this.#dispatcher = dispatcher;
    this.#section = section;
  }

  get doc(): Y.Doc {
    return this.#dispatcher.doc;
  }

  get clientID(): number {
    return this.#dispatcher.clientID;
  }

  get states(): Map<number, CaretState> {
    return this.getStates();
  }

  getStates(): Map<number, CaretState> {
    return this.#dispatcher.statesOf(this.#section);
  }

  getLocalState(): { readonly cursor: unknown } {
    return { cursor: this.#dispatcher.ownCursor(this.#section) };
  }

  /** Passes only the caret on: the server sets `user` (CO7), and opening an editor broadcasts nothing (ED13). */
  setLocalStateField(field: string, value: unknown): void {
    if (field === 'cursor') this.#dispatcher.moveOwn(this.#section, value);
  }

  on(event: string, listener: Listener): void {
    if (event === 'change') this.#listeners.add(listener);
  }

  off(event: string, listener: Listener): void {
    if (event === 'change') this.#listeners.delete(listener);
  }

  /** Makes the plugin draw the carets of this section again. */
  wake(): void {
    for (const listener of this.#listeners) listener({ added: [], updated: [], removed: [] }, 'carets');
  }
}
