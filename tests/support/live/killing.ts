import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { openDraft } from '../../../src/text/read.ts';
import { type Ending, folder, type LiveProcess, passed, standBy } from './live-process.ts';
import { textOf } from './lines.ts';
import { Typist } from './typist.ts';

/** How much is typed: the number of people, and the lines a second of each. */
export interface Load {
  readonly typists: number;
  readonly perSecond: number;
}

/** A few writers. */
export const calm: Load = { typists: 3, perSecond: 40 };
/** 4,000 edits a second. */
export const loaded: Load = { typists: 8, perSecond: 500 };

/** How one server is killed. Times in ms. */
export interface Kill {
  readonly load: Load;
  /** The kill comes after this time, and after the first line was shown as saved. */
  readonly after: number;
  /** The server is frozen for this long before the kill. */
  readonly frozen?: number;
  /** True where the typists reconnect with their documents. */
  readonly back?: 'all';
}

/** The outcome of one kill. */
export interface Killed {
  readonly typed: number;
  readonly saved: number;
  /** Lines that were shown as saved, and that a fresh client does not see after the restart. */
  readonly missing: readonly string[];
  /** Lines that are missing although their authors reconnected with them. */
  readonly lost: readonly string[];
}

/** Kills one server after the other on one folder: each start reads what the last server left. */
export class Kills {
  readonly #t: Ending;
  readonly #directory: string;
  readonly #saved = new Map<string, readonly string[]>();
  #next: () => Promise<LiveProcess>;
  #live: Promise<LiveProcess>;

  constructor(t: Ending) {
    this.#t = t;
    this.#directory = folder(t);
    this.#live = standBy(t, this.#directory)();
    this.#next = standBy(t, this.#directory);
  }

  /** Has a new draft typed, kills the server, starts it again, and checks the text. */
  async kill({ load, after, frozen = 0, back }: Kill): Promise<Killed> {
    const live = await this.#live;
    const draft = `kill-${this.#saved.size + 1}`;
    const typists = await this.#typists(live, draft, load);
    for (const typist of typists) typist.start();
    await passed(after);
    // On a busy machine the first line may be shown as saved later.
    while (typists.every((typist) => typist.look() === 0 && typist.client.closed === null)) await passed(5);
    if (frozen > 0) {
      live.child.kill('SIGSTOP');
      await passed(frozen);
    }
    await live.kill();
    await Promise.all(typists.map(({ client }) => client.ending()));
    for (const typist of typists) typist.stop();
    await this.#restart();
    const saved = typists.flatMap((typist) => [...typist.saved]);
    const typed = typists.reduce((sum, { lines }) => sum + lines.length, 0);
    this.#saved.set(draft, saved);
    const missing = without(saved, await this.#read(draft));
    return { typed, saved: saved.length, missing, lost: back === undefined ? [] : await this.#comeBack(draft, typists) };
  }

  async #typists(live: LiveProcess, draft: string, { typists, perSecond }: Load): Promise<Typist[]> {
    const all = Array.from({ length: typists }, (_, index) => {
      const name = `typist-${index}`;
      return new Typist(live.client(name, { draft, deaf: true }), name, { perSecond });
    });
    await Promise.all(all.map(({ client }) => client.settled()));
    return all;
  }

  async #restart(): Promise<void> {
    this.#live = this.#next();
    await this.#live;
    this.#next = standBy(this.#t, this.#directory);
  }

  /** The text that a fresh client reads. */
  async #read(draft: string): Promise<Set<string>> {
    const fresh = (await this.#live).client('fresh', { draft });
    await fresh.synced();
    const lines = new Set(fresh.text().split('\n'));
    await fresh.cut();
    return lines;
  }

  async #comeBack(draft: string, typists: readonly Typist[]): Promise<string[]> {
    const live = await this.#live;
    const back = typists.map(({ name, client }) => live.client(name, { draft, document: client.document }));
    await Promise.all(back.map((client) => client.settled()));
    const lines = typists.flatMap((typist) => typist.lines.map(({ text }) => text));
    const lost = without(lines, await this.#read(draft));
    await Promise.all(back.map((client) => client.cut()));
    return lost;
  }

  /** Kills the server for good and locks every draft. Returns the lines that were shown as saved and are not in the locked text. */
  async lock(): Promise<string[]> {
    await (await this.#live).kill();
    const store = await openSqliteStore({ directory: this.#directory });
    const notLocked: string[] = [];
    for (const [draft, saved] of this.#saved) {
      const key = { draft, epoch: 'epoch-1' };
      await store.drafts.seal(key);
      const log = await store.drafts.load(key);
      const locked = log === null ? [] : textOf(openDraft(log)).split('\n');
      notLocked.push(...without(saved, new Set(locked)).map((line) => `${draft}: ${line}`));
    }
    await store.close();
    return notLocked;
  }
}

function without(lines: readonly string[], there: ReadonlySet<string>): string[] {
  return lines.filter((line) => !there.has(line));
}
