import { queueMails } from '../../outbox/queue.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { tellSponsors } from './kind/reactions.ts';
import type { Reactions } from '../../store/reactions.ts';

/** Mails each person who was told that the response is being written (MA1). */
export function reactions(services: Services): Reactions {
  return {
    response: {
      PeopleTold: async ({ stored, event }) => {
        const { networkId, id: responseId } = stored.state;
        const members = await membersOf(services, networkId);
        const owed = { event, kind: 'response-started', networkId, responseId, round: null, slot: null } as const;
        await queueMails(services, members, event.data.members, owed);
      },
      KindChosen: async ({ stored, event }) => tellSponsors(services, stored.state, event),
    },
  };
}
