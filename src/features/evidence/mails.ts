import type { Response } from '../../domain/response/response.ts';
import { formatDeadline, formatShortDay } from '../../domain/time/calendar.ts';
import { blankLetter } from '../../mail/letter.ts';
import type { Composer, Composers } from '../../outbox/composer.ts';
import { capital } from '../../phrases/english.ts';
import { heldPlaces } from '../../phrases/evidence.ts';
import { theResponse } from '../../phrases/names.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import { boxesNow } from '../../reading/evidence.ts';
import { consultationOf } from '../../reading/response.ts';

/** The next act of the coordinator, by the status of the response; null where nothing is held up any more. */
function wayOn({ status }: Response): string | null {
  switch (status) {
    case 'drafting':
      return 'The text cannot be locked until the box is taken out. One button does that, on the page behind the link.';
    case 'in-sign-off':
      return 'The text is being signed. It cannot be sent as it stands: take it back, take the box out, and lock it again.';
    case 'approved':
      return 'The text is approved. No final document is made of it: take it back, take the box out, and have it signed again.';
    case 'stopped':
    case 'submitted':
    case 'withdrawn':
      return null;
  }
}

/** Tells that a box holds the text up, and where. It has no word of the evidence, and not its organisation: readers differ (EV15). */
const held: Composer = async (services, mail, member, network) => {
  const stored = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  if (stored === null) return { notNeeded: 'there is no response' };
  const consultation = await consultationOf(services, stored.state);
  const boxes = (await boxesNow(services, stored.state, consultation)).held;
  const way = wayOn(stored.state);
  if (boxes.length === 0 || way === null) return { notNeeded: 'no box holds the text up now' };
  const zone = network.timeZone;
  const { closesAt } = consultation;
  return {
    ...blankLetter,
    network: network.name,
    subject: `${formatShortDay(services.now(), zone)}: an evidence box holds up ${theResponse(consultation, stored.state)}`,
    preview: 'An answer quotes evidence that may not go out now.',
    greeting: member.name,
    paragraphs: [`${capital(theResponse(consultation, stored.state))} quotes evidence that may not go out now.`, way],
    facts: [
      { label: 'Where', value: heldPlaces(consultation, boxes) },
      ...(closesAt === null ? [] : [{ label: 'Closes', value: formatDeadline(closesAt, zone) }]),
    ],
    action: { label: 'See the boxes', url: `${services.baseUrl()}/consultations/${consultation.id}/evidence/boxes` },
    withoutLink: `The link decides nothing. It asks you to sign in with ${member.email}.`,
    recordNumber: recordNumber(stored.hash),
  };
};

export const composers = { 'evidence-held': held } as const satisfies Composers;
