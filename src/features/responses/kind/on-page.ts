import { type Question, isRepresentation } from '../../../domain/consultation/consultation.ts';
import { endorsementOf, kindOf } from '../../../domain/response/kind/kind.ts';
import { counted } from '../../../phrases/english.ts';
import type { ResponseNow } from '../response-now.ts';

/** The heading of the outline with its count: questions, headings, or the one page of an endorsement. */
export function headingOf({ consultation, response }: ResponseNow, count: number): string {
  if (kindOf(response) === 'endorse') return 'Endorsement';
  return isRepresentation(consultation) ? counted(count, 'heading', 'headings') : counted(count, 'question', 'questions');
}

/** Whose response this page endorses, and its document (RK5). */
export function endorsed({ consultation, response }: ResponseNow) {
  const endorsement = endorsementOf(response);
  if (endorsement === null) return null;
  return { body: endorsement.body, name: endorsement.attachment?.name ?? '', href: `/consultations/${consultation.id}/kind` };
}

/** The part of the list of sections that a question stands in. */
export function partOf({ kind, part }: Question): string {
  if (kind === 'heading') return 'Headings';
  return part === '' ? 'Questions' : part;
}
