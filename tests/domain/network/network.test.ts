import { test } from 'tap';
import { type Appointment, inPost } from '../../../src/domain/network/appointment.ts';
import { AppointmentId, MailId, MemberId, NetworkId, OfficeId, OrganisationId } from '../../../src/domain/ids.ts';
import { deferred, failed, type Mail, notNeeded, retryAt, retryMinutes, sent } from '../../../src/domain/mail.ts';
import {
  addMember,
  changeRole,
  coordinatedSince,
  EmailAddress,
  endMembership,
  isCurrent,
  type Member,
  returnMember,
} from '../../../src/domain/network/member.ts';
import { addOrganisation, appoint, createNetwork, describeNetwork, endAppointment } from '../../../src/domain/network/network.ts';
import { Instant, type Outcome } from '../../../src/domain/outcome.ts';
import { authority, founded } from '../../support/worlds/toy.ts';

const day = (text: string): Instant => Instant.parse(`${text}T00:00:00.000Z`);
const by = MemberId.parse('nadia');
const doing = (text: string) => ({ by, at: day(text) });
const ends = (text: string) => ({ ...doing(text), authority: 'Minute 2' });
const office = (id: string): OfficeId => OfficeId.parse(id);

const empty = founded;

const kent = authority('kent', 'Kent County Council', day('2020-01-01'));

const ann: Member = {
  id: MemberId.parse('ann'),
  networkId: empty.id,
  name: 'Ann Able',
  email: EmailAddress.parse(' Ann@Example.ORG '),
  jobTitle: '',
  role: 'lead',
  organisationId: kent.id,
  salt: 'a'.repeat(64),
  demo: false,
  from: day('2024-01-01'),
  until: null,
};

const chair = (over: Partial<Appointment> = {}): Appointment => ({
  id: AppointmentId.parse('a1'),
  memberId: ann.id,
  office: office('chair'),
  from: day('2025-01-01'),
  until: day('2026-01-01'),
  authority: 'Meeting of 4 December 2024, item 2',
  ...over,
});

const code = (outcome: Outcome<unknown, unknown>): string => (outcome.ok ? 'accepted' : outcome.code);
function stateOf<S>(outcome: Outcome<S, unknown>): S {
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome.state;
}

test('a network is created with its chain and nobody in post', (t) => {
  const made = createNetwork({ ...empty, name: 'South Network' });
  t.equal(made.state.name, 'South Network');
  t.same(made.events, [{ type: 'NetworkCreated', data: { name: 'South Network' } }]);
  t.same(
    made.state.offices.map((one) => [one.id, one.assurance]),
    [
      ['chair', 'name'],
      ['vice-chair', 'name'],
      ['sponsor', 'code'],
    ],
    '[SO24] the sponsor types a code by default',
  );
  t.end();
});

test('a network’s description of itself changes, and the event names the fields only', (t) => {
  const details = { overseenBy: '', about: 'We answer together.', contact: 'network@example.org' };
  const changed = describeNetwork(empty, details);
  t.match(changed, { ok: true, state: details, events: [{ type: 'NetworkDetailsChanged', data: { fields: ['about', 'contact'] } }] });
  t.equal(code(describeNetwork(stateOf(changed), details)), 'already-exists');
  t.end();
});

test('an organisation joins once under one name, and may return after it left', (t) => {
  const one = stateOf(addOrganisation(empty, kent));
  t.same(one.organisations, [kent]);
  t.equal(code(addOrganisation(one, kent)), 'already-exists');
  t.equal(code(addOrganisation(one, { ...kent, id: OrganisationId.parse('k2'), name: 'KENT county council' })), 'already-exists');
  const left = { ...one, organisations: [{ ...kent, until: day('2024-01-01') }] };
  t.equal(code(addOrganisation(left, { ...kent, id: OrganisationId.parse('k2'), from: day('2024-01-01') })), 'accepted');
  const leaving = { ...one, organisations: [{ ...kent, until: day('2030-01-01') }] };
  t.equal(code(addOrganisation(leaving, { ...kent, id: OrganisationId.parse('k2') })), 'already-exists', 'it has not left yet');
  t.end();
});

test('an appointment needs an office, a member in force, an authority and sensible dates', (t) => {
  t.equal(code(appoint(empty, chair(), ann)), 'accepted');
  t.equal(code(appoint(empty, chair({ office: office('treasurer') }), ann)), 'not-found');
  t.equal(code(appoint(empty, chair(), { ...ann, networkId: NetworkId.parse('n2') })), 'not-found', 'of another network');
  t.equal(code(appoint(empty, chair({ memberId: MemberId.parse('bob') }), ann)), 'not-found');
  t.equal(code(appoint(empty, chair(), { ...ann, until: day('2025-01-01') })), 'membership-ended');
  t.equal(code(appoint(empty, chair(), { ...ann, role: 'coordinator' })), 'not-allowed', 'the coordinator never decides');
  t.equal(code(appoint(empty, chair({ authority: '  ' }), ann)), 'reason-needed');
  t.equal(code(appoint(empty, chair({ until: day('2025-01-01') }), ann)), 'invalid');
  t.end();
});

test('[NW1] a term begins on any day, also before the person was entered in the service', (t) => {
  const entered = Instant.parse('2026-11-29T19:33:00.000Z');
  const now = Instant.parse('2026-11-29T19:40:00.000Z');
  const today: Member = { ...ann, from: entered };
  const from = (at: Instant, over: Partial<Appointment> = {}) =>
    appoint(empty, chair({ from: at, until: null, made: { by, at: now }, ...over }), today);
  t.equal(code(from(day('2026-11-29'))), 'accepted', 'the day they were entered');
  t.equal(code(from(day('2026-09-01'))), 'accepted', 'their true first day');
  t.equal(code(from(day('2027-01-01'))), 'accepted', 'a day to come');
  t.equal(code(from(day('2024-09-01'), { until: day('2026-09-01') })), 'accepted', 'a term that is over');
  const gone: Member = { ...today, until: now };
  const left = appoint(empty, chair({ from: day('2026-09-01'), until: null, made: { by, at: now } }), gone);
  t.match(left, { code: 'membership-ended', detail: /has left the network\. Add them as a member again/ }, 'with the way out');
  t.end();
});

test('[NW2] the next term may begin on the day on which the last one ended', (t) => {
  const held = stateOf(appoint(empty, chair({ until: null }), ann));
  const at = Instant.parse('2026-07-03T14:20:00.000Z');
  const ended = stateOf(endAppointment(held, chair().id, { by, at, authority: 'Minute 2' }));
  // UK summer time: the day began at 11pm UTC of the day before.
  const again = chair({ id: AppointmentId.parse('a2'), from: Instant.parse('2026-07-02T23:00:00.000Z'), until: null });
  t.equal(stateOf(appoint(ended, again, ann)).appointments[1]?.from, at, 'one follows the other without a gap');
  t.equal(code(appoint(ended, { ...again, from: Instant.parse('2026-07-01T23:00:00.000Z') }, ann)), 'already-exists', 'the day before');
  const other = stateOf(appoint(ended, { ...again, memberId: MemberId.parse('bob') }, { ...ann, id: MemberId.parse('bob') }));
  t.equal(other.appointments[1]?.from, again.from, 'the term of another person begins with its day');
  t.end();
});

test('[NW2] a member may come back on the day on which they left', (t) => {
  const at = Instant.parse('2026-07-03T14:20:00.000Z');
  const gone = stateOf(endMembership(ann, { by, at }, []));
  const back = { role: 'lead', organisationId: null, from: day('2026-07-03') } as const;
  const later = Instant.parse('2026-07-03T15:00:00.000Z');
  t.equal(stateOf(returnMember(gone, back, { by, at: later })).from, at, 'not before they left');
  t.equal(stateOf(returnMember(gone, { ...back, from: day('2026-08-01') }, { by, at: day('2026-08-01') })).from, day('2026-08-01'));
  t.end();
});

test('nobody holds one office twice at once', (t) => {
  const held = stateOf(appoint(empty, chair(), ann));
  const again = (over: Partial<Appointment>): string =>
    code(appoint(held, chair({ id: AppointmentId.parse('a2'), until: null, ...over }), ann));
  t.equal(again({ from: day('2025-06-01') }), 'already-exists');
  t.equal(again({ from: day('2024-06-01'), until: day('2025-06-01') }), 'already-exists');
  t.equal(again({ from: day('2026-01-01') }), 'accepted', 'the next term begins when the last ended');
  t.equal(again({ from: day('2024-06-01'), until: day('2025-01-01') }), 'accepted');
  t.equal(again({ office: office('vice-chair') }), 'accepted');
  t.equal(code(appoint(held, chair({ from: day('2027-01-01'), until: null }), ann)), 'already-exists', 'an id is used once');
  const open = stateOf(appoint(empty, chair({ until: null }), ann));
  t.equal(code(appoint(open, chair({ id: AppointmentId.parse('a2'), from: day('2030-01-01'), until: null }), ann)), 'already-exists');
  t.end();
});

test('an appointment ends once, never before it began', (t) => {
  const held = stateOf(appoint(empty, chair({ until: null }), ann));
  t.equal(code(endAppointment(held, AppointmentId.parse('a9'), ends('2025-06-01'))), 'not-found');
  const ended = stateOf(endAppointment(held, chair().id, ends('2025-06-01')));
  t.equal(ended.appointments[0]?.until, day('2025-06-01'));
  t.equal(code(endAppointment(ended, chair().id, ends('2025-07-01'))), 'already-exists');
  t.equal(stateOf(endAppointment(ended, chair().id, ends('2025-03-01'))).appointments[0]?.until, day('2025-03-01'));
  t.equal(stateOf(endAppointment(held, chair().id, ends('2024-06-01'))).appointments[0]?.until, day('2025-01-01'));
  const two = stateOf(appoint(held, chair({ id: AppointmentId.parse('a2'), office: office('sponsor') }), ann));
  t.equal(stateOf(endAppointment(two, chair().id, ends('2025-06-01'))).appointments[1]?.until, day('2026-01-01'), 'the other stands');
  t.same(inPost(ended.appointments, office('chair'), day('2025-05-31')).length, 1);
  t.same(inPost(ended.appointments, office('chair'), day('2025-06-01')).length, 0);
  t.same(inPost(held.appointments, office('chair'), day('2024-12-31')).length, 0);
  t.same(inPost(held.appointments, office('chair'), day('2030-01-01')).length, 1);
  t.same(inPost(held.appointments, office('sponsor'), day('2025-05-31')).length, 0);
  t.end();
});

test('a membership is added, changes its role and ends', (t) => {
  t.equal(ann.email, 'ann@example.org', 'addresses are kept lower case');
  t.same(addMember(ann).events, [{ type: 'MemberAdded', data: { role: 'lead', organisationId: 'kent' } }]);
  t.equal(stateOf(changeRole(ann, 'coordinator', doing('2025-01-01'), [])).role, 'coordinator');
  t.equal(code(changeRole(ann, 'lead', doing('2025-01-01'), [])), 'already-exists');
  const gone = stateOf(endMembership(ann, doing('2025-01-01'), []));
  t.notOk(isCurrent(ann, day('2023-12-31')));
  t.ok(isCurrent(ann, day('2030-01-01')));
  t.ok(isCurrent(gone, day('2024-12-31')));
  t.notOk(isCurrent(gone, day('2025-01-01')));
  t.equal(code(endMembership(gone, doing('2025-02-01'), [])), 'membership-ended');
  t.equal(stateOf(endMembership(gone, doing('2024-06-01'), [])).until, day('2024-06-01'));
  t.equal(stateOf(endMembership(ann, doing('2023-01-01'), [])).until, ann.from);
  t.end();
});

test('[SO3] a member remembers until when they coordinated, whether their role changed or their membership ended', (t) => {
  const nadia: Member = { ...ann, role: 'coordinator', from: day('2025-01-01') };
  const other: Member = { ...nadia, id: MemberId.parse('other') };
  t.ok(coordinatedSince(nadia, day('2030-01-01')), 'a coordinator');
  t.notOk(coordinatedSince(ann, day('2020-01-01')), 'a member who never coordinated');
  const writer = stateOf(changeRole(nadia, 'member', doing('2026-03-01'), [other]));
  t.ok(coordinatedSince(writer, day('2026-02-01')), 'a round that was open when the role changed');
  t.ok(coordinatedSince(writer, day('2026-03-01')), 'a round that opened at that instant');
  t.notOk(coordinatedSince(writer, day('2026-04-01')), 'a later round');
  const left = stateOf(endMembership(nadia, doing('2026-03-01'), [other]));
  const back = stateOf(returnMember(left, { role: 'member', organisationId: null, from: day('2026-05-01') }, doing('2026-05-01')));
  t.ok(coordinatedSince(back, day('2026-02-01')));
  t.notOk(coordinatedSince(back, day('2026-04-01')));
  const future: Member = { ...nadia, from: day('2027-01-01') };
  const sooner = stateOf(returnMember(future, { role: 'member', organisationId: null, from: day('2026-05-01') }, doing('2026-05-01')));
  t.notOk(coordinatedSince(sooner, day('2026-01-01')), 'a coordinator whose membership never began');
  t.end();
});

test('a network keeps a coordinator', (t) => {
  const nadia: Member = { ...ann, role: 'coordinator' };
  const at = day('2025-01-01');
  const second: Member = { ...nadia, id: MemberId.parse('bob') };
  t.equal(code(endMembership(nadia, { at, by }, [nadia])), 'not-allowed');
  t.equal(code(changeRole(nadia, 'lead', { at, by }, [nadia, { ...second, role: 'lead' }])), 'not-allowed');
  t.equal(code(endMembership(nadia, { at, by }, [nadia, { ...second, until: at }])), 'not-allowed', 'one who has left does not count');
  t.equal(code(endMembership(nadia, { at, by }, [second])), 'accepted');
  t.equal(code(changeRole(nadia, 'lead', { at, by }, [second])), 'accepted');
  t.end();
});

test('a member who left may return in another role', (t) => {
  const gone = stateOf(endMembership(ann, doing('2025-01-01'), []));
  const returned = { role: 'reader', organisationId: null, from: day('2026-01-01') } as const;
  const returning = doing('2026-01-01');
  t.equal(code(returnMember(ann, returned, returning)), 'already-exists');
  t.match(returnMember(gone, returned, returning), { ok: true, state: { role: 'reader', until: null, from: day('2026-01-01') } });
  t.end();
});

test('[SO31] a mail is tried again after 1, 5, 15, 60 minutes, 4 and 12 hours, then given up', (t) => {
  const now = day('2026-01-01');
  const waits = retryMinutes.map((_, n) => (Date.parse(retryAt(n + 1, now, 0) ?? '') - Date.parse(now)) / 60_000);
  t.same(waits, [1, 5, 15, 60, 240, 720]);
  t.equal(retryAt(1, now, 1), '2026-01-01T00:01:12.000Z', 'up to a fifth later');
  t.equal(retryAt(7, now, 0), null);
  const mail: Mail = {
    id: MailId.parse('m1'),
    networkId: empty.id,
    memberId: ann.id,
    kind: 'invitation',
    responseId: null,
    round: null,
    slot: null,
    status: 'queued',
    attempts: 0,
    notBefore: now,
    createdAt: now,
  };
  let state = mail;
  for (let n = 0; n < 6; n += 1) state = stateOf(deferred(state, now, 'busy', 0));
  t.match(state, { status: 'queued', attempts: 6, notBefore: '2026-01-01T12:00:00.000Z' });
  const last = deferred(state, now, 'busy', 0);
  t.match(last, { ok: true, state: { status: 'failed', attempts: 7 }, events: [{ data: { because: 'given up after 7 attempts: busy' } }] });
  t.match(failed(mail, 'no such mailbox'), { ok: true, state: { status: 'failed' } });
  t.match(notNeeded(mail, 'left'), { ok: true, state: { status: 'not-needed', attempts: 0 } });
  const done = stateOf(sent(mail));
  t.match(done, { status: 'sent', attempts: 1 });
  t.equal(code(sent(done)), 'already-exists', 'sent is recorded once');
  t.end();
});

test('[SO56] an appointment ends by an authority; its end and each change of a role keep their maker and time', (t) => {
  const held = stateOf(appoint(empty, chair({ until: null, made: { by, at: day('2025-01-02') } }), ann));
  t.match(held.appointments, [{ made: { by: 'nadia', at: day('2025-01-02') } }]);
  t.equal(code(endAppointment(held, chair().id, { ...ends('2025-06-01'), authority: ' ' })), 'reason-needed');
  t.match(stateOf(endAppointment(held, chair().id, ends('2025-06-01'))).appointments, [{ ended: ends('2025-06-01') }]);
  const coordinator = stateOf(changeRole(ann, 'coordinator', doing('2025-02-01'), []));
  const left = stateOf(endMembership(coordinator, doing('2025-03-01'), [{ ...coordinator, id: MemberId.parse('bob') }]));
  const back = stateOf(returnMember(left, { role: 'reader', organisationId: null, from: day('2025-04-01') }, doing('2025-04-01')));
  t.same(back.roleChanges, [
    { ...doing('2025-02-01'), was: 'lead', now: 'coordinator' },
    { ...doing('2025-03-01'), was: 'coordinator', now: null },
    { ...doing('2025-04-01'), was: null, now: 'reader' },
  ]);
  t.end();
});
