import { type Consultation, type Question, currentQuestions, isRepresentation } from '../../consultation/consultation.ts';
import { fixedSections } from '../../consultation/section.ts';
import type { SectionId } from '../../ids.ts';
import { type OfKind, kindOf } from './kind.ts';

/** A section without a question. */
export interface FixedSection {
  readonly id: SectionId;
  readonly title: string;
}

/** A consultation, and what the network does with it; null before the response is started. */
export interface Answered {
  readonly consultation: Consultation;
  readonly response: OfKind | null;
}

const [letter, about, , comments] = fixedSections;

/** The parts of an endorsement: why, and anything else the network has to say (RK5). */
const ofEndorsement: readonly FixedSection[] = [letter, comments];
/** The parts of a representation beside its headings (RK10). */
const ofRepresentation: readonly FixedSection[] = [{ id: letter.id, title: 'Opening' }, about];

/** The sections without a question that this response prints, in order (RK5, RK10). */
export function fixedIn({ consultation, response }: Answered): readonly FixedSection[] {
  if (response !== null && kindOf(response) === 'endorse') return ofEndorsement;
  return isRepresentation(consultation) ? ofRepresentation : fixedSections;
}

/** The questions that this response answers, in order: none where it endorses another body's response, or none is made (RK5, RK7). */
export function questionsIn({ consultation, response }: Answered): readonly Question[] {
  return response === null || kindOf(response) === 'respond' ? currentQuestions(consultation).questions : [];
}

/** The sections without a question that a consultation names in lists, whatever kind its response is of. */
export function fixedNamed(consultation: Consultation): readonly FixedSection[] {
  return fixedIn({ consultation, response: null });
}

/** A section without a question by its id, under the title that it has in this consultation; undefined for any other id. */
export function fixedSectionNamed(consultation: Consultation, id: string | null): FixedSection | undefined {
  return [...fixedNamed(consultation), ...fixedSections].find((one) => one.id === id);
}
