import { type Consultation, shortTitle } from '../domain/consultation/consultation.ts';
import type { Network } from '../domain/network/network.ts';
import { type OfKind, endorsementOf } from '../domain/response/kind/kind.ts';
import { possessive } from './english.ts';

// How responses, rounds and departments are named: on pages, in mails and in documents alike. No article is put before a
// name that people typed: nobody can guess it.

type Titled = Pick<Consultation, 'title' | 'representation'>;

/** The word for the network’s text: it responds, it endorses another body’s response, or it writes on its own initiative. */
export type ResponseNoun = 'response' | 'endorsement' | 'representation';

/** The noun for the text of a consultation. `response` is null before one is started. */
export function responseNoun({ representation }: Pick<Titled, 'representation'>, response: OfKind | null): ResponseNoun {
  if (representation !== undefined) return 'representation';
  return response !== null && endorsementOf(response) !== null ? 'endorsement' : 'response';
}

/** The parts of a text on which an organisation can stand elsewhere than on the whole. */
export const singleParts = {
  response: 'single questions',
  endorsement: 'a single part',
  representation: 'single headings',
} as const satisfies Record<ResponseNoun, string>;

/** A response as a title: `Response to SEND Review`; `Endorsement of a response to …`; `Representation: Funding of partnerships`. */
export function responseTitle(consultation: Titled, response: OfKind | null): string {
  return nounTitle(responseNoun(consultation, response), consultation);
}

/** A title by its noun, for a text whose noun is known already. */
export function nounTitle(noun: ResponseNoun, { title }: Pick<Titled, 'title'>): string {
  const words = {
    response: `Response to ${shortTitle(title)}`,
    endorsement: `Endorsement of a response to ${shortTitle(title)}`,
    representation: `Representation: ${shortTitle(title)}`,
  };
  return words[noun];
}

/** A response in the middle of a sentence: `the response to SEND Review`; `the representation “Funding of partnerships”`. */
export function theResponse(consultation: Titled, response: OfKind | null): string {
  const title = shortTitle(consultation.title);
  const words = {
    response: `the response to ${title}`,
    endorsement: `the endorsement of a response to ${title}`,
    representation: `the representation “${title}”`,
  };
  return words[responseNoun(consultation, response)];
}

/**
 * A response by its network, the whole title and the department, for the start or the middle of a sentence:
 * `Kent Network’s response to “SEND Review: right support” (Department for Education, with Ofsted)`; of an endorsement
 * `Kent Network’s endorsement of the response of the association to “SEND Review” (Department for Education)`; of a
 * representation `Kent Network’s representation “Funding” to Department for Education`.
 */
export function responseInFull(
  { name }: Pick<Network, 'name'>,
  { title, department, representation }: Titled & Pick<Consultation, 'department'>,
  response: OfKind | null,
): string {
  if (representation !== undefined) return `${possessive(name)} representation “${title}” to ${department}`;
  const endorsed = response === null ? null : endorsementOf(response);
  const noun = endorsed === null ? 'response' : `endorsement of the response of ${endorsed.body}`;
  return `${possessive(name)} ${noun} to “${title}” (${withoutBrackets(departmentName(department))})`;
}

/** A round in the middle of a sentence: `round 2`. */
export function roundName(n: number): string {
  return `round ${n}`;
}

/** The department that asks. Its partners follow a comma: `Department for Education, with Ofsted`. */
export function departmentName(department: string): string {
  return department.replace(partners, ', $1').trim();
}

/** Partners in brackets: ` (with Ofsted)`. An abbreviation, ` (DfE)`, stays in its brackets. */
const partners = /\s*\(((?:with|and|jointly with|together with) [^()]*)\)/giu;

function withoutBrackets(name: string): string {
  return name.replace(/\s*[([]([^()[\]]*)[)\]]/gu, ', $1').trim();
}
