import { type Duty, may } from './network/access.ts';
import { type Consultation, currentQuestions, hasClosed } from './consultation/consultation.ts';
import type { MemberId, OfficeId } from './ids.ts';
import type { Instant } from './outcome.ts';
import { type Response, finalExports, latestRound } from './response/response.ts';
import type { Slot, Stage } from './round/stage.ts';
import { type Timetable, writeBy } from './time/timetable.ts';

/** How far the answer to one question is. */
export interface AnswerStanding {
  readonly id: string;
  /** As printed. */
  readonly number: string;
  readonly standing: 'not-started' | 'drafting' | 'over-limit' | 'not-answering';
}

/** Everything that the tasks of one person follow from. */
export interface Situation {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly answers: readonly AnswerStanding[];
  readonly timetable: Timetable;
  readonly duties: ReadonlySet<Duty>;
  readonly memberId: MemberId;
  readonly now: Instant;
}

/** A task of one person about one consultation, due at an instant. */
export interface Task {
  readonly what:
    | 'bring-questions'
    | 'start-response'
    | 'shorten'
    | 'start-answers'
    | 'read-through'
    | 'run-checks'
    | 'lock'
    | 'decide'
    | 'make-document'
    | 'record-submission'
    | 'reopen';
  readonly dueAt: Instant;
  /** The answers it is about, in the order of the questions. */
  readonly answers: readonly AnswerStanding[];
  /** The office in which to decide; null for everything else. */
  readonly office: OfficeId | null;
}

/** Somebody who is asked to decide now. */
export interface Waiting {
  readonly stage: Stage;
  readonly slot: Slot;
}

/** The open tasks of one member, the soonest due first. */
export function tasksOf(situation: Situation): readonly Task[] {
  const { consultation, response, now } = situation;
  const open = response === null ? notStarted(situation) : inHand(situation, response);
  const settled = response === null && hasClosed(consultation, now);
  return settled ? [] : open.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
}

/** The people whose decision an open round waits for. */
export function waitingFor(response: Response | null): readonly Waiting[] {
  const round = response === null ? null : latestRound(response);
  if (round?.status !== 'open') return [];
  return round.stages
    .filter((stage) => stage.status === 'active')
    .flatMap((stage) => stage.slots.filter((slot) => slot.status === 'pending').map((slot) => ({ stage, slot })));
}

function task(what: Task['what'], dueAt: Instant, more: Partial<Pick<Task, 'answers' | 'office'>> = {}): Task {
  return { what, dueAt, answers: [], office: null, ...more };
}

function notStarted({ consultation, timetable, duties }: Situation): readonly Task[] {
  if (!may('response.start', duties)) return [];
  const none = currentQuestions(consultation).questions.length === 0;
  return [task(none ? 'bring-questions' : 'start-response', timetable.contributions)];
}

function inHand(situation: Situation, response: Response): readonly Task[] {
  const { duties, timetable } = situation;
  switch (response.status) {
    case 'drafting':
      return response.locking === null ? [...writing(situation), ...locking(situation)] : [];
    case 'in-sign-off':
      return deciding(situation, response);
    case 'approved':
      if (!duties.has('coordinator')) return [];
      return [task(finalExports(response).length === 0 ? 'make-document' : 'record-submission', timetable.submit)];
    case 'stopped':
      return may('sign-off.reopen', duties) ? [task('reopen', timetable.submit)] : [];
    case 'submitted':
    case 'withdrawn':
      return [];
  }
}

function writing({ answers, timetable, duties, now }: Situation): readonly Task[] {
  if (!may('response.write', duties)) return [];
  const dueAt = writeBy(timetable, now);
  const over = answers.filter((answer) => answer.standing === 'over-limit');
  const none = answers.filter((answer) => answer.standing === 'not-started');
  const both = [
    ...(over.length === 0 ? [] : [task('shorten', dueAt, { answers: over })]),
    ...(none.length === 0 ? [] : [task('start-answers', dueAt, { answers: none })]),
  ];
  return both.length === 0 && !duties.has('coordinator') ? [task('read-through', dueAt)] : both;
}

function locking({ timetable, duties }: Situation): readonly Task[] {
  if (!duties.has('coordinator')) return [];
  return [task('run-checks', timetable.checks), task('lock', timetable.lock)];
}

function deciding({ memberId }: Situation, response: Response): readonly Task[] {
  return waitingFor(response)
    .filter(({ slot }) => slot.memberId === memberId)
    .map(({ stage }) => task('decide', stage.dueAt, { office: stage.office.id }));
}
