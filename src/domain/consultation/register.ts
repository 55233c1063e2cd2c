import {
  type Asked,
  Consultation,
  type ConsultationEvent,
  type Offer,
  Question,
  type QuestionSet,
  type Registration,
  currentQuestions,
  isRepresentation,
} from './consultation.ts';
import { type ConsultationId, type MemberId, type NetworkId, SectionId } from '../ids.ts';
import { type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import { type Decisions, type ImportPlan, planImport } from './questions/plan.ts';
import { pairOptions } from './questions/match.ts';
import { type Unsettled, withConditions } from './settling.ts';
import { everAsked } from './gone.ts';
import { isWebAddress } from '../typed/link.ts';
import { cleanLine, cleanText } from './wording.ts';

type Answer = Outcome<Consultation, ConsultationEvent>;

/** The most questions one set may hold. */
export const mostQuestions = 500;

/** Adds a consultation without questions yet. A close that has passed, or lies before the opening, is refused. */
export function addConsultation(
  ids: { readonly id: ConsultationId; readonly networkId: NetworkId },
  given: Registration,
  at: Instant,
): Answer {
  const wrong = whyNotRegister(given, given.closesAt) ?? (given.closesAt <= at ? refused('invalid', 'The closing time has passed.') : null);
  if (wrong !== null) return wrong;
  const consultation = { ...ids, ...cleaned(given), closingMoves: [], questionSets: [{ version: 1, at, questions: [] }] };
  const read = Consultation.safeParse(consultation);
  if (!read.success) return refused('invalid', 'The title or the department is too long.');
  return accepted<Consultation, ConsultationEvent>(read.data, {
    type: 'ConsultationAdded',
    data: { title: read.data.title, closesAt: given.closesAt },
  });
}

/** Changes the title, the department, the page and the opening of a consultation; {@link moveClosing} moves the close. */
export function changeDetails(consultation: Consultation, given: Omit<Registration, 'closesAt'>): Answer {
  if (isRepresentation(consultation)) return refused('not-allowed', 'Change the recipient and the date of a representation.');
  const wrong = whyNotRegister(given, consultation.closesAt);
  if (wrong !== null) return wrong;
  const read = Consultation.safeParse({ ...consultation, ...cleaned(given) });
  if (!read.success) return refused('invalid', 'The title or the department is too long.');
  return accepted<Consultation, ConsultationEvent>(read.data, {
    type: 'ConsultationDetailsChanged',
    data: { title: read.data.title, department: read.data.department },
  });
}

function cleaned<Given extends Omit<Registration, 'closesAt'>>(given: Given): Given {
  return { ...given, title: cleanLine(given.title), department: cleanLine(given.department), url: given.url.trim() };
}

function whyNotRegister(given: Omit<Registration, 'closesAt'>, closesAt: Instant | null): Refused | null {
  if (cleanLine(given.title) === '') return refused('invalid', 'Give the title.');
  if (cleanLine(given.department) === '') return refused('invalid', 'Say who asks.');
  if (given.url.trim() !== '' && !isWebAddress(given.url.trim()))
    return refused('invalid', 'The link must begin with https:// or http://.');
  if (given.opensAt !== null && closesAt !== null && given.opensAt >= closesAt) return refused('invalid', 'It must open before it closes.');
  return null;
}

/** Moves the close because the department did; sign-off reacts to the event. */
export function moveClosing(
  consultation: Consultation,
  move: { readonly to: Instant; readonly reason: string; readonly reasonHash: string; readonly by: MemberId; readonly at: Instant },
): Answer {
  const { to, at, by, reasonHash } = move;
  const reason = cleanText(move.reason);
  if (consultation.closesAt === null) return refused('not-allowed', 'Nothing closes here. Change the date to send it by.');
  if (to === consultation.closesAt) return refused('already-exists', 'It closes at that time already.');
  if (to <= at) return refused('invalid', 'The new closing time has passed.');
  if (consultation.opensAt !== null && to <= consultation.opensAt) return refused('invalid', 'It must open before it closes.');
  if (reason === '') return refused('reason-needed', 'Say why the close moves, for example what the department announced.');
  if (reason.length > 2000) return refused('invalid', 'The reason must be 2,000 characters or fewer.');
  const from = consultation.closesAt;
  return accepted<Consultation, ConsultationEvent>(
    { ...consultation, closesAt: to, closingMoves: [...consultation.closingMoves, { at, by, from, to, reason }] },
    { type: 'ClosingMoved', data: { from, to, reasonHash } },
  );
}

/** An import of a whole set. */
export interface Import {
  readonly asked: readonly Asked[];
  readonly decisions: Decisions;
  /** The version that the person saw beside the new set, as {@link versionShown} names it; null where nobody compared them. */
  readonly over: number | null;
  /** As many unused ids as there are questions. */
  readonly ids: readonly string[];
  readonly at: Instant;
}

/** The version of the questions in force, for a page that compares them; 0 while there are none. */
export function versionShown(consultation: Consultation): number {
  const { version, questions } = currentQuestions(consultation);
  return questions.length === 0 ? 0 : version;
}

/**
 * Imports a whole question set as a new version. Refuses the current set with `already-exists`, so a form sent twice changes nothing;
 * and with `questions-changed` where the set is not the one the person saw (QS11).
 */
export function importQuestions(consultation: Consultation, given: Import): Answer {
  if (given.asked.length === 0) return refused('invalid', 'There are no questions to keep.');
  const plan = planImport(consultation, given.asked, given.decisions);
  const ids = plan.each.map(({ was }, n) => was?.id ?? SectionId.parse(given.ids[n]));
  const isStale = given.over !== null && given.over !== versionShown(consultation);
  const now = currentQuestions(consultation).questions;
  if (isStale && sameWords(now, given.asked)) return refused('already-exists', 'These are the questions in force already.');
  if (isStale) return refused('questions-changed');
  const [clash] = plan.clashes;
  if (clash !== undefined) return refused('invalid', `More than one question continues question ${clash.was.number}.`);
  const questions = plan.each.flatMap(({ asked }, n) => ids.slice(n, n + 1).map((id) => unsettled(consultation, asked, id)));
  const settled = withConditions(questions, conditionBefore(consultation));
  if (!settled.ok) return settled;
  if (sameQuestions(now, settled.questions)) return refused('already-exists', 'These are the questions in force already.');
  const offers = offersOf(plan, ids);
  const event = (version: number): ConsultationEvent => ({ type: 'QuestionsImported', data: { version, questions: questions.length } });
  return withQuestions(consultation, { questions: settled.questions, offers }, given.at, event);
}

/** The answers that a new set offers to other questions: of a question that was split, and of one that was merged (QS12). */
function offersOf({ each, removed }: ImportPlan, ids: readonly SectionId[]): Offer[] {
  const split = each.flatMap(({ partOf }, n) => ids.slice(n, n + 1).flatMap((to) => (partOf === null ? [] : [{ from: partOf.id, to }])));
  const merged = removed.flatMap(({ was, into }) => (into === null ? [] : ids.slice(into, into + 1).map((to) => ({ from: was.id, to }))));
  return [...split, ...merged];
}

/** Adds one question at the end. Refuses an id that is there already. */
export function addQuestion(consultation: Consultation, asked: Asked, id: SectionId, at: Instant): Answer {
  if (currentQuestions(consultation).questions.some((one) => one.id === id))
    return refused('already-exists', 'This question is there already.');
  const present = currentQuestions(consultation).questions.map(settledAlready);
  const settled = withConditions([...present, unsettled(consultation, asked, id)], conditionBefore(consultation));
  if (!settled.ok) return settled;
  return withQuestions(consultation, settled, at, (version) => ({ type: 'QuestionAdded', data: { version, questionId: id } }));
}

/** Changes one question in its place; its answer stays with it. */
export function changeQuestion(consultation: Consultation, id: string, asked: Asked, at: Instant): Answer {
  const { questions } = currentQuestions(consultation);
  const found = questions.find((question) => question.id === id);
  if (found === undefined) return refused('not-found');
  const changed = unsettled(consultation, asked, found.id);
  const settled = withConditions(
    questions.map((question) => (question === found ? changed : settledAlready(question))),
    conditionBefore(consultation),
  );
  if (!settled.ok) return settled;
  if (sameQuestions(questions, settled.questions)) return refused('already-exists', 'Nothing was changed.');
  return withQuestions(consultation, settled, at, (version) => ({ type: 'QuestionChanged', data: { version, questionId: id } }));
}

/** Takes one question out of the set. Its answer stays in the draft, and comes back with the question. */
export function removeQuestion(consultation: Consultation, id: string, at: Instant): Answer {
  const { questions } = currentQuestions(consultation);
  const left = questions.filter((question) => question.id !== id);
  if (left.length === questions.length) return refused('not-found');
  return withQuestions(consultation, { questions: left }, at, (version) => ({
    type: 'QuestionRemoved',
    data: { version, questionId: id },
  }));
}

/** A question whose condition stays as it is. */
function settledAlready(question: Question): Unsettled {
  return { question, condition: 'as-before' };
}

/** The condition that each question had when it was asked last. */
function conditionBefore(consultation: Consultation): (id: SectionId) => Question['dependsOn'] {
  const known = everAsked(consultation);
  return (id) => known.get(id)?.dependsOn;
}

function unsettled(consultation: Consultation, { dependsOn: condition, ...asked }: Asked, id: SectionId): Unsettled {
  const versions = consultation.questionSets.flatMap((set) => set.questions.filter((question) => question.id === id));
  const options = pairOptions(
    versions.flatMap((question) => question.options),
    asked.options,
  );
  return { question: { ...asked, id, options: [...options] }, condition };
}

function withQuestions(
  consultation: Consultation,
  { questions, offers = [] }: { readonly questions: readonly Question[]; readonly offers?: readonly Offer[] },
  at: Instant,
  event: (version: number) => ConsultationEvent,
): Answer {
  if (isRepresentation(consultation)) return refused('not-allowed', 'A representation has headings of our own, not questions.');
  if (questions.length > mostQuestions) return refused('too-large', `A question set holds ${mostQuestions} questions at most.`);
  const twice = twiceUsed(questions);
  if (twice !== null) return refused('invalid', `The number ${twice} is used twice.`);
  if (!questions.every((question) => Question.safeParse(question).success)) return refused('invalid', 'A question is not complete.');
  const now = currentQuestions(consultation);
  const first = now.version === 1 && now.questions.length === 0;
  const offered = offers.length === 0 ? {} : { offers: [...offers] };
  const next: QuestionSet = { version: first ? 1 : now.version + 1, at: first ? now.at : at, questions: [...questions], ...offered };
  const kept = first ? [] : consultation.questionSets;
  return accepted<Consultation, ConsultationEvent>({ ...consultation, questionSets: [...kept, next] }, event(next.version));
}

function twiceUsed(questions: readonly Question[]): string | null {
  const seen = new Set<string>();
  for (const { number } of questions) {
    if (seen.has(number.toLowerCase())) return number;
    seen.add(number.toLowerCase());
  }
  return null;
}

/** True where a set prints exactly these questions, whichever ids they have. */
function sameWords(questions: readonly Question[], asked: readonly Asked[]): boolean {
  const printed = ({ number, text, part }: Asked | Question, options: readonly string[]): unknown => [number, text, part, options];
  const now = questions.map((question) =>
    printed(
      question,
      question.options.map(({ text }) => text),
    ),
  );
  return JSON.stringify(now) === JSON.stringify(asked.map((one) => printed(one, one.options)));
}

function sameQuestions(a: readonly Question[], b: readonly Question[]): boolean {
  return JSON.stringify(a.map(inOrder)) === JSON.stringify(b.map(inOrder));
}

function inOrder(question: Question): readonly unknown[] {
  const { id, number, shortTitle, text, kind, part, guidance, followUp, freeText, wordLimit, characterLimit, minChoices, maxChoices } =
    question;
  return [
    id,
    number,
    shortTitle,
    text,
    kind,
    part,
    guidance,
    followUp,
    freeText,
    wordLimit,
    characterLimit,
    minChoices,
    maxChoices,
    question.options.map((one) => [one.id, one.text]),
    question.dependsOn?.question,
    question.dependsOn?.options,
  ];
}
