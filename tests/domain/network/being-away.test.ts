import { test } from 'tap';
import { MemberId, NetworkId, OrganisationId } from '../../../src/domain/ids.ts';
import { type Absence, awayAt, standInFor, stoodInForBy } from '../../../src/domain/network/absence.ts';
import { endAbsence, recordAbsence, whyNotStandIn } from '../../../src/domain/network/being-away.ts';
import { Member } from '../../../src/domain/network/member.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { at, member, posts, post } from '../../support/worlds/toy.ts';

const kent = OrganisationId.parse('kent');
const day = (n: number): Instant => Instant.parse(new Date(Date.UTC(2026, 6, n, -1)).toISOString());
const id = (name: string) => MemberId.parse(name);
const now = at(0);

function away(from: number, until: number, deputy: string | null = null): Absence {
  return { from: day(from), until: day(until), deputyId: deputy === null ? null : id(deputy), at: now, by: id('ann') };
}

function person(name: string, change: Partial<Member> = {}): Member {
  return member(name, 'lead', { organisationId: kent, ...change });
}

function everybody(...people: readonly Member[]): ReadonlyMap<string, Member> {
  return new Map(people.map((one) => [one.id, one]));
}

const { network } = posts(post('joan', 'chair'));

function record(who: Member, from: number, until: number, deputy: string | null, others: readonly Member[] = []) {
  const members = everybody(who, ...others);
  const deputyId = deputy === null ? null : id(deputy);
  return recordAbsence(who, { from: day(from), until: day(until), deputyId }, { at: now, by: id('ann') }, { network, members });
}

test('[WO30] an absence is in force from its first day until its last', (t) => {
  const ann = person('ann', { absences: [away(2, 4)] });
  t.equal(awayAt(ann, day(1)), null);
  t.match(awayAt(ann, day(2)), { until: day(4) });
  t.equal(awayAt(ann, day(4)), null);
  t.equal(awayAt(person('bob'), day(2)), null);
  t.end();
});

test('[WO30] days that make no sense are refused', (t) => {
  const ann = person('ann');
  t.match(record(ann, 4, 4, null), { ok: false, code: 'invalid', detail: /last day must not come before/ });
  t.match(record(ann, -9, 1, null), { ok: false, code: 'invalid', detail: /have passed/ });
  t.match(record(ann, 5, 5 + 368, null), { ok: false, code: 'invalid', detail: /a year at most/ });
  t.match(record(ann, 500, 800, null), { ok: false, code: 'invalid', detail: /two years/ });
  t.match(record(ann, 5, 5 + 366, null), { ok: true });
  t.match(record(ann, -9, 5, null), { ok: true }, 'a person who fell ill yesterday');
  t.match(record(person('ann', { until: day(-9) }), 4, 6, null), { ok: false, code: 'membership-ended' });
  t.end();
});

test('[WO30] two absences never share a day; one that is over leaves the state', (t) => {
  const ann = person('ann', { absences: [away(-9, -5), away(10, 12)] });
  t.match(record(ann, 11, 14, null), { ok: false, code: 'already-exists' });
  const after = record(ann, 12, 14, null);
  if (!after.ok) throw new Error(after.detail);
  t.same(
    after.state.absences?.map(({ from }) => from),
    [day(10), day(12)],
  );
  t.same(after.events, [{ type: 'AbsenceRecorded', data: { from: day(12), until: day(14), deputyId: null } }]);
  t.same(Member.parse(after.state), after.state);
  const earlier = record(ann, 6, 8, null);
  t.same(earlier.ok && earlier.state.absences?.map(({ from }) => from), [day(6), day(10)], 'in order');
  t.end();
});

test('[WO30] an absence ends early, or is taken back before it begins', (t) => {
  const ann = person('ann', { absences: [away(1, 5), away(10, 12)] });
  const back = endAbsence(ann, day(1), { at: now });
  t.match(back, { ok: true, events: [{ type: 'AbsenceEnded', data: { from: day(1), until: now } }] });
  t.equal(back.ok && awayAt(back.state, now), null);
  const never = endAbsence(ann, day(10), { at: now });
  t.same(never.ok && never.state.absences, [away(1, 5)]);
  t.match(endAbsence(ann, day(2), { at: now }), { ok: false, code: 'already-exists' });
  t.match(endAbsence(ann, day(1), { at: day(5) }), { ok: false, code: 'already-exists' });
  t.match(endAbsence(person('bob'), day(1), { at: now }), { ok: false, code: 'already-exists' });
  t.end();
});

test('[WO31] a colleague stands in for a person who writes; any member but a coordinator for the holder of an office', (t) => {
  const ann = person('ann');
  const why = (who: Member, deputy: Member): string => whyNotStandIn(who, deputy, network, now)?.code ?? 'can';
  t.equal(why(ann, person('bob')), 'can');
  t.equal(why(ann, person('bob', { role: 'member' })), 'can');
  t.equal(why(ann, ann), 'not-allowed');
  t.equal(why(ann, person('bob', { role: 'reader' })), 'not-allowed', 'a reader writes nothing');
  t.equal(why(ann, person('bob', { role: 'coordinator' })), 'not-allowed');
  t.equal(why(ann, person('bob', { organisationId: null })), 'not-allowed');
  t.equal(why(member('ann'), member('bob')), 'not-allowed', 'no organisation is none in common');
  t.equal(why(ann, person('bob', { networkId: NetworkId.parse('n2') })), 'not-found');
  t.equal(why(ann, person('bob', { until: day(-1) })), 'membership-ended');
  t.equal(why(person('joan'), member('vic', 'reader')), 'can', 'joan is chair');
  t.equal(why(person('joan'), member('vic', 'coordinator')), 'not-allowed', 'the coordinator never decides for an office');
  t.equal(why(member('cora', 'coordinator'), member('cato', 'coordinator')), 'can');
  t.match(whyNotStandIn(member('cora', 'coordinator'), person('bob'), network, now)?.detail, /another coordinator can/);
  t.match(record(ann, 4, 6, 'nobody'), { ok: false, code: 'not-found' });
  t.match(record(ann, 4, 6, 'ann'), { ok: false, code: 'not-allowed' });
  t.match(record(ann, 4, 6, 'bob', [person('bob')]), { ok: true });
  t.end();
});

test('[WO32] the first person who is there stands in', (t) => {
  const ann = person('ann', { absences: [away(1, 9, 'bob')] });
  const bob = person('bob', { absences: [away(1, 3, 'cat')] });
  const cat = person('cat');
  const all = everybody(ann, bob, cat);
  t.equal(standInFor(all, ann, day(2))?.id, 'cat');
  t.equal(standInFor(all, ann, day(3))?.id, 'bob');
  t.equal(standInFor(all, ann, day(9)), null, 'she is back');
  t.same(
    stoodInForBy(all, cat, day(2)).map((one) => one.id),
    ['ann', 'bob'],
  );
  t.same(stoodInForBy(all, bob, day(9)), []);
  t.end();
});

test('[WO32] nobody stands in where the last one named has left, is away without anybody, or was never there', (t) => {
  const ann = person('ann', { absences: [away(1, 9, 'bob')] });
  t.equal(standInFor(everybody(ann, person('bob', { until: day(2) })), ann, day(3)), null);
  t.equal(standInFor(everybody(ann, person('bob', { absences: [away(1, 9)] })), ann, day(3)), null);
  t.equal(standInFor(everybody(ann), ann, day(3)), null);
  const circle = everybody(ann, person('bob', { absences: [away(1, 9, 'ann')] }));
  t.equal(standInFor(circle, ann, day(3)), null, 'a circle that two commits made at once');
  t.end();
});

test('[WO32] a chain that comes back to the person away is refused, also over others; another time is not', (t) => {
  const ann = person('ann');
  const bob = person('bob', { absences: [away(10, 12, 'ann'), away(20, 22, null), away(30, 34, 'cat')] });
  const cat = person('cat', { absences: [away(32, 40, 'ann')] });
  const others = [bob, cat];
  t.match(record(ann, 11, 14, 'bob', others), { ok: false, code: 'not-allowed', detail: /bob Name is away/ });
  t.match(record(ann, 12, 14, 'bob', others), { ok: true }, 'bob is back');
  t.match(record(ann, 20, 22, 'bob', others), { ok: true }, 'nobody stands in for bob');
  t.match(record(ann, 33, 36, 'bob', others), { ok: false, code: 'not-allowed' });
  t.match(record(ann, 30, 31, 'bob', others), { ok: true }, 'cat is there');
  t.match(record(ann, 30, 36, 'bob', [bob]), { ok: true }, 'a person who is not in the network leads nowhere');
  const round = person('cat', { absences: [away(30, 40, 'bob')] });
  t.match(record(ann, 30, 36, 'bob', [bob, round]), { ok: true }, 'a circle of others');
  t.end();
});
