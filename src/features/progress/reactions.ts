import { isCurrent } from '../../domain/network/member.ts';
import { queueMail } from '../../outbox/queue.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import type { Reactions } from '../../store/reactions.ts';

/** Mails each person of the organisations that are reminded (PG6). */
export function reactions(services: Services): Reactions {
  return {
    response: {
      OrganisationsReminded: async ({ stored, event }) => {
        const { networkId, id: responseId } = stored.state;
        const members = await membersOf(services, networkId);
        for (const memberId of event.data.members) {
          const member = members.get(memberId);
          if (member === undefined || !isCurrent(member, services.now())) continue;
          await queueMail(services, { event, kind: 'reminder', networkId, memberId, responseId, round: null, slot: null });
        }
      },
    },
  };
}
