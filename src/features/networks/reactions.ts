import { isCurrent } from '../../domain/network/member.ts';
import { queueMail } from '../../outbox/queue.ts';
import type { Services } from '../../services.ts';
import type { Reactions } from '../../store/reactions.ts';
import { noteSecurity } from '../../web/security-log.ts';
import { endSessionsOf } from '../../web/sessions.ts';

/**
 * Invites a new member by mail, unless they are invented. Signs out a member whose membership ended (SE8). Logs every change of
 * role and office (SE10); a line may come twice after a crash.
 */
export function reactions(services: Services): Reactions {
  return {
    member: {
      async MemberAdded({ stored, event }) {
        const { id, networkId, demo } = stored.state;
        // The start of a demonstration would log sixty lines about invented people.
        if (!(demo && event.actor === 'system'))
          noteSecurity(services, 'membership-began', { member: id, network: networkId, actor: event.actor, role: event.data.role });
        if (demo || !isCurrent(stored.state, services.now())) return;
        await queueMail(services, { event, kind: 'invitation', networkId, memberId: id, responseId: null, round: null, slot: null });
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
