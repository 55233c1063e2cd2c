import { test } from 'tap';
import { ConsultationId, MemberId } from '../../src/domain/ids.ts';
import { Person, Sitter } from '../../src/domain/network/actor.ts';
import { Digest, Instant } from '../../src/domain/outcome.ts';
import type { Role } from '../../src/domain/network/member.ts';
import { move } from '../../src/features/consultations/commands.ts';
import { responseGate } from '../../src/features/responses/gate.ts';
import { lockAndOpen, recordDecision } from '../../src/features/sign-off/commands.ts';
import { linkFor } from '../../src/features/sign-off/links.ts';
import { record, sendersIn } from '../../src/features/submissions/commands.ts';
import type { Services } from '../../src/services.ts';
import { change } from '../../src/store/change.ts';
import { type RightsWorld, type Who, acknowledged, decidesNext, networkId, openRightsWorld, responseId } from '../support/worlds/rights.ts';

const consultation = ConsultationId.parse('send-review');
const moved = { to: Instant.parse('2027-01-01T12:00:00.000Z'), reason: 'The department said so.' };
const person = (id: string): Person => new Person({ id: MemberId.parse(id), networkId });

/** Writes a role straight into the store, as another process would. */
async function becomes({ aggregates }: Services, id: string, role: Role): Promise<void> {
  const stored = await aggregates.get('member', id);
  if (stored === null) throw new Error(`there is no ${id}`);
  const events = [{ type: 'MemberRoleChanged', data: { role } }] as const;
  await aggregates.commit({ kind: 'member', id, revision: stored.revision, state: { ...stored.state, role }, events, actor: 'system' });
}

test('[AC2] a role that ends after the page was opened does not count: the command reads the role anew', async (t) => {
  const { services } = await openRightsWorld(t, 'drafting');
  const nadia = person('nadia-farrow');
  await becomes(services, nadia.id, 'reader');
  t.match(await move(services, nadia, consultation, moved), { ok: false, code: 'not-allowed' });
  await becomes(services, nadia.id, 'coordinator');
  t.match(await move(services, nadia, consultation, moved), { ok: true });
});

test('[AC2] a role that ends during a collision of commits does not count', async (t) => {
  const { services } = await openRightsWorld(t, 'drafting');
  const { aggregates } = services;
  let commits = 0;
  const colliding: Services = {
    ...services,
    aggregates: {
      ...aggregates,
      async commit(commit) {
        commits += 1;
        if (commits === 1) {
          await change(aggregates, 'consultation', consultation, 'system', (state) => ({
            ok: true,
            state: { ...state, title: 'Renamed meanwhile' },
            events: [{ type: 'ConsultationDetailsChanged', data: { title: 'Renamed meanwhile', department: state.department } }],
          }));
          await becomes(services, 'nadia-farrow', 'reader');
        }
        return aggregates.commit(commit);
      },
    },
  };
  t.match(await move(colliding, person('nadia-farrow'), consultation, moved), { ok: false, code: 'not-allowed' });
  t.equal(commits, 1, 'the second try was judged, and never committed');
  t.match((await aggregates.get('consultation', consultation))?.state, { title: 'Renamed meanwhile', closingMoves: [] });
});

test('[SO2] [AC3] in a network without a coordinator the chair opens a round; no other office does', async (t) => {
  const { services } = await openRightsWorld(t, 'drafting');
  const asked = await acknowledged(services);
  await becomes(services, 'nadia-farrow', 'reader');
  for (const id of ['meera-vasani', 'alison-thackeray', 'nadia-farrow', 'r-lead'])
    t.match(await lockAndOpen(services, person(id), responseId, asked), { ok: false, code: 'not-allowed' }, id);
  t.match(await lockAndOpen(services, person('joanna-prideaux'), responseId, asked), { ok: true });
});

test('[AC4] a desk decides on its own request: no other slot, text or address', async (t) => {
  const world = await openRightsWorld(t, 'in sign-off');
  const { services } = world;
  const { seating } = world.actor('somebody at a desk') as Sitter;
  const posted = { kind: 'approve', comment: '', nonce: 'n1', digest: seating.digest } as const;
  const other = Digest.parse('c'.repeat(64));
  const sit = (change: Partial<typeof seating>): Sitter<'name'> => new Sitter({ ...seating, ...change }, 'name');
  t.match(await recordDecision(services, sit({ memberId: MemberId.parse('meera-vasani') }), posted), { ok: false, code: 'not-in-office' });
  t.match(await recordDecision(services, sit({}), { ...posted, digest: other }), { ok: false, code: 'digest-mismatch' });
  t.match(await recordDecision(services, sit({ digest: other }), { ...posted, digest: other }), { ok: false, code: 'digest-mismatch' });
  t.match(await recordDecision(services, sit({ address: 'another mailbox' }), posted), { ok: false, code: 'not-in-office' });
  t.same(world.writes, []);
  t.match(await recordDecision(services, sit({}), posted), { ok: true });
});

test('[SO24] [AC4] a typed name is not enough where the office asks for a code: the sitter holds the proof, not the form', async (t) => {
  const { services, response } = await openRightsWorld(t, 'in sign-off');
  for (const kind of ['approve', 'approve'] as const) await decidesNext(services, kind);
  const [round] = (await response()).rounds;
  const sponsor = await services.aggregates.get('member', 'alison-thackeray');
  const slot = round?.stages.at(-1)?.slots[0];
  if (round === undefined || slot === undefined || sponsor === null) throw new Error('there is no sponsor');
  const link = linkFor(services, sponsor.state, { networkId, responseId, round: round.n, slot: slot.id, digest: round.digest });
  const posted = { kind: 'approve', comment: '', nonce: 'n1', digest: round.digest } as const;
  t.match(await recordDecision(services, new Sitter(link, 'name'), posted), { ok: false, code: 'code-needed' });
  t.match(await recordDecision(services, new Sitter(link, 'code'), posted), { ok: true });
});

test('[SO16] [AC1] only coordinators and people in office can be named as the sender', async (t) => {
  const world = await openRightsWorld(t, 'final');
  const { services } = world;
  const named = (await sendersIn(services, networkId)).map(({ id }) => id);
  t.ok(['nadia-farrow', 'joanna-prideaux', 'meera-vasani', 'alison-thackeray'].every((id) => named.includes(MemberId.parse(id))));
  const digest = (await world.response()).rounds.at(-1)?.digest ?? null;
  const sent = { at: services.now(), channel: 'email', reference: '', note: '', digest } as const;
  const receipt = { name: 'r.pdf', type: 'application/pdf', bytes: new Uint8Array([1]) };
  for (const id of ['r-lead', 'r-reader', 'r-former', 'r-nobody', 'tobias-wren-north-downs']) {
    t.notOk(named.includes(MemberId.parse(id)), id);
    const done = await record(services, person('joanna-prideaux'), responseId, { ...sent, by: MemberId.parse(id) }, receipt);
    t.same(done, { ok: false, code: 'invalid', detail: 'Choose who sent it.' }, `${id}: one answer for everybody who cannot be named`);
  }
  t.same(world.writes, [], 'no receipt is kept either');
});

test('[CO5] [AC1] the table decides who writes live text, who reads it, and who is kept out', async (t) => {
  const world: RightsWorld = await openRightsWorld(t, 'drafting');
  const { services } = world;
  const gate = responseGate(services);
  const key = { draft: responseId, epoch: (await world.response()).epoch };
  const wanted: readonly (readonly [Who, 'write' | 'read' | null])[] = [
    ['coordinator', 'write'],
    ['lead', 'write'],
    ['deputy', 'write'],
    ['member', 'write'],
    ['partner', 'write'],
    ['reader', 'read'],
    ['sponsor', 'read'],
    ['coordinator of another network', null],
    ['former coordinator', null],
    ['nobody', null],
  ];
  for (const [who, may] of wanted) {
    const { id } = world.actor(who);
    await services.ephemeral.put('session', id, { memberId: id, createdAt: services.now() }, '2099-01-01T00:00:00.000Z');
    const before = { may: 'write', member: id, session: id, name: '', organisation: '', grounds: [] } as const;
    t.equal((await gate.stillAdmitted(before, key))?.may ?? null, may, who);
  }
});
