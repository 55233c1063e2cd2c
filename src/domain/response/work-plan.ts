import { type Consultation, addedAt, plannedTo } from '../consultation/consultation.ts';
import type { Network } from '../network/network.ts';
import type { Instant } from '../outcome.ts';
import { stepNames } from '../consultation/date-move.ts';
import { type Plan, type Timetable, newPlan, places, timetableFrom, withBeginning, withClose, withMoves } from '../time/timetable.ts';
import type { Response } from './response.ts';

/** An event after which steps may be planned anew. */
type Turn =
  | { readonly type: 'close-moved'; readonly at: Instant; readonly to: Instant }
  | { readonly type: 'dates-moved'; readonly at: Instant; readonly changes: ReadonlyMap<number, Instant | null> }
  | { readonly type: 'locked'; readonly at: Instant }
  | { readonly type: 'reopened'; readonly at: Instant };

/**
 * The dates a network works to for one consultation. They are planned when the consultation is added. They are planned again
 * where the close moved, and for the steps ahead where the text was locked or opened again after their dates (WO3, WO4). Dates that
 * a coordinator moved stand as they were moved (WO15).
 */
export function timetableOf(consultation: Consultation, network: Network, response: Response | null): Timetable {
  return timetableFrom(planOf(consultation, network, turnsOf(consultation, network, response)), network.timeZone);
}

/** The plan behind {@link timetableOf}: it tells which dates were moved. */
export function workPlanOf(consultation: Consultation, network: Network, response: Response | null): Plan {
  return planOf(consultation, network, turnsOf(consultation, network, response));
}

/** When each office would have to decide if the text were locked at this instant, in the chain's order. */
export function datesOfOffices(
  consultation: Consultation,
  network: Network,
  { response, lockedAt }: { readonly response: Response; readonly lockedAt: Instant },
): readonly Instant[] {
  const turns: readonly Turn[] = [...turnsOf(consultation, network, response), { type: 'locked', at: lockedAt }];
  return timetableFrom(planOf(consultation, network, turns), network.timeZone).offices;
}

function planOf(consultation: Consultation, { timeZone: zone, offices }: Network, turns: readonly Turn[]): Plan {
  const { opensAt } = consultation;
  const first = movesOf(consultation)[0]?.from ?? plannedTo(consultation);
  let plan = newPlan({ opensAt, closesAt: first, plannedAt: addedAt(consultation), zone, offices: offices.length });
  for (const turn of turns) plan = turned(plan, turn, zone);
  return plan;
}

function turned(plan: Plan, turn: Turn, zone: string): Plan {
  switch (turn.type) {
    case 'close-moved':
      return withClose(plan, turn.at, turn.to, zone);
    case 'dates-moved':
      return withMoves(plan, turn.changes, turn.at, zone);
    case 'locked':
      return withBeginning(plan, places.firstOffice, turn.at, zone);
    case 'reopened':
      return withBeginning(plan, places.lock, turn.at, zone);
  }
}

/** The moves of the date that the plan leads to. */
function movesOf({ closingMoves, representation }: Consultation): readonly { from: Instant; to: Instant; at: Instant }[] {
  return representation === undefined || representation.sendBy === null ? closingMoves : representation.moves;
}

function turnsOf(consultation: Consultation, { offices }: Network, response: Response | null): readonly Turn[] {
  const { dateMoves = [] } = consultation;
  const steps = stepNames(offices);
  const moves = movesOf(consultation).map(({ at, to }): Turn => ({ type: 'close-moved', at, to }));
  const dates = [...Map.groupBy(dateMoves, ({ at }) => at)].map(([at, together]): Turn => {
    const known = together.filter(({ step }) => steps.includes(step));
    return { type: 'dates-moved', at, changes: new Map(known.map(({ step, to }) => [steps.indexOf(step), to])) };
  });
  const rounds = response?.rounds ?? [];
  const locks = rounds.map(({ openedAt }): Turn => ({ type: 'locked', at: openedAt }));
  const reopenings = (response?.epochs ?? [])
    .filter(({ from }) => rounds.some(({ epoch }) => epoch === from))
    .map(({ at }): Turn => ({ type: 'reopened', at }));
  return [...moves, ...dates, ...locks, ...reopenings].toSorted((a, b) => Number(a.at > b.at) - Number(a.at < b.at));
}
