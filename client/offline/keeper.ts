import * as Y from 'yjs';
import { DeviceStore, type KeptEdit, type KeptKey, type Place } from './store.ts';
import { newTab } from './tabs.ts';

/** Whose words are kept, and where they were typed. */
export interface Owner {
  readonly member: string;
  /** Of the member's pages: what is on the device is closed with it. */
  readonly secret: string;
  readonly room: string;
  readonly place: Place;
}

/** What a keeper needs of its page. */
export interface KeeperListener {
  /** Whether the device keeps what is typed has changed. */
  changed(): void;
  /** All that was typed so far is on the device. */
  kept(): void;
  /** The words of the sections that have edits waiting, for a person to read. */
  words(sections: ReadonlySet<string>): string;
}

/** What lies in one row: edits in the order they were made, and the numbers of those still waiting. */
interface Kept {
  readonly n: number;
  updates: readonly Uint8Array[];
  readonly waiting: Set<number>;
  readonly sections: Set<string>;
  /** Given to the device, and on it. */
  written: boolean;
  durable: boolean;
}

/** Rows are joined beyond this many, into rows of at most so many bytes: a day offline is a day of keys. */
const manyRows = 200;
const largeRow = 262_144;
/** Rows are dropped together with the next that is written, or after so many milliseconds. */
const dropAfter = 250;
/** After a failure it is tried again, and while edits wait the words are written for a person to read; in milliseconds. */
const againAfter = 5000;
const wordsEvery = 2000;

/** Keeps every edit of this page on the device from the moment it is made until the server has accounted for it (CO14). */
export class Keeper {
  readonly tab = newTab();
  readonly owner: Owner;
  /** `page` where this browser keeps nothing, or failed to just now. */
  where: 'device' | 'page' = 'page';
  /** Null where this browser keeps nothing. */
  readonly store: Promise<DeviceStore | null>;
  /** The section of the edit made last; empty where none was. */
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

  /** Sections that hold edits not accounted for. */
  get sections(): ReadonlySet<string> {
    return new Set([...this.#rows.values()].flatMap(({ sections }) => [...sections]));
  }

  /** How many edits wait that are not on the device yet. */
  get pending(): number {
    return [...this.#rows.values()].reduce((sum, { durable, waiting }) => sum + (durable ? 0 : waiting.size), 0);
  }

  /** Everything that is kept, oldest first. */
  get updates(): readonly Uint8Array[] {
    return [...this.#rows.values()].flatMap(({ updates }) => updates);
  }

  /** Keeps an edit; what is made in one turn is written at its end, as one. Answers the edit's number. */
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

  /** The server has accounted for these edits, by their numbers. */
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

  /** Everything that waits is from now on this one update: what was undone is not in it any more. */
  replace(update: Uint8Array): void {
    const [first, ...others] = this.#rows.values();
    if (first === undefined) return;
    this.#join(first, others);
    first.updates = [update];
    first.durable = false;
    this.#save();
  }

  /** Writes the words for a person to read, now: the page may be about to go. */
  keepWords(): void {
    this.#words = 'due';
    this.#save();
  }

  /** Drops what this page kept, and keeps nothing any more. */
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

  /** One transaction at a time; what comes meanwhile is the next. */
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
    // All was accounted for meanwhile: nothing of it stays.
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
