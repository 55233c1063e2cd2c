import type { Network } from '../domain/network/network.ts';
import type { Instant } from '../domain/outcome.ts';
import { type Response, latestRound } from '../domain/response/response.ts';
import { isFinished } from '../domain/round/stage.ts';
import { formatShortDay, formatTime } from '../domain/time/calendar.ts';
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
export function milestones(timetable: Timetable, closesAt: Instant, network: Network, response: Response | null): readonly Milestone[] {
  const locked = response !== null && (response.status !== 'drafting' || response.locking !== null);
  const sent = response?.status === 'submitted';
  // A text that was locked once has had its evidence and its draft.
  const drafted = locked || (response !== null && response.rounds.length > 0);
  const stages = response === null || !locked ? [] : (latestRound(response)?.stages ?? []);
  const offices = network.offices.map((office, n) => ({
    at: timetable.offices[n] ?? timetable.submit,
    what: capital(office.name),
    done: sent || stages.some((stage) => stage.office.id === office.id && isFinished(stage)),
  }));
  return [
    { at: timetable.contributions, what: 'Evidence in', done: drafted },
    { at: timetable.consolidatedDraft, what: 'Consolidated draft', done: drafted },
    { at: timetable.lock, what: 'Lock the text', done: locked },
    ...offices,
    { at: timetable.submit, what: 'Submit', done: sent },
    { at: closesAt, what: `Closes, ${formatTime(closesAt, network.timeZone)}`, done: false },
  ];
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
