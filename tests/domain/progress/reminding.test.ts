import { test } from 'tap';
import { MemberId, OrganisationId } from '../../../src/domain/ids.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { isRemindedToday, remindOrganisations, reminderOf } from '../../../src/domain/progress/reminding.ts';
import { start } from '../../support/worlds/toy.ts';

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
