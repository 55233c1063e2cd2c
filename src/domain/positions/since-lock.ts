import type { Instant } from '../outcome.ts';
import type { Heard } from '../round/heard.ts';
import type { Exception, Position } from './position.ts';
import { standingOf } from './positions.ts';
import { isNamed, speaksByName } from './printed.ts';
import type { Statement } from './statement.ts';
import type { OrganisationStanding } from './totals.ts';

/**
 * A position that was given after a text was locked. It stands beside the text as a dated note, and never in it. The note
 * alone adds no words to a document (PO15).
 */
export interface SinceLock {
  /** Null where neither the locked text nor the position itself names the organisation (PO13). */
  readonly organisation: string | null;
  /** Null where the locked text names the organisation, and the organisation now asks not to be named. */
  readonly position: Position | null;
  /** Where the locked text says that it stands; null where the locked text does not name it. */
  readonly was: Position | null;
  readonly exceptions: readonly Pick<Exception, 'section' | 'position'>[];
  /** The words of a note that carries the name; empty otherwise. For approvers, never for a document. */
  readonly words: string;
  readonly at: Instant;
}

/** The last position of each organisation that was given after a lock and not after an instant, earliest first (PO15). */
export function positionsSince(standings: readonly OrganisationStanding[], heard: readonly Heard[], until: Instant): readonly SinceLock[] {
  const known = new Map(heard.map(({ organisation, said }) => [organisation, said]));
  return standings
    .flatMap(({ organisation, positions }): SinceLock[] => {
      const said = positions?.said ?? [];
      const then = known.get(organisation.id) ?? 0;
      const { statement } = standingOf({ said: said.slice(then).filter(({ at }) => at <= until) });
      return statement === null ? [] : [sinceOf(organisation.name, statement, standingOf({ said: said.slice(0, then) }).statement)];
    })
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

function sinceOf(name: string, now: Statement, before: Statement | null): SinceLock {
  const was = before !== null && isNamed(before) ? before.position : null;
  const { position, note, at } = now;
  const exceptions = now.exceptions.map((one) => ({ section: one.section, position: one.position }));
  if (isNamed(now)) {
    const speaks = speaksByName(now);
    return { organisation: name, position, was, exceptions: speaks ? exceptions : [], words: speaks ? (note?.words ?? '') : '', at };
  }
  if (was !== null) return { organisation: name, position: null, was, exceptions: [], words: '', at };
  return { organisation: null, position, was, exceptions, words: '', at };
}
