import { shortTitle } from '../../domain/consultation/consultation.ts';
import type { Duty } from '../../domain/network/access.ts';
import { type Member, isCoordinated } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import { reminderOf } from '../../domain/progress/reminding.ts';
import type { Response } from '../../domain/response/response.ts';
import { timetableOf } from '../../domain/response/work-plan.ts';
import { type Situation, type Task, byUrgency, tasksOf } from '../../domain/task.ts';
import { sentences } from '../english.ts';
import { type Cast, nameOf } from '../people.ts';
import { askedFirst } from '../rounds.ts';
import { formatShortDay } from '../../domain/time/calendar.ts';
import { type TaskWords, wordsFor } from '../tasks.ts';
import { type Due, dueWords } from './due.ts';
import { tasksStoodInFor, wordsForAnother } from './standing-in.ts';

/** One consultation as it concerns a member. */
export type Concerning = Pick<Situation, 'consultation' | 'response' | 'answers' | 'asked' | 'latePassages' | 'standing' | 'held'>;

/** A member with everything that concerns them in their network. */
export interface Doing<C extends Concerning> extends Cast {
  readonly concerns: readonly C[];
  readonly member: Member;
  readonly duties: ReadonlySet<Duty>;
  readonly now: Instant;
}

/** A task of a member, as it is said to them. */
export interface Todo<C extends Concerning> {
  readonly concern: C;
  readonly task: Task;
  readonly words: TaskWords;
  readonly due: Due;
}

/** All tasks of a member, and of the people for whom they stand in (WO34), the first one first (WO7). Their page, its counts and the weekly email ask this function alone. */
export function todosOf<C extends Concerning>(work: Doing<C>): readonly Todo<C>[] {
  const { network, now, duties } = work;
  const first = askedFirst(work, now);
  const uncoordinated = !isCoordinated(work.members.values(), now);
  const todos = work.concerns.flatMap((concern) => {
    const { consultation, response } = concern;
    const timetable = timetableOf(consultation, network, response);
    const situation = { ...concern, timetable, duties, memberId: work.member.id, uncoordinated, now };
    const saying = { consultation, response, cast: work, first };
    const todo = (task: Task, words: TaskWords): Todo<C> => ({ concern, task, words, due: dueWords(task.dueAt, now, network.timeZone) });
    const own = tasksOf(situation);
    return [
      ...own.map((task) => todo(task, withReminder(wordsFor(task, { ...saying, reader: work.member.id }), task, response, work))),
      ...tasksStoodInFor(work, situation, own).map((one) =>
        todo(one.task, wordsForAnother(wordsFor(one.task, { ...saying, reader: one.member.id }), one, work)),
      ),
    ];
  });
  return toldApart(todos).toSorted((a, b) => byUrgency(a.task, b.task));
}

/** The tasks. If several have one title, each title also names its consultation (WO8). */
function toldApart<C extends Concerning>(todos: readonly Todo<C>[]): readonly Todo<C>[] {
  const alike = Map.groupBy(todos, ({ words }) => words.what);
  return todos.map((todo) => {
    const isOne = alike.get(todo.words.what)?.length === 1;
    const about = shortTitle(todo.concern.consultation.title);
    return isOne ? todo : { ...todo, words: { ...todo.words, what: `${todo.words.what}: ${about}` } };
  });
}

const aboutPositions: ReadonlySet<Task['what']> = new Set(['give-position', 'clear-position', 'look-again']);

/** The words of a task, with the last reminder of it: who sent it, and when (PG6). */
function withReminder(words: TaskWords, { what }: Task, response: Response | null, { member, network, ...cast }: ReminderOf): TaskWords {
  if (response === null || member.organisationId === null || !aboutPositions.has(what)) return words;
  const last = reminderOf(response, member.organisationId);
  if (last === null) return words;
  const reminded = `${nameOf(cast, last.by)} reminded you on ${formatShortDay(last.at, network.timeZone)}`;
  return { ...words, why: sentences(words.why, reminded) };
}

type ReminderOf = Pick<Doing<Concerning>, 'member' | 'network' | 'members'>;
