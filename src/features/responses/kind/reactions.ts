import { inPost } from '../../../domain/network/appointment.ts';
import type { Response, ResponseEvent } from '../../../domain/response/response.ts';
import { queueMails } from '../../../outbox/queue.ts';
import { everybodyIn } from '../../../reading/people.ts';
import type { Services } from '../../../services.ts';
import type { StoredEvent } from '../../../store/aggregates.ts';

type Chosen = Pick<StoredEvent, 'chain' | 'seq'> & Extract<ResponseEvent, { readonly type: 'KindChosen' }>;

/** Tells the holders of the last office by mail that the network does not respond, or responds after all (RK8). */
export async function tellSponsors(services: Services, { networkId, id: responseId }: Response, event: Chosen): Promise<void> {
  const { kind, before } = event.data;
  if (kind !== 'none' && before !== 'none') return;
  const { network, members } = await everybodyIn(services, networkId);
  const last = network.offices.at(-1);
  const holders = last === undefined ? [] : inPost(network.appointments, last.id, services.now()).map(({ memberId }) => memberId);
  const owed = { event, kind: 'kind-chosen', networkId, responseId, round: null, slot: null } as const;
  await queueMails(services, new Map(members.map((member) => [member.id, member])), holders, owed);
}
