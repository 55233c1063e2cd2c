import { queueMails } from '../../outbox/queue.ts';
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
        const owed = { event, kind: 'reminder', networkId, responseId, round: null, slot: null } as const;
        await queueMails(services, members, event.data.members, owed);
      },
    },
  };
}
