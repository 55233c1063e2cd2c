import { type Consultation, shortTitle } from '../domain/consultation/consultation.ts';
import type { Network } from '../domain/network/network.ts';
import { possessive } from './english.ts';

// How responses, rounds and departments are named: on pages, in mails and in documents alike. No article is put before a
// name that people typed: nobody can guess it.

type Titled = Pick<Consultation, 'title' | 'representation'>;

/** A response as a title: `Response to SEND Review`; `Representation: Funding of partnerships`. */
export function responseTitle({ title, representation }: Titled): string {
  if (representation !== undefined) return `Representation: ${shortTitle(title)}`;
  return `Response to ${shortTitle(title)}`;
}

/** A response in the middle of a sentence: `the response to SEND Review`; `the representation “Funding of partnerships”`. */
export function theResponse({ title, representation }: Titled): string {
  if (representation !== undefined) return `the representation “${shortTitle(title)}”`;
  return `the response to ${shortTitle(title)}`;
}

/**
 * A response by its network, the whole title and the department, for the start or the middle of a sentence:
 * `Kent Network’s response to “SEND Review: right support” (Department for Education, with Ofsted)`; of a representation
 * `Kent Network’s representation “Funding” to Department for Education`.
 */
export function responseInFull(
  { name }: Pick<Network, 'name'>,
  { title, department, representation }: Titled & Pick<Consultation, 'department'>,
): string {
  if (representation !== undefined) return `${possessive(name)} representation “${title}” to ${department}`;
  return `${possessive(name)} response to “${title}” (${withoutBrackets(departmentName(department))})`;
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
