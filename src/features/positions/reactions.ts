import { queueMail, queueMails } from '../../outbox/queue.ts';
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
        const owed = { event, kind: 'position-request', networkId, responseId, round: null, slot: null } as const;
        await queueMails(services, members, event.data.members, owed);
      },
      PositionRecorded: copies,
      ClearanceAwaited: copies,
    },
  };
}
