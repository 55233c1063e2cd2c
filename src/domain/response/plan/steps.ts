import type { Consultation } from '../../consultation/consultation.ts';
import { type StepName, officeStep, stepNames } from '../../consultation/date-move.ts';
import type { Network } from '../../network/network.ts';
import type { Instant } from '../../outcome.ts';
import { isFinished } from '../../round/stage.ts';
import { datesOf } from '../../time/timetable.ts';
import { type Response, latestRound } from '../response.ts';
import { workPlanOf } from '../work-plan.ts';

/** A step of a timetable with its date. */
export interface DatedStep {
  readonly name: StepName;
  readonly at: Instant;
  /** True if a coordinator moved the date, and it was not planned again since (WO15). */
  readonly isMoved: boolean;
  /** True if the response is past it (WO5). */
  readonly isDone: boolean;
}

/** The steps of a timetable in order, each with its date in force. */
export function datedSteps(consultation: Consultation, network: Network, response: Response | null): readonly DatedStep[] {
  const plan = workPlanOf(consultation, network, response);
  const names = stepNames(network.offices);
  return datesOf(plan, network.timeZone).flatMap((at, place) =>
    names.slice(place, place + 1).map((name) => ({ name, at, isMoved: plan.moved.has(place), isDone: isStepDone(name, response) })),
  );
}

/** True if a response is past a step: pages mark it as done (WO5). */
export function isStepDone(name: StepName, response: Response | null): boolean {
  if (response === null) return false;
  const isLocked = response.status !== 'drafting' || response.locking !== null;
  switch (name) {
    case 'contributions':
    case 'consolidated-draft':
      // A text that was locked once has had its evidence and its draft.
      return isLocked || response.rounds.length > 0;
    case 'lock':
      return isLocked;
    case 'submit':
      return response.status === 'submitted';
    default:
      return response.status === 'submitted' || (isLocked && isOfficeDone(name, response));
  }
}

function isOfficeDone(name: StepName, response: Response): boolean {
  const stages = latestRound(response)?.stages ?? [];
  return stages.some((stage) => officeStep(stage.office.id) === name && isFinished(stage));
}
