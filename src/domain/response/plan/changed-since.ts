import { type Consultation, plannedTo } from '../../consultation/consultation.ts';
import type { StepName } from '../../consultation/date-move.ts';
import type { MemberId, SectionId } from '../../ids.ts';
import type { Network } from '../../network/network.ts';
import type { Instant } from '../../outcome.ts';
import { type LeadChange, leadOf } from '../leading.ts';
import type { Response } from '../response.ts';
import { datedSteps } from './steps.ts';

/** A date that is another now than it was; `name` is `close` for the end of the consultation. */
export interface ChangedDate {
  readonly name: StepName | 'close';
  readonly was: Instant;
  readonly now: Instant;
}

/**
 * The dates that changed by moves since an instant, that one among them. A move that was taken back changed nothing, and a step that
 * is done is left out (WO19).
 */
export function datesChangedSince(
  consultation: Consultation,
  network: Network,
  response: Response,
  since: Instant,
): readonly ChangedDate[] {
  const before = consultationBefore(consultation, since);
  const present = datedSteps(consultation, network, response).filter(({ isDone }) => !isDone);
  const steps = datedSteps(before, network, response).flatMap(({ name, at: was }) =>
    present.filter((step) => step.name === name).map(({ at: now }) => ({ name, was, now })),
  );
  const close = { name: 'close', was: plannedTo(before), now: plannedTo(consultation) } as const;
  return [...steps, close].filter(({ was, now }) => was !== now);
}

/** A consultation as its dates were just before an instant. */
function consultationBefore(consultation: Consultation, since: Instant): Consultation {
  const undone = consultation.closingMoves.find(({ at }) => at >= since);
  return {
    ...consultation,
    closesAt: undone?.from ?? consultation.closesAt,
    closingMoves: consultation.closingMoves.filter(({ at }) => at < since),
    dateMoves: (consultation.dateMoves ?? []).filter(({ at }) => at < since),
  };
}

/** The sections that a member leads now and did not before some changes, and the other way round. */
export interface LedOtherwise {
  readonly gained: readonly SectionId[];
  readonly lost: readonly SectionId[];
}

/** How these changes of leads, oldest first, changed the sections that a member leads. Changes that were taken back count for nothing (WO19). */
export function ledOtherwise(response: Response, memberId: MemberId, changes: readonly LeadChange[]): LedOtherwise {
  const first = new Map(changes.toReversed().map(({ section, was }) => [section, was]));
  const now = (section: SectionId): boolean => leadOf(response, section)?.memberId === memberId;
  const sections = [...first.keys()];
  return {
    gained: sections.filter((section) => now(section) && first.get(section) !== memberId),
    lost: sections.filter((section) => !now(section) && first.get(section) === memberId),
  };
}
