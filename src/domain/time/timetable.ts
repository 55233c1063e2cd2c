import { addWorkingDays, atDistance, atHour, workingDaysBetween } from './calendar.ts';
import type { Instant } from '../outcome.ts';
import { later } from './span.ts';
import { momentsBetween, onTheClock } from './working-time.ts';

/** The dates a network works to, in order and none after the close. */
export interface Timetable {
  /** Evidence is in. */
  readonly contributions: Instant;
  readonly consolidatedDraft: Instant;
  /** The checks before sign-off are run: a working day before the lock where there is one. */
  readonly checks: Instant;
  readonly lock: Instant;
  /** When each office of the sign-off chain should have decided, in the chain's order. */
  readonly offices: readonly Instant[];
  readonly submit: Instant;
}

/** A dated step: the working days it takes, and the local hour at which it is due. */
interface Step {
  readonly takes: number;
  readonly hour: number;
}

const closeOfWork = 17;
const noon = 12;
const contributions: Step = { takes: 5, hour: closeOfWork };
const consolidatedDraft: Step = { takes: 10, hour: closeOfWork };
const lock: Step = { takes: 5, hour: noon };
const office: Step = { takes: 2, hour: closeOfWork };
const lastOffice: Step = { takes: 3, hour: closeOfWork };
const submit: Step = { takes: 6, hour: closeOfWork };
/** Working days between the submission and the close. */
const toSpare = 2;

/** A moved date, and when it, or the close after it, was last moved. */
export interface Moved {
  readonly to: Instant;
  readonly at: Instant;
}

/** A plan: its dates, and when and from which step on they were planned. {@link datesOf} has the dates that are in force. */
export interface Plan {
  /** The dates as they were planned, without those that a person moved. */
  readonly dates: readonly Instant[];
  readonly closesAt: Instant;
  /** The dates that a person moved, by their places (WO15). */
  readonly moved: ReadonlyMap<number, Moved>;
  readonly plannedAt: Instant;
  /** The first step that was planned then; the dates before it are of an earlier plan. */
  readonly first: number;
  /** The number of offices. */
  readonly offices: number;
}

/** The places of the lock and of the first office among the dates of a plan. */
export const places = { lock: 2, firstOffice: 3 } as const;

/**
 * Plans backwards from the close in working days of England (WO1). `plannedAt` is when the plan was made, not the present, so
 * that the plan stays as time goes by. Where the days from then (or from the opening, if later) do not suffice, each step gets
 * its share of them (WO2). `offices` is the length of the sign-off chain.
 */
export function planDates(opensAt: Instant | null, closesAt: Instant, plannedAt: Instant, zone: string, offices = 3): Timetable {
  return timetableFrom(newPlan({ opensAt, closesAt, plannedAt, zone, offices }), zone);
}

/** The data of a first plan; see {@link planDates}. */
export interface Planning {
  readonly opensAt: Instant | null;
  readonly closesAt: Instant;
  readonly plannedAt: Instant;
  readonly zone: string;
  readonly offices: number;
}

/** A first plan of all steps. */
export function newPlan({ opensAt, closesAt, plannedAt, zone, offices }: Planning): Plan {
  const start = opensAt !== null && opensAt > plannedAt ? opensAt : plannedAt;
  const dates = planSteps(stepsOf(offices), start, closesAt, zone);
  return { dates, closesAt, moved: new Map(), plannedAt: start, first: 0, offices };
}

/**
 * The dates in force, in order. A date that a person moved stands as it was moved. If the planned dates between two moved ones do not
 * lie between them, those that had not passed share the working time there (WO15).
 */
export function datesOf(plan: Plan, zone: string): readonly Instant[] {
  const { dates, moved } = plan;
  const fixed = [...moved.keys()].toSorted((a, b) => a - b);
  return [...fixed, dates.length].flatMap((end, n) => {
    const first = (fixed[n - 1] ?? -1) + 1;
    const last = moved.get(end);
    const between = datesBetween(plan, { first, end }, zone);
    return last === undefined ? between : [...between, last.to];
  });
}

/** The dates of a run of steps that nobody moved, from one place up to another. */
function datesBetween(plan: Plan, { first, end }: { readonly first: number; readonly end: number }, zone: string): readonly Instant[] {
  const run = plan.dates.slice(first, end);
  const from = plan.moved.get(first - 1)?.to ?? null;
  const next = plan.moved.get(end);
  const to = next?.to ?? plan.closesAt;
  const fits = run.every((date) => (from === null || date > from) && (next === undefined || date < to));
  if (fits) return run;
  const since = later(from ?? plan.plannedAt, next?.at ?? plan.plannedAt);
  const passed = run.filter((date) => date <= since && (from === null || date > from));
  return [...passed, ...planSteps(stepsOf(plan.offices).slice(first + passed.length, end), since, to, zone)];
}

/**
 * The plan after dates were moved at an instant; null plans a step again from the close. Where that would put a step into the past
 * that was still ahead, all steps ahead share the days that are left (WO15).
 */
export function withMoves(plan: Plan, changes: ReadonlyMap<number, Instant | null>, at: Instant, zone: string): Plan {
  const kept = [...plan.moved].filter(([place]) => !changes.has(place));
  const fresh = [...changes].flatMap(([place, to]): [number, Moved][] => (to === null ? [] : [[place, { to, at }]]));
  return inTime(plan, { ...plan, moved: new Map([...kept, ...fresh]) }, at, zone);
}

/**
 * The plan after the close moved at an instant (WO3). Every date moves with the close. A date that a person moved keeps its time of
 * day and its distance from the close in working days; it is planned again where order does not hold then (WO16). Where a step
 * would be put into the past that was still ahead, all steps ahead share the days that are left.
 */
export function withClose(plan: Plan, at: Instant, closesAt: Instant, zone: string): Plan {
  const planned = planSteps(stepsOf(plan.offices).slice(plan.first), plan.plannedAt, closesAt, zone);
  const dates = [...plan.dates.slice(0, plan.first), ...planned];
  const shifted = [...plan.moved].map(([place, { to }]): [number, Moved] => [
    place,
    { to: atDistance(to, plan.closesAt, closesAt, zone), at },
  ]);
  return inTime(plan, { ...plan, dates, closesAt, moved: inOrder(shifted, closesAt) }, at, zone);
}

/** The moved dates that lie after those before them, and before the close. */
function inOrder(moved: readonly [number, Moved][], closesAt: Instant): Plan['moved'] {
  const kept = new Map<number, Moved>();
  let last: Instant | null = null;
  for (const [place, one] of moved.toSorted(([a], [b]) => a - b)) {
    if (one.to >= closesAt || (last !== null && one.to <= last)) continue;
    kept.set(place, one);
    last = one.to;
  }
  return kept;
}

/** A changed plan; where it has a step in the past that was still ahead, all steps ahead are planned again. */
function inTime(before: Plan, after: Plan, at: Instant, zone: string): Plan {
  const ahead = datesOf(before, zone).findIndex((date) => date > at);
  const isLate =
    ahead !== -1 &&
    datesOf(after, zone)
      .slice(ahead)
      .some((date) => date <= at);
  return isLate ? againFrom({ ...before, closesAt: after.closesAt }, ahead, at, zone) : after;
}

/** The plan after its steps from `place` on begin at an instant: where one of them has passed by then, all share the days left (WO4). */
export function withBeginning(plan: Plan, place: number, at: Instant, zone: string): Plan {
  const isPassed = datesOf(plan, zone)
    .slice(place)
    .some((date) => date <= at);
  return isPassed ? againFrom(plan, place, at, zone) : plan;
}

/** The plan with all steps from one on planned anew: the dates among them that a person moved are planned too. */
function againFrom(plan: Plan, first: number, at: Instant, zone: string): Plan {
  const dates = planSteps(stepsOf(plan.offices).slice(first), at, plan.closesAt, zone);
  const moved = new Map([...plan.moved].filter(([place]) => place < first));
  return { ...plan, dates: [...plan.dates.slice(0, first), ...dates], moved, plannedAt: at, first };
}

/** The dates of a plan by their names. */
export function timetableFrom(plan: Plan, zone: string): Timetable {
  const { plannedAt, offices } = plan;
  const [contributed, drafted, locked, ...rest] = datesOf(plan, zone);
  const submitted = rest.at(offices);
  if (contributed === undefined || drafted === undefined || locked === undefined || submitted === undefined)
    throw new TypeError('a plan has a date for each step');
  const dayBefore = addWorkingDays(locked, -1, zone);
  const checks = dayBefore > drafted && dayBefore > plannedAt ? dayBefore : locked;
  return {
    contributions: contributed,
    consolidatedDraft: drafted,
    checks,
    lock: locked,
    offices: rest.slice(0, offices),
    submit: submitted,
  };
}

function stepsOf(offices: number): readonly Step[] {
  const chain = Array.from({ length: offices }, (_, n) => (n > 0 && n === offices - 1 ? lastOffice : office));
  return [contributions, consolidatedDraft, lock, ...chain, submit];
}

/** The working days that steps take together. */
function daysOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { takes }) => sum + takes, 0);
}

function planSteps(steps: readonly Step[], start: Instant, closesAt: Instant, zone: string): readonly Instant[] {
  if (start >= closesAt) return steps.map(() => closesAt);
  const wanted = daysOf(steps) + toSpare;
  return workingDaysBetween(start, closesAt, zone) > wanted ? planBack(steps, closesAt, zone) : shareOut(steps, start, closesAt, zone);
}

function planBack(steps: readonly Step[], closesAt: Instant, zone: string): readonly Instant[] {
  return steps.map(({ hour }, n) => {
    const back = daysOf(steps.slice(n + 1)) + toSpare;
    return atHour(addWorkingDays(closesAt, -back, zone), hour, zone);
  });
}

/** Each step at its share of the working time, on the coarsest clock that still tells the steps apart. */
function shareOut(steps: readonly Step[], start: Instant, closesAt: Instant, zone: string): readonly Instant[] {
  const wanted = daysOf(steps) + toSpare;
  const shares = steps.map((_, n) => daysOf(steps.slice(0, n + 1)) / wanted);
  const moments = momentsBetween(start, closesAt, shares, zone);
  const daily = steps.map(({ hour }, n) => moments.slice(n, n + 1).map((at) => atHour(at, hour, zone))).flat();
  const clocks: readonly ((at: Instant) => Instant)[] = [
    (at) => (atHour(at, noon, zone) >= at ? atHour(at, noon, zone) : atHour(at, closeOfWork, zone)),
    ...[60, 15, 1].map((minutes) => (at: Instant) => onTheClock(at, minutes, zone)),
  ];
  const rounded = [daily, ...clocks.map((clock) => moments.map(clock))];
  return rounded.find((dates) => areApart(start, [...dates, closesAt])) ?? moments;
}

function areApart(start: Instant, dates: readonly Instant[]): boolean {
  return [start, ...dates].slice(0, -1).every((date, n) => dates.slice(n, n + 1).every((next) => date < next));
}

/** The date by which people are asked to write: the consolidated draft, or the lock once that date has passed. */
export function writeBy({ consolidatedDraft, lock }: Timetable, now: Instant): Instant {
  return consolidatedDraft > now ? consolidatedDraft : lock;
}
