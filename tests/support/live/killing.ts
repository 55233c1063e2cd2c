import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { openDraft } from '../../../src/text/read.ts';
import { type Ending, folder, type LiveProcess, passed, standBy } from './live-process.ts';
import { textOf } from './raw-client.ts';
import { Typist } from './typist.ts';

/** How much is typed: by so many people, so many lines a second each. */
export interface Load {
  readonly typists: number;
  readonly perSecond: number;
}

/** A few people who write. */
export const calm: Load = { typists: 3, perSecond: 40 };
/** 4,000 edits a second. */
export const loaded: Load = { typists: 8, perSecond: 500 };

/** How one server is killed. Times in ms. */
export interface Kill {
  readonly load: Load;
  /** After so long, and once anything was shown as saved. */
  readonly after: number;
  /** Frozen for so long before. */
  readonly frozen?: number;
  /** Whether those who typed come back with what they have. */
  readonly back?: 'all';
}

/** What became of what was typed before one kill. */
export interface Killed {
  readonly typed: number;
  readonly saved: number;
  /** Lines that were shown as saved and are not there for a fresh client after the restart. */
  readonly missing: readonly string[];
  /** Lines that are not there although their authors came back with them. */
  readonly lost: readonly string[];
}

/** Kills one server after the other on one folder: each start is what reads the last one's remains. */
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

  /** Has a draft of its own typed, kills the server, starts it again, and looks at what is there. */
  async kill({ load, after, frozen = 0, back }: Kill): Promise<Killed> {
    const live = await this.#live;
    const draft = `kill-${this.#saved.size + 1}`;
    const typists = await this.#typists(live, draft, load);
    for (const typist of typists) typist.start();
    await passed(after);
    // A busy machine may need longer until anything is shown as saved.
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

  /** What a fresh client reads. */
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

  /** Kills for good and locks every draft that was typed: answers what was shown as saved and is not in the locked text. */
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
