import { stoodInForBy } from '../../domain/network/absence.ts';
import { dutiesOf } from '../../domain/network/access.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import { type Situation, type Task, tasksOf } from '../../domain/task.ts';
import { stoodInForWords } from '../away.ts';
import { sentences } from '../english.ts';
import { type Cast, nameOf } from '../people.ts';
import type { TaskWords } from '../tasks.ts';

/** The reader of a page, with everybody in their network. */
export interface Reading extends Cast {
  readonly member: Member;
  readonly now: Instant;
}

/** A task of a person who is away, for the page of the one who stands in (WO34). */
export interface TaskFor {
  readonly task: Task;
  readonly member: Member;
}

/** The tasks of the people for whom the reader stands in, without those that are the reader’s own already. */
export function tasksStoodInFor(work: Reading, situation: Situation, own: readonly Task[]): readonly TaskFor[] {
  const { network, now } = work;
  const known = new Set(own.map(nameOfTask));
  return stoodInForBy(work.members, work.member, now).flatMap((member) =>
    tasksOf({ ...situation, memberId: member.id, duties: dutiesOf(member, network, now) })
      .filter((task) => !known.has(nameOfTask(task)) && (task.what === 'decide' || member.organisationId === work.member.organisationId))
      .map((task) => ({ task, member })),
  );
}

function nameOfTask({ what, office, answers }: Task): string {
  return [what, office ?? '', ...answers.map(({ id }) => id)].join('/');
}

/** The words of a task for the one who stands in. A decision stays with the person who holds the office. */
export function wordsForAnother(words: TaskWords, { task, member }: TaskFor, work: Reading): TaskWords {
  const name = nameOf(work, member.id);
  const what = `${words.what}, for ${name}`;
  if (task.what !== 'decide') return { ...words, what };
  const why = `Only ${name} can decide, unless the decision is handed over on the Sign-off page.`;
  return { ...words, what: `${name} is asked to decide, and is away`, why, tag: { tag: 'Waits', look: 'work' } };
}

/** For whom the reader stands in now, as a sentence; empty for nobody. */
export function standingInSentence(work: Reading): string {
  const away = stoodInForBy(work.members, work.member, work.now);
  return away.length === 0 ? '' : sentences(`You stand in for ${stoodInForWords(work, away, work.now)}`);
}
