import { shortTitle } from '../../domain/consultation/consultation.ts';
import { blankLetter } from '../../mail/letter.ts';
import type { Composer, Composers } from '../../outbox/composer.ts';
import { possessive } from '../../phrases/english.ts';
import { recordNumber } from '../../phrases/record-number.ts';

/** Tells a member that the coordinator took their words out of a draft (CO17). */
const takenOut: Composer = async (services, mail, member, network) => {
  const stored = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  const consultation = stored === null ? null : await services.aggregates.get('consultation', stored.state.consultationId);
  if (stored === null || consultation === null) return { notNeeded: 'there is no response' };
  const { title, id } = consultation.state;
  return {
    ...blankLetter,
    network: network.name,
    subject: `${shortTitle(title)}: your words were taken out of the draft`,
    preview: 'The coordinator took words of yours out of the draft.',
    greeting: member.name,
    paragraphs: [
      `The coordinator took words of yours out of the draft of ${possessive(network.name)} response to “${title}”.`,
      'History keeps the answers as they stood just before, so no answer is lost. If this surprises you, ask the coordinator.',
    ],
    action: { label: 'See History', url: `${services.baseUrl()}/consultations/${id}/history` },
    withoutLink: 'Nothing is wanted of you.',
    recordNumber: recordNumber(stored.hash),
  };
};

export const composers = { 'addition-taken-out': takenOut } as const satisfies Composers;
