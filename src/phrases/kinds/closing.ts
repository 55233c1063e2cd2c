import { type Consultation, isRepresentation, plannedTo } from '../../domain/consultation/consultation.ts';
import { formatDate, formatDeadline, formatTime } from '../../domain/time/calendar.ts';

// How the close is named. A representation has none, or one of its recipient: it is never said to close.

type Ending = Pick<Consultation, 'closesAt' | 'representation'>;

/** The close in a sentence: `The consultation closes on …`; of a representation, `It is to be sent by …` or `It has to arrive by …`. */
export function closingSentence(consultation: Ending, zone: string): string {
  const when = formatDeadline(plannedTo(consultation), zone);
  if (!isRepresentation(consultation)) return `The consultation closes on ${when}.`;
  return consultation.closesAt === null ? `It is to be sent by ${when}.` : `It has to arrive by ${when}.`;
}

/** The close as the label of a date: `Closes`, `To be sent by` or `To arrive by`. */
export function closingLabel(consultation: Ending): string {
  if (!isRepresentation(consultation)) return 'Closes';
  return consultation.closesAt === null ? 'To be sent by' : 'To arrive by';
}

/** The close in the middle of a sentence: `closes 24 June 2026`. */
export function closingInside(consultation: Ending, zone: string): string {
  return `${closingLabel(consultation).toLowerCase()} ${formatDate(plannedTo(consultation), zone)}`;
}

/** The close in a list of dates: `Closes, 11:45pm`. */
export function closingStep(consultation: Ending, zone: string): string {
  return `${closingLabel(consultation)}${isRepresentation(consultation) ? '' : ','} ${formatTime(plannedTo(consultation), zone)}`;
}
