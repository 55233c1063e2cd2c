import { closingInside } from '../../phrases/kinds/closing.ts';
import { hasClosed, shortTitle } from '../../domain/consultation/consultation.ts';
import { may } from '../../domain/network/access.ts';
import { wasStoppedByLink } from '../../domain/network/following.ts';
import type { Instant } from '../../domain/outcome.ts';
import { isGoing } from '../../domain/response/going.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { formatDate, formatDay } from '../../domain/time/calendar.ts';
import { dateRows, milestones } from '../../phrases/dates.ts';
import { departmentName } from '../../phrases/names.ts';
import { responseTag } from '../../phrases/statuses.ts';
import { standingInSentence } from '../../phrases/work/standing-in.ts';
import { type Todo as SaidTodo, todosOf } from '../../phrases/work/todos.ts';
import { followedView } from './followed.ts';
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
    nothing: nothingText(work, open.length),
    rest: rest.map((todo) => todoRow(todo, several)),
    followed: followedView(work),
    waiting: open.flatMap((concern) => waitingRows(concern, work)),
    dates: shown === undefined ? null : datesOf(shown, work),
    consultations: open.map(({ consultation, response }) => ({
      href: `/consultations/${consultation.id}`,
      title: consultation.title,
      closes: `${departmentName(consultation.department)}, ${closingInside(consultation, zone)}`,
      response: responseTag(response),
    })),
    mayAdd: may('consultation.add', work.duties),
  };
}

function isOpen({ consultation, response }: Concern, now: Instant): boolean {
  return response === null ? !hasClosed(consultation, now) : isGoing(response);
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
