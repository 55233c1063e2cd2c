import { labelOf } from '../../domain/evidence/evidence.ts';
import { isQuotable } from '../../domain/evidence/label.ts';
import { dutiesOf } from '../../domain/network/access.ts';
import { queueMails } from '../../outbox/queue.ts';
import { boxesNow } from '../../reading/evidence.ts';
import { everybodyIn } from '../../reading/people.ts';
import { consultationOf } from '../../reading/response.ts';
import type { Services } from '../../services.ts';
import type { Happened, Reactions } from '../../store/reactions.ts';

type Change = Happened<'evidence', 'EvidenceRelabelled'> | Happened<'evidence', 'EvidenceWithdrawn'>;

/** Mails those who have to act when a change of evidence makes a box hold the text up (EV15). */
export function reactions(services: Services): Reactions {
  return {
    evidence: {
      // Where the evidence was quoted no more before the change, those people have the mail already.
      EvidenceRelabelled: async (happened) => {
        if (isQuotable(happened.event.data.from)) await tellOfHeld(services, happened);
      },
      EvidenceWithdrawn: async (happened) => {
        if (isQuotable(labelOf(happened.stored.state))) await tellOfHeld(services, happened);
      },
    },
  };
}

/** To the coordinators, and to the chair while the text is being signed or is approved; not to the person who made the change. */
async function tellOfHeld(services: Services, { stored, event }: Change): Promise<void> {
  const { networkId, responseId } = stored.state;
  const response = await services.aggregates.get('response', responseId);
  if (response === null) return;
  const consultation = await consultationOf(services, response.state);
  const { held } = await boxesNow(services, response.state, consultation);
  if (held.every(({ evidence }) => evidence !== stored.id)) return;
  const { network, members } = await everybodyIn(services, networkId);
  const now = services.now();
  const isSigned = response.state.status === 'in-sign-off' || response.state.status === 'approved';
  const to = members.filter((member) => {
    const duties = dutiesOf(member, network, now);
    return member.id !== event.actor && (duties.has('coordinator') || (isSigned && duties.has('chair')));
  });
  const cast = new Map<string, (typeof members)[number]>(members.map((member) => [member.id, member]));
  const owed = { event, kind: 'evidence-held', networkId, responseId, round: null, slot: null } as const;
  await queueMails(
    services,
    cast,
    to.map(({ id }) => id),
    owed,
  );
}
