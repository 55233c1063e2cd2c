import { type Consultation, isRepresentation, plannedTo } from '../domain/consultation/consultation.ts';
import { closingStep } from './kinds/closing.ts';
import { type StepName, officeStep, stepNames } from '../domain/consultation/date-move.ts';
import type { Network } from '../domain/network/network.ts';
import type { Instant } from '../domain/outcome.ts';
import { isStepDone } from '../domain/response/plan/steps.ts';
import type { Response } from '../domain/response/response.ts';
import { formatShortDay } from '../domain/time/calendar.ts';
import type { Timetable } from '../domain/time/timetable.ts';
import { capital } from './english.ts';

/** A row of a list of dates: `state` is the class that shows it as done, as passed and not known to be done, as today, or as to come. */
export interface DateRow {
  readonly day: string;
  readonly what: string;
  readonly state: 'is-done' | 'is-past' | 'is-today' | '';
}

/** A date of a plan with its purpose, as pages say it. */
export interface Milestone {
  readonly at: Instant;
  readonly what: string;
  /** True if its purpose is fulfilled already. */
  readonly done: boolean;
}

/** The dates of a plan in order, the close last; those the response is past are done. */
export function milestones(
  timetable: Timetable,
  consultation: Pick<Consultation, 'closesAt' | 'representation'>,
  network: Network,
  response: Response | null,
): readonly Milestone[] {
  const { contributions, consolidatedDraft, lock, offices, submit } = timetable;
  const dates = [contributions, consolidatedDraft, lock, ...offices, submit];
  const steps = stepNames(network.offices).map((name, n) => ({
    at: dates[n] ?? submit,
    what: name === 'submit' && isRepresentation(consultation) ? 'Send' : stepTitle(name, network),
    done: isStepDone(name, response),
  }));
  return [...steps, { at: plannedTo(consultation), what: closingStep(consultation, network.timeZone), done: false }];
}

const titles: Readonly<Record<string, string>> = {
  contributions: 'Evidence in',
  'consolidated-draft': 'Consolidated draft',
  lock: 'Lock the text',
  submit: 'Submit',
};

/** A step of the timetable as pages name it: `Lock the text`, `Vice chair`. */
export function stepTitle(name: StepName, { offices }: Pick<Network, 'offices'>): string {
  const office = offices.find(({ id }) => officeStep(id) === name);
  return titles[name] ?? capital(office?.name ?? 'an office that the chain no longer has');
}

/** The dates of a plan with today among them. A date that has passed is not thereby done (WO5). */
export function dateRows(dates: readonly Milestone[], zone: string, now: Instant): readonly DateRow[] {
  const rows = dates.map(({ at, what, done }): DateRow => ({
    day: formatShortDay(at, zone),
    what,
    state: done ? 'is-done' : at <= now ? 'is-past' : '',
  }));
  const today: DateRow = { day: formatShortDay(now, zone), what: 'Today', state: 'is-today' };
  const passed = dates.filter(({ at }) => at <= now).length;
  return [...rows.slice(0, passed), today, ...rows.slice(passed)];
}
