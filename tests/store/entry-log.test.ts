import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import tap, { test } from 'tap';
import { EntryOutOfOrder, type Vector } from '../../src/store/drafts.ts';
import type { Store } from '../../src/store/store.ts';
import { decodeEntries, encodeEntry, type LoggedEntry, sealRecord } from '../../src/store/sqlite/log/entry-record.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { until } from '../support/live/live-server.ts';
import { heads, loaded } from './contract/drafts.ts';
import { errorOf } from './contract/driver.ts';
import { aBase, anEntry } from './contract/samples.ts';
import { onDisk, openAt } from './sqlite-driver.ts';

const noPrlimit = spawnSync('prlimit', ['--version']).status === 0 ? false : 'no prlimit, which makes room short';
const disk = onDisk();
tap.teardown(disk.clear);
const key = { draft: 'r1', epoch: 'e1' };

const anyEntry: fc.Arbitrary<LoggedEntry> = fc.record({
  key: fc.record({ draft: fc.string(), epoch: fc.string() }),
  entry: fc.record({
    node: fc.string(),
    seq: fc.nat(),
    update: fc.uint8Array({ maxLength: 300 }),
    authors: fc.constant({ '7': { member: 'Zoë', how: 'declared' as const } }),
  }),
});
const anyFile = fc.tuple(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.array(anyEntry, { minLength: 1, maxLength: 12 }));

/** Entries as a file of the log has them. */
function encodeEntries(generation: number, entries: readonly LoggedEntry[]): Buffer {
  const records = entries.map(encodeEntry);
  for (const record of records) sealRecord(record, generation);
  return Buffer.concat(records);
}

/** Copies the files on the disk to another folder, as if the process had been killed now. */
function killed(place: string): string {
  const copy = disk.place();
  cpSync(place, copy, { recursive: true });
  return copy;
}

async function typed(store: Store, from: number, to: number, node = 'a'): Promise<void> {
  for (let seq = from; seq <= to; seq += 1) await store.drafts.append(key, anEntry(node, seq));
}

test('[ST36] a file of the log is read as it was written, without unfinished records', (t) => {
  fc.assert(
    fc.property(anyFile, ([generation, entries]) => {
      t.same(decodeEntries(encodeEntries(generation, entries)), { generation, entries });
    }),
    { numRuns: 100 },
  );
  const isBegun = (found: readonly LoggedEntry[], generation: number, file: Buffer): boolean =>
    file.subarray(0, encodeEntries(generation, found).byteLength).equals(encodeEntries(generation, found));
  fc.assert(
    fc.property(
      anyFile,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 255 }),
      ([generation, entries], where, flip) => {
        const file = encodeEntries(generation, entries);
        const at = Math.min(file.byteLength - 1, Math.floor(where * file.byteLength));
        const torn = decodeEntries(file.subarray(0, at)).entries;
        const spoiled = Buffer.from(file);
        spoiled.writeUInt8(file.readUInt8(at) ^ flip, at);
        const read = decodeEntries(spoiled).entries;
        return (
          torn.length < entries.length && isBegun(torn, generation, file) && read.length < entries.length && isBegun(read, generation, file)
        );
      },
    ),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(anyFile, anyFile, ([generation, entries], [, before]) => {
      const older = encodeEntries(generation - 1, [...before, ...before, ...before]);
      const now = encodeEntries(generation, entries);
      const file = Buffer.concat([now, older.subarray(Math.min(older.byteLength, now.byteLength))]);
      return decodeEntries(file).entries.length === entries.length;
    }),
    { numRuns: 200 },
  );
  t.end();
});

test('[ST36 ST30] entries that the database had not taken when the process died are there when the store opens', async (t) => {
  const place = disk.place();
  const store = await openAt(place);
  await store.drafts.begin(key, aBase());
  let last = 0;
  let unseen = 0;
  // A crash each time, at a different moment between two drains.
  for (let crash = 1; crash <= 8; crash += 1) {
    await typed(store, last + 1, last + 40);
    last += 40;
    const copy = killed(place);
    unseen += readFileSync(join(copy, 'entries-1.log')).length + readFileSync(join(copy, 'entries-2.log')).length;
    const again = await openAt(copy);
    t.same(heads(await loaded(again.drafts, key)), { a: last });
    t.same(
      (await loaded(again.drafts, key)).entries.map(({ seq }) => seq),
      Array.from({ length: last }, (_, n) => n + 1),
    );
    t.equal(await again.drafts.append(key, anEntry('a', last + 1)), 'saved');
    t.equal(await again.drafts.append(key, anEntry('a', last + 2)), 'saved');
    t.same(await again.drafts.seal(key), { a: last + 2 });
    await again.close();
    await new Promise((resolve) => setTimeout(resolve, crash * 40));
  }
  t.ok(unseen > 1000, 'the log was used');
  await store.close();
  t.same(
    readdirSync(place)
      .filter((name) => name.endsWith('.log'))
      .map((name) => readFileSync(join(place, name)).length),
    [0, 0],
    'nothing is left behind',
  );
});

test('[ST36] files without a whole record are written over, whatever their bytes', async (t) => {
  const entry = { key, entry: anEntry('a', 1) };
  const torn = encodeEntries(2 ** 32 - 1, [entry]).subarray(0, -1);
  for (const left of [Buffer.alloc(0), Buffer.alloc(5), Buffer.alloc(4096), Buffer.alloc(4096, 0xff), torn]) {
    const place = disk.place();
    const before = await openAt(place);
    await before.drafts.begin(key, aBase());
    await before.close();
    for (const name of ['entries-1.log', 'entries-2.log']) writeFileSync(join(place, name), left);
    const store = await openAt(place);
    await typed(store, 1, 30);
    const again = await openAt(killed(place));
    t.same(heads(await loaded(again.drafts, key)), { a: 30 });
    await again.close();
    await store.close();
  }
});

test('[ST36] a log that the database took is read again without harm', async (t) => {
  const place = disk.place();
  const store = await openAt(place);
  await store.drafts.begin(key, aBase());
  await typed(store, 1, 30);
  await store.drafts.compact(key, aBase({ a: 25 }));
  await typed(store, 31, 35);
  const cut = await store.drafts.seal(key);
  const other = { draft: 'r2', epoch: 'e1' };
  await store.drafts.begin(other, aBase());
  for (let seq = 1; seq <= 5; seq += 1) await store.drafts.append(other, anEntry('a', seq));
  await store.drafts.seal(other);
  const again = await openAt(killed(place));
  t.same(await again.drafts.seal(key), cut);
  t.same(
    (await loaded(again.drafts, key)).entries.map(({ seq }) => seq),
    [26, 27, 28, 29, 30, 31, 32, 33, 34, 35],
  );
  await again.close();
  await store.close();
});

test('[ST36 ST21] a disposed draft is in no file any more', async (t) => {
  const place = disk.place();
  const store = await openAt(place);
  await store.drafts.begin(key, aBase());
  const secret = Buffer.from('a name that was to be forgotten');
  for (let seq = 1; seq <= 20; seq += 1) await store.drafts.append(key, { ...anEntry('a', seq), update: secret });
  const logs = (): string => ['entries-1.log', 'entries-2.log'].map((name) => readFileSync(join(place, name), 'latin1')).join('');
  t.match(logs(), secret.toString());
  const other = { draft: 'r2', epoch: 'e1' };
  await store.drafts.begin(other, aBase());
  let isDone = false;
  let seq = 0;
  const typing = (async (): Promise<void> => {
    while (!isDone) await store.drafts.append(other, anEntry('b', (seq += 1)));
  })();
  await store.drafts.dispose(key.draft);
  t.notMatch(logs(), secret.toString());
  isDone = true;
  await typing;
  t.same(heads(await loaded(store.drafts, other)), { b: seq });
  await store.close();
});

type Step =
  | { readonly does: 'append'; readonly node: 'a' | 'b'; readonly skip: number }
  | { readonly does: 'wait' | 'load' | 'compact' | 'seal' | 'crash' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      does: fc.constant('append' as const),
      node: fc.constantFrom('a' as const, 'b' as const),
      skip: fc.constantFrom(0, 0, 0, 0, 1, -1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('wait' as const, 'load' as const, 'compact' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('seal' as const, 'crash' as const) }) },
);

/** Concurrent operations on one draft, with their answers. */
class Asking {
  readonly saved: Record<string, number> = {};
  readonly cuts: Vector[] = [];
  readonly copies: { readonly place: string; readonly saved: Vector }[] = [];
  readonly wrong: string[] = [];
  readonly #store: Store;
  readonly #place: string;
  readonly #next: Record<string, number> = {};
  readonly #asked: Promise<unknown>[] = [];

  constructor(store: Store, place: string) {
    this.#store = store;
    this.#place = place;
  }

  async take(step: Step): Promise<void> {
    const { drafts } = this.#store;
    if (step.does === 'append') this.#append(step.node, step.skip);
    else if (step.does === 'seal') this.#asked.push(drafts.seal(key).then((cut) => this.cuts.push(cut)));
    else if (step.does === 'crash') this.copies.push({ saved: { ...this.saved }, place: killed(this.#place) });
    else if (step.does === 'compact') await drafts.compact(key, aBase({ ...this.saved }));
    else if (step.does === 'wait') await new Promise((resolve) => setTimeout(resolve, 2));
    else this.expect({ ...this.saved }, heads(await loaded(drafts, key)), 'loaded');
  }

  async end(): Promise<void> {
    await Promise.all(this.#asked);
  }

  /** Notes entries that were saved before and are missing. */
  expect(saved: Vector, there: Vector, when: string): void {
    for (const [node, seq] of Object.entries(saved)) {
      if ((there[node] ?? 0) < seq) this.wrong.push(`${when}: ${node}${seq} is missing`);
    }
  }

  #append(node: string, skip: number): void {
    const seq = Math.max(1, (this.#next[node] ?? 1) + skip);
    if (skip === 0) this.#next[node] = seq + 1;
    const asked = this.#store.drafts.append(key, anEntry(node, seq)).then(
      (answer) => {
        if (answer === 'saved') this.saved[node] = Math.max(seq, this.saved[node] ?? 0);
      },
      (error: unknown) => {
        if (!(error instanceof EntryOutOfOrder)) this.wrong.push(String(error));
      },
    );
    this.#asked.push(asked);
  }
}

test('[ST36 ST13 ST16] answers to concurrent operations are true at once, and after a crash', async (t) => {
  const property = fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 40 }), async (steps) => {
    const place = disk.place();
    const store = await openAt(place);
    await store.drafts.begin(key, aBase());
    const asking = new Asking(store, place);
    for (const step of steps) await asking.take(step);
    await asking.end();
    const there = heads(await loaded(store.drafts, key));
    t.same(there, asking.saved, 'no more and no less than was answered');
    for (const cut of asking.cuts) t.same(cut, asking.saved, 'and all of it is inside the cut');
    asking.copies.push({ place: killed(place), saved: asking.saved });
    await store.close();
    for (const copy of [...asking.copies, { place, saved: asking.saved }]) {
      const again = await openSqliteStore({ directory: copy.place, thread: 'calling' });
      asking.expect(copy.saved, heads(await loaded(again.drafts, key)), 'after a crash');
      await again.close();
    }
    t.same(asking.wrong, []);
  });
  await fc.assert(property, { numRuns: 40 });
});

test('[ST36] the rest of a failed write does not count as saved after a crash', { skip: noPrlimit }, async (t) => {
  const [place, copy] = [disk.place(), disk.place()];
  const program = fileURLToPath(new URL('./spoiled-child.ts', import.meta.url));
  // A test runner’s options and a cache of modules would write files beyond the limit.
  const command = `unset NODE_OPTIONS NODE_COMPILE_CACHE; exec "$0" "$@"`;
  const child = spawnSync('/bin/sh', ['-c', command, process.execPath, program, place, copy], { encoding: 'utf8' });
  t.equal(child.status, 0, child.stderr);
  const said: unknown = JSON.parse(child.stdout);
  t.same(said, {
    isLimited: true,
    refused: ['StoreFailed', 'StoreFailed', 'StoreFailed'],
    isTorn: true,
    answers: ['saved', 'saved', 'saved'],
  });
  const again = await openAt(copy);
  const { entries } = await loaded(again.drafts, key);
  t.same(
    entries.map(({ update }) => Buffer.from(update).toString()),
    ['a:1', 'a:2', 'a:3', 'other', 'other', 'other'],
  );
  await again.close();
});

test('[ST36] a database that contradicts the log fails the store, for every draft', async (t) => {
  const place = disk.place();
  const store = await openAt(place);
  const other = { draft: 'r2', epoch: 'e1' };
  for (const one of [key, other]) await store.drafts.begin(one, aBase());
  await typed(store, 1, 3);
  const db = new DatabaseSync(join(place, 'concord.db'));
  await until('the database to have the entries', () => db.prepare('SELECT 1 FROM entries WHERE seq = 3').get() !== undefined);
  await typed(store, 4, 4);
  db.exec(`INSERT INTO entries (no, node, seq, authors, bytes) SELECT no, 'a', 4, '{}', x'00' FROM epochs WHERE draft = 'r1'`);
  db.exec(`UPDATE heads SET seq = 4 WHERE no = (SELECT no FROM epochs WHERE draft = 'r1')`);
  db.close();
  t.equal(await errorOf(store.drafts.append(other, anEntry('b', 1))), 'StoreFailed');
  t.equal(await errorOf(store.drafts.append(key, anEntry('a', 5))), 'StoreFailed');
  await store.close();
});

test('[ST36] a backup while people type: with the log copied before the database, nothing is missing', async (t) => {
  const place = disk.place();
  const store = await openAt(place);
  await store.drafts.begin(key, aBase());
  let last = 0;
  let isDone = false;
  const typing = (async (): Promise<void> => {
    while (!isDone) {
      await store.drafts.append(key, anEntry('a', last + 1));
      last += 1;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  await until('21 entries', () => last > 20);
  const copy = disk.place();
  mkdirSync(copy, { recursive: true });
  const before = last;
  for (const name of ['entries-1.log', 'entries-2.log']) cpSync(join(place, name), join(copy, name));
  await new Promise((resolve) => setTimeout(resolve, 700));
  const db = new DatabaseSync(join(place, 'concord.db'));
  await backup(db, join(copy, 'concord.db'));
  db.close();
  isDone = true;
  await typing;
  await store.close();
  const again = await openAt(copy);
  const there = heads(await loaded(again.drafts, key))['a'] ?? 0;
  t.ok(there >= before && before > 20, `${there} of at least ${before}`);
  await again.close();
});
