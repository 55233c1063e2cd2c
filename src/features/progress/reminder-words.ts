import type { ResponseNoun } from '../../phrases/names.ts';
import type { Instant } from '../../domain/outcome.ts';
import { formatDate, formatDeadline, formatShortDay } from '../../domain/time/calendar.ts';
import { counted, possessive } from '../../phrases/english.ts';
import type { Asking } from './asking.ts';

/** The surroundings of a reminder; `by` is the instant by which positions are asked for. */
export interface Around {
  readonly by: Instant;
  readonly zone: string;
  readonly noun: ResponseNoun;
}

/** The subject of a reminder: its date first. */
export function subjectOf({ ask, organisation }: Asking, { by, zone }: Around): string {
  const until = `By ${formatShortDay(by, zone)}`;
  return ask === 'look-again'
    ? `${until}: answers changed since ${possessive(organisation.name)} position`
    : `${until}: where does ${organisation.name} stand?`;
}

/** The thing that is asked of an organisation, as a sentence to its people (PG7). */
export function askSentence({ ask, row, organisation }: Asking, { by, zone, noun }: Around): string {
  switch (ask) {
    case 'position':
      return `Say where ${organisation.name} stands on the ${noun}, by ${formatDeadline(by, zone)}.`;
    case 'cleared': {
      const until = row.awaiting === null ? '' : ` by ${formatDate(row.awaiting.until, zone)}`;
      return `You expected to have the position of ${organisation.name} cleared${until}. Say where it stands, or by which day you will know.`;
    }
    case 'look-again': {
      const at = row.statement === null ? '' : ` on ${formatDate(row.statement.at, zone)}`;
      return `${counted(row.changed, 'answer or opening part has', 'answers or opening parts have')} changed since ${organisation.name} gave its position${at}. Say whether it still stands.`;
    }
  }
}

/** The thing that is asked of an organisation, in a few words for the coordinator. */
export function askShort({ ask, row }: Asking, zone: string): string {
  switch (ask) {
    case 'position':
      return 'No position yet';
    case 'cleared':
      return row.awaiting === null ? 'Promised a position' : `Promised a position by ${formatShortDay(row.awaiting.until, zone)}`;
    case 'look-again':
      return `Its position is on an earlier text: ${counted(row.changed, 'section', 'sections')} changed since`;
  }
}
