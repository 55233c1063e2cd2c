import { type Consultation, addedAt, hasClosed, plannedTo, shortTitle } from '../../../domain/consultation/consultation.ts';
import type { MemberId } from '../../../domain/ids.ts';
import type { Duty } from '../../../domain/network/access.ts';
import type { Member } from '../../../domain/network/member.ts';
import type { Network } from '../../../domain/network/network.ts';
import type { Instant } from '../../../domain/outcome.ts';
import { whyNotNameLeads } from '../../../domain/response/leading.ts';
import { concernedBy } from '../../../domain/response/plan/concerning.ts';
import { isAsked, moveOf, whyNotMoveDates } from '../../../domain/response/plan/moving-dates.ts';
import { type DatedStep, datedSteps } from '../../../domain/response/plan/steps.ts';
import type { Response } from '../../../domain/response/response.ts';
import { timetableOf } from '../../../domain/response/work-plan.ts';
import { formatDay, formatShortDay, formatTime } from '../../../domain/time/calendar.ts';
import { stepTitle } from '../../../phrases/dates.ts';
import { counted, listed, sentences } from '../../../phrases/english.ts';
import { closingLabel } from '../../../phrases/kinds/closing.ts';
import { wordsOf } from '../../../phrases/kinds/words.ts';
import { nameOf } from '../../../phrases/people.ts';
import { dayOff } from '../../../phrases/plan/dates.ts';
import { barOf } from '../timetable-bar.ts';
import { type LeadsForm, leadsView } from './leads-view.ts';

/** Everything that the page *Plan* shows. */
export interface PlanShown {
  readonly consultation: Consultation;
  readonly network: Network;
  readonly response: Response | null;
  readonly members: ReadonlyMap<string, Member>;
  readonly duties: ReadonlySet<Duty>;
  readonly memberId: MemberId;
  readonly now: Instant;
}

/** The page *Plan*: the timetable with its dates, and the drafting leads (WO15, WO17). */
export function planView(shown: PlanShown, notice: string, form: LeadsForm) {
  const { consultation, network, response, duties, now } = shown;
  const zone = network.timeZone;
  const from = consultation.opensAt ?? addedAt(consultation);
  const timetable = timetableOf(consultation, network, response);
  const steps = datedSteps(consultation, network, response);
  const whyNot = whyNotMoveDates(shown, duties, now);
  const isMoved = steps.some((step) => step.isMoved && !step.isDone && !isAsked(step, response));
  return {
    ...placeOf(consultation, 'Plan'),
    failed: form.error !== '',
    notice,
    bar: barOf(consultation, { from, timetable, zone, now }),
    end: wordsOf(consultation).end,
    mayMove: whyNot === null,
    mayPlanAgain: whyNot === null && isMoved,
    whyNot: whyNot === null || whyNot.code === 'not-allowed' ? '' : whyNot.detail,
    rows: withToday([...steps.map((step) => stepRow(step, shown, whyNot === null)), closeRow(shown)], now, zone),
    leads: response === null ? null : leadsView({ ...shown, response }, whyNotNameLeads(response, duties) === null, form),
  };
}

/** The names that every page of the plan gives to its layout. */
export function placeOf(consultation: Consultation, title: string) {
  return {
    title,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    base: `/consultations/${consultation.id}`,
  };
}

interface Row {
  readonly at: Instant;
  readonly day: string;
  readonly time: string;
  readonly what: string;
  /** A move of the date, a day without work; empty where there is nothing to say. */
  readonly note: string;
  readonly who: string;
  readonly isYours: boolean;
  readonly tag: { readonly tag: string; readonly look: string } | null;
  /** Empty for a reader who cannot change it. */
  readonly change: string;
  readonly isToday: boolean;
}

function stepRow(step: DatedStep, shown: PlanShown, mayMove: boolean): Row {
  const { consultation, network, now } = shown;
  const zone = network.timeZone;
  const people = concernedBy(step.name, { ...shown, at: now });
  const move = moveOf(consultation, step);
  const moved =
    move === null ? '' : `Moved by ${nameOf(shown, move.by)} from ${formatShortDay(move.from, zone)}, ${formatTime(move.from, zone)}`;
  return {
    at: step.at,
    day: formatShortDay(step.at, zone),
    time: formatTime(step.at, zone),
    what: stepTitle(step.name, network),
    note: sentences(moved, move?.reason ?? '', dayOff(step.at, zone)),
    who: whoWords(step, people),
    isYours: people.some(({ id }) => id === shown.memberId),
    tag: step.isDone ? { tag: 'Done', look: 'good' } : step.at <= now ? { tag: 'Date passed', look: 'warn' } : null,
    change: mayMove && !step.isDone && !isAsked(step, shown.response) ? `/consultations/${consultation.id}/plan/dates/${step.name}` : '',
    isToday: false,
  };
}

const most = 3;

function whoWords({ name }: DatedStep, people: readonly Member[]): string {
  if (people.length === 0) return name.startsWith('office:') ? 'Nobody is in post' : 'Nobody yet';
  if (name === 'contributions') return 'Leads, deputies and partners';
  if (name === 'lock') return 'Coordinators, drafting leads, and those who speak for an organisation';
  const names = people.slice(0, most).map((person) => person.name);
  const more = people.length - names.length;
  if (name === 'consolidated-draft' && more > most) return counted(people.length, 'person who writes', 'people who write');
  return more === 0 ? listed(names) : `${names.join(', ')} and ${more} more`;
}

/** The close; for a representation, the date to send it by. */
function closeRow({ consultation, network, duties, now }: PlanShown): Row {
  const zone = network.timeZone;
  const at = plannedTo(consultation);
  const mayMove = duties.has('coordinator') && consultation.closesAt !== null;
  return {
    at,
    day: formatShortDay(at, zone),
    time: formatTime(at, zone),
    what: closingLabel(consultation),
    note: dayOff(at, zone),
    who: 'Everybody',
    isYours: false,
    tag: hasClosed(consultation, now) ? { tag: 'Closed', look: 'none' } : null,
    change: mayMove ? `/consultations/${consultation.id}/closing` : '',
    isToday: false,
  };
}

function withToday(rows: readonly Row[], now: Instant, zone: string): readonly Row[] {
  const passed = rows.filter(({ at }) => at <= now).length;
  const nothing = { note: '', who: '', isYours: false, tag: null, change: '', time: '' };
  const today: Row = { ...nothing, at: now, day: formatShortDay(now, zone), what: `Today, ${formatDay(now, zone)}`, isToday: true };
  return [...rows.slice(0, passed), today, ...rows.slice(passed)];
}
