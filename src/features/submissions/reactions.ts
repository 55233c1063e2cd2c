import { isCurrent } from '../../domain/network/member.ts';
import { queueMail } from '../../outbox/queue.ts';
import type { Services } from '../../services.ts';
import type { Reactions } from '../../store/reactions.ts';

/** Everybody in the network is told that the response was sent (SO16). */
export function reactions(services: Services): Reactions {
  return {
    response: {
      Submitted: async ({ stored, event }) => {
        const { networkId, id: responseId } = stored.state;
        const members = await services.aggregates.find('member', { where: { networkId }, limit: 1000 });
        for (const { state: member } of members) {
          if (!isCurrent(member, services.now())) continue;
          await queueMail(services, { event, kind: 'submitted', networkId, memberId: member.id, responseId, round: null, slot: null });
        }
      },
    },
  };
}
