import type { Consultation } from '../../../domain/consultation/consultation.ts';
import { everAsked } from '../../../domain/consultation/gone.ts';
import { questionName } from '../../../domain/consultation/question-name.ts';
import { fixedSectionNamed } from '../../../domain/response/kind/sections.ts';
import { inPositions, namesAndTitles } from '../../../domain/sign-off/checks.ts';
import { capital } from '../../../phrases/english.ts';
import type { Cast } from '../../../phrases/people.ts';

/** The place of a finding, with the page where somebody mends it. */
export interface Place {
  readonly where: string;
  readonly href: string;
  readonly places: readonly [];
}

/** The section of a question. */
export function questionAt(consultation: Consultation, id: string): Place {
  const question = everAsked(consultation).get(id);
  return {
    where: question === undefined ? `Question ${id}` : questionName(question),
    href: `/consultations/${consultation.id}/response#s-${id}`,
    places: [],
  };
}

/** The section or page where people write these words. */
export function printedAt(consultation: Consultation, section: string): Place {
  if (section === namesAndTitles) return { where: 'Names and titles', href: '/network', places: [] };
  if (section === inPositions) return { where: 'Positions', href: `/consultations/${consultation.id}/positions`, places: [] };
  const fixed = fixedSectionNamed(consultation, section);
  const at = questionAt(consultation, section);
  return fixed === undefined ? at : { ...at, where: fixed.title };
}

/** The page of the offices. */
export function officeAt(cast: Cast, id: string): Place {
  const office = cast.network.offices.find((one) => one.id === id);
  return { where: capital(office?.name ?? id), href: '/network', places: [] };
}
