import { closingLabel } from '../../phrases/kinds/closing.ts';
import { type Consultation, currentQuestions, hasClosed, isRepresentation, plannedTo } from '../../domain/consultation/consultation.ts';
import { may } from '../../domain/network/access.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { daysBetween, formatDate, formatTime } from '../../domain/time/calendar.ts';
import { counted } from '../../phrases/english.ts';
import { departmentName } from '../../phrases/names.ts';
import { consultationTag, responseTag } from '../../phrases/statuses.ts';
import type { Viewer } from '../../web/viewer.ts';

/** A consultation with the network's response to it. */
export interface Listed {
  readonly consultation: Consultation;
  readonly response: Response | null;
}

/** The register: what is open, soonest to close first, then letters of our own, then what has closed, latest first. */
export function listView(all: readonly Listed[], viewer: Viewer, now: Instant) {
  const zone = viewer.network.timeZone;
  const row = ({ consultation, response }: Listed) => {
    const end = plannedTo(consultation);
    const left = daysBetween(now, end, zone);
    const closed = hasClosed(consultation, now);
    return {
      href: `/consultations/${consultation.id}`,
      title: consultation.title,
      department: departmentName(consultation.department),
      closes: `${isRepresentation(consultation) ? `${closingLabel(consultation)} ` : ''}${formatDate(end, zone)}, ${formatTime(end, zone)}`,
      left: closed ? '' : leftWords(left),
      questions: String(currentQuestions(consultation).questions.length),
      open: consultationTag(consultation, now),
      response: responseTag(response, consultation),
    };
  };
  const asked = all.filter(({ consultation }) => !isRepresentation(consultation));
  const closed = asked.filter(({ consultation }) => hasClosed(consultation, now));
  const letters = all.filter(({ consultation }) => isRepresentation(consultation));
  return {
    title: 'Consultations',
    place: 'consultations' as const,
    mayAdd: may('consultation.add', viewer.duties),
    none: all.length === 0,
    groups: [
      { caption: 'Open', heads, rows: asked.filter((one) => !closed.includes(one)).map(row) },
      { caption: 'Representations', heads: letterHeads, rows: letters.map(row) },
      { caption: 'Closed', heads, rows: closed.toReversed().map(row) },
    ].filter(({ rows }) => rows.length > 0),
  };
}

const heads = { name: 'Consultation', end: 'Closes', count: 'Questions', response: 'The network’s response' };
const letterHeads = { name: 'Representation', end: 'Date', count: 'Headings', response: 'How far it is' };

/** The days left, or gone by: a date of our own can pass without an end. */
function leftWords(days: number): string {
  if (days < 0) return `${counted(-days, 'day', 'days')} ago`;
  return days === 0 ? 'today' : `${counted(days, 'day', 'days')} left`;
}
