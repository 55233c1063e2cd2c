import type { Test } from 'tap';
import { whyBroken } from '../../../src/store/chain.ts';
import { all, every } from '../../../src/store/every.ts';
import type { FieldOf } from '../../../src/store/kinds.ts';
import { type Driver, errorOf, rule, settled } from './driver.ts';
import { aConsultation, aMail, aMember, newRole } from './samples.ts';

/** Rules ST1 to ST11: state, revision and chained events. */
export async function aggregatesContract(t: Test, driver: Driver): Promise<void> {
  await commits(t, driver);
  await uniqueness(t, driver);
  await events(t, driver);
  await reactions(t, driver);
  await finding(t, driver);
  await limits(t, driver);
  await disposal(t, driver);
}

async function commits(t: Test, driver: Driver): Promise<void> {
  await rule(
    t,
    driver,
    '[ST1] a commit sets the state, appends its events and moves the revision by one, and reads answer it',
    async (t, store) => {
      const created = aMember('m1');
      t.equal(await store.aggregates.get('member', 'm1'), null);
      const first = await store.aggregates.commit(created);
      t.match(first, { kind: 'member', id: 'm1', revision: 1, seq: 1, state: created.state });
      t.same(await store.aggregates.get('member', 'm1'), first);
      const changed = newRole(created, 1, 'lead', 'm9');
      const second = await store.aggregates.commit({
        ...changed,
        events: [...changed.events, { type: 'MembershipEnded', data: { until: created.state.from } }],
      });
      t.match(second, { revision: 2, seq: 3, state: { role: 'lead' } });
      t.same(await store.aggregates.get('member', 'm1'), second);
      t.equal(await store.aggregates.get('mail', 'm1'), null, 'the id of one kind is not the id of another');
      t.equal(await store.aggregates.get('member', 'M1'), null, 'ids are case-sensitive');
    },
  );

  await rule(
    t,
    driver,
    '[ST49] nobody can change a state that a read answered, and a later read answers a later state',
    async (t, store) => {
      const created = aMember('m1');
      await store.aggregates.commit(created);
      const read = await store.aggregates.get('member', 'm1');
      t.throws(() => Object.assign(read?.state ?? {}, { role: 'coordinator' }), TypeError);
      t.same((await store.aggregates.get('member', 'm1'))?.state, created.state);
      await store.aggregates.commit(newRole(created, 1, 'lead'));
      t.equal((await store.aggregates.get('member', 'm1'))?.state.role, 'lead');
    },
  );

  await rule(
    t,
    driver,
    '[ST2] of several commits on one revision exactly one succeeds; the others are stale and change nothing',
    async (t, store) => {
      const created = aMember('m1');
      const creating = await settled(Array.from({ length: 20 }, () => store.aggregates.commit(created)));
      t.equal(creating.kept.length, 1);
      t.same(new Set(creating.errors), new Set(['StaleWrite']));
      const changing = await settled(
        Array.from({ length: 50 }, (_, index) => store.aggregates.commit(newRole(created, 1, 'lead', `writer-${index}`))),
      );
      t.equal(changing.kept.length, 1);
      t.equal(changing.errors.length, 49);
      t.same(await store.aggregates.get('member', 'm1'), changing.kept[0]);
      t.equal((await store.aggregates.events('member', 'm1', 0, 100)).length, 2);
      t.equal(await errorOf(store.aggregates.commit(newRole(created, 1, 'lead'))), 'StaleWrite', 'a revision that was');
      t.equal(await errorOf(store.aggregates.commit(newRole(created, 3, 'lead'))), 'StaleWrite', 'a revision that is not yet');
      t.equal(await errorOf(store.aggregates.commit(newRole(aMember('m2'), 1, 'lead'))), 'StaleWrite', 'nothing is there');
    },
  );

  await rule(t, driver, '[ST3] requests of one batch stand or fall one by one', async (t, store) => {
    await store.aggregates.commit(aMember('m0'));
    const { kept, errors } = await settled([
      store.aggregates.commit(aMember('m1')),
      store.aggregates.commit(newRole(aMember('m2'), 7, 'lead')),
      store.aggregates.commit({
        ...aMember('m3'),
        events: [{ type: 'MemberRoleChanged', data: JSON.parse('{"role":"\\ud800"}') as { role: 'lead' } }],
      }),
      store.aggregates.commit(aMember('m4')),
      store.aggregates.commit(aMember('m5', { email: 'm0@example.org' })),
      store.aggregates.commit(aMember('m6')),
    ]);
    t.same(
      kept.map(({ id }) => id),
      ['m1', 'm4', 'm6'],
    );
    t.same(errors, ['StaleWrite', 'TypeError', 'DuplicateKey']);
    t.same(
      (await store.aggregates.find('member', { where: {} })).map(({ id }) => id),
      ['m0', 'm1', 'm4', 'm6'],
    );
  });
}

async function uniqueness(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST4] one aggregate holds fields that are unique together, also when several ask at once', async (t, store) => {
    const address = { email: 'priya@example.org' };
    const { kept, errors } = await settled(
      Array.from({ length: 10 }, (_, index) => store.aggregates.commit(aMember(`m${index}`, address))),
    );
    t.equal(kept.length, 1);
    t.same(new Set(errors), new Set(['DuplicateKey']));
    const holder = aMember(kept[0]?.id ?? '', address);
    await store.aggregates.commit(aMember('elsewhere', { ...address, networkId: 'n2' }));
    await store.aggregates.commit(newRole(holder, 1, 'lead'));
    t.equal(await errorOf(store.aggregates.commit(aMember('x1', address))), 'DuplicateKey', 'still held after a change');
    t.equal(await store.aggregates.get('member', 'x1'), null);

    const other = aMember('other');
    await store.aggregates.commit(other);
    const taking = { ...newRole(other, 1, 'member'), state: { ...other.state, email: holder.state.email } };
    t.equal(await errorOf(store.aggregates.commit(taking)), 'DuplicateKey', 'not by changing to it either');
    t.match(await store.aggregates.get('member', 'other'), { revision: 1, seq: 1 });
    await store.aggregates.commit({ ...newRole(holder, 2, 'lead'), state: { ...holder.state, email: aMember('gone').state.email } });
    t.match(await store.aggregates.commit(taking), { revision: 2 }, 'free once its holder has another');
  });
}

async function events(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST5] events are numbered from one without gaps, chained by hash, and read in pages', async (t, store) => {
    const created = aMember('m1', { name: 'Zoë "Åström" \u{1F600}' });
    await store.aggregates.commit(created);
    for (let revision = 1; revision < 10; revision += 1) {
      await store.aggregates.commit(newRole(created, revision, revision % 2 === 0 ? 'lead' : 'deputy', `actor-${revision}`));
    }
    const all = await store.aggregates.events('member', 'm1', 0, 1000);
    t.same(
      all.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    t.equal(whyBroken('member/m1', all), null);
    t.equal(all.at(-1)?.hash, (await store.aggregates.get('member', 'm1'))?.hash);
    t.match(all[3], { v: 1, chain: 'member/m1', type: 'MemberRoleChanged', actor: 'actor-3', data: { role: 'deputy' } });
    t.same(await store.aggregates.events('member', 'm1', 3, 2), all.slice(3, 5));
    t.same(await store.aggregates.events('member', 'm1', 10, 100), []);
    t.equal(await errorOf(store.aggregates.events('member', 'm1', 0, 0)), 'RangeError');
    const [first, second, third] = all;
    if (first === undefined || second === undefined || third === undefined) throw new Error('ten events');
    t.match(whyBroken('member/m1', [first, third]), /2 is missing/, 'one taken out');
    t.match(whyBroken('member/m1', [first, { ...second, actor: 'm2' }]), /does not have its hash/, 'one rewritten');
    t.match(whyBroken('member/m2', all), /belongs to member\/m1/, 'another chain');
  });
}

async function reactions(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST6] the mark of reactions moves only forward; state and revision stay', async (t, store) => {
    const { aggregates } = store;
    const created = aMember('m1');
    await aggregates.commit(created);
    const before = await aggregates.commit(newRole(created, 1, 'lead'));
    await aggregates.commit(aMail('a1'));
    const behind = async (): Promise<string[]> =>
      (await aggregates.unreacted(100)).map(({ stored, reacted }) => `${stored.kind}/${stored.id}@${reacted}`);
    t.same(new Set(await behind()), new Set(['member/m1@0', 'mail/a1@0']));
    t.same((await aggregates.unreacted(100)).find(({ stored }) => stored.id === 'm1')?.stored, before);
    await aggregates.reacted('mail', 'a1', 1);
    await aggregates.reacted('member', 'm1', 1);
    t.same(await behind(), ['member/m1@1']);
    await aggregates.reacted('member', 'm1', 2);
    await aggregates.reacted('member', 'm1', 1);
    t.same(await behind(), [], 'never backwards');
    t.same(await aggregates.get('member', 'm1'), before);
    await aggregates.reacted('member', 'm1', 99);
    await aggregates.commit(newRole(created, 2, 'deputy'));
    t.same(await behind(), ['member/m1@2'], 'never past the last event');
    await aggregates.reacted('member', 'nobody', 1);
    t.equal((await aggregates.unreacted(1)).length, 1);
  });
}

async function finding(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST7] find compares allow-listed fields only, orders and limits', async (t, store) => {
    const { aggregates } = store;
    for (const [id, hour] of [
      ['a3', '03'],
      ['a1', '01'],
      ['a2', '02'],
    ] as const) {
      await aggregates.commit(aMail(id, { notBefore: `2026-06-04T${hour}:00:00.000Z`, responseId: id === 'a2' ? 'r1' : null }));
    }
    await aggregates.commit(aMail('a4', { status: 'sent', networkId: 'n2' }));
    await aggregates.commit(aMember('m1', { demo: true }));
    await aggregates.commit(aMember('m2'));
    const ids = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id);
    t.same(ids(await aggregates.find('mail', { where: {} })), ['a1', 'a2', 'a3', 'a4']);
    t.same(ids(await aggregates.find('mail', { where: { status: 'queued', networkId: 'n1' } })), ['a1', 'a2', 'a3']);
    t.same(ids(await aggregates.find('mail', { where: { responseId: null, status: 'queued' } })), ['a1', 'a3'], 'null is null');
    t.same(ids(await aggregates.find('mail', { where: {}, until: { notBefore: '2026-06-04T02:00:00.000Z' } })), ['a1', 'a2']);
    const order = { by: 'notBefore', direction: 'descending' } as const;
    t.same(ids(await aggregates.find('mail', { where: { status: 'queued' }, order, limit: 2 })), ['a3', 'a2']);
    t.same(ids(await aggregates.find('member', { where: { demo: true } })), ['m1'], 'true is true');
    t.same((await aggregates.find('member', { where: { demo: false } }))[0], await aggregates.get('member', 'm2'));
    t.same(await aggregates.find('mail', { where: { networkId: "n1' OR '1" } }), []);
    const forbidden = 'salt' as FieldOf<'member'>;
    t.equal(await errorOf(aggregates.find('member', { where: { [forbidden]: 'x' } })), 'FieldNotAllowed');
    t.equal(await errorOf(aggregates.find('member', { where: {}, until: { [forbidden]: 'x' } })), 'FieldNotAllowed');
    t.equal(await errorOf(aggregates.find('member', { where: {}, order: { by: forbidden, direction: 'ascending' } })), 'FieldNotAllowed');
    t.equal(await errorOf(aggregates.find('mail', { where: {}, limit: 1001 })), 'RangeError');
    const undecided = JSON.parse('{}') as { networkId: string };
    t.equal(
      await errorOf(aggregates.find('mail', { where: { networkId: undecided.networkId } })),
      'TypeError',
      'undefined is no condition',
    );
  });

  await rule(
    t,
    driver,
    '[ST37] paged to the end, every aggregate that satisfies the conditions throughout comes once',
    async (t, store) => {
      const { aggregates } = store;
      const name = (n: number): string => `a${String(n).padStart(4, '0')}`;
      await Promise.all(Array.from({ length: 1203 }, (_, n) => aggregates.commit(aMail(name(n), n % 2 === 0 ? {} : { networkId: 'n2' }))));
      t.equal((await all(aggregates, 'mail', { where: {} })).length, 1203, 'more than one find answers');
      const early = { notBefore: '2026-06-01T00:00:00.000Z' };
      t.same(await all(aggregates, 'mail', { where: {}, until: early }), []);
      t.equal(
        await errorOf(aggregates.find('mail', { where: {}, after: 'a', order: { by: 'kind', direction: 'ascending' } })),
        'TypeError',
      );

      const sent = async (id: string): Promise<void> => {
        const stored = await aggregates.get('mail', id);
        if (stored === null) throw new Error(`${id} is not there`);
        const events = [{ type: 'MailSent', data: { attempt: 1 } }] as const;
        await aggregates.commit({ ...stored, state: { ...stored.state, status: 'sent' }, events, actor: 'system' });
      };
      const came: string[] = [];
      for await (const { id } of every(aggregates, 'mail', { where: { status: 'queued', networkId: 'n1' } })) {
        came.push(id);
        if (came.length !== 1) continue;
        // While the first page is being handled: one of it and one of a later page go, one comes before it and one after.
        await Promise.all([sent(id), sent(name(1200)), aggregates.commit(aMail('a')), aggregates.commit(aMail('b'))]);
      }
      t.same(came, [...Array.from({ length: 600 }, (_, n) => name(2 * n)), name(1202), 'b']);
    },
  );

  await rule(t, driver, '[ST8] changed answers the aggregates whose revision is different now', async (t, store) => {
    const created = aMember('m1');
    await store.aggregates.commit(created);
    await store.aggregates.commit(aMember('m2'));
    const known = [
      { kind: 'member', id: 'm1', revision: 1 },
      { kind: 'member', id: 'm2', revision: 1 },
      { kind: 'member', id: 'm3', revision: 0 },
      { kind: 'member', id: 'm4', revision: 4 },
    ] as const;
    await store.aggregates.commit(newRole(created, 1, 'lead'));
    t.same(await store.aggregates.changed(known), [
      { kind: 'member', id: 'm1', revision: 2 },
      { kind: 'member', id: 'm4', revision: 0 },
    ]);
    t.same(await store.aggregates.changed([]), []);
  });
}

async function limits(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST9] a state that does not satisfy its schema is not written', async (t, store) => {
    const created = aMember('m1');
    t.equal(await errorOf(store.aggregates.commit({ ...created, state: { ...created.state, jobTitle: 'x'.repeat(201) } })), 'ZodError');
    t.equal(await errorOf(store.aggregates.commit({ ...created, id: 'm2' })), 'TypeError', 'a state under another id');
    t.equal(await store.aggregates.get('member', 'm1'), null);
    t.same(await store.aggregates.unreacted(10), []);
  });

  await rule(t, driver, '[ST10] a state and its events beyond 8 MB together are refused, and nothing changes', async (t, store) => {
    const created = aConsultation('c1', 4);
    const { state } = await store.aggregates.commit(created);
    const [set] = state.questionSets;
    if (set === undefined) throw new Error('one question set');
    const questionSets = [set, { ...set, version: 2 }, { ...set, version: 3 }];
    const tooLarge = { ...created, revision: 1, state: { ...state, questionSets } };
    t.equal(await errorOf(store.aggregates.commit(tooLarge)), 'TooLarge');
    t.match(await store.aggregates.get('consultation', 'c1'), { revision: 1, seq: 1 });
    t.equal((await store.aggregates.events('consultation', 'c1', 0, 10)).length, 1);
    const large = { type: 'ConsultationAdded', data: { title: 't'.repeat(3_000_000), closesAt: state.closesAt } } as const;
    await store.aggregates.commit({ ...created, revision: 1, events: [large] });
    t.equal(await errorOf(store.aggregates.commit({ ...created, revision: 2, events: [large] })), 'TooLarge', 'the events before count');
  });
}

async function disposal(t: Test, driver: Driver): Promise<void> {
  await rule(t, driver, '[ST11] disposal removes state, events and unique keys of one aggregate; its id stays used', async (t, store) => {
    const { aggregates } = store;
    await aggregates.commit(aMember('m1'));
    await aggregates.commit(aMember('m2'));
    await aggregates.dispose('member', 'm1');
    await aggregates.dispose('member', 'm1');
    await aggregates.dispose('member', 'nobody');
    t.equal(await aggregates.get('member', 'm1'), null);
    t.same(await aggregates.events('member', 'm1', 0, 10), []);
    t.same(
      (await aggregates.find('member', { where: {} })).map(({ id }) => id),
      ['m2'],
    );
    t.same(
      (await aggregates.unreacted(10)).map(({ stored }) => stored.id),
      ['m2'],
    );
    t.equal(await errorOf(aggregates.commit(aMember('m1'))), 'StaleWrite');
    await aggregates.commit(aMember('m3', { email: 'm1@example.org' }));
    t.equal((await aggregates.events('member', 'm2', 0, 10)).length, 1);
  });
}
