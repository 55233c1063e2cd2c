import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { fullName, personIn, toneOf } from './people.ts';

type Listener = (change: unknown, origin: unknown) => void;

/** What the caret plugin reads of another person; the colour only satisfies the plugin, looks come from the class. */
interface CaretState {
  readonly user: { readonly name: string; readonly color: string; readonly tone: string };
  readonly cursor: unknown;
}

interface Change {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

/** How long moves are gathered, both ways, in milliseconds. */
const gather = 100;

/**
 * The one listener to awareness on the page. It keeps, from the `section` field of each state, who is where, and wakes
 * only the editors of sections that lost, gained or moved a caret: stock carets cost an editor transaction and a Yjs
 * transaction in every editor for every move of anybody.
 */
export class CaretDispatcher {
  readonly #awareness: Awareness;
  readonly #where = new Map<number, string>();
  readonly #facades = new Map<string, CaretFacade>();
  readonly #dirty = new Set<string>();
  readonly #near = new Set<string>();
  #own: { section: string; cursor: unknown } | null = null;
  #waking: ReturnType<typeof setTimeout> | null = null;
  #telling: ReturnType<typeof setTimeout> | null = null;
  #toldAt = 0;
  #untold = false;

  constructor(awareness: Awareness) {
    this.#awareness = awareness;
    awareness.on('change', (change: Change) => {
      this.#heard(change);
    });
    for (const clientId of awareness.getStates().keys()) this.#place(clientId);
  }

  get doc(): Y.Doc {
    return this.#awareness.doc;
  }

  get clientID(): number {
    return this.#awareness.clientID;
  }

  /** The awareness one section's editor is given. */
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

  /** A section is far off screen: nothing is drawn there. */
  leave(section: string): void {
    this.#near.delete(section);
  }

  /** The carets of others in a section; none while it is far off screen. */
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

  ownCursor(section: string): unknown {
    return this.#own?.section === section ? this.#own.cursor : null;
  }

  /** Our own caret moved, or left the section: told to others at most once per 100 ms. */
  moveOwn(section: string, cursor: unknown): void {
    if (cursor === null && this.#own?.section !== section) return;
    this.#own = cursor === null ? null : { section, cursor };
    this.#untold = true;
    if (this.#telling !== null) return;
    const wait = Math.max(0, this.#toldAt + gather - performance.now());
    this.#telling = setTimeout(() => {
      this.#tell();
    }, wait);
  }

  #tell(): void {
    this.#telling = null;
    if (!this.#untold) return;
    this.#untold = false;
    this.#toldAt = performance.now();
    const place = this.#own ?? { section: null, cursor: null };
    this.#awareness.setLocalState({ ...this.#awareness.getLocalState(), ...place });
  }

  #heard({ added, updated, removed }: Change): void {
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

/** The part of an awareness that the caret plugin uses, narrowed to one section. */
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

  /** Who we are is the server's to say (CO7), so only the caret is passed on: opening an editor says nothing (ED13). */
  setLocalStateField(field: string, value: unknown): void {
    if (field === 'cursor') this.#dispatcher.moveOwn(this.#section, value);
  }

  on(event: string, listener: Listener): void {
    if (event === 'change') this.#listeners.add(listener);
  }

  off(event: string, listener: Listener): void {
    if (event === 'change') this.#listeners.delete(listener);
  }

  wake(): void {
    for (const listener of this.#listeners) listener({ added: [], updated: [], removed: [] }, 'carets');
  }
}
