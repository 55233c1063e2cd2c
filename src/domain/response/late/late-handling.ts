import type { EpochId, MemberId } from '../../ids.ts';
import { type Duty, may } from '../../network/access.ts';
import { type Digest, type Instant, type Outcome, type Refused, accepted, refused } from '../../outcome.ts';
import type { LatePart, LatePassage } from './late-passage.ts';
import { type Response, whyNotOpen } from '../response.ts';
import type { LateData, ResponseEvent } from '../response-event.ts';

/** A passage as a command names it, and who decides about it. */
export interface Handling extends LateData {
  readonly digest: Digest;
  readonly at: Instant;
  readonly by: MemberId;
  readonly duties: ReadonlySet<Duty>;
}

/** The decisions about the late words of one member: those that came too late for the draft now, and for the one before it. */
export function decidedFor({ epoch, epochs, latePassages }: Response, member: MemberId): readonly LatePassage[] {
  const before = epochs.find((one) => one.id === epoch)?.from;
  return latePassages.filter((passage) => passage.member === member && (passage.epoch === epoch || passage.epoch === before));
}

type Result = Outcome<Response, ResponseEvent>;

/** The decision about a passage, also where more words came in after it; null where there is none. */
export function decidedAbout(response: Response, passage: LateData): LatePassage | null {
  return response.latePassages.find((one) => isSame(one, passage)) ?? null;
}

/** Null where a passage can be brought into the draft now; serves the page, and the command before and after the append (CO5). */
export function whyNotBring(response: Response, duties: ReadonlySet<Duty>): Refused | null {
  if (!may('late.bring', duties)) return refused('not-allowed');
  return whyNotOpen(response);
}

/** A passage that was brought into a draft. */
export interface Bringing extends Handling {
  /** The epoch that its words were appended to. */
  readonly into: EpochId;
  /** The parts that did not come in; somebody gave another since. */
  readonly without: readonly LatePart[];
}

/** Records that a passage stands in a draft. It accepts also where the text was locked after the append: the words are in the draft. */
export function bringPassage(response: Response, { into, without: parts, ...handling }: Bringing): Result {
  const refusal = whyNotDecide(response, handling, 'brought');
  if (refusal !== null) return refusal;
  const left = parts.length === 0 ? {} : { without: [...parts] };
  return accepted<Response, ResponseEvent>(withDecision(response, handling, { became: 'brought', ...left }), {
    type: 'LatePassageBrought',
    data: { ...dataOf(handling), into, ...left },
  });
}

/** Records that a passage is not used; {@link takeUpPassage} takes that back. */
export function leaveOutPassage(response: Response, handling: Handling): Result {
  const refusal = whyNotDecide(response, handling, 'left-out');
  if (refusal !== null) return refusal;
  return accepted<Response, ResponseEvent>(withDecision(response, handling, { became: 'left-out' }), {
    type: 'LatePassageLeftOut',
    data: dataOf(handling),
  });
}

/**
 * Takes back the decision that a passage is not used: the passage is undecided again. Refuses with `already-exists` where there
 * is no decision, and with `slot-decided` where the passage was brought: its words stay in the text.
 */
export function takeUpPassage(response: Response, handling: Handling): Result {
  if (!may('late.bring', handling.duties)) return refused('not-allowed');
  const before = decidedAbout(response, handling);
  if (before === null) return refused('already-exists', 'This passage is to be decided about already.');
  if (before.became === 'brought') return refused('slot-decided', 'This passage is in the draft already.');
  return accepted<Response, ResponseEvent>(without(response, handling), { type: 'LatePassageTakenUp', data: dataOf(handling) });
}

/** `already-exists` where this decision was made before, `slot-decided` where a passage to leave out is in the draft. */
function whyNotDecide(response: Response, handling: Handling, became: LatePassage['became']): Refused | null {
  if (!may('late.bring', handling.duties)) return refused('not-allowed');
  const before = decidedAbout(response, handling);
  if (before?.digest !== handling.digest) return null;
  if (before.became === 'brought')
    return refused(became === 'brought' ? 'already-exists' : 'slot-decided', 'This passage is in the draft already.');
  return became === 'left-out' ? refused('already-exists', 'This passage was left out already.') : null;
}

function withDecision(response: Response, handling: Handling, decided: Pick<LatePassage, 'became' | 'without'>): Response {
  const { digest, at, by } = handling;
  const { latePassages, ...rest } = without(response, handling);
  return { ...rest, latePassages: [...latePassages, { ...dataOf(handling), digest, ...decided, at, by }] };
}

function without(response: Response, passage: LateData): Response {
  return { ...response, latePassages: response.latePassages.filter((one) => !isSame(one, passage)) };
}

function dataOf({ epoch, member, section }: LateData): LateData {
  return { epoch, member, section };
}

function isSame(one: LateData, other: LateData): boolean {
  return one.epoch === other.epoch && one.member === other.member && one.section === other.section;
}
