import { test } from 'tap';
import { addConsultation, addQuestion } from '../../src/domain/consultation/register.ts';
import { readQuestions } from '../../src/domain/consultation/questions/import.ts';
import { ConsultationId, NetworkId, SectionId } from '../../src/domain/ids.ts';
import { addMember, invite, isUntold, returnMember } from '../../src/domain/network/member.ts';
import { Instant } from '../../src/domain/outcome.ts';
import { type SettingUp, setUpOf, vacantOffices } from '../../src/domain/set-up.ts';
import { at, authority, closing, member, network, office, post } from '../support/worlds/toy.ts';

const now = at(0);
const nadia = member('nadia', 'coordinator');
const kent = authority('kent', 'Kent County Council', now);
const offices = [office('chair'), office('sponsor')];
const empty: SettingUp = { network: network(offices, []), members: [nadia], consultations: [], started: false, now };

function consultation(id: string) {
  const given = { title: 'Homes', department: 'Department', url: '', opensAt: null, closesAt: closing };
  const added = addConsultation({ id: ConsultationId.parse(id), networkId: NetworkId.parse('n1') }, given, now);
  if (!added.ok) throw new Error(added.detail);
  return added.state;
}

function asked(id: string) {
  const read = readQuestions([{ number: '1', text: 'Why?' }]);
  const [entry] = read.ok ? read.entries : [];
  if (entry?.asked == null) throw new Error('no question');
  const added = addQuestion(consultation(id), entry.asked, SectionId.parse('q1'), now);
  if (!added.ok) throw new Error(added.detail);
  return added.state;
}

const done = (given: SettingUp): readonly string[] | null => setUpOf(given)?.flatMap((step) => (step.done ? [step.step] : [])) ?? null;

test('[NW8] an empty network has six steps, each done in its turn', (t) => {
  t.same(
    setUpOf(empty)?.map(({ step }) => step),
    ['organisations', 'people', 'offices', 'consultation', 'questions', 'invitations'],
  );
  t.same(done(empty), []);
  const joined: SettingUp = { ...empty, network: { ...empty.network, organisations: [kent] } };
  t.same(done(joined), ['organisations']);
  const staffed: SettingUp = { ...joined, members: [nadia, member('joan', 'lead', { untold: true })] };
  t.same(done(staffed), ['organisations', 'people']);
  t.match(setUpOf(staffed)?.at(-1), { step: 'invitations', done: false, count: 1 });
  const half: SettingUp = { ...staffed, network: { ...joined.network, appointments: [post('joan', 'chair')] } };
  t.match(setUpOf(half)?.[2], { done: false, vacant: ['sponsor'] });
  const later = post('joan', 'sponsor', '2027-01-01T00:00:00.000Z');
  const held: SettingUp = { ...half, network: { ...half.network, appointments: [post('joan', 'chair'), later] } };
  t.same(done(held), ['organisations', 'people', 'offices'], 'an appointment to come counts');
  const registered: SettingUp = { ...held, consultations: [consultation('c1'), consultation('c2')] };
  t.match(setUpOf(registered)?.[4], { done: false, of: 'c1' });
  const both: SettingUp = { ...held, consultations: [consultation('c1'), asked('c2')] };
  t.match(setUpOf(both)?.[4], { done: true, count: 1, of: 'c2' }, 'any consultation with questions');
  t.same(done(both), ['organisations', 'people', 'offices', 'consultation', 'questions']);
  const told: SettingUp = { ...both, members: [nadia, member('joan')] };
  t.equal(setUpOf(told), null, 'all is done');
  t.equal(setUpOf({ ...empty, started: true }), null, 'a response was started');
  t.end();
});

test('[NW8] an office is vacant where nobody who holds it is a member now', (t) => {
  const held = network(offices, [post('joan', 'chair'), post('ali', 'sponsor', '2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')]);
  t.same(vacantOffices(held, [member('joan'), member('ali')], now), ['sponsor'], 'a term that is over');
  t.same(vacantOffices(held, [member('joan', 'lead', { until: now })], now), ['chair', 'sponsor'], 'a holder who has left');
  t.end();
});

test('[NW7] an invitation waits until the coordinator has it sent, once', (t) => {
  const waiting = member('joan', 'lead', { untold: true });
  t.match(addMember(waiting).events, [{ type: 'MemberAdded', data: { invited: false } }]);
  t.notMatch(addMember(member('joan')).events[0], { data: { invited: false } }, 'at once');
  t.equal(isUntold(waiting, now), true);
  t.equal(isUntold({ ...waiting, until: now }, now), false, 'nobody waits who has left');
  const told = invite(waiting, now);
  t.match(told, { ok: true, state: { untold: false }, events: [{ type: 'MemberInvited', data: {} }] });
  t.match(invite(member('joan'), now), { ok: false, code: 'already-exists' });
  t.match(invite({ ...waiting, until: now }, now), { ok: false, code: 'membership-ended' });
  const gone = member('joan', 'lead', { until: now, untold: true });
  const returning = { by: nadia.id, at: now };
  const back = { role: 'lead', organisationId: null, from: Instant.parse(now) } as const;
  t.match(returnMember(gone, { ...back, untold: true }, returning), { state: { untold: true }, events: [{ data: { invited: false } }] });
  t.match(returnMember(gone, back, returning), { state: { untold: false } });
  t.end();
});
