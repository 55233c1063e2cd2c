import { closingSentence } from '../../phrases/kinds/closing.ts';
import type { Mail } from '../../domain/mail.ts';
import type { Member } from '../../domain/network/member.ts';
import { openRequest } from '../../domain/positions/positions.ts';
import { speaksFor } from '../../domain/positions/stating.ts';
import type { Said } from '../../domain/positions/statement.ts';
import { takingPositions } from '../../domain/response/taking-positions.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { formatDate, formatDeadline, formatShortDay } from '../../domain/time/calendar.ts';
import { blankLetter } from '../../mail/letter.ts';
import type { Composer, Composers } from '../../outbox/composer.ts';
import { counted } from '../../phrases/english.ts';
import { responseInFull, responseNoun, singleParts, theResponse } from '../../phrases/names.ts';
import { nameOf, organisationName } from '../../phrases/people.ts';
import { awaitingWords, positionWords } from '../../phrases/positions/words.ts';
import { recordNumber } from '../../phrases/record-number.ts';
import { castOf } from '../../reading/people.ts';
import { positionsIdOf } from '../../reading/positions.ts';
import { consultationOf } from '../../reading/response.ts';
import type { Services } from '../../services.ts';

async function matterOf(services: Services, { responseId }: Mail, { organisationId }: Member) {
  const response = responseId === null ? null : await services.aggregates.get('response', responseId);
  if (response === null || organisationId === null) return null;
  const stored = await services.aggregates.get('positions', positionsIdOf(response.state, organisationId));
  if (stored === null) return null;
  return { response: response.state, consultation: await consultationOf(services, response.state), stored };
}

/** Asks a person who speaks for an organisation where it stands: by when, and one link that leads to sign-in and then to the page (PO9, MA2). */
const request: Composer = async (services, mail, member, network) => {
  const matter = await matterOf(services, mail, member);
  if (matter === null) return { notNeeded: 'nobody asks this organisation' };
  const { response, consultation, stored } = matter;
  const now = services.now();
  const asked = openRequest(stored.state);
  const organisation = network.organisations.find((one) => one.id === member.organisationId);
  if (asked === null) return { notNeeded: 'a position was given meanwhile' };
  if (takingPositions(response, consultation, now).whyNot !== null) return { notNeeded: 'positions are no longer taken' };
  if (organisation === undefined || !speaksFor(member, organisation, now))
    return { notNeeded: 'they do not speak for the organisation now' };
  const zone = network.timeZone;
  const { lock, submit } = timetableOf(consultation, network, response);
  const by = response.status === 'drafting' && lock > now ? lock : submit;
  const { name } = organisation;
  const noun = responseNoun(consultation, response);
  return {
    ...blankLetter,
    network: network.name,
    subject: `By ${formatShortDay(by, zone)}: where does ${name} stand on ${theResponse(consultation, response)}?`,
    preview: `Please say where ${name} stands by ${formatDeadline(by, zone)}.`,
    greeting: member.name,
    paragraphs: [
      `${responseInFull(network, consultation, response)} is ready for your organisation’s position.`,
      `Please say where ${name} stands on the whole ${noun}: it endorses, endorses with a reservation, cannot take a position, or does not endorse. You can make exceptions for ${singleParts[noun]}. It takes three minutes.`,
    ],
    deadline: {
      what: `Say it by ${formatDeadline(by, zone)}`,
      detail: closingSentence(consultation, zone),
    },
    action: { label: `Say where ${name} stands`, url: `${services.baseUrl()}/consultations/${consultation.id}/positions/mine` },
    withoutLink: `The link decides nothing. It asks you to sign in with ${member.email}: we send a code. The lead or the deputy answers; one answer is enough.`,
    footer: [`Sent for ${nameOf(await castOf(services, network), asked.by)}, who coordinates this ${noun}.`],
    recordNumber: recordNumber(stored.hash),
  };
};

/** Sends a person a copy of the statement that the coordinator recorded from their email (PO6). */
const recorded: Composer = async (services, mail, member, network) => {
  const matter = await matterOf(services, mail, member);
  const said = matter?.stored.state.said.findLast(({ source }) => source.how === 'email' && source.from === member.id);
  if (matter === null || said?.source.how !== 'email') return { notNeeded: 'nothing was recorded from this person' };
  const { response, consultation, stored } = matter;
  const name = organisationName(network, member.organisationId);
  const zone = network.timeZone;
  const day = formatDate(said.source.sent, zone);
  const by = nameOf(await castOf(services, network), said.source.by);
  const url = `${services.baseUrl()}/consultations/${consultation.id}/positions/${stored.state.organisationId}`;
  return {
    ...blankLetter,
    network: network.name,
    subject: `${formatShortDay(services.now(), zone)}: the position of ${name} is recorded`,
    preview: `${by} recorded where ${name} stands, from your email of ${day}.`,
    greeting: member.name,
    paragraphs: [`${by} recorded this from your email of ${day}, for ${theResponse(consultation, response)}.`],
    facts: [{ label: name, value: saidWords(said, { network }) }, ...factsOf(said)],
    after: ['If it is not what you said, answer this email, or say it yourself on the page.'],
    action: { label: 'Read what is recorded', url },
    withoutLink: `The link decides nothing. It asks you to sign in with ${member.email}.`,
    recordNumber: recordNumber(stored.hash),
  };
};

function saidWords(said: Said, cast: Parameters<typeof awaitingWords>[1]): string {
  return said.kind === 'position' ? positionWords[said.position] : awaitingWords(said, cast);
}

function factsOf(said: Said): readonly { readonly label: string; readonly value: string }[] {
  if (said.kind === 'awaiting') return [];
  const { exceptions, note, listing } = said;
  return [
    ...(exceptions.length === 0 ? [] : [{ label: 'Exceptions', value: counted(exceptions.length, 'section', 'sections') }]),
    ...(note === null
      ? []
      : [{ label: 'Note', value: note.shown === 'anonymous' ? 'without the name, on the page' : 'with the name, on the page' }]),
    ...(listing === 'left-off' ? [{ label: 'List of those that endorse', value: 'left off' }] : []),
  ];
}

export const composers = { 'position-request': request, 'position-recorded': recorded } as const satisfies Composers;
