import { test } from 'tap';
import { MemberId, OrganisationId } from '../../../src/domain/ids.ts';
import { isGoing, knowsOf } from '../../../src/domain/response/going.ts';
import { type Response, startResponse } from '../../../src/domain/response/response.ts';
import { at, epoch, member } from '../../support/worlds/toy.ts';
import { ConsultationId, NetworkId, ResponseId } from '../../../src/domain/ids.ts';

const [nadia, ann] = [MemberId.parse('nadia'), MemberId.parse('ann')];
const { state: fresh } = startResponse({
  id: ResponseId.parse('r1'),
  networkId: NetworkId.parse('n1'),
  consultationId: ConsultationId.parse('c1'),
  epoch: epoch('e1'),
  at: at(0),
  marking: '',
});
const told: Response = { ...fresh, told: [{ memberId: ann, at: at(1), by: nadia }] };

test('[MA8] a response is under way until it is sent or withdrawn', (t) => {
  for (const status of ['drafting', 'in-sign-off', 'approved', 'stopped'] as const) t.equal(isGoing({ status }), true, status);
  for (const status of ['submitted', 'withdrawn'] as const) t.equal(isGoing({ status }), false, status);
  const none = { type: 'none' as const, reason: 'It is about England alone.', at: at(1), by: nadia };
  t.equal(isGoing({ status: 'drafting', kinds: [none] }), false, 'a network that does not respond');
  t.end();
});

test('[MA8] a member knows of a response who was told or reminded; others once somebody was told, or the text was locked', (t) => {
  t.equal(knowsOf(fresh, member('nadia', 'coordinator')), true);
  for (const role of ['lead', 'deputy', 'partner', 'member', 'reader'] as const) t.equal(knowsOf(fresh, member('ann', role)), false, role);
  t.equal(knowsOf(told, member('ann', 'lead')), true);
  t.equal(knowsOf(told, member('bob', 'deputy')), false, 'a deputy who was not told');
  t.equal(knowsOf(told, member('cy', 'reader')), true);
  const reminded = [{ organisationId: OrganisationId.parse('kent'), members: [ann], at: at(2), by: nadia }];
  t.equal(knowsOf({ ...fresh, reminded }, member('ann', 'lead')), true);
  t.equal(knowsOf({ ...fresh, reminded }, member('bob', 'lead')), false);
  const locked = { ...fresh, rounds: [{}] } as unknown as Response;
  t.equal(knowsOf(locked, member('bob', 'lead')), true);
  t.end();
});
