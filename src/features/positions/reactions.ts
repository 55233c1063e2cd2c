import { isCurrent } from '../../domain/network/member.ts';
import { queueMail } from '../../outbox/queue.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import type { Happened, Reactions } from '../../store/reactions.ts';

/** Mails those who are asked for a position (PO9), and a copy to the sender of an email that was recorded (PO6). */
export function reactions(services: Services): Reactions {
  const copies = async ({
    stored,
    event,
  }: Happened<'positions', 'PositionRecorded'> | Happened<'positions', 'ClearanceAwaited'>): Promise<void> => {
    const { networkId, responseId } = stored.state;
    const { from } = event.data;
    if (from === undefined) return;
    await queueMail(services, { event, kind: 'position-recorded', networkId, memberId: from, responseId, round: null, slot: null });
  };
  return {
    positions: {
      PositionAsked: async ({ stored, event }) => {
        const { networkId, responseId } = stored.state;
        const members = await membersOf(services, networkId);
        for (const memberId of event.data.members) {
          const member = members.get(memberId);
          if (member === undefined || !isCurrent(member, services.now())) continue;
          await queueMail(services, { event, kind: 'position-request', networkId, memberId, responseId, round: null, slot: null });
        }
      },
      PositionRecorded: copies,
      ClearanceAwaited: copies,
    },
  };
}
