import * as fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Drafts } from '../../src/store/drafts.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type LiveServer, openLive } from '../support/live-server.ts';
import { type RawClient, textOf } from '../support/raw-client.ts';

const names = ['ann', 'bob', 'cat'] as const;

type Step =
  | { readonly does: 'type' | 'erase' | 'leave' | 'return'; readonly who: number }
  | { readonly does: 'break' | 'mend' | 'kill' | 'seal' | 'wait' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ does: fc.constant('type' as const), who: fc.nat(names.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('erase' as const), who: fc.nat(names.length - 1) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('leave' as const, 'return' as const), who: fc.nat(names.length - 1) }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('wait' as const) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('break' as const, 'mend' as const) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('kill' as const, 'seal' as const) }) },
);

/** What one process has of the store: gone when it is killed, whatever it was doing, and failing while the disk is broken. */
class Reach {
  isDead = false;
  isBroken = false;

  wrap(drafts: Drafts): Drafts {
    const reached = async <T>(work: () => Promise<T>): Promise<T> => {
      if (this.isBroken) throw new Error('the disk is full');
      const result = this.isDead ? null : await work();
      return this.isDead || result === null ? new Promise<T>(() => undefined) : result;
    };
    return {
      ...drafts,
      append: (key, entry) => reached(() => drafts.append(key, entry)),
      setAside: (key, edit) => reached(() => drafts.setAside(key, edit).then(() => true)).then(() => undefined),
      compact: (key, base) => reached(() => drafts.compact(key, base)),
      changed: (known) => reached(() => drafts.changed(known)),
    };
  }
}

/** Three people, their documents, and a server that comes and goes on one store. */
class Run {
  readonly lines = new Set<string>();
  readonly erased = new Set<string>();
  readonly saved = new Set<string>();
  readonly #t: { teardown(act: () => unknown): unknown };
  readonly #store: Store;
  readonly #documents = names.map(() => new Y.Doc());
  readonly #clients: (RawClient | null)[] = names.map(() => null);
  readonly #carried: Map<number, string>[] = names.map(() => new Map<number, string>());
  #reach = new Reach();
  #live: LiveServer | null = null;

  constructor(t: { teardown(act: () => unknown): unknown }, store: Store) {
    this.#t = t;
    this.#store = store;
  }

  async start(): Promise<void> {
    this.#reach = new Reach();
    const limits = {
      retryAfter: 2,
      retryAtMost: 5,
      notSavingAfter: 20,
      readOnlyAfter: 40,
      compactAbove: 3,
      closeWithin: 50,
      openWithin: 200,
    };
    this.#live = await openLive(this.#t, { store: this.#store, drafts: (drafts) => this.#reach.wrap(drafts), limits });
    for (const who of names.keys()) this.#connect(who);
  }

  #connect(who: number): void {
    this.#account(who);
    this.#carried[who]?.clear();
    this.#clients[who] = this.#live?.client(names[who] ?? '', { document: this.#documents[who] ?? new Y.Doc() }) ?? null;
  }

  /** What one connection was told is saved. */
  #account(who: number): void {
    const client = this.#clients[who];
    for (const [frame, line] of this.#carried[who] ?? []) {
      if (client != null && frame <= client.durable && !client.setAside.includes(frame)) this.saved.add(line);
    }
  }

  async take(one: Step): Promise<void> {
    switch (one.does) {
      case 'type':
        this.#type(one.who);
        break;
      case 'erase':
        this.#erase(one.who);
        break;
      case 'leave':
        await this.#clients[one.who]?.cut();
        break;
      case 'return':
        await this.#clients[one.who]?.cut();
        this.#connect(one.who);
        break;
      case 'kill':
        this.#reach.isDead = true;
        await this.#stop();
        await this.start();
        break;
      case 'seal':
        await this.#store.drafts.seal({ draft: 'response', epoch: 'epoch-1' });
        break;
      case 'break':
      case 'mend':
        this.#reach.isBroken = one.does === 'break';
        break;
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }

  #type(who: number): void {
    const line = `line ${this.lines.size}`;
    this.lines.add(line);
    const client = this.#clients[who];
    if (client == null) return;
    const frame = client.type(line);
    if (Number.isFinite(frame)) this.#carried[who]?.set(frame, line);
  }

  #erase(who: number): void {
    const fragment = this.#documents[who]?.getXmlFragment('section:q1');
    if (fragment === undefined || fragment.length === 0) return;
    const [first = ''] = textOf(fragment.doc ?? new Y.Doc()).split('\n');
    this.erased.add(first);
    fragment.delete(0, 1);
  }

  async #stop(): Promise<void> {
    for (const who of names.keys()) this.#account(who);
    for (const client of this.#clients) await client?.cut();
    await this.#live?.close();
  }

  /** All is mended, everybody comes back, and everything they have is accounted for: answers what a newcomer sees, and what came late. */
  async end(): Promise<{ readonly seen: string; readonly all: string; readonly alike: boolean }> {
    this.#reach.isBroken = false;
    // A room that is ending closes once more; whoever comes after that is served to the end.
    for (const who of names.keys()) await this.#settle(who);
    const newcomer = this.#live?.client('dan');
    await newcomer?.settled();
    for (const who of names.keys()) this.#account(who);
    const late = await this.#store.drafts.late('response');
    const all = new Y.Doc();
    Y.applyUpdate(all, Y.encodeStateAsUpdate(newcomer?.document ?? new Y.Doc()));
    for (const { update } of late) Y.applyUpdate(all, update);
    const seen = newcomer?.text() ?? '';
    const alike = this.#documents.every((document) => textOf(document) === seen);
    await this.#stop();
    return { seen, all: textOf(all), alike: late.length > 0 || alike };
  }

  async #settle(who: number): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const client = this.#clients[who];
      if (client?.closed === null && client.socket.readyState === client.socket.OPEN) {
        const isSettled = (): boolean => client.isSynced && client.sent >= 2 && client.durable >= client.sent;
        await client.until('to be settled or closed', () => client.closed !== null || isSettled());
        if (isSettled()) return;
      }
      await client?.cut();
      this.#connect(who);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${names[who] ?? ''} was never served`);
  }
}

test('[CO12] whatever happens in whatever order: what was shown as saved is in the text, and nothing is lost', async (t) => {
  t.setTimeout(500_000);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const store = await openSqliteStore({ directory: ':memory:' });
      const endings: (() => unknown)[] = [];
      const run = new Run({ teardown: (act) => endings.push(act) }, store);
      await run.start();
      for (const one of steps) await run.take(one);
      const { seen, all, alike } = await run.end();
      for (const act of endings) await act();
      await store.close();
      const [inside, everything] = [new Set(seen.split('\n')), new Set(all.split('\n'))];
      const lost = [...run.lines].filter((line) => !everything.has(line) && !run.erased.has(line));
      const unsaved = [...run.saved].filter((line) => !inside.has(line) && !run.erased.has(line));
      if (lost.length + unsaved.length > 0 || !alike) {
        throw new Error(`lost: ${lost.join()}; not saved: ${unsaved.join()}; ${alike ? '' : 'not alike'}`);
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 25), endOnFailure: true },
  );
  t.pass('held');
});
