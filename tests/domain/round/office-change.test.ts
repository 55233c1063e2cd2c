import { test } from 'tap';
import { MemberId, OfficeId } from '../../../src/domain/ids.ts';
import type { Appointment } from '../../../src/domain/network/appointment.ts';
import type { Member } from '../../../src/domain/network/member.ts';
import { changesSince } from '../../../src/domain/round/office-change.ts';
import { succeed } from '../../../src/domain/sign-off/succession.ts';
import { decide } from '../../../src/domain/sign-off/decide.ts';
import { at, codeOf, glance, go, member, noting, opened, post, posted, posts, roundOf, start, usual } from '../../support/worlds/toy.ts';

const nadia = MemberId.parse('nadia');
const changes = (people: typeof usual, until = at(30)) => changesSince(people, { since: at(1), at: until, noted: [] });

/** The chair's post as it stands after Nadia ended it at a minute. */
function ended(minute: number, from?: string): Appointment {
  return { ...post('joan', 'chair', from, at(minute)), ended: { by: nadia, at: at(minute), authority: 'Minute 4' } };
}

/** A post in the office of chair that Nadia made at a minute. */
function made(who: string, minute: number, from: string = at(minute), until: string | null = null): Appointment {
  return { ...post(who, 'chair', from, until), authority: 'Minute 5', made: { by: nadia, at: at(minute) } };
}

test('[SO56] the end or beginning of an appointment in an open round is a change, with the holders before and after', (t) => {
  t.match(changes(posts(ended(5), made('new', 7))), [
    {
      at: at(5),
      office: 'chair',
      before: ['joan'],
      after: [],
      acts: [{ did: 'ended', memberId: 'joan', by: 'nadia', authority: 'Minute 4' }],
    },
    {
      at: at(7),
      office: 'chair',
      before: [],
      after: ['new'],
      acts: [{ did: 'appointed', memberId: 'new', by: 'nadia', authority: 'Minute 5' }],
    },
  ]);
  t.match(changes(posts(post('joan', 'chair'), made('new', 7))), [{ before: ['joan'], after: ['joan', 'new'] }], 'a second holder');
  t.end();
});

test('[SO56] a handover at one instant is one change; a post begins no sooner than it was made', (t) => {
  const [handover, ...more] = changes(posts(ended(5), made('new', 5)));
  t.match(handover, { before: ['joan'], after: ['new'], acts: [{ did: 'ended' }, { did: 'appointed' }] });
  t.same(more, []);
  t.match(changes(posts(made('new', 7, '2026-01-01T00:00:00.000Z'))), [{ at: at(7), acts: [{ did: 'appointed' }] }], 'backdated');
  t.same(changes(posts(made('new', 7, '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'))), [], 'over before it was made');
  t.same(changes(posts(made('new', 7, at(40)))), [], 'not before its first day');
  t.match(changes(posts(made('new', -9, at(20)))), [{ at: at(20), acts: [{ did: 'appointed', by: 'nadia' }] }], 'made before the lock');
  t.end();
});

test('[SO56] a term that ran out names the member who set it, where that is known; earlier changes than the lock do not count', (t) => {
  t.match(changes(posts({ ...made('joan', -9), until: at(9) })), [
    { at: at(9), after: [], acts: [{ did: 'term-over', by: 'nadia', authority: 'Minute 5' }] },
  ]);
  t.match(changes(posts(post('joan', 'chair', undefined, at(9)))), [{ acts: [{ did: 'term-over', by: null, authority: '' }] }]);
  t.same(changes(posts(ended(0))), []);
  t.end();
});

test('[SO56] a role counts where a member begins or ceases to coordinate, a membership where the member is in office', (t) => {
  const with_ = (...members: readonly Member[]) => ({ ...usual, members });
  const role = (who: string, minute: number, was: Member['role'] | null, now: Member['role'] | null): Member =>
    member(who, now ?? 'lead', { roleChanges: [{ at: at(minute), by: nadia, was, now }] });
  t.match(changes(with_(role('new', 5, 'lead', 'coordinator'), role('joan', 4, 'lead', null))), [
    { type: 'role', at: at(4), memberId: 'joan', was: 'lead', now: null, offices: ['chair'], by: 'nadia' },
    { type: 'role', at: at(5), memberId: 'new', was: 'lead', now: 'coordinator', offices: [] },
  ]);
  t.equal(changes(with_(role('new', 5, 'coordinator', 'lead'))).length, 1, 'ceases to coordinate');
  t.equal(changes(with_(role('joan', 5, null, 'lead'))).length, 1, 'comes back into office');
  t.same(changes(with_(role('joan', 5, 'lead', 'deputy'), role('new', 5, 'lead', null))), [], 'neither');
  t.same(changes(with_({ ...role('new', 5, 'lead', 'coordinator'), networkId: 'n2' as Member['networkId'] })), [], 'another network');
  t.equal(changes({ ...posts(ended(5)), members: [role('new', 5, 'lead', 'coordinator')] }).length, 2, 'at one instant');
  t.end();
});

test('[SO56] a round notes each change once, in the commit that puts successors in place; the event holds the authority as a hash [SO41]', (t) => {
  const story = opened(start());
  const people = posts(ended(5), made('new', 6), post('vic', 'vice-chair'), post('sam', 'vice-chair'), post('ali', 'sponsor'));
  const next = go(story, succeed(story.response, people, noting(at(8))));
  t.match(glance(next), /chair:active joan=replaced new=pending/);
  t.same(
    next.events.slice(story.events.length).map(({ type }) => type),
    ['OfficeChanged', 'OfficeChanged', 'SlotReplaced', 'SlotAdded'],
  );
  t.match(next.events[story.events.length]?.data, {
    round: 1,
    change: 1,
    held: { office: 'chair', before: ['joan'], after: [] },
    acts: [{ did: 'ended', authorityHash: 'hash of Minute 4' }],
  });
  t.notMatch(JSON.stringify(next.events), /"Minute/, 'no free text in the chain');
  t.equal(roundOf(next).officeChanges.length, 2);
  t.equal(codeOf(succeed(next.response, people, noting(at(9)))), 'already-exists');
  t.end();
});

test('[SO56] a second holder and a role stand in the record, although they change no request', (t) => {
  const story = opened(start());
  const people = {
    ...posts(post('joan', 'chair'), made('new', 5), post('vic', 'vice-chair'), post('ali', 'sponsor')),
    members: usual.members.map((one) =>
      one.id === 'sam' ? { ...one, roleChanges: [{ at: at(6), by: nadia, was: 'partner' as const, now: 'coordinator' as const }] } : one,
    ),
  };
  const next = go(story, succeed(story.response, people, noting(at(8))));
  t.match(glance(next), /chair:active joan=pending \|/);
  t.match(next.events.slice(story.events.length), [
    { type: 'OfficeChanged', data: { change: 1 } },
    { type: 'RoleChanged', data: { round: 1, change: 2, memberId: 'sam', was: 'partner', now: 'coordinator', by: 'nadia' } },
  ]);
  t.end();
});

test('[SO56] a decision is recorded after the earlier changes of office, even if no reaction noted them', (t) => {
  const story = opened(start());
  const people = posts(post('joan', 'chair'), made('new', 5), post('vic', 'vice-chair'), post('ali', 'sponsor'));
  const next = go(story, decide(story.response, posted(story, 'joan', {}, people)));
  t.match(next.events.slice(story.events.length), [
    { type: 'OfficeChanged', data: { held: { office: OfficeId.parse('chair') } } },
    { type: 'Approved' },
  ]);
  t.equal(roundOf(next).officeChanges.length, 1);
  t.end();
});
