import { z } from 'zod';
import { MemberId } from '../ids.ts';
import { Instant } from '../outcome.ts';
import { type Span, isInForce } from '../time/span.ts';

/** A time in which a member is away, from the first instant of a day until the first instant after the last day (WO30). */
export const Absence = z.strictObject({
  from: Instant,
  until: Instant,
  /** The member who stands in; null where nobody does. */
  deputyId: MemberId.nullable(),
  /** When the absence was recorded, and by whom. */
  at: Instant,
  by: MemberId,
});
export type Absence = z.infer<typeof Absence>;

/** The part of a member that tells whether they are there. */
export interface Absentee extends Span {
  readonly id: MemberId;
  readonly absences?: readonly Absence[] | undefined;
}

/** The absence of a member that is in force at an instant; null for a member who is there. */
export function awayAt({ absences = [] }: Pick<Absentee, 'absences'>, at: Instant): Absence | null {
  return absences.find((absence) => isInForce(absence, at)) ?? null;
}

/**
 * The member who stands in for another at an instant: the deputy of their absence, or the deputy of an absent deputy, and so on,
 * up to the first who is there (WO32). Null where the member is there, where nobody was named, and where the last one named has
 * left the network or is away without a deputy.
 */
export function standInFor<Person extends Absentee>(
  members: ReadonlyMap<string, Person>,
  member: Pick<Absentee, 'id' | 'absences'>,
  at: Instant,
): Person | null {
  const passed = new Set<string>([member.id]);
  let absence = awayAt(member, at);
  while (absence !== null) {
    const deputy = absence.deputyId === null ? undefined : members.get(absence.deputyId);
    if (deputy === undefined || passed.has(deputy.id) || !isInForce(deputy, at)) return null;
    passed.add(deputy.id);
    absence = awayAt(deputy, at);
    if (absence === null) return deputy;
  }
  return null;
}

/** The members for whom a member stands in at an instant, in the order of `members` (WO32). */
export function stoodInForBy<Person extends Absentee>(
  members: ReadonlyMap<string, Person>,
  { id }: Pick<Absentee, 'id'>,
  at: Instant,
): readonly Person[] {
  return [...members.values()].filter((member) => isInForce(member, at) && standInFor(members, member, at)?.id === id);
}
