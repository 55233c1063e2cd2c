import { closingInside } from '../../phrases/kinds/closing.ts';
import { hasClosed, shortTitle } from '../../domain/consultation/consultation.ts';
import { may } from '../../domain/network/access.ts';
import { isCoordinated } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { type Task, byUrgency, tasksOf } from '../../domain/task.ts';
import { formatDay } from '../../domain/time/calendar.ts';
import { dateRows, milestones } from '../../phrases/dates.ts';
import { departmentName } from '../../phrases/names.ts';
import { askedFirst } from '../../phrases/rounds.ts';
import { responseTag } from '../../phrases/statuses.ts';
import { type Due, type TaskWords, dueWords, wordsFor } from '../../phrases/tasks.ts';
import { followedView } from './followed.ts';
import { waitingRows } from './waiting.ts';
import type { Concern } from '../../reading/work/concerns.ts';
import type { Work } from './work.ts';

interface Todo {
  readonly concern: Concern;
  readonly task: Task;
  readonly words: TaskWords;
  readonly due: Due;
}

/** Your work: the first thing, the rest by date, what waits on others, the next dates. */
export function workView(work: Work) {
  const { network, now, concerns } = work;
  const zone = network.timeZone;
  const todos = todosOf(work);
  const [first, ...rest] = todos;
  const open = concerns.filter((concern) => isGoing(concern, now));
  const shown = first?.concern ?? open[0];
  const several = new Set(todos.map(({ concern }) => concern.consultation.id)).size > 1;
  return {
    title: 'Your work',
    place: 'work' as const,
    today: formatDay(now, zone),
    setUp: work.setUp,
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

function isGoing({ consultation, response }: Concern, now: Instant): boolean {
  if (response === null) return !hasClosed(consultation, now);
  return response.status !== 'submitted' && response.status !== 'withdrawn';
}

function todosOf(work: Work): readonly Todo[] {
  const { network, now } = work;
  const first = askedFirst(work, now);
  const uncoordinated = !isCoordinated(work.members.values(), now);
  const todos = work.concerns.flatMap((concern) => {
    const { consultation, response, answers } = concern;
    const timetable = timetableOf(consultation, network, response);
    const situation = { ...concern, answers, timetable, duties: work.duties, memberId: work.member.id, uncoordinated, now };
    return tasksOf(situation).map((task) => ({
      concern,
      task,
      words: wordsFor(task, { consultation, cast: work, first, reader: work.member.id }),
      due: dueWords(task.dueAt, now, network.timeZone),
    }));
  });
  return toldApart(todos).toSorted((a, b) => byUrgency(a.task, b.task));
}

/** The tasks. If several have one title, each title also names its consultation (WO8). */
function toldApart(todos: readonly Todo[]): readonly Todo[] {
  const alike = Map.groupBy(todos, ({ words }) => words.what);
  return todos.map((todo) => {
    const isOne = alike.get(todo.words.what)?.length === 1;
    const about = shortTitle(todo.concern.consultation.title);
    return isOne ? todo : { ...todo, words: { ...todo.words, what: `${todo.words.what}: ${about}` } };
  });
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
