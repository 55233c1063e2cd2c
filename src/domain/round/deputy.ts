import { type Absence, awayAt } from '../network/absence.ts';
import { type Member, coordinatedSince, isCurrent } from '../network/member.ts';
import type { MemberId, SlotId } from '../ids.ts';
import { type Instant, type Refused, refused } from '../outcome.ts';
import type { SignOffRound } from './round.ts';
import type { Slot } from './stage.ts';

/** An absence that names a deputy. */
export type WithDeputy = Absence & { readonly deputyId: MemberId };

/** The holder of the office in whose right a slot decides: the person in it, or the person for whom a deputy is (SO8). */
export function holderOf({ memberId, deputyFor }: Slot): MemberId {
  return deputyFor?.memberId ?? memberId;
}

/** True for an approval that a member gave, or that their deputy gave in their right: it satisfies one stage alone (SO8, two hats). */
export function hasApproved(slot: Slot, id: MemberId): boolean {
  return slot.status === 'approved' && (slot.memberId === id || holderOf(slot) === id);
}

/**
 * The absence by which a deputy decides for a member: it is in force and names the deputy. One that another person recorded counts
 * only where it was recorded before the text was locked, so that nobody else picks who decides on a text that is there (SO8).
 */
export function absenceFor(member: Member | undefined, { lockedAt }: Pick<SignOffRound, 'lockedAt'>, at: Instant): WithDeputy | null {
  const absence = member === undefined ? null : awayAt(member, at);
  if (member === undefined || absence?.deputyId == null) return null;
  return absence.by === member.id || absence.at < lockedAt ? { ...absence, deputyId: absence.deputyId } : null;
}

/** The facts from which it follows whether a member can be a deputy; `except` is a slot that the member has as this deputy already. */
export interface Deputies {
  readonly round: SignOffRound;
  readonly members: readonly Member[];
  readonly at: Instant;
  readonly except?: SlotId;
}

/**
 * Null where a member can decide for another in a round: a current member, who has not coordinated since the lock, and who has or had
 * no other request in the round that was not closed for a successor (SO8, two hats).
 */
export function whyNotDeputy(id: MemberId, { round, members, at, except }: Deputies): Refused | null {
  const member = members.find((one) => one.id === id);
  if (member === undefined || !isCurrent(member, at)) return refused('membership-ended', 'The deputy has left the network.');
  if (coordinatedSince(member, round.lockedAt)) return refused('not-allowed', `${member.name} coordinates, and so decides for nobody.`);
  const isUsed = round.stages.some(({ slots }) =>
    slots.some((slot) => slot.memberId === id && slot.id !== except && slot.status !== 'replaced'),
  );
  return isUsed ? refused('two-hats', `${member.name} has a request of their own in this round. One person decides once.`) : null;
}

/** True while the deputy in a slot may decide: the absence that names them is in force, and they can be a deputy (SO8). */
export function isDeputyStill(slot: Slot, { round, members, at }: Omit<Deputies, 'except'>): boolean {
  const holder = members.find((one) => one.id === holderOf(slot));
  const isNamed = absenceFor(holder, round, at)?.deputyId === slot.memberId;
  return isNamed && whyNotDeputy(slot.memberId, { round, members, at, except: slot.id }) === null;
}
