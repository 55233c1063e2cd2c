import { addWorkingDays, atHour, workingDaysBetween } from './calendar.ts';
import type { Instant } from '../outcome.ts';
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

/** A plan: its dates, and when and from which step on they were planned. */
export interface Plan {
  readonly dates: readonly Instant[];
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
  return { dates: planSteps(stepsOf(offices), start, closesAt, zone), plannedAt: start, first: 0, offices };
}

/**
 * The plan after the close moved at an instant (WO3). Every date moves with the close. Where that would put a step in the past
 * which was still ahead, all steps ahead share the days that are left.
 */
export function withClose(plan: Plan, at: Instant, closesAt: Instant, zone: string): Plan {
  const steps = stepsOf(plan.offices);
  const moved = [...plan.dates.slice(0, plan.first), ...planSteps(steps.slice(plan.first), plan.plannedAt, closesAt, zone)];
  const ahead = plan.dates.findIndex((date) => date > at);
  const isLate = ahead !== -1 && moved.slice(ahead).some((date) => date <= at);
  return isLate ? againFrom(plan, ahead, at, closesAt, zone) : { ...plan, dates: moved };
}

/** The plan after its steps from `place` on begin at an instant: where one of them has passed by then, all share the days left (WO4). */
export function withBeginning(plan: Plan, place: number, at: Instant, closesAt: Instant, zone: string): Plan {
  return plan.dates.slice(place).some((date) => date <= at) ? againFrom(plan, place, at, closesAt, zone) : plan;
}

function againFrom(plan: Plan, first: number, at: Instant, closesAt: Instant, zone: string): Plan {
  const dates = planSteps(stepsOf(plan.offices).slice(first), at, closesAt, zone);
  return { ...plan, dates: [...plan.dates.slice(0, first), ...dates], plannedAt: at, first };
}

/** The dates of a plan by their names. */
export function timetableFrom({ dates, plannedAt, offices }: Plan, zone: string): Timetable {
  const [contributed, drafted, locked, ...rest] = dates;
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
