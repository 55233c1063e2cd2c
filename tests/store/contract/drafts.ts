import type { Test } from 'tap';
import type { DraftKey, DraftLog, Drafts } from '../../../src/store/drafts.ts';
import { type Driver, errorOf, rule, settled } from './driver.ts';
import { aBase, anEntry } from './samples.ts';

const key: DraftKey = { draft: 'r1', epoch: 'e1' };

/** Rules ST12 to ST21: the log of updates of each draft and epoch. */
export async function draftsContract(t: Test, driver: Driver): Promise<void> {
  await beginning(t, driver);
  await appending(t, driver);
  await following(t, driver);
  await sealing(t, driver);
  await compacting(t, driver);
  await watching(t, driver);
}

async function beginning(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST12] an epoch is begun once, from a base', async (t, { drafts }) => {
    t.equal(await drafts.load(key), null);
    await drafts.begin(key, aBase({}, 'first'));
    await Promise.all([drafts.begin(key, aBase({}, 'second')), drafts.begin(key, aBase({}, 'third'))]);
    await drafts.append(key, anEntry('a', 1));
    await drafts.begin(key, aBase({}, 'fourth'));
    const log = await loaded(drafts, key);
    t.equal(textOf(log.base.update), 'first');
    t.same(log.base.authors, aBase().authors);
    t.equal(log.cut, null);
    t.equal(log.entries.length, 1);
    const race = { ...key, epoch: 'race' };
    await Promise.all(['one', 'two', 'three'].map((text) => drafts.begin(race, aBase({}, text))));
    const won = textOf((await loaded(drafts, race)).base.update);
    t.ok(['one', 'two', 'three'].includes(won), 'of several at once, one');
    await drafts.begin(race, aBase({}, 'four'));
    t.equal(textOf((await loaded(drafts, race)).base.update), won, 'and it stays');
    const elsewhere = { ...key, epoch: 'e2' };
    const used: Promise<unknown>[] = [
      drafts.append(elsewhere, anEntry('a', 1)),
      drafts.seal(elsewhere),
      drafts.compact(elsewhere, aBase()),
    ];
    t.same((await settled(used)).errors, ['UnknownDraft', 'UnknownDraft', 'UnknownDraft']);
  });
}

async function appending(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST13] an entry is saved once, and a node’s entries have no gap', async (t, { drafts }) => {
    await drafts.begin(key, aBase({ old: 4 }));
    const bytes = new Uint8Array(Buffer.from('keystroke'));
    const saving = drafts.append(key, { node: 'a', seq: 1, update: bytes, authors: { '9': { member: 'm1', how: 'declared' } } });
    bytes.fill(0);
    t.equal(await saving, 'saved');
    t.same(await Promise.all([drafts.append(key, anEntry('a', 2)), drafts.append(key, anEntry('a', 2))]), ['saved', 'saved']);
    t.equal(await errorOf(drafts.append(key, anEntry('a', 4))), 'EntryOutOfOrder', 'one is skipped');
    t.equal(await errorOf(drafts.append(key, { ...anEntry('a', 2), update: bytes })), 'EntryOutOfOrder', 'other bytes');
    t.equal(await errorOf(drafts.append(key, anEntry('b', 2))), 'EntryOutOfOrder', 'the first is one');
    t.equal(await errorOf(drafts.append(key, anEntry('old', 6))), 'EntryOutOfOrder', 'what the base covers counts');
    t.equal(await drafts.append(key, anEntry('old', 5)), 'saved');
    const other = { draft: 'r2', epoch: 'e1' };
    await drafts.begin(other, aBase());
    for (const seq of [1, 2, 3, 4, 1, 2]) t.equal(await drafts.append(other, anEntry('a', seq)), 'saved', 'an old one once more');
    t.equal(await errorOf(drafts.append(other, { ...anEntry('a', 3), update: bytes })), 'EntryOutOfOrder', 'and then other bytes');
    t.equal(await drafts.append(other, anEntry('a', 5)), 'saved');
    const { entries } = await loaded(drafts, key);
    t.same(entries.map(({ node, seq }) => `${node}${seq}`).sort(), ['a1', 'a2', 'old5']);
    const first = entries.find(({ node, seq }) => node === 'a' && seq === 1);
    t.equal(textOf(first?.update ?? bytes), 'keystroke', 'as it was when it was given');
    t.same(first?.authors, { '9': { member: 'm1', how: 'declared' } });
  });

  await rule(t, driver, '[ST14] two nodes append to one draft, and to several drafts, and nothing is lost', async (t, { drafts }) => {
    const keys = ['r1', 'r2', 'r3'].map((draft) => ({ draft, epoch: 'e1' }));
    await Promise.all(keys.map((one) => drafts.begin(one, aBase())));
    const typing = keys.flatMap((one) => ['a', 'b'].map((node) => type(drafts, one, node, 100)));
    const together = Array.from({ length: 100 }, (_, index) => drafts.append(keys[0] ?? key, anEntry('c', index + 1)));
    t.same(new Set(await Promise.all(together)), new Set(['saved']), 'many at once');
    await Promise.all(typing);
    for (const one of keys) {
      const { entries } = await loaded(drafts, one);
      for (const node of one.draft === 'r1' ? ['a', 'b', 'c'] : ['a', 'b']) {
        const mine = entries.filter((entry) => entry.node === node);
        t.same(
          mine.map(({ seq }) => seq),
          Array.from({ length: 100 }, (_, index) => index + 1),
        );
        t.ok(mine.every(({ seq, update }) => textOf(update) === `${node}:${seq}`));
      }
    }
  });
}

async function following(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST38] an entry is appended only after all that others logged was seen', async (t, { drafts }) => {
    await drafts.begin(key, aBase({ old: 2 }));
    t.equal(await drafts.appendAfter(key, { old: 1 }, anEntry('a', 1)), 'behind', 'the base covers more than was seen');
    t.equal(await drafts.appendAfter(key, { old: 2 }, anEntry('a', 1)), 'saved');
    t.equal(await drafts.appendAfter(key, { old: 2 }, anEntry('b', 1)), 'behind', 'another node was first');
    t.same((await loaded(drafts, key)).entries.map(nameOf), ['a1'], 'nothing of it is in the log');
    t.equal(await drafts.appendAfter(key, { old: 2, a: 1 }, anEntry('b', 1)), 'saved');
    t.equal(await drafts.appendAfter(key, { old: 2 }, anEntry('b', 1)), 'saved', 'a retry counts once, whatever was seen');
    t.equal(await drafts.append(key, anEntry('form', 1)), 'saved', 'an entry that need not be compared');
    t.equal(await drafts.appendAfter(key, { old: 2, b: 1 }, anEntry('a', 2)), 'behind');
    t.equal(await drafts.appendAfter(key, { old: 2, b: 1, form: 1 }, anEntry('a', 2)), 'saved');
    t.equal(await drafts.appendAfter(key, { old: 2, b: 1, form: 1 }, anEntry('a', 3)), 'saved', 'its own entries need not be named');
    t.equal(await errorOf(drafts.appendAfter(key, { old: 2, b: 1, form: 1 }, anEntry('a', 5))), 'EntryOutOfOrder');
    t.equal(await drafts.compact(key, aBase({ old: 2, a: 3, b: 1, form: 1 })), true);
    t.equal(await drafts.appendAfter(key, { old: 2, a: 1 }, anEntry('b', 2)), 'behind', 'a base says what is missing');
    await drafts.seal(key);
    t.equal(await drafts.appendAfter(key, {}, anEntry('b', 2)), 'late', 'a sealed epoch takes nothing');
    t.equal(await errorOf(drafts.appendAfter({ ...key, epoch: 'e2' }, {}, anEntry('a', 1))), 'UnknownDraft');
  });

  await rule(
    t,
    driver,
    '[ST38] many nodes that race append one after the other: each has seen what is before it',
    async (t, { drafts }) => {
      await drafts.begin(key, aBase());
      const nodes = ['a', 'b', 'c'];
      const seenBy = new Map<string, Record<string, number>>();
      const race = async (node: string): Promise<void> => {
        let seen: Record<string, number> = {};
        for (let seq = 1; seq <= 30;) {
          const { [node]: own = 0, ...others } = seen;
          const answer = await drafts.appendAfter(key, others, anEntry(node, seq));
          if (answer === 'saved') {
            seenBy.set(`${node}${seq}`, { ...others, ...(own === 0 ? {} : { [node]: own }) });
            seen = { ...seen, [node]: seq };
            seq += 1;
          } else seen = heads(await loaded(drafts, key));
        }
      };
      await Promise.all(nodes.map(race));
      t.same(heads(await loaded(drafts, key)), { a: 30, b: 30, c: 30 });
      const sizes = [...seenBy.values()].map((seen) => Object.values(seen).reduce((sum, count) => sum + count, 0));
      t.same(
        sizes.sort((a, b) => a - b),
        Array.from({ length: 90 }, (_, index) => index),
        'the first saw none, and each later one saw all before it',
      );
    },
  );
}

async function sealing(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST15] sealing answers one cut for ever; after it every new entry is late', async (t, { drafts }) => {
    await drafts.begin(key, aBase({ old: 2 }));
    await drafts.append(key, anEntry('a', 1));
    const cuts = await Promise.all([drafts.seal(key), drafts.seal(key)]);
    t.same(cuts, [
      { old: 2, a: 1 },
      { old: 2, a: 1 },
    ]);
    t.equal(await drafts.append(key, anEntry('a', 2)), 'late');
    t.equal(await drafts.append(key, anEntry('b', 1)), 'late');
    t.equal(await drafts.append(key, anEntry('a', 1)), 'saved', 'one that is inside, tried again');
    t.same(await drafts.seal(key), { old: 2, a: 1 });
    const log = await loaded(drafts, key);
    t.same(log.cut, { old: 2, a: 1 });
    t.same(
      log.entries.map(({ node, seq }) => `${node}${seq}`),
      ['a1'],
    );
    await drafts.begin({ ...key, epoch: 'e2' }, aBase());
    t.equal(await drafts.append({ ...key, epoch: 'e2' }, anEntry('a', 1)), 'saved', 'the next epoch is open');
  });

  await rule(t, driver, '[ST16] sealing races with appends: saved entries are inside the cut, late ones are not', async (t, { drafts }) => {
    for (let round = 0; round < 10; round += 1) {
      const one = { draft: 'r1', epoch: `race-${round}` };
      await drafts.begin(one, aBase());
      const nodes = ['a', 'b', 'c'];
      const typing = Promise.all(nodes.map((node) => type(drafts, one, node, 100)));
      for (let waited = 0; waited < round; waited += 1) await drafts.load(one);
      const sealed = Promise.all([drafts.seal(one), drafts.seal(one)]);
      const saved = await typing;
      const [cut, same] = await sealed;
      t.same(cut, same);
      for (const [index, node] of nodes.entries()) t.equal(cut[node] ?? 0, saved[index], 'as many are inside as were saved');
      const { entries } = await loaded(drafts, one);
      t.equal(
        entries.length,
        saved.reduce((sum, count) => sum + count, 0),
      );
    }
  });

  await rule(t, driver, '[ST17] a late edit is kept once, apart from the log', async (t, { drafts }) => {
    await drafts.begin(key, aBase());
    await drafts.seal(key);
    const edit = { id: 'l1', member: 'm1', at: '2026-06-04T22:45:00.000Z', update: Buffer.from('late words') };
    await Promise.all([drafts.setAside(key, edit), drafts.setAside(key, edit)]);
    await drafts.setAside(key, { ...edit, id: 'l2', at: '2026-06-04T22:44:00.000Z' });
    const late = await drafts.late('r1');
    t.same(
      late.map(({ id, epoch, member }) => `${id} ${epoch} ${member}`),
      ['l2 e1 m1', 'l1 e1 m1'],
    );
    t.equal(textOf(late[1]?.update ?? new Uint8Array()), 'late words');
    t.same((await loaded(drafts, key)).entries, []);
    t.same(await drafts.late('r2'), []);
    t.equal(await errorOf(drafts.setAside({ ...key, epoch: 'e2' }, edit)), 'UnknownDraft');
  });
}

async function compacting(t: Test, driver: Driver): Promise<void> {
  await rule(
    t,
    driver,
    '[ST18] compaction replaces exactly the entries its base covers, and never crosses a cut',
    async (t, { drafts }) => {
      await drafts.begin(key, aBase());
      for (const node of ['a', 'b']) await type(drafts, key, node, 5);
      t.equal(await drafts.compact(key, aBase({ a: 3 }, 'three')), true);
      const log = await loaded(drafts, key);
      t.same(log.base.covers, { a: 3 });
      t.equal(textOf(log.base.update), 'three');
      t.same(
        log.entries.map(({ node, seq }) => `${node}${seq}`),
        ['a4', 'a5', 'b1', 'b2', 'b3', 'b4', 'b5'],
      );
      t.equal(await drafts.compact(key, aBase({ a: 2, b: 5 })), false, 'it covers less of one node');
      t.equal(await drafts.compact(key, aBase({ a: 3, b: 6 })), false, 'it covers what is not there');
      t.equal(await drafts.compact(key, aBase({ a: 3, c: 1 })), false, 'it covers a node that never wrote');
      t.equal(await drafts.append(key, anEntry('a', 6)), 'saved', 'numbers go on');
      t.equal(await drafts.append(key, anEntry('a', 1)), 'saved', 'one that the base covers, tried again');
      await drafts.seal(key);
      t.equal(await drafts.compact(key, aBase({ a: 7, b: 5 })), false, 'it crosses the cut');
      t.equal(await drafts.compact(key, aBase({ a: 6, b: 5 }, 'all')), true, 'up to the cut it may');
      t.same(await loaded(drafts, key), { ...(await loaded(drafts, key)), entries: [], cut: { a: 6, b: 5 } });
      t.equal(await drafts.append(key, anEntry('a', 7)), 'late');
      t.same(await drafts.seal(key), { a: 6, b: 5 });
    },
  );

  await rule(
    t,
    driver,
    '[ST19] a load during appends and compaction is whole: base and entries together miss nothing',
    async (t, { drafts }) => {
      await drafts.begin(key, aBase());
      const acknowledged: Record<string, number> = {};
      const typing = Promise.all(['a', 'b'].map((node) => type(drafts, key, node, 150, (seq) => (acknowledged[node] = seq))));
      const state = { typing: true };
      const reading = (async () => {
        while (state.typing) {
          const before = { ...acknowledged };
          const log = await loaded(drafts, key);
          t.equal(gap(log, before), null);
          await drafts.compact(key, aBase(heads(log)));
        }
      })();
      await typing;
      state.typing = false;
      await reading;
      t.same(heads(await loaded(drafts, key)), { a: 150, b: 150 });
    },
  );
}

async function watching(t: Test, driver: Driver): Promise<void> {
  await rule(
    t,
    driver,
    '[ST20] changed names the drafts with entries, a base or a seal that the asker has not seen',
    async (t, { drafts }) => {
      const ask = (vector: Record<string, number>, sealed: 'sealed' | 'open' = 'open'): Promise<readonly DraftKey[]> =>
        drafts.changed([{ key, vector, sealed: sealed === 'sealed' }]);
      t.same(await ask({}), [key], 'it is not there');
      await drafts.begin(key, aBase());
      t.same(await ask({}), []);
      await type(drafts, key, 'a', 3);
      t.same(await ask({ a: 2 }), [key]);
      t.same(await ask({ a: 3 }), []);
      await drafts.compact(key, aBase({ a: 3 }));
      t.same(await ask({ a: 3 }), []);
      t.same(await ask({ b: 9 }), [key], 'the base covers what the asker has not');
      await drafts.seal(key);
      t.same(await ask({ a: 3 }), [key]);
      t.same(await ask({ a: 3 }, 'sealed'), []);
      t.same(await drafts.changed([]), []);
    },
  );

  await rule(t, driver, '[ST20] an answer that nothing changed holds until something does', async (t, { drafts }) => {
    const ask = (vector: Record<string, number>): Promise<readonly DraftKey[]> => drafts.changed([{ key, vector, sealed: false }]);
    await drafts.begin(key, aBase());
    await type(drafts, key, 'a', 2);
    for (let times = 0; times < 2; times += 1) t.same(await ask({ a: 9 }), []);
    await drafts.append(key, anEntry('a', 3));
    t.same(await ask({ a: 9 }), [], 'the entry is known to the asker');
    t.same(await ask({ a: 2 }), [key], 'and not to another');
    await drafts.append(key, anEntry('b', 1));
    t.same(await ask({ a: 9 }), [key], 'another node has an entry');
    t.same(await ask({ a: 9, b: 1 }), []);
    await Promise.all([drafts.append(key, anEntry('b', 2)), ask({ a: 9, b: 1 })]);
    t.same(await ask({ a: 9, b: 1 }), [key], 'it was appended while the question was asked');
    t.same(await ask({ a: 9, b: 9 }), []);
    await Promise.all([ask({ a: 9, b: 9 }), drafts.seal(key), ask({ a: 9, b: 9 })]);
    t.same(await ask({ a: 9, b: 9 }), [key], 'it was sealed while the question was asked');
    await drafts.begin({ ...key, epoch: 'e2' }, aBase());
    await drafts.changed([{ key, vector: { a: 9, b: 9 }, sealed: true }]);
    await drafts.dispose(key.draft);
    t.same(await drafts.changed([{ key, vector: { a: 9, b: 9 }, sealed: true }]), [key], 'it is disposed of');
  });

  await rule(t, driver, '[ST45] news are the log without what a vector covers', async (t, { drafts }) => {
    t.equal(await drafts.news(key, {}), null, 'it is not there');
    await drafts.begin(key, aBase());
    for (const node of ['a', 'b', 'c']) await type(drafts, key, node, 3);
    const whole = await drafts.load(key);
    const seen = { a: 2, b: 3, zz: 9, 'a-longer-name': 1 };
    const news = await drafts.news(key, seen);
    t.same(news?.entries.map(({ node, seq }) => `${node}${seq}`).toSorted(), ['a3', 'c1', 'c2', 'c3']);
    t.same(
      news?.entries,
      whole?.entries.filter(({ node, seq }) => seq > ({ a: 2, b: 3 }[node] ?? 0)),
      'each as it is in the log',
    );
    t.equal(news?.base.update.byteLength, 0, 'the base is known');
    t.same(news?.base.covers, {});
    await drafts.compact(key, aBase({ a: 3, b: 2 }));
    const after = await drafts.news(key, { a: 2, b: 3, c: 3 });
    t.same(after?.base, (await drafts.load(key))?.base, 'a base that covers more is given whole');
    t.same(after?.entries, []);
    t.equal(after?.cut, null);
    await drafts.seal(key);
    t.same((await drafts.news(key, { a: 3, b: 3, c: Number.MAX_SAFE_INTEGER }))?.cut, { a: 3, b: 3, c: 3 });
  });

  await rule(t, driver, '[ST21] disposal removes every epoch of one draft, and its late edits', async (t, { drafts }) => {
    const other = { draft: 'r2', epoch: 'e1' };
    for (const one of [key, { ...key, epoch: 'e2' }, other]) {
      await drafts.begin(one, aBase());
      await type(drafts, one, 'a', 3);
    }
    await drafts.setAside(key, { id: 'l1', member: 'm1', at: '2026-06-04T22:45:00.000Z', update: Buffer.from('x') });
    await drafts.dispose('r1');
    await drafts.dispose('r1');
    t.equal(await drafts.load(key), null);
    t.equal(await drafts.load({ ...key, epoch: 'e2' }), null);
    t.same(await drafts.late('r1'), []);
    t.equal((await loaded(drafts, other)).entries.length, 3);
    t.equal(await errorOf(drafts.append(key, anEntry('a', 4))), 'UnknownDraft');
  });

  await rule(t, driver, '[ST46] an epoch is removed alone, its late edits after it', async (t, { drafts }) => {
    const next = { ...key, epoch: 'e2' };
    const late = { member: 'm1', at: '2026-06-04T22:45:00.000Z', update: Buffer.from('x') };
    for (const one of [key, next, { ...key, epoch: 'e' }]) {
      await drafts.begin(one, aBase());
      await type(drafts, one, 'a', 3);
      await drafts.setAside(one, { ...late, id: `l-${one.epoch}` });
    }
    const lateIds = async (): Promise<string[]> => (await drafts.late('r1')).map(({ id }) => id).sort();
    const racing = Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => drafts.setAside(key, { ...late, id: `race-${index}` }).then(() => `race-${index}`)),
    );
    await drafts.removeEpochs('r1', ['e1']);
    const first = await lateIds();
    const answered = (await racing).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    // A driver may have read edits that it then refused, and takes them back.
    const kept = await lateIds();
    t.same(
      answered.filter((id) => !first.includes(id) || !kept.includes(id)),
      [],
      'an edit that was set aside in a race is among the late edits',
    );
    await drafts.removeEpochs('r1', ['e1', 'never']);
    t.equal(await drafts.load(key), null);
    t.same(await drafts.changed([{ key, vector: {}, sealed: false }]), [key], 'others learn that it has changed');
    const used: Promise<unknown>[] = [
      drafts.append(key, anEntry('a', 4)),
      drafts.setAside(key, { ...late, id: 'after' }),
      drafts.seal(key),
      drafts.compact(key, aBase()),
    ];
    t.same(
      (await settled(used)).errors,
      Array.from({ length: 4 }, () => 'UnknownDraft'),
    );
    t.same(await lateIds(), kept);
    await drafts.removeLate('r1', ['e1']);
    await drafts.removeLate('r1', ['e1']);
    t.same(await lateIds(), ['l-e', 'l-e2'], 'an epoch whose name begins alike keeps its own');
    t.equal((await loaded(drafts, next)).entries.length, 3);
    t.equal((await loaded(drafts, { ...key, epoch: 'e' })).entries.length, 3);
    t.equal(await drafts.append(next, anEntry('a', 4)), 'saved');
    await drafts.begin(key, aBase());
    t.equal((await loaded(drafts, key)).entries.length, 0, 'begun once more, it is empty');
  });
}

/** Appends one entry after another, as a node does, until one is late; returns the number of saved ones. */
export async function type(
  drafts: Drafts,
  at: DraftKey,
  node: string,
  count: number,
  saved: (seq: number) => void = () => undefined,
): Promise<number> {
  for (let seq = 1; seq <= count; seq += 1) {
    if ((await drafts.append(at, anEntry(node, seq))) === 'late') return seq - 1;
    saved(seq);
  }
  return count;
}

/** The log of an epoch that was begun. */
export async function loaded(drafts: Drafts, at: DraftKey): Promise<DraftLog> {
  const log = await drafts.load(at);
  if (log === null) throw new Error('the epoch was begun');
  return log;
}

/** The last number of each node in a log; throws where the log has a gap. */
export function heads(log: DraftLog): Record<string, number> {
  const last: Record<string, number> = { ...log.base.covers };
  for (const { node, seq } of log.entries) {
    if (seq !== (last[node] ?? 0) + 1) throw new Error(`${node}${seq} follows ${last[node] ?? 0}`);
    last[node] = seq;
  }
  return last;
}

function gap(log: DraftLog, atLeast: Readonly<Record<string, number>>): string | null {
  const last = heads(log);
  return Object.entries(atLeast).find(([node, seq]) => (last[node] ?? 0) < seq)?.[0] ?? null;
}

function nameOf({ node, seq }: { readonly node: string; readonly seq: number }): string {
  return `${node}${seq}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
