import * as Y from 'yjs';
import { DeviceStore, type KeptEdit, type KeptKey, type Place } from './store.ts';
import { newTab } from './tabs.ts';

/** The member whose words are kept, and the page that they type on. */
export interface Owner {
  readonly member: string;
  /** The key that encrypts the member's rows on the device: 32 bytes in base64url. */
  readonly secret: string;
  readonly room: string;
  readonly place: Place;
}

/** What a keeper tells its page and asks of it. */
export interface KeeperListener {
  /** {@link Keeper.where} changed. */
  changed(): void;
  /** Every edit so far is on the device. */
  kept(): void;
  /** Returns the answers of these sections, for a person to read. */
  words(sections: ReadonlySet<string>): string;
}

/** One row on the device: edits in the order they were made, and the numbers of the edits that still wait. */
interface Kept {
  readonly n: number;
  updates: readonly Uint8Array[];
  readonly waiting: Set<number>;
  readonly sections: Set<string>;
  /** Given to the device to write. */
  written: boolean;
  /** On the device. */
  durable: boolean;
}

/** At this many rows, rows are joined into rows of at most `largeRow` bytes: a day offline makes one row a keystroke. */
const manyRows = 200;
const largeRow = 262_144;
/** Rows are deleted together with the next row that is written, or after this time, in milliseconds. */
const dropAfter = 250;
/** Pause after a failed write, in milliseconds. */
const againAfter = 5000;
/** While edits wait, the answers that hold them are written this often as plain words, in milliseconds. */
const wordsEvery = 2000;

/** Keeps every edit of this page on the device, from the moment it is made until the server has accounted for it (CO14). */
export class Keeper {
  readonly tab = newTab();
  readonly owner: Owner;
  /** Where unsaved edits are. `page`: this browser stores nothing, or the last write failed. */
  where: 'device' | 'page' = 'page';
  /** Null if this browser stores nothing. */
  readonly store: Promise<DeviceStore | null>;
  /** The section of the last edit; empty before the first. */
  lastSection = '';
  readonly #listener: KeeperListener;
  readonly #rows = new Map<number, Kept>();
  readonly #rowOf = new Map<number, Kept>();
  #last = 0;
  #gathering: Kept | null = null;
  #gone = new Set<number>();
  #saving: Promise<void> | null = null;
  #asked = false;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #words: 'none' | 'due' = 'none';
  #wordsTimer: ReturnType<typeof setTimeout> | null = null;
  #hasWords = false;

  constructor(owner: Owner, listener: KeeperListener) {
    this.owner = owner;
    this.#listener = listener;
    this.store = DeviceStore.open(owner.member, owner.secret).catch((error: unknown) => {
      console.info('nothing is kept on this device', error);
      return null;
    });
    void this.store.then((store) => {
      if (store !== null) this.#at('device');
    });
  }

  /** The sections with edits that are not accounted for. */
  get sections(): ReadonlySet<string> {
    return new Set([...this.#rows.values()].flatMap(({ sections }) => [...sections]));
  }

  /** Edits that wait and are not on the device yet. */
  get pending(): number {
    return [...this.#rows.values()].reduce((sum, { durable, waiting }) => sum + (durable ? 0 : waiting.size), 0);
  }

  /** Every kept edit, oldest first, as Yjs updates. */
  get updates(): readonly Uint8Array[] {
    return [...this.#rows.values()].flatMap(({ updates }) => updates);
  }

  /** Keeps an edit and returns its number. Edits of one turn are written together, at its end. */
  keep(update: Uint8Array, sections: Iterable<string>): number {
    this.#last += 1;
    const row = (this.#gathering ??= this.#gather(this.#last));
    row.updates = [...row.updates, update];
    row.waiting.add(this.#last);
    for (const section of sections) {
      row.sections.add(section);
      this.lastSection = section;
    }
    this.#rowOf.set(this.#last, row);
    return this.#last;
  }

  /** Deletes edits by their numbers: the server has accounted for them. */
  forget(numbers: readonly number[]): void {
    for (const number of numbers) {
      const row = this.#rowOf.get(number);
      this.#rowOf.delete(number);
      row?.waiting.delete(number);
      if (row === undefined || row.waiting.size > 0) continue;
      this.#rows.delete(row.n);
      this.#gone.add(row.n);
    }
    if (this.#rows.size === 0 && this.#hasWords) this.#gone.add(0);
    if (this.#gone.size > 0) this.#later(dropAfter);
  }

  /** Replaces all waiting edits with one update, which lacks edits that were undone. */
  replace(update: Uint8Array): void {
    const [first, ...others] = this.#rows.values();
    if (first === undefined) return;
    this.#join(first, others);
    first.updates = [update];
    first.durable = false;
    this.#save();
  }

  /** Writes the answers with unsaved words now: the page may be about to close. */
  keepWords(): void {
    this.#words = 'due';
    this.#save();
  }

  /** Deletes everything that this page kept, and keeps nothing from now on. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#at('page');
    const store = await this.store;
    await this.#saving;
    await store?.drop([0, ...this.#rows.keys(), ...this.#gone].map((n) => this.#key(n)));
  }

  #gather(n: number): Kept {
    const row: Kept = { n, updates: [], waiting: new Set(), sections: new Set(), written: false, durable: false };
    this.#rows.set(n, row);
    queueMicrotask(() => {
      this.#gathering = null;
      this.#save();
      this.#wordsLater();
    });
    return row;
  }

  #at(where: 'device' | 'page'): void {
    const is = this.#stopped ? 'page' : where;
    if (this.where === is) return;
    this.where = is;
    this.#listener.changed();
  }

  #later(milliseconds: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#save();
    }, milliseconds);
  }

  /** Starts a transaction. While one runs, further calls make one more follow it. */
  #save(): void {
    this.#asked = true;
    this.#saving ??= this.#saveAll();
  }

  async #saveAll(): Promise<void> {
    const store = await this.store;
    try {
      while (store !== null && this.#asked && !this.#stopped) {
        this.#asked = false;
        await this.#saveNext(store);
      }
    } catch (error) {
      console.info('the device kept nothing', error);
      this.#at('page');
      this.#later(againAfter);
    } finally {
      this.#saving = null;
    }
  }

  async #saveNext(store: DeviceStore): Promise<void> {
    this.#joinMany();
    const fresh = [...this.#rows.values()].filter((row) => !row.written && row !== this.#gathering);
    const gone = this.#gone;
    const words = this.#words === 'due' && this.#rows.size > 0;
    this.#words = 'none';
    if (fresh.length === 0 && gone.size === 0 && !words) return;
    this.#gone = new Set();
    if (gone.has(0)) this.#hasWords = false;
    for (const row of fresh) row.written = true;
    try {
      await store.keep(
        fresh.map((row) => this.#edit(row)),
        [...gone].map((n) => this.#key(n)),
      );
    } catch (error) {
      for (const row of fresh) row.written = false;
      for (const n of gone) this.#gone.add(n);
      throw error;
    }
    for (const row of fresh) row.durable = row.written;
    this.#at('device');
    if (fresh.length > 0 && this.pending === 0) this.#listener.kept();
    if (words) await this.#saveWords(store);
  }

  async #saveWords(store: DeviceStore): Promise<void> {
    const { room, place } = this.owner;
    this.#hasWords = true;
    await store.keepWords({ room, place, tab: this.tab, text: this.#listener.words(this.sections) });
    // The server accounted for every edit meanwhile, so the words must go too.
    if (this.#rows.size > 0) return;
    this.#gone.add(0);
    this.#save();
  }

  #key(n: number): KeptKey {
    return { room: this.owner.room, tab: this.tab, n };
  }

  #edit({ n, updates }: Kept): KeptEdit {
    const [only] = updates;
    const update = updates.length === 1 && only !== undefined ? only : Y.mergeUpdates([...updates]);
    return { room: this.owner.room, tab: this.tab, n, place: this.owner.place, update };
  }

  #joinMany(): void {
    const written = [...this.#rows.values()].filter((row) => row.written);
    if (written.length < manyRows) return;
    let group: Kept[] = [];
    let bytes = 0;
    for (const row of [...written, null]) {
      const size = row?.updates.reduce((sum, { byteLength }) => sum + byteLength, 0) ?? 0;
      if (row === null || bytes + size > largeRow) {
        const [first, ...others] = group;
        if (first !== undefined && others.length > 0) this.#join(first, others);
        [group, bytes] = [[], 0];
      }
      if (row !== null) group.push(row);
      bytes += size;
    }
  }

  #join(into: Kept, others: readonly Kept[]): void {
    into.written = false;
    into.updates = [Y.mergeUpdates([into, ...others].flatMap(({ updates }) => updates))];
    for (const row of others) {
      this.#rows.delete(row.n);
      this.#gone.add(row.n);
      for (const section of row.sections) into.sections.add(section);
      for (const number of row.waiting) {
        into.waiting.add(number);
        this.#rowOf.set(number, into);
      }
    }
  }

  #wordsLater(): void {
    if (this.#wordsTimer !== null) return;
    this.#wordsTimer = setTimeout(() => {
      this.#wordsTimer = null;
      if (this.#rows.size > 0) this.keepWords();
    }, wordsEvery);
  }
}
