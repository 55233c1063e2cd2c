import { type Consultation, currentQuestions, type Question } from '../../domain/consultation/consultation.ts';
import { cutAtWord } from '../../domain/consultation/wording.ts';
import { type Duty, may } from '../../domain/network/access.ts';
import type { Board } from '../../domain/progress/board.ts';
import { kindOf } from '../../domain/response/kind/kind.ts';
import type { Readiness } from '../../domain/response/marking-ready.ts';
import type { Response } from '../../domain/response/response.ts';
import { questionsCounted, wordsOf } from '../../phrases/kinds/words.ts';
import { readyTag } from '../../phrases/readiness.ts';
import type { AnswerSoFar } from '../../reading/answers.ts';
import { answerTag } from '../../phrases/progress/answer-states.ts';
import { asksFor, inParts, limitWords } from './questions/view.ts';

/** A consultation with the state of its answers. */
interface Answered {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly answers: readonly AnswerSoFar[];
  readonly duties: ReadonlySet<Duty>;
  readonly readiness: ReadonlyMap<string, Readiness>;
  readonly board: Board | null;
}

/** The questions of a consultation, with the state of each answer once there is a response. */
export function questionTable({ consultation, response: given, answers, duties, readiness, board }: Answered) {
  // Questions that nobody answers have no progress.
  const response = given !== null && kindOf(given) === 'respond' ? given : null;
  const { questions } = currentQuestions(consultation);
  const far = new Map(answers.map((one) => [one.id, one]));
  const base = `/consultations/${consultation.id}`;
  const words = wordsOf(consultation);
  const mayEdit = may('consultation.edit', duties) && response?.status !== 'submitted';
  const rows = questions.map((question) => ({
    ...rowOf(question, far.get(question.id), response),
    ready: readyOf(readiness.get(question.id)),
    ...spokenOn(question.id, board),
    href: response === null ? '' : `${base}/response#s-${question.id}`,
    change: !mayEdit ? '' : words.isLetter ? `${base}/headings#text-${question.id}` : `${base}/questions/${question.id}`,
  }));
  return {
    count: questionsCounted(questions.length, words),
    none: questions.length === 0,
    started: response !== null,
    mayEdit,
    parts: inParts(rows),
    columns: (response === null ? 3 : 5) + (mayEdit ? 1 : 0) - (words.isLetter ? 1 : 0),
  };
}

/** How many have spoken on a question, and whether it is contested (PG3, PG8). */
function spokenOn(id: Question['id'], board: Board | null) {
  const column = board?.columns.find((one) => one.id === id);
  const spoken = column?.state === 'not-asked' && column.spoken === 0 ? '–' : `${column?.spoken ?? 0} of ${board?.rows.length ?? 0}`;
  return { spoken, isContested: column?.isContested ?? false };
}

function rowOf(question: Question, answer: AnswerSoFar | undefined, response: Response | null) {
  const started = response !== null;
  const words = answer?.counts.words ?? 0;
  const limit = question.wordLimit === null ? '' : ` of ${question.wordLimit.toLocaleString('en-GB')}`;
  return {
    number: question.number,
    part: question.part,
    text: question.shortTitle ?? cutAtWord(question.text, 96),
    // Once the response is started, its page shows the question in full.
    asked: started || question.shortTitle === undefined ? '' : question.text,
    asks: asksFor(question),
    length: started ? (question.freeText ? `${words.toLocaleString('en-GB')}${limit}` : 'No words') : limitWords(question),
    standing: answerTag(answer?.standing ?? 'not-started', textOf(response)),
  };
}

function readyOf(readiness: Readiness | undefined) {
  return readiness === undefined ? null : readyTag(readiness);
}

/** A text that is being locked is as good as locked. */
export function textOf(response: Response | null): 'open' | 'locked' {
  return response === null || (response.status === 'drafting' && response.locking === null) ? 'open' : 'locked';
}
