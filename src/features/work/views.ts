import { closingInside } from '../../phrases/kinds/closing.ts';
import { hasClosed, shortTitle } from '../../domain/consultation/consultation.ts';
import { may } from '../../domain/network/access.ts';
import { wasStoppedByLink } from '../../domain/network/following.ts';
import type { Instant } from '../../domain/outcome.ts';
import { isGoing } from '../../domain/response/going.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { formatDate, formatDay, formatShortDay } from '../../domain/time/calendar.ts';
import { dateRows, milestones } from '../../phrases/dates.ts';
import { counted, sentences } from '../../phrases/english.ts';
import { departmentName } from '../../phrases/names.ts';
import { responseTag } from '../../phrases/statuses.ts';
import { standingInSentence } from '../../phrases/work/standing-in.ts';
import { type Todo as SaidTodo, todosOf } from '../../phrases/work/todos.ts';
import { followedView } from './followed.ts';
import { silentRows } from './silent.ts';
import { soFarView } from './so-far.ts';
import { waitingRows } from './waiting.ts';
import type { Concern } from '../../reading/work/concerns.ts';
import type { Work } from './work.ts';

type Todo = SaidTodo<Concern>;

/** Your work: the first thing, the rest by date, what waits on others, the next dates. */
export function workView(work: Work) {
  const { network, now, concerns } = work;
  const zone = network.timeZone;
  const todos = todosOf(work);
  const [first, ...rest] = todos;
  const open = concerns.filter((concern) => isOpen(concern, now));
  const shown = first?.concern ?? open[0];
  const several = new Set(todos.map(({ concern }) => concern.consultation.id)).size > 1;
  return {
    title: 'Your work',
    place: 'work' as const,
    today: formatDay(now, zone),
    setUp: work.setUp,
    weeklyStopped: wasStoppedByLink(work.member) ? formatDate(work.member.weeklyDigest?.at ?? now, zone) : '',
    standsIn: standingInSentence(work),
    first: first === undefined ? null : { ...todoRow(first, true), by: first.due.late ? 'It was due' : 'By', deadline: first.due.sentence },
    nothing: sentences(nothingText(work, open.length), nextDate(shown, work)),
    ...partsOf(rest.map((todo) => todoRow(todo, several))),
    followed: followedView(work),
    waiting: open.flatMap((concern) => [...waitingRows(concern, work), ...silentRows(concern, work)]),
    soFar: soFarView(work),
    others: work.elsewhere.map(({ member, network: { name }, count }) => ({
      member: member.id,
      network: name,
      todo: count === 0 ? 'Nothing to do there now' : `${counted(count, 'thing', 'things')} to do there`,
    })),
    dates: shown === undefined ? null : datesOf(shown, work),
    consultations: open.map(({ consultation, response }) => ({
      href: `/consultations/${consultation.id}`,
      title: consultation.title,
      closes: `${departmentName(consultation.department)}, ${closingInside(consultation, zone)}`,
      response: responseTag(response, consultation),
    })),
    mayAdd: may('consultation.add', work.duties),
  };
}

function isOpen({ consultation, response }: Concern, now: Instant): boolean {
  return response === null ? !hasClosed(consultation, now) : isGoing(response);
}

/** The most tasks that the page lists at first, beside the one to do first. */
const most = 5;

/** The first tasks, and those behind *more*. */
function partsOf<Row>(rows: readonly Row[]): { readonly rest: readonly Row[]; readonly more: readonly Row[] } {
  // One row more takes no more room than the line that hides it.
  return rows.length <= most + 1 ? { rest: rows, more: [] } : { rest: rows.slice(0, most), more: rows.slice(most) };
}

/** The next date of a consultation, for a reader with nothing to do; empty where none is ahead. */
function nextDate(shown: Concern | undefined, work: Work): string {
  if (shown === undefined || shown.response === null) return '';
  const { consultation, response } = shown;
  const { network, now } = work;
  const dates = milestones(timetableOf(consultation, network, response), consultation, network, response);
  const next = dates.find(({ at, done }) => !done && at > now);
  if (next === undefined) return '';
  return `The next date is ${formatShortDay(next.at, network.timeZone)}: ${next.what.slice(0, 1).toLowerCase()}${next.what.slice(1)}`;
}

function todoRow({ concern, words, due }: Todo, named: boolean) {
  const about = shortTitle(concern.consultation.title);
  const isNamed = !named || words.what.endsWith(`: ${about}`);
  return {
    ...words,
    lead: due.lead,
    sub: due.sub,
    why: isNamed ? words.why : `${about}: ${words.why.slice(0, 1).toLowerCase()}${words.why.slice(1)}`,
    tag: due.late ? { tag: 'Late', look: 'stop' as const } : words.tag,
  };
}

function nothingText({ duties, concerns }: Work, open: number): string {
  if (concerns.length === 0)
    return may('consultation.add', duties)
      ? 'There is no consultation yet. Add the first one.'
      : 'There is no consultation yet. The coordinator adds them.';
  return open === 0 ? 'Everything is sent. Nothing is wanted of you.' : 'Nothing is wanted of you now. You get an email when something is.';
}

function datesOf({ consultation, response }: Concern, { network, now }: Work) {
  const rows = dateRows(milestones(timetableOf(consultation, network, response), consultation, network, response), network.timeZone, now);
  return {
    heading: `${shortTitle(consultation.title)}: next dates`,
    rows: rows.filter((row) => row.state !== 'is-done' && row.state !== 'is-past'),
  };
}
