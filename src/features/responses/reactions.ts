import { isCurrent } from '../../domain/network/member.ts';
import { queueMail } from '../../outbox/queue.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import type { Reactions } from '../../store/reactions.ts';

/** Mails each person who was told that the response is being written (MA1). */
export function reactions(services: Services): Reactions {
  return {
    response: {
      PeopleTold: async ({ stored, event }) => {
        const { networkId, id: responseId } = stored.state;
        const members = await membersOf(services, networkId);
        for (const memberId of event.data.members) {
          const member = members.get(memberId);
          if (member === undefined || !isCurrent(member, services.now())) continue;
          await queueMail(services, { event, kind: 'response-started', networkId, memberId, responseId, round: null, slot: null });
        }
      },
    },
  };
}
