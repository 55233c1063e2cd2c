import { isCurrent, type Member } from '../../domain/network/member.ts';
import { queueMail } from '../../outbox/queue.ts';
import type { Services } from '../../services.ts';
import type { StoredEvent } from '../../store/aggregates.ts';
import type { Reactions } from '../../store/reactions.ts';
import { noteSecurity } from '../../web/security-log.ts';
import { endSessionsOf } from '../../web/sessions.ts';

/**
 * Invites a member by mail, at once or when the coordinator says so (NW7), except the invented people of a new demonstration. Signs
 * out a member whose membership ended (SE8). Logs every change of role and office (SE10); a line may come twice after a crash.
 */
export function reactions(services: Services): Reactions {
  const inviteByMail = async (member: Member, event: Pick<StoredEvent, 'chain' | 'seq' | 'actor'>): Promise<void> => {
    const { id: memberId, networkId, demo } = member;
    if ((demo && event.actor === 'system') || !isCurrent(member, services.now())) return;
    await queueMail(services, { event, kind: 'invitation', networkId, memberId, responseId: null, round: null, slot: null });
  };
  return {
    member: {
      async MemberAdded({ stored, event }) {
        const { id, networkId, demo } = stored.state;
        // The start of a demonstration would log sixty lines about invented people.
        if (!(demo && event.actor === 'system'))
          noteSecurity(services, 'membership-began', { member: id, network: networkId, actor: event.actor, role: event.data.role });
        if (event.data.invited !== false) await inviteByMail(stored.state, event);
      },
      async MemberInvited({ stored, event }) {
        await inviteByMail(stored.state, event);
      },
      MemberRoleChanged({ stored, event }) {
        const { id, networkId } = stored.state;
        noteSecurity(services, 'role-changed', { member: id, network: networkId, actor: event.actor, role: event.data.role });
        return Promise.resolve();
      },
      async MembershipEnded({ stored, event }) {
        const { id, networkId } = stored.state;
        noteSecurity(services, 'membership-ended', { member: id, network: networkId, actor: event.actor });
        await endSessionsOf(services, stored.state, event.data.until);
      },
    },
    network: {
      AppointmentMade({ stored, event }) {
        const { memberId, office, appointmentId } = event.data;
        const details = { member: memberId, office, appointment: appointmentId };
        // The service appoints only the invented people of the demonstration.
        if (event.actor !== 'system') noteSecurity(services, 'appointment-made', { ...details, network: stored.id, actor: event.actor });
        return Promise.resolve();
      },
      AppointmentEnded({ stored, event }) {
        const ended = { appointment: event.data.appointmentId };
        noteSecurity(services, 'appointment-ended', { ...ended, network: stored.id, actor: event.actor });
        return Promise.resolve();
      },
    },
  };
}
