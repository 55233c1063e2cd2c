import type { Position } from '../../domain/positions/position.ts';
import type { Source } from '../../domain/positions/statement.ts';
import type { Totals } from '../../domain/positions/totals.ts';
import { formatDate } from '../../domain/time/calendar.ts';
import { counted, listed } from '../english.ts';
import { type Cast, nameOf } from '../people.ts';
import { onAt } from '../rounds.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Tag } from '../statuses.ts';

/** A position as a word of its own, in the order in which pages offer them. */
export const positionWords = {
  endorses: 'Endorses',
  'endorses-with-reservation': 'Endorses with a reservation',
  'cannot-take-a-position': 'Cannot take a position',
  'does-not-endorse': 'Does not endorse',
} as const satisfies Record<Position, string>;

/** The verb of a position, for one organisation and for several. */
export const positionVerbs = {
  endorses: { one: 'endorses', many: 'endorse' },
  'endorses-with-reservation': { one: 'endorses with a reservation', many: 'endorse with a reservation' },
  'cannot-take-a-position': { one: 'cannot take a position', many: 'cannot take a position' },
  'does-not-endorse': { one: 'does not endorse', many: 'do not endorse' },
} as const satisfies Record<Position, object>;

const looks = {
  endorses: 'good',
  'endorses-with-reservation': 'warn',
  'cannot-take-a-position': 'none',
  'does-not-endorse': 'stop',
} as const satisfies Record<Position, Tag['look']>;

/** A position as a tag; *No reply* where there is none. */
export function positionTag(position: Position | null): Tag {
  return position === null ? { tag: 'No reply', look: 'none' } : { tag: positionWords[position], look: looks[position] };
}

/** Who said it, and when: `Given by Ann Lee on 3 May 2026 at 10am`, or `Recorded by … on …, from an email of Ann Lee of 3 May 2026` (PO6). */
export function sourceWords({ source, at }: { readonly source: Source; readonly at: Instant }, cast: Cast): string {
  const by = nameOf(cast, source.by);
  if (source.how === 'given') return `Given by ${by} ${onAt(at, cast)}`;
  const day = formatDate(source.sent, cast.network.timeZone);
  return `Recorded by ${by} ${onAt(at, cast)}, from an email of ${nameOf(cast, source.from)} of ${day}`;
}

/** `Awaiting clearance until 3 May 2026` (PO7). */
export function awaitingWords({ until }: { readonly until: Instant }, { network }: Pick<Cast, 'network'>): string {
  return `Awaiting clearance until ${formatDate(until, network.timeZone)}`;
}

/** How many have spoken, and where they stand: `16 of 19 have spoken: 11 endorse, 2 with a reservation and 3 do not endorse`. */
export function totalsWords({ of, spoken, counts }: Totals): string {
  if (spoken === 0) return `None of ${counted(of, 'organisation', 'organisations')} has spoken`;
  const parts = (Object.keys(positionWords) as Position[]).flatMap((position) => {
    const count = counts[position];
    if (count === 0) return [];
    const isShort = position === 'endorses-with-reservation' && counts.endorses > 0;
    return [isShort ? `${count} with a reservation` : `${count} ${positionVerbs[position][count === 1 ? 'one' : 'many']}`];
  });
  return `${spoken} of ${of} ${spoken === 1 ? 'has' : 'have'} spoken: ${listed(parts)}`;
}
