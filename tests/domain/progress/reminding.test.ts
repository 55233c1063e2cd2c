import { test } from 'tap';
import { MemberId, NetworkId, OrganisationId, PositionsId, ResponseId, VersionId } from '../../../src/domain/ids.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { isAskedToday, isRemindedToday, openAsk, remindOrganisations, reminderOf } from '../../../src/domain/progress/reminding.ts';
import { type Positions, noPositions } from '../../../src/domain/positions/positions.ts';
import { digest, start } from '../../support/worlds/toy.ts';

const zone = 'Europe/London';
const [kent, slough, wight] = [OrganisationId.parse('kent'), OrganisationId.parse('slough'), OrganisationId.parse('wight')];
const [ann, bob, nadia] = [MemberId.parse('ann'), MemberId.parse('bob'), MemberId.parse('nadia')];
const morning = Instant.parse('2026-06-01T08:00:00.000Z');
const evening = Instant.parse('2026-06-01T22:30:00.000Z');
const nextDay = Instant.parse('2026-06-01T23:30:00.000Z');

test('[PG6] an organisation is reminded once a day, and the last reminder stays', (t) => {
  const { response } = start();
  t.equal(reminderOf(response, kent), null);
  const both = [
    { id: kent, members: [ann] },
    { id: wight, members: [] },
  ];
  const first = remindOrganisations(response, { organisations: both, at: morning, by: nadia, zone });
  t.match(first, { ok: true, events: [{ type: 'OrganisationsReminded', data: { organisations: [kent], members: [ann] } }] });
  if (!first.ok) return;
  t.same(first.state.reminded, [{ organisationId: kent, members: [ann], at: morning, by: nadia }], 'nobody speaks for Wight');
  t.match(remindOrganisations(first.state, { organisations: both, at: evening, by: nadia, zone }), { ok: false, code: 'already-exists' });
  t.ok(isRemindedToday(first.state, kent, { at: evening, zone }));
  t.notOk(isRemindedToday(first.state, kent, { at: nextDay, zone }), 'it is past midnight in London');
  const more = [...both, { id: slough, members: [bob] }];
  const second = remindOrganisations(first.state, { organisations: more, at: evening, by: nadia, zone });
  t.match(second, { ok: true, events: [{ data: { organisations: [slough], members: [bob] } }] });
  if (!second.ok) return;
  const third = remindOrganisations(second.state, { organisations: more, at: nextDay, by: nadia, zone });
  t.match(third.ok && third.state.reminded?.map((one) => [one.organisationId, one.at]), [
    [kent, nextDay],
    [slough, nextDay],
  ]);
  t.end();
});

/** The positions of Kent, which was asked at some instants and gave a position at one; null for none. */
function asked(requests: readonly Instant[], given: Instant | null): Positions {
  const of = { networkId: NetworkId.parse('n1'), responseId: ResponseId.parse('r1'), organisationId: kent };
  const text = { digest: digest('a'), version: VersionId.parse('v1') };
  const rest = { note: null, listing: 'listed', source: { how: 'given', by: ann }, text, round: null } as const;
  return {
    ...noPositions({ id: PositionsId.parse('p1'), ...of }),
    asked: requests.map((at) => ({ at, by: nadia, members: [ann] })),
    said: given === null ? [] : [{ kind: 'position', position: 'endorses', exceptions: [], at: given, ...rest }],
  };
}

test('[PO9] [PG6] a reminder asks as a request does, until a position is given after it', (t) => {
  const reminded = { organisationId: kent, members: [bob], at: evening, by: nadia };
  t.equal(openAsk(null, null), null);
  t.match(openAsk(null, reminded), { at: evening, by: nadia, members: [bob] }, 'a reminder may be the first request');
  t.match(openAsk(asked([morning], null), null), { at: morning, members: [ann] });
  t.match(openAsk(asked([morning], null), reminded), { at: evening, members: [bob] }, 'the later of the two');
  t.match(openAsk(asked([nextDay], null), reminded), { at: nextDay, members: [ann] });
  t.match(openAsk(asked([morning], morning), reminded), { at: evening }, 'a position before the reminder does not answer it');
  t.equal(openAsk(asked([morning], nextDay), reminded), null);
  t.end();
});

test('[PG6] an organisation that was asked today is not reminded today', (t) => {
  t.equal(isAskedToday(null, { at: evening, zone }), false);
  t.equal(isAskedToday(asked([], null), { at: evening, zone }), false);
  t.equal(isAskedToday(asked([morning], null), { at: evening, zone }), true);
  t.equal(isAskedToday(asked([morning], null), { at: nextDay, zone }), false);
  t.end();
});
