import { shortTitle } from '../../../domain/consultation/consultation.ts';
import { cutAtWord } from '../../../domain/consultation/wording.ts';
import { notResponding } from '../../../domain/response/kind/kind.ts';
import { formatDateTime } from '../../../domain/time/calendar.ts';
import { blankLetter } from '../../../mail/letter.ts';
import type { Composer } from '../../../outbox/composer.ts';
import { kindSentence } from '../../../phrases/kinds/kinds.ts';
import { responseInFull } from '../../../phrases/names.ts';
import { nameOf } from '../../../phrases/people.ts';
import { recordNumber } from '../../../phrases/record-number.ts';
import { castOf } from '../../../reading/people.ts';
import { consultationOf } from '../../../reading/response.ts';

/** Tells the sponsor that the network does not respond, and why; or that this was taken back (RK8). It says how things stand as it leaves. */
export const kindChosen: Composer = async (services, mail, member, network) => {
  const stored = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  const last = stored?.state.kinds?.at(-1) ?? null;
  if (stored === null || last === null) return { notNeeded: 'nothing was chosen' };
  const consultation = await consultationOf(services, stored.state);
  const none = notResponding(stored.state);
  const says = kindSentence(stored.state, consultation);
  return {
    ...blankLetter,
    network: network.name,
    subject: `${says.replace(/\.$/u, '')}: ${shortTitle(consultation.title)}`,
    preview: none === null ? 'The decision not to respond was taken back.' : 'Nothing is wanted of you.',
    greeting: member.name,
    paragraphs: [
      `This is about ${responseInFull(network, consultation, stored.state)}.`,
      none === null ? `The decision not to respond was taken back. ${says}` : `${says} The reason: “${cutAtWord(none.reason, 300)}”`,
    ],
    facts: [
      { label: 'Decided', value: `${nameOf(await castOf(services, network), last.by)}, ${formatDateTime(last.at, network.timeZone)}` },
    ],
    after: none === null ? [] : ['Nobody has to approve this. If you disagree, answer this email: the coordinator can take it back.'],
    action: { label: 'See the record', url: `${services.baseUrl()}/consultations/${consultation.id}/kind` },
    withoutLink: `The link asks you to sign in with ${member.email}: we send a code.`,
    footer: ['Sent to those who hold the last office of sign-off.'],
    recordNumber: recordNumber(stored.hash),
  };
};
