import { type Consultation, type ConsultationEvent, hasClosed, plannedTo } from '../../consultation/consultation.ts';
import type { DateMove, StepName } from '../../consultation/date-move.ts';
import { cleanText } from '../../consultation/wording.ts';
import type { MemberId } from '../../ids.ts';
import { type Duty, may } from '../../network/access.ts';
import type { Network } from '../../network/network.ts';
import { type Instant, type Outcome, type Refused, accepted, refused } from '../../outcome.ts';
import type { Response } from '../response.ts';
import { type DatedStep, datedSteps } from './steps.ts';

type Answer = Outcome<Consultation, ConsultationEvent>;

/** A consultation whose dates move, with everything that its timetable follows from. */
export interface Planned {
  readonly consultation: Consultation;
  readonly network: Network;
  readonly response: Response | null;
}

/** Null where dates can be moved: by the coordinator, until the response is sent or withdrawn, or the consultation closes (WO15). */
export function whyNotMoveDates({ consultation, response }: Planned, duties: ReadonlySet<Duty>, at: Instant): Refused | null {
  if (!may('plan.change', duties)) return refused('not-allowed');
  if (response?.status === 'submitted') return refused('already-submitted');
  if (response?.status === 'withdrawn') return refused('not-allowed', 'The text has been withdrawn.');
  return hasClosed(consultation, at) ? refused('consultation-closed') : null;
}

/** Why a step cannot have a date. `before` and `after`: the date must be before or after that of another step. */
export type Misplaced = { readonly because: 'passed' | 'after-close' } | { readonly because: 'before' | 'after'; readonly step: DatedStep };

/** Why a step cannot have a date; null where it can. Steps that are done hold up no other (WO15). */
export function misplaced(planned: Planned, name: StepName, { to, at }: { readonly to: Instant; readonly at: Instant }): Misplaced | null {
  if (to <= at) return { because: 'passed' };
  if (to >= plannedTo(planned.consultation)) return { because: 'after-close' };
  const steps = datedSteps(planned.consultation, planned.network, planned.response);
  const place = steps.findIndex((step) => step.name === name);
  const earlier = steps.slice(0, place).findLast((step) => !step.isDone && step.at >= to);
  if (earlier !== undefined) return { because: 'after', step: earlier };
  const next = steps.slice(place + 1).find((step) => !step.isDone && step.at <= to);
  return next === undefined ? null : { because: 'before', step: next };
}

/** True for the date of an office while the text is in sign-off: its people were asked by that date (WO15). */
export function isAsked({ name }: DatedStep, response: Response | null): boolean {
  return response?.status === 'in-sign-off' && name.startsWith('office:');
}

/** A move of one date. `was` is the date on the page: if it is another by now, somebody else moved it. */
export interface DateMoving {
  readonly step: StepName;
  readonly was: Instant;
  readonly to: Instant;
  readonly reason: string;
  /** SHA-256 of the reason; null where there is none. */
  readonly reasonHash: string | null;
  readonly by: MemberId;
  readonly at: Instant;
  readonly duties: ReadonlySet<Duty>;
}

/** Moves the date of one step (WO15). Refuses a date that {@link misplaced} explains with `invalid`, and a stale one with `plan-changed`. */
export function moveDate(planned: Planned, { duties, was, reasonHash, ...moving }: DateMoving): Answer {
  const { consultation, network, response } = planned;
  const { step: name, to, at, by } = moving;
  const whyNot = whyNotMoveDates(planned, duties, at);
  if (whyNot !== null) return whyNot;
  const step = datedSteps(consultation, network, response).find((one) => one.name === name);
  if (step === undefined) return refused('not-found');
  if (step.isDone) return refused('already-exists', 'This step is done, so its date stays.');
  if (isAsked(step, response)) return refused('not-drafting', 'The text is locked, and its people are asked by this date.');
  if (step.at !== was) return refused('plan-changed');
  if (step.at === to) return refused('already-exists', 'This is its date already.');
  if (misplaced(planned, name, { to, at }) !== null) return refused('invalid', 'This date does not fit between the others.');
  const reason = cleanText(moving.reason);
  if (reason.length > 2000) return refused('invalid', 'The reason must be 2,000 characters or fewer.');
  return accepted<Consultation, ConsultationEvent>(withMoves(consultation, [{ at, by, step: name, from: step.at, to, reason }]), {
    type: 'DateMoved',
    data: { step: name, from: step.at, to, reasonHash },
  });
}

/** Plans every date that was moved again from the close (WO15). Refuses with `already-exists` where none is moved. */
export function planAgain(
  planned: Planned,
  { by, at, duties }: { readonly by: MemberId; readonly at: Instant; readonly duties: ReadonlySet<Duty> },
): Answer {
  const { consultation, network, response } = planned;
  const whyNot = whyNotMoveDates(planned, duties, at);
  if (whyNot !== null) return whyNot;
  const moved = datedSteps(consultation, network, response).filter((step) => step.isMoved && !step.isDone && !isAsked(step, response));
  if (moved.length === 0) return refused('already-exists', 'No date is moved now.');
  const moves = moved.map(({ name, at: from }): DateMove => ({ at, by, step: name, from, to: null, reason: '' }));
  return accepted<Consultation, ConsultationEvent>(withMoves(consultation, moves), {
    type: 'DatesPlannedAgain',
    data: { steps: moved.map(({ name }) => name) },
  });
}

function withMoves(consultation: Consultation, moves: readonly DateMove[]): Consultation {
  return { ...consultation, dateMoves: [...(consultation.dateMoves ?? []), ...moves] };
}

/** The last move of a step that is moved now; null where it stands as planned. */
export function moveOf({ dateMoves = [] }: Pick<Consultation, 'dateMoves'>, { name, isMoved }: DatedStep): DateMove | null {
  return dateMoves.findLast(({ step, to }) => isMoved && step === name && to !== null) ?? null;
}
