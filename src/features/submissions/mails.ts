import { isPast } from '../../domain/time/closing.ts';
import { shortTitle } from '../../domain/consultation/consultation.ts';
import { formatDate, formatDeadline } from '../../domain/time/calendar.ts';
import { blankLetter } from '../../mail/letter.ts';
import type { Composer, Composers } from '../../outbox/composer.ts';
import { capital, sentence } from '../../phrases/english.ts';
import { wordsOf } from '../../phrases/kinds/words.ts';
import { departmentName, responseInFull, responseNoun, theResponse } from '../../phrases/names.ts';
import { nameOf } from '../../phrases/people.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import { membersOf } from '../../reading/people.ts';
import { versionWords } from '../../text/version-words.ts';
import { channelWords } from './form.ts';

/** Tells a member that the response was sent: when, by whom, how, and under which reference. */
const submitted: Composer = async (services, mail, member, network) => {
  const stored = mail.responseId === null ? null : await services.aggregates.get('response', mail.responseId);
  const submission = stored?.state.submission ?? null;
  const consultation = stored === null ? null : await services.aggregates.get('consultation', stored.state.consultationId);
  if (stored === null || submission === null || consultation === null) return { notNeeded: 'there is no submission' };
  const { title, closesAt, id } = consultation.state;
  const department = departmentName(consultation.state.department);
  const noun = responseNoun(consultation.state, stored.state);
  const zone = network.timeZone;
  const members = await membersOf(services, network.id);
  const approved = submission.digest !== null;
  return {
    ...blankLetter,
    network: network.name,
    subject: `${formatDate(submission.at, zone)}: ${shortTitle(title)}, ${noun} submitted`,
    preview: sentence(`${capital(theResponse(consultation.state, stored.state))} has been sent to ${department}`),
    greeting: member.name,
    paragraphs: [
      sentence(`${responseInFull(network, consultation.state, stored.state)} has been sent`),
      approved
        ? 'It is the text that was signed off, word for word.'
        : 'What was sent had not been approved in sign-off. It is recorded as exactly that.',
    ],
    facts: [
      {
        label: 'Sent',
        value: `${formatDeadline(submission.at, zone)}${isPast(closesAt, submission.at) ? `, after ${wordsOf(consultation.state).end}` : ''}`,
      },
      { label: 'By', value: capital(nameOf({ members }, submission.by)) },
      { label: 'Through', value: channelWords[submission.channel] },
      { label: wordsOf(consultation.state).reference, value: submission.reference === '' ? 'None was given' : submission.reference },
    ],
    action: { label: 'See the record', url: `${services.baseUrl()}/consultations/${id}/submission` },
    withoutLink: 'Nothing is wanted of you.',
    version:
      submission.digest === null
        ? null
        : { words: versionWords(submission.digest), otherwise: 'The final document carries the same words.' },
    footer: ['Thank you to everybody who wrote.'],
    recordNumber: recordNumber(stored.hash),
  };
};

export const composers = { submitted } as const satisfies Composers;
