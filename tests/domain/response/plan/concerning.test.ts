import { test } from 'tap';
import { StepName } from '../../../../src/domain/consultation/date-move.ts';
import { MemberId, SectionId } from '../../../../src/domain/ids.ts';
import { type Company, concernedBy } from '../../../../src/domain/response/plan/concerning.ts';
import { at, member, network, office, post } from '../../../support/worlds/toy.ts';

const members = [
  member('nadia', 'coordinator'),
  member('lena', 'lead'),
  member('dora', 'deputy'),
  member('max', 'member'),
  member('ann', 'member'),
  member('ruth', 'reader'),
  member('gone', 'lead', { until: at(0) }),
];
const leads = ['max', 'gone', 'nobody'].map((id, n) => ({
  sectionId: SectionId.parse(`q${n}`),
  memberId: MemberId.parse(id),
  at: at(0),
  by: MemberId.parse('nadia'),
}));
const company = (response: Company['response']): Company => ({
  network: network([office('chair')], [post('ruth', 'chair'), post('gone', 'chair')]),
  members: new Map(members.map((one) => [one.id, one])),
  response,
  at: at(1),
});
const ids = (step: string, response: Company['response'] = { leads }): readonly string[] =>
  concernedBy(StepName.parse(step), company(response)).map(({ id }) => id);

test('[WO18] each date concerns the people whose part it ends, and nobody who has left', (t) => {
  t.same(ids('contributions'), ['lena', 'dora']);
  t.same(ids('consolidated-draft'), ['max']);
  t.same(ids('consolidated-draft', {}), ['lena', 'dora'], 'without drafting leads, those who speak');
  t.same(ids('consolidated-draft', null), ['lena', 'dora']);
  t.same(ids('lock'), ['nadia', 'max', 'lena', 'dora']);
  t.same(ids('office:chair'), ['ruth']);
  t.same(ids('office:treasurer'), []);
  t.same(ids('submit'), ['nadia']);
  t.end();
});
