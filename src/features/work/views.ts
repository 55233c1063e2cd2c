import { type Consultation, hasClosed, shortTitle } from '../../domain/consultation/consultation.ts';
import { type Duty, may } from '../../domain/network/access.ts';
import { type Member, isCurrent } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { type Task, tasksOf, waitingFor } from '../../domain/task.ts';
import { formatDate, formatDay, formatShortDay, formatTime } from '../../domain/time/calendar.ts';
import { dateRows, milestones } from '../../phrases/dates.ts';
import { capital } from '../../phrases/english.ts';
import { departmentName, theResponse } from '../../phrases/names.ts';
import { nameOf, placeOf } from '../../phrases/people.ts';
import { askedFirst } from '../../phrases/rounds.ts';
import { responseTag } from '../../phrases/statuses.ts';
import { type Due, type TaskWords, dueWords, wordsFor } from '../../phrases/tasks.ts';
import type { Progress } from '../../reading/progress.ts';

/** One consultation as it concerns a person. */
export interface Concern {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly progress: readonly Progress[];
}

/** What the page of one person's work is built from: present state, nothing kept. */
export interface Work {
  readonly concerns: readonly Concern[];
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
  readonly member: Member;
  readonly duties: ReadonlySet<Duty>;
  readonly now: Instant;
}

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
    first: first === undefined ? null : { ...todoRow(first, true), by: first.due.late ? 'It was due' : 'By', deadline: first.due.sentence },
    nothing: nothingText(work, open.length),
    rest: rest.map((todo) => todoRow(todo, several)),
    waiting: open.flatMap((concern) => waitingRows(concern, work)),
    dates: shown === undefined ? null : datesOf(shown, work),
    consultations: open.map(({ consultation, response }) => ({
      href: `/consultations/${consultation.id}`,
      title: consultation.title,
      closes: `${departmentName(consultation.department)}, closes ${formatDate(consultation.closesAt, zone)}`,
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
  const zone = network.timeZone;
  const first = askedFirst(work, now);
  const todos = work.concerns.flatMap((concern) => {
    const timetable = timetableOf(concern.consultation, network, concern.response);
    const situation = { ...concern, answers: concern.progress, timetable, duties: work.duties, memberId: work.member.id, now };
    return tasksOf(situation).map((task) => ({
      concern,
      task,
      words: wordsFor(task, concern.consultation, network, first),
      due: dueWords(task.dueAt, now, zone),
    }));
  });
  // A decision that is asked for goes before anything that is merely planned.
  const weight = ({ task }: Todo): string => `${task.what === 'decide' ? 0 : 1} ${task.dueAt}`;
  return todos.toSorted((a, b) => weight(a).localeCompare(weight(b), 'en'));
}

function todoRow({ concern, words, due }: Todo, named: boolean) {
  const about = shortTitle(concern.consultation.title);
  return {
    lead: due.lead,
    sub: due.sub,
    what: words.what,
    why: named ? `${about}: ${words.why.slice(0, 1).toLowerCase()}${words.why.slice(1)}` : words.why,
    href: words.href,
    action: words.action,
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

interface WaitingRow {
  readonly who: string;
  readonly from: string;
  readonly what: string;
  readonly since: string;
  readonly due: string;
}

function waitingRows({ consultation, response }: Concern, work: Work): readonly WaitingRow[] {
  const { network, duties, member } = work;
  const zone = network.timeZone;
  const timetable = timetableOf(consultation, network, response);
  const about = shortTitle(consultation.title);
  if (response === null)
    return duties.has('coordinator') ? [] : coordinators(work, `Starting ${theResponse(consultation)}`, timetable.contributions);
  switch (response.status) {
    case 'in-sign-off':
      return waitingFor(response)
        .filter(({ slot }) => slot.memberId !== member.id)
        .map(({ stage, slot }) => ({
          who: capital(nameOf(work, slot.memberId)),
          from: placeOf(work, slot.memberId),
          what: `Sign-off of the ${about} as ${stage.office.name}`,
          since: stage.activeSince === null ? '' : formatShortDay(stage.activeSince, zone),
          due: `${formatShortDay(stage.dueAt, zone)}, ${formatTime(stage.dueAt, zone)}`,
        }));
    case 'approved':
      return duties.has('coordinator') ? [] : coordinators(work, `Sending ${theResponse(consultation)}`, timetable.submit);
    case 'drafting': {
      const due = `${formatShortDay(timetable.lock, zone)}, ${formatTime(timetable.lock, zone)}`;
      const writers = { who: 'The officers', from: 'of every organisation', what: `Writing ${theResponse(consultation)}`, since: '', due };
      return may('response.write', duties) ? [] : [writers];
    }
    case 'stopped':
    case 'submitted':
    case 'withdrawn':
      return [];
  }
}

function coordinators(work: Work, what: string, dueAt: Instant): readonly WaitingRow[] {
  const zone = work.network.timeZone;
  const due = `${formatShortDay(dueAt, zone)}, ${formatTime(dueAt, zone)}`;
  const all = [...work.members.values()].filter((one) => one.role === 'coordinator' && isCurrent(one, work.now));
  return all.slice(0, 1).map((one) => ({ who: one.name, from: 'Coordinator', what, since: '', due }));
}

function datesOf({ consultation, response }: Concern, { network, now }: Work) {
  const rows = dateRows(
    milestones(timetableOf(consultation, network, response), consultation.closesAt, network, response),
    network.timeZone,
    now,
  );
  return {
    heading: `${shortTitle(consultation.title)}: next dates`,
    rows: rows.filter((row) => row.state !== 'is-done' && row.state !== 'is-past'),
  };
}
