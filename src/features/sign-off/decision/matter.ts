import { refused } from '../../../domain/outcome.ts';
import { seatOf } from '../../../domain/round/round.ts';
import { castOf } from '../../../reading/people.ts';
import { consultationOf } from '../../../reading/response.ts';
import type { Services } from '../../../services.ts';
import { Refusal } from '../../../web/problems.ts';
import type { Link } from '../links.ts';
import type { Matter } from './view.ts';

/** Everything a link names, as the store has it now. Throws `not-found` where the response is gone. */
export async function matterOf(services: Services, link: Link): Promise<Matter> {
  const stored = await services.aggregates.get('response', link.responseId);
  const round = stored?.state.rounds.find((one) => one.n === link.round);
  const seat = round === undefined ? null : seatOf(round, link.slot);
  const member = await services.aggregates.get('member', link.memberId);
  const network = await services.aggregates.get('network', link.networkId);
  if (stored === null || round === undefined || seat === null || member === null || network === null)
    throw new Refusal(refused('not-found'));
  const consultation = await consultationOf(services, stored.state);
  const cast = await castOf(services, network.state);
  return { response: stored.state, consultation, round, seat, member: member.state, cast };
}
