import type { MemberId } from '../ids.ts';
import { type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { addDays } from '../time/calendar.ts';
import { type Span, hasEnded, later, overlap } from '../time/span.ts';
import type { Absence } from './absence.ts';
import { officesOf } from './access.ts';
import { type Changing, type Member, type MemberEvent, isCurrent } from './member.ts';
import type { Network } from './network.ts';

/** An absence as it is recorded. */
export type NewAbsence = Pick<Absence, 'from' | 'until' | 'deputyId'>;

/** The network as the command reads it; `members` holds everybody in it, by id. */
export interface Around {
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
}

/** The most days of an absence, and the most days from now until its end. */
const most = { days: 366, ahead: 2 * 366 };

/**
 * Records that a member is away, and who stands in (WO30, WO31). Absences that are over leave the state; events keep them.
 * Refused with `invalid` for days that make no sense, with `already-exists` for days of another absence, and with `not-allowed`
 * for a person who cannot stand in.
 */
export function recordAbsence(
  member: Member,
  { from, until, deputyId }: NewAbsence,
  { at, by }: Changing,
  around: Around,
): Outcome<Member, MemberEvent> {
  if (!isCurrent(member, at)) return refused('membership-ended', `${member.name} has left the network.`);
  const kept = (member.absences ?? []).filter((absence) => !hasEnded(absence, at));
  const whyNot = whyNotThen({ from, until }, at, around.network.timeZone) ?? whyNotTwice(kept, { from, until });
  if (whyNot !== null) return whyNot;
  const whyNotWho = deputyId === null ? null : whyNotDeputy(member, { from, until, deputyId }, around, at);
  if (whyNotWho !== null) return whyNotWho;
  const [before, after] = [kept.filter((one) => one.from < from), kept.filter((one) => one.from > from)];
  const absences = [...before, { from, until, deputyId, at, by }, ...after];
  return accepted({ ...member, absences }, { type: 'AbsenceRecorded', data: { from, until, deputyId } });
}

/** Ends the absence that began at `from`: now, or wholly where it lies ahead. */
export function endAbsence(member: Member, from: Instant, { at }: Pick<Changing, 'at'>): Outcome<Member, MemberEvent> {
  const recorded = member.absences ?? [];
  const found = recorded.find((absence) => absence.from === from);
  if (found === undefined || hasEnded(found, at)) return refused('already-exists', 'This absence is over already.');
  const others = recorded.filter((absence) => absence !== found);
  const absences = from < at ? [...others, { ...found, until: at }] : others;
  return accepted({ ...member, absences }, { type: 'AbsenceEnded', data: { from, until: later(from, at) } });
}

function whyNotThen({ from, until }: Pick<NewAbsence, 'from' | 'until'>, at: Instant, zone: string): Refused | null {
  if (until <= from) return refused('invalid', 'The last day must not come before the first.');
  if (until <= at) return refused('invalid', 'These days have passed. Give days that are still to come.');
  if (until > addDays(from, most.days, zone)) return refused('invalid', 'An absence lasts a year at most.');
  if (until > addDays(at, most.ahead, zone)) return refused('invalid', 'The last day must be within the next two years.');
  return null;
}

function whyNotTwice(kept: readonly Absence[], span: Pick<NewAbsence, 'from' | 'until'>): Refused | null {
  return kept.some((absence) => overlap(absence, span))
    ? refused('already-exists', 'Another absence is recorded for some of these days. End that one first.')
    : null;
}

/**
 * Null for a member who can stand in for another at an instant (WO31). Anybody of the organisation who writes can stand in. For the
 * holder of an office any member can, except a coordinator. For a coordinator only another coordinator can.
 */
export function whyNotStandIn(member: Member, deputy: Member, network: Network, at: Instant): Refused | null {
  if (deputy.networkId !== member.networkId) return refused('not-found', 'Pick a member of the network.');
  if (deputy.id === member.id) return refused('not-allowed', 'Nobody stands in for themselves. Pick somebody else.');
  if (!isCurrent(deputy, at)) return refused('membership-ended', `${deputy.name} has left the network. Pick somebody else.`);
  const isColleague = member.organisationId !== null && member.organisationId === deputy.organisationId && deputy.role !== 'reader';
  const coordinate = [member, deputy].filter(({ role }) => role === 'coordinator').length;
  const isForOffice = coordinate === 0 && officesOf(member, network, at).length > 0;
  if (coordinate === 2 || (coordinate === 0 && (isColleague || isForOffice))) return null;
  return refused('not-allowed', `${deputy.name} cannot stand in for ${member.name}: ${whoCan(member)} can.`);
}

function whoCan({ role }: Member): string {
  return role === 'coordinator' ? 'another coordinator' : 'a person who writes for the same organisation';
}

interface Deputised extends Pick<NewAbsence, 'from' | 'until'> {
  readonly deputyId: MemberId;
}

function whyNotDeputy(member: Member, absence: Deputised, { network, members }: Around, at: Instant): Refused | null {
  const deputy = members.get(absence.deputyId);
  if (deputy === undefined) return refused('not-found', 'Pick a member of the network.');
  const whyNot = whyNotStandIn(member, deputy, network, at);
  if (whyNot !== null) return whyNot;
  return leadsTo(member.id, deputy, absence, members, new Set())
    ? refused('not-allowed', `${deputy.name} is away in that time, and ${member.name} stands in for them. Pick somebody else.`)
    : null;
}

/** True if the chain of deputies from a member on comes to another member within a time, so that nobody would be there. */
function leadsTo(
  target: MemberId,
  member: Member,
  within: Pick<Span, 'from'> & { readonly until: Instant },
  members: ReadonlyMap<string, Member>,
  passed: ReadonlySet<string>,
): boolean {
  if (passed.has(member.id)) return false;
  return (member.absences ?? []).some((absence) => {
    if (absence.deputyId === null || !overlap(absence, within)) return false;
    if (absence.deputyId === target) return true;
    const deputy = members.get(absence.deputyId);
    const common = { from: later(absence.from, within.from), until: absence.until < within.until ? absence.until : within.until };
    return deputy !== undefined && leadsTo(target, deputy, common, members, new Set([...passed, member.id]));
  });
}
