import { isCurrent } from '../../domain/network/member.ts';
import { queueMail } from '../../outbox/queue.ts';
import type { Services } from '../../services.ts';
import type { Reactions } from '../../store/reactions.ts';

/** Invites a new member by mail, unless they are invented. */
export function reactions(services: Services): Reactions {
  return {
    member: {
      async MemberAdded({ stored, event }) {
        const { id, networkId, demo } = stored.state;
        if (demo || !isCurrent(stored.state, services.now())) return;
        await queueMail(services, { event, kind: 'invitation', networkId, memberId: id, responseId: null, round: null, slot: null });
      },
    },
  };
}
