import { closingSentence } from '../../phrases/kinds/closing.ts';
import { hasClosed } from '../../domain/consultation/consultation.ts';
import { isOpen } from '../../domain/response/response.ts';
import { toldOf } from '../../domain/response/telling.ts';
import { formatDeadline, formatShortDay } from '../../domain/time/calendar.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { writeBy } from '../../domain/time/timetable.ts';
import { blankLetter } from '../../mail/letter.ts';
import type { Composer, Composers } from '../../outbox/composer.ts';
import { responseInFull, responseNoun, theResponse } from '../../phrases/names.ts';
import { nameOf, organisationName } from '../../phrases/people.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import { kindChosen } from './kind/mails.ts';
import { castOf } from '../../reading/people.ts';
import { consultationOf } from '../../reading/response.ts';

/** Tells a lead, deputy or partner that the response is being written: the task, its date and one link (MA1). */
const started: Composer = async (services, mail, member, network) => {
  const stored = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  if (stored === null) return { notNeeded: 'there is no response' };
  const response = stored.state;
  const consultation = await consultationOf(services, response);
  const now = services.now();
  if (!isOpen(response) || hasClosed(consultation, now)) return { notNeeded: 'the text is no longer open' };
  const zone = network.timeZone;
  const plan = timetableOf(consultation, network, response);
  const by = writeBy(plan, now);
  const noun = responseNoun(consultation, response);
  const organisation = organisationName(network, member.organisationId);
  const told = toldOf(response, member.id);
  const coordinator = told === null ? '' : nameOf(await castOf(services, network), told.by);
  return {
    ...blankLetter,
    network: network.name,
    subject: `By ${formatShortDay(by, zone)}: write with us in ${theResponse(consultation, response)}`,
    preview: `Please write for ${organisation === '' ? 'your organisation' : organisation} by ${formatDeadline(by, zone)}.`,
    greeting: member.name,
    paragraphs: [
      `${responseInFull(network, consultation, response)} is being written.`,
      `Please add what ${organisation === '' ? 'your organisation' : organisation} has to say. Everybody writes in one text, at the same time, and each answer is saved as you type.`,
    ],
    deadline: {
      what: `Write by ${formatDeadline(by, zone)}`,
      detail: `The text is to be locked on ${formatDeadline(plan.lock, zone)}. ${closingSentence(consultation, zone)}`,
    },
    action: { label: `Open the ${noun}`, url: `${services.baseUrl()}/consultations/${consultation.id}/response` },
    withoutLink: `The link asks you to sign in with ${member.email}: we send a code. You can pass the link on to colleagues who are members.`,
    footer: coordinator === '' ? [] : [`Sent for ${coordinator}, who coordinates this ${noun}.`],
    recordNumber: recordNumber(stored.hash),
  };
};

export const composers = { 'response-started': started, 'kind-chosen': kindChosen } as const satisfies Composers;
