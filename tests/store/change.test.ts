import { test } from 'tap';
import { z } from 'zod';
import { type Accepted, accepted, refused } from '../../src/domain/outcome.ts';
import { addMember, type Member, type MemberEvent } from '../../src/domain/network/member.ts';
import { change, create } from '../../src/store/change.ts';
import { kindNames, readState, specOf } from '../../src/store/states.ts';
import { aMember, newRole } from './contract/samples.ts';
import { inMemory } from './sqlite-driver.ts';

/** Renames the member after another change. */
function renamed(state: Member, to: string): Accepted<Member, MemberEvent> {
  return accepted({ ...state, name: to }, { type: 'MemberRoleChanged', data: { role: state.role } });
}

function roleGiven(state: Member, role: Member['role']): Accepted<Member, MemberEvent> {
  return accepted({ ...state, role }, { type: 'MemberRoleChanged', data: { role } });
}

test('create: an aggregate is created once, and a second try changes nothing', async (t) => {
  const { aggregates, close } = await open();
  t.teardown(close);
  const { state } = aMember('m1');
  t.match(await create(aggregates, 'member', 'm1', 'm9', addMember(state)), { revision: 1, state });
  t.equal(await create(aggregates, 'member', 'm1', 'm9', addMember({ ...state, name: 'Another' })), null);
  t.match(await aggregates.get('member', 'm1'), { revision: 1, state });
  await t.rejects(create(aggregates, 'member', 'm2', 'm9', addMember({ ...aMember('m2').state, email: state.email })), {
    name: 'DuplicateKey',
  });
  await aggregates.dispose('member', 'm1');
  t.equal(await create(aggregates, 'member', 'm1', 'm9', addMember(state)), null, 'what was disposed of does not come back');
});

test('change: load, decide, commit', async (t) => {
  const { aggregates, close } = await open();
  t.teardown(close);
  const created = aMember('m1');
  await aggregates.commit(created);

  await t.test('a refusal or a missing aggregate is answered, and nothing is written', async (t) => {
    t.match(await change(aggregates, 'member', 'nobody', 'system', () => refused('not-allowed')), { ok: false, code: 'not-found' });
    t.match(await change(aggregates, 'member', 'm1', 'system', () => refused('already-exists')), { code: 'already-exists' });
    t.match(await aggregates.get('member', 'm1'), { revision: 1, seq: 1 });
  });

  await t.test('the decided state is stored, with its actor and the number of events', async (t) => {
    t.match(await change(aggregates, 'member', 'm1', 'm9', (state) => roleGiven(state, 'lead')), {
      ok: true,
      appended: 1,
      stored: { revision: 2, state: { role: 'lead' } },
    });
    t.match(await aggregates.events('member', 'm1', 1, 10), [{ actor: 'm9', type: 'MemberRoleChanged' }]);
  });

  await t.test('after a collision the command decides again on the new state', async (t) => {
    const seen: string[] = [];
    const result = await change(aggregates, 'member', 'm1', 'system', async (state, { revision }) => {
      seen.push(state.role);
      if (seen.length < 5) await aggregates.commit(newRole(created, revision, seen.length % 2 === 0 ? 'lead' : 'deputy'));
      return renamed(state, 'Priya Patel');
    });
    t.same(seen, ['lead', 'deputy', 'lead', 'deputy', 'lead']);
    t.match(result, { ok: true, stored: { state: { name: 'Priya Patel', role: 'lead' } } }, 'the other change is kept');
  });

  await t.test('five collisions in a row are an error, and nothing changes', async (t) => {
    let tries = 0;
    const changing = change(aggregates, 'member', 'm1', 'system', async (state, { revision }) => {
      tries += 1;
      await aggregates.commit(newRole(created, revision, tries % 2 === 0 ? 'lead' : 'deputy'));
      return renamed(state, 'Nobody');
    });
    await t.rejects(changing, { name: 'StaleWrite' });
    t.equal(tries, 5);
    t.match(await aggregates.get('member', 'm1'), { state: { name: 'Priya Nair' } });
  });

  await t.test('concurrent changes all arrive', async (t) => {
    const before = (await aggregates.get('member', 'm1'))?.revision ?? 0;
    const changes = ['a', 'b', 'c', 'd'].map((to) => change(aggregates, 'member', 'm1', 'system', (state) => renamed(state, to)));
    for (const result of await Promise.all(changes)) t.match(result, { ok: true });
    t.equal((await aggregates.get('member', 'm1'))?.revision, before + 4);
  });

  await t.test('any other error is thrown at once', async (t) => {
    let tries = 0;
    const changing = change(aggregates, 'member', 'm1', 'system', (state) => {
      tries += 1;
      return accepted({ ...state, name: '' }, { type: 'MemberRoleChanged', data: { role: state.role } });
    });
    await t.rejects(changing, { name: 'ZodError' });
    t.equal(tries, 1);
  });
});

test('[ST34] a state of an older version is upcast step by step, and checked', (t) => {
  const schema = z.strictObject({ title: z.string(), marks: z.array(z.string()) });
  const spec = {
    schema,
    version: 3,
    upcasts: [
      (state: unknown) => ({ title: z.object({ name: z.string() }).parse(state).name }),
      (state: unknown) => ({ ...z.object({ title: z.string() }).parse(state), marks: [] }),
    ],
    fields: [],
    unique: [],
  };
  const expected = { title: 'SEND', marks: [] };
  t.same(readState(spec, 1, { name: 'SEND' }), expected);
  t.same(readState(spec, 2, { title: 'SEND' }), expected);
  t.same(readState(spec, 3, expected), expected);
  t.throws(() => readState(spec, 3, { title: 'SEND' }), { name: 'ZodError' });
  t.throws(() => readState(spec, 4, expected), { name: 'RangeError' });
  t.throws(() => readState(spec, 0, expected), { name: 'RangeError' });
  for (const kind of kindNames) t.equal(specOf(kind).upcasts.length, specOf(kind).version - 1, `${kind}: one upcast a version`);
  t.end();
});

async function open(): Promise<{ aggregates: Awaited<ReturnType<typeof inMemory.open>>['aggregates']; close: () => Promise<void> }> {
  const store = await inMemory.open();
  return { aggregates: store.aggregates, close: () => store.close() };
}
