import { questionsIn } from './response/kind/sections.ts';
import { type Consultation, currentQuestions, hasClosed, plannedTo } from './consultation/consultation.ts';
import { questionsNamed } from './consultation/questions-named.ts';
import type { MemberId, OfficeId } from './ids.ts';
import { type Duty, may } from './network/access.ts';
import type { Instant } from './outcome.ts';
import type { Request } from './positions/positions.ts';
import { leadOf } from './response/leading.ts';
import { type Response, finalExports, isOpen, latestRound } from './response/response.ts';
import { takingPositions } from './response/taking-positions.ts';
import type { EndedRound } from './round/round.ts';
import type { Slot, Stage } from './round/stage.ts';
import { type Timetable, writeBy } from './time/timetable.ts';

/** How far the answer to one question is. */
export interface AnswerStanding {
  readonly id: string;
  /** As printed. */
  readonly number: string;
  readonly standing: 'not-asked' | 'not-started' | 'drafting' | 'over-limit' | 'not-answering';
}

/** Where an organisation stands, as its own people are reminded of it. */
export interface OwnStanding {
  /** The moment by which it promised a position; null where it promised none since its last one (PO7). */
  readonly awaitingBy: Instant | null;
  /** The number of sections that changed since its position; 0 without a position (PO5). */
  readonly changed: number;
}

/** Everything that the tasks of one person follow from. */
export interface Situation {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly answers: readonly AnswerStanding[];
  /** The request for the position of this person's organisation that is still open; null for a person who does not speak for one (PO9). */
  readonly asked: Pick<Request, 'at'> | null;
  /** The late passages that wait for this person's decision (CO5). */
  readonly latePassages: number;
  /** Where the organisation of a person who speaks for it stands; absent where nothing more is asked of it (PO5, PO7). */
  readonly standing?: OwnStanding | null;
  /** The sections with an evidence box that holds the text up (EV4), for the coordinator; absent where there are none. */
  readonly held?: readonly Pick<AnswerStanding, 'id' | 'number'>[];
  /** True where nobody coordinates the network now: the chair locks the text then (SO2). */
  readonly uncoordinated: boolean;
  readonly timetable: Timetable;
  readonly duties: ReadonlySet<Duty>;
  readonly memberId: MemberId;
  readonly now: Instant;
}

/** A task of one person about one consultation, due at an instant. */
export interface Task {
  readonly what:
    | 'make-changes'
    | 'late-passages'
    | 'appoint'
    | 'move-close'
    | 'bring-questions'
    | 'start-response'
    | 'shorten'
    | 'write-led'
    | 'start-answers'
    | 'read-through'
    | 'give-position'
    | 'clear-position'
    | 'look-again'
    | 'evidence-boxes'
    | 'run-checks'
    | 'lock'
    | 'decide'
    | 'make-document'
    | 'record-submission'
    | 'reopen';
  readonly dueAt: Instant;
  /** The answers it is about, in the order of the questions. */
  readonly answers: readonly Pick<AnswerStanding, 'id' | 'number'>[];
  /** The office in which to decide, or to appoint somebody to; null for everything else. */
  readonly office: OfficeId | null;
  /** The round whose end asks for changes; null for everything else. */
  readonly round: EndedRound | null;
  /** The number of late passages, or of changed sections, that it is about. */
  readonly passages: number;
}

/** Somebody who is asked to decide now. */
export interface Waiting {
  readonly stage: Stage;
  readonly slot: Slot;
}

/** The open tasks of one member. Those that other people wait for come first (WO7), then the soonest due. */
export function tasksOf(situation: Situation): readonly Task[] {
  const { consultation, response, now } = situation;
  const open = response === null ? notStarted(situation) : inHand(situation, response);
  const settled = response === null && hasClosed(consultation, now);
  return settled ? [] : open.toSorted(byUrgency);
}

const urgent: readonly Task['what'][] = ['decide', 'make-changes', 'late-passages', 'appoint', 'move-close'];

/** The order of tasks, also of several consultations: decisions, the ends of rounds and late passages first, then by due time (WO7). */
export function byUrgency(a: Task, b: Task): number {
  const rank = ({ what }: Task): number => (urgent.includes(what) ? urgent.indexOf(what) : urgent.length);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0;
}

/** The people whose decision an open round waits for. */
export function waitingFor(response: Response | null): readonly Waiting[] {
  const round = response === null ? null : latestRound(response);
  if (round?.status !== 'open') return [];
  return round.stages
    .filter((stage) => stage.status === 'active')
    .flatMap((stage) => stage.slots.filter((slot) => slot.status === 'pending').map((slot) => ({ stage, slot })));
}

function task(what: Task['what'], dueAt: Instant, more: Partial<Omit<Task, 'what' | 'dueAt'>> = {}): Task {
  return { what, dueAt, answers: [], office: null, round: null, passages: 0, ...more };
}

/** The round that ended so that the text is open again; null before the first, and while the text is locked (SO18). */
export function endedBefore(response: Response): EndedRound | null {
  const round = isOpen(response) ? latestRound(response) : null;
  return round !== null && 'ending' in round ? round : null;
}

function notStarted({ consultation, timetable, duties }: Situation): readonly Task[] {
  if (!may('response.start', duties)) return [];
  const none = currentQuestions(consultation).questions.length === 0;
  return [task(none ? 'bring-questions' : 'start-response', timetable.contributions)];
}

function inHand(situation: Situation, response: Response): readonly Task[] {
  return [...byStatus(situation, response), ...speaking(situation, response)];
}

/**
 * The position that an organisation was asked for or promised, or that is on an earlier text: until the lock, or beside the locked
 * text until the response is sent (PO5, PO7, PO9). One task at most.
 */
function speaking({ consultation, asked, standing = null, timetable, now }: Situation, response: Response): readonly Task[] {
  if (takingPositions(response, consultation, now).whyNot !== null) return [];
  const by = response.status === 'drafting' ? timetable.lock : timetable.submit;
  const promised = standing?.awaitingBy ?? null;
  if (promised !== null) return [task('clear-position', promised)];
  if (asked !== null) return [task('give-position', by)];
  const changed = standing?.changed ?? 0;
  return changed === 0 ? [] : [task('look-again', by, { passages: changed })];
}

function byStatus(situation: Situation, response: Response): readonly Task[] {
  const { duties, timetable } = situation;
  switch (response.status) {
    case 'drafting':
      return isOpen(response) ? [...reopened(situation, response), ...writing(situation, response), ...locking(situation)] : [];
    case 'in-sign-off':
      return [...deciding(situation, response), ...mending(situation, response)];
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

/** The changes that were asked for, and the passages that came in after a lock (SO5, SO11). */
function reopened(situation: Situation, response: Response): readonly Task[] {
  const { timetable, duties, latePassages } = situation;
  const late = latePassages > 0 && may('late.bring', duties);
  return [...changing(situation, response), ...(late ? [task('late-passages', timetable.lock, { passages: latePassages })] : [])];
}

/** The person who ended the round has said their part; a coordinator sees to the changes all the same. */
function changing({ consultation, timetable, duties, memberId }: Situation, response: Response): readonly Task[] {
  const round = endedBefore(response);
  if (round === null || !may('response.write', duties)) return [];
  if (round.ending.by === memberId && !duties.has('coordinator')) return [];
  const answers = questionsNamed(round.ending.reason, questionsIn({ consultation, response }));
  return [task('make-changes', timetable.lock, { round, answers })];
}

/** The answers to write. An answer with a drafting lead is a task of the lead, and of the coordinator (WO17). */
function writing(situation: Situation, response: Response): readonly Task[] {
  const { timetable, duties, now, memberId } = situation;
  if (!may('response.write', duties)) return [];
  const dueAt = writeBy(timetable, now);
  const leadsOf = ({ id }: AnswerStanding): MemberId | null => leadOf(response, id)?.memberId ?? null;
  const answers = situation.answers.filter((answer) => duties.has('coordinator') || [null, memberId].includes(leadsOf(answer)));
  const over = answers.filter((answer) => answer.standing === 'over-limit');
  const none = answers.filter((answer) => answer.standing === 'not-started');
  const led = none.filter((answer) => leadsOf(answer) === memberId);
  const free = none.filter((answer) => !led.includes(answer));
  const all = [
    ...(over.length === 0 ? [] : [task('shorten', dueAt, { answers: over })]),
    ...(led.length === 0 ? [] : [task('write-led', dueAt, { answers: led })]),
    ...(free.length === 0 ? [] : [task('start-answers', dueAt, { answers: free })]),
  ];
  const isFirst = endedBefore(response) === null;
  return all.length === 0 && isFirst && !duties.has('coordinator') ? [task('read-through', dueAt)] : all;
}

function locking({ timetable, duties, uncoordinated, held = [] }: Situation): readonly Task[] {
  if (!may('sign-off.open', duties, { uncoordinated })) return [];
  const boxes = held.length === 0 ? [] : [task('evidence-boxes', timetable.checks, { answers: held })];
  return [...boxes, task('run-checks', timetable.checks), task('lock', timetable.lock)];
}

function deciding({ memberId }: Situation, response: Response): readonly Task[] {
  return waitingFor(response)
    .filter(({ slot }) => slot.memberId === memberId)
    .map(({ stage }) => task('decide', stage.dueAt, { office: stage.office.id }));
}

/** A round that cannot go on by itself: nobody is in post, or the consultation closed first. */
function mending({ consultation, duties }: Situation, response: Response): readonly Task[] {
  const round = latestRound(response);
  const blocked = blockedStages(response).filter(() => may('network.manage', duties));
  const lapsed = round?.status === 'lapsed' && may('consultation.edit', duties);
  return [
    ...blocked.map((stage) => task('appoint', stage.dueAt, { office: stage.office.id })),
    ...(lapsed ? [task('move-close', plannedTo(consultation))] : []),
  ];
}

/** The stages of an open round that wait because nobody in post can decide. */
export function blockedStages(response: Response): readonly Stage[] {
  const round = latestRound(response);
  return round?.status === 'open' ? round.stages.filter((stage) => stage.status === 'blocked') : [];
}
