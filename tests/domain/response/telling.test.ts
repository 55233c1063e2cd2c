import { test } from 'tap';
import type { Duty } from '../../../src/domain/network/access.ts';
import { EmailAddress, type Member, type Role } from '../../../src/domain/network/member.ts';
import { MemberId, NetworkId } from '../../../src/domain/ids.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { speakersAmong, tellPeople, toldOf, whyNotTell } from '../../../src/domain/response/telling.ts';
import { closing, consultation, start } from '../../support/worlds/toy.ts';

const now = Instant.parse('2026-06-01T09:00:00.000Z');
const [ann, bob, nadia] = [MemberId.parse('ann'), MemberId.parse('bob'), MemberId.parse('nadia')];
const coordinator = new Set<Duty>(['coordinator']);
const asking = consultation(now);

function member(role: Role, until: Instant | null = null): Member {
  const person = { networkId: NetworkId.parse('n1'), name: role, email: EmailAddress.parse(`${role}@example.org`), jobTitle: '' };
  const from = Instant.parse('2026-01-01T00:00:00.000Z');
  return { id: MemberId.parse(role), ...person, role, organisationId: null, salt: 'a'.repeat(64), demo: true, from, until };
}

test('[MA1] current leads, deputies and partners speak for their organisations', (t) => {
  const roles = ['coordinator', 'lead', 'deputy', 'member', 'partner', 'reader'] as const;
  t.same(
    speakersAmong(
      roles.map((role) => member(role)),
      now,
    ).map(({ role }) => role),
    ['lead', 'deputy', 'partner'],
  );
  t.same(speakersAmong([member('lead', now)], now), [], 'a member who has left does not');
  t.end();
});

test('[MA1] a person is told once, and a later telling names the others alone', (t) => {
  const first = tellPeople(start().response, { people: [ann], at: now, by: nadia });
  t.match(first, { ok: true, events: [{ type: 'PeopleTold', data: { members: [ann] } }] });
  const response = first.ok ? first.state : start().response;
  const second = tellPeople(response, { people: [ann, bob], at: now, by: nadia });
  t.match(second, { ok: true, events: [{ type: 'PeopleTold', data: { members: [bob] } }] });
  t.match(second.ok && second.state.told, [
    { memberId: ann, by: nadia },
    { memberId: bob, at: now },
  ]);
  t.match(tellPeople(response, { people: [ann], at: now, by: nadia }), { ok: false, code: 'already-exists' });
  t.match(toldOf(response, ann), { by: nadia });
  t.equal(toldOf(response, bob), null);
  t.equal(toldOf(start().response, ann), null);
  t.end();
});

test('[MA1] the coordinator tells while text and consultation are open', (t) => {
  t.equal(whyNotTell(start().response, asking, coordinator, now), null);
  t.match(whyNotTell(start().response, asking, new Set<Duty>(['lead', 'chair']), now), { code: 'not-allowed' });
  t.match(whyNotTell({ ...start().response, status: 'in-sign-off' }, asking, coordinator, now), { code: 'not-drafting' });
  t.match(whyNotTell(start().response, asking, coordinator, closing), { detail: /closed/ });
  t.end();
});
