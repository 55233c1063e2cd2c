import { isCurrent } from '../../domain/network/member.ts';
import { queueMail } from '../../outbox/queue.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import type { Reactions } from '../../store/reactions.ts';

/** Tells everybody in the network by mail that the response was sent (SO16). */
export function reactions(services: Services): Reactions {
  return {
    response: {
      Submitted: async ({ stored, event }) => {
        const { networkId, id: responseId } = stored.state;
        for (const member of (await membersOf(services, networkId)).values()) {
          if (!isCurrent(member, services.now())) continue;
          await queueMail(services, { event, kind: 'submitted', networkId, memberId: member.id, responseId, round: null, slot: null });
        }
      },
    },
  };
}
