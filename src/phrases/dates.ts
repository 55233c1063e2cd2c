import { type Consultation, addedAt } from '../domain/consultation/consultation.ts';
import type { Network } from '../domain/network/network.ts';
import type { Instant } from '../domain/outcome.ts';
import { type Response, latestRound } from '../domain/response/response.ts';
import { isFinished } from '../domain/round/stage.ts';
import { formatShortDay, formatTime } from '../domain/time/calendar.ts';
import { type Timetable, planDates } from '../domain/time/timetable.ts';
import { capital } from './english.ts';

/** A row of a list of dates: `state` is the class that shows it as done, as today or as to come. */
export interface DateRow {
  readonly day: string;
  readonly what: string;
  readonly state: 'is-done' | 'is-today' | '';
}

/** A date of a plan with its purpose, as pages say it. */
export interface Milestone {
  readonly at: Instant;
  readonly what: string;
  /** True if its purpose is fulfilled already. */
  readonly done: boolean;
}

/** The dates a network works to for one consultation, planned from the day it was added. */
export function timetableOf(consultation: Consultation, network: Network): Timetable {
  return planDates(consultation.opensAt, consultation.closesAt, addedAt(consultation), network.timeZone, network.offices.length);
}

/** The dates of a plan in order, the close last; those the response is past are done. */
export function milestones(timetable: Timetable, closesAt: Instant, network: Network, response: Response | null): readonly Milestone[] {
  const locked = response !== null && (response.status !== 'drafting' || response.locking !== null);
  const sent = response?.status === 'submitted';
  const stages = response === null || !locked ? [] : (latestRound(response)?.stages ?? []);
  const offices = network.offices.map((office, n) => ({
    at: timetable.offices[n] ?? timetable.submit,
    what: capital(office.name),
    done: sent || stages.some((stage) => stage.office.id === office.id && isFinished(stage)),
  }));
  return [
    { at: timetable.contributions, what: 'Evidence in', done: locked },
    { at: timetable.consolidatedDraft, what: 'Consolidated draft', done: locked },
    { at: timetable.lock, what: 'Lock the text', done: locked },
    ...offices,
    { at: timetable.submit, what: 'Submit', done: sent },
    { at: closesAt, what: `Closes, ${formatTime(closesAt, network.timeZone)}`, done: false },
  ];
}

/** The dates of a plan with today among them. */
export function dateRows(dates: readonly Milestone[], zone: string, now: Instant): readonly DateRow[] {
  const rows = dates.map(({ at, what, done }): DateRow => ({
    day: formatShortDay(at, zone),
    what,
    state: done || at <= now ? 'is-done' : '',
  }));
  const today: DateRow = { day: formatShortDay(now, zone), what: 'Today', state: 'is-today' };
  const passed = dates.filter(({ at }) => at <= now).length;
  return [...rows.slice(0, passed), today, ...rows.slice(passed)];
}
