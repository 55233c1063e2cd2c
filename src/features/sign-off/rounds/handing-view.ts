import { type Duty, may } from '../../../domain/network/access.ts';
import type { Instant } from '../../../domain/outcome.ts';
import { type Response, latestRound } from '../../../domain/response/response.ts';
import { activeStages } from '../../../domain/round/round.ts';
import { type PendingSlot, type Stage, pendingSlots } from '../../../domain/round/stage.ts';
import { caseOfHandOver, deputisable } from '../../../domain/sign-off/deputise.ts';
import { formatLastDay } from '../../../domain/time/calendar.ts';
import { type Cast, nameOf } from '../../../phrases/people.ts';

/** The facts from which the page of sign-off offers to hand decisions over and back. */
export interface HandingShown {
  readonly response: Response;
  readonly cast: Cast;
  readonly duties: ReadonlySet<Duty>;
  readonly memberId: string;
  readonly now: Instant;
}

/** A decision that the reader can hand over to a deputy, or back to the holder of the office (SO8). */
export interface HandingRow {
  readonly slot: string;
  readonly path: 'hand-over' | 'hand-back';
  readonly title: string;
  readonly says: string;
  readonly button: string;
}

/** The decisions that the reader can hand over or back now (SO8). */
export function handingRows(shown: HandingShown): readonly HandingRow[] {
  const round = latestRound(shown.response);
  if (round?.status !== 'open') return [];
  return activeStages(round).flatMap((stage) => pendingSlots(stage).flatMap((slot) => rowOf(stage, slot, shown)));
}

function rowOf(stage: Stage, slot: PendingSlot, shown: HandingShown): readonly HandingRow[] {
  return slot.deputyFor === undefined ? overRow(stage, slot, shown) : backRow(slot, slot.deputyFor, shown);
}

function overRow(stage: Stage, slot: PendingSlot, { response, cast, duties, memberId, now }: HandingShown): readonly HandingRow[] {
  const people = { network: cast.network, members: [...cast.members.values()], at: now };
  const found = deputisable(response, slot.id, people);
  if (!found.ok || !may('sign-off.hand-over', duties, caseOfHandOver(response, slot.id, { ...people, memberId }))) return [];
  const own = slot.memberId === memberId;
  const [name, deputy] = [nameOf(cast, slot.memberId), nameOf(cast, found.absence.deputyId)];
  const until = formatLastDay(found.absence.until, cast.network.timeZone);
  return [
    {
      slot: slot.id,
      path: 'hand-over',
      title: own ? `You are away until ${until}` : `${name} is away until ${until}`,
      says: `${deputy} stands in, and can decide as ${stage.office.name} for ${own ? 'you' : name}. ${own ? 'Your' : 'The'} links in the emails to ${own ? 'you' : name} stop then. ${own ? 'You can take' : `${name} can take`} the decision back until it is made.`,
      button: `Let ${deputy} decide`,
    },
  ];
}

function backRow(
  { memberId: deputyId }: PendingSlot,
  { slot, memberId: holderId }: NonNullable<PendingSlot['deputyFor']>,
  { cast, duties, memberId }: HandingShown,
): readonly HandingRow[] {
  const own = holderId === memberId;
  if (!may('sign-off.hand-back', duties, { asked: own })) return [];
  const [deputy, name] = [nameOf(cast, deputyId), nameOf(cast, holderId)];
  return [
    {
      slot,
      path: 'hand-back',
      title: `${deputy} decides for ${own ? 'you' : name}`,
      says: `${deputy} has not decided yet. If the decision goes back, ${deputy} is told, and ${own ? 'you get' : `${name} gets`} a new request by email.`,
      button: own ? 'Decide yourself' : `Give it back to ${name}`,
    },
  ];
}

/** The page on which the reader says that they are away: for a person who is asked to decide and cannot hand over yet; else empty. */
export function awayHref({ response, memberId }: HandingShown, rows: readonly HandingRow[]): string {
  const round = latestRound(response);
  const asked = round?.status === 'open' ? activeStages(round).flatMap(pendingSlots) : [];
  const isAsked = asked.some((slot) => slot.memberId === memberId && slot.deputyFor === undefined);
  return isAsked && rows.length === 0 ? `/network/members/${memberId}/away` : '';
}
