import type { AnswerState, Board, BoardColumn } from '../../domain/progress/board.ts';
import type { Instant } from '../../domain/outcome.ts';
import { formatDate } from '../../domain/time/calendar.ts';
import { type QuestionWords, questionsCounted } from '../kinds/words.ts';
import { answerTag, contestedTag } from './answer-states.ts';

/** The totals of a board: `6 of 19` on the whole, `301 of 418` by question (PG8). */
export function boardTotals({ spoken, rows, cells }: Pick<Board, 'spoken' | 'rows' | 'cells'>) {
  return {
    whole: `${spoken} of ${rows.length}`,
    byQuestion: `${cells.spoken.toLocaleString('en-GB')} of ${cells.of.toLocaleString('en-GB')}`,
  };
}

/** The state of an answer, for its column: over its limit comes first, then contested (PG3). */
export function stateTag({ state, isContested }: BoardColumn, text: 'open' | 'locked') {
  return isContested && state !== 'over-limit' ? contestedTag : answerTag(state, text);
}

/** The most questions that a state names; it counts more. */
const most = 6;

/** The states of the answers, each with its questions: `Contested 5`, `Drafting 8 questions` (PG3). A contested answer is listed twice. */
export function statesOf(columns: readonly BoardColumn[], text: 'open' | 'locked', words: QuestionWords) {
  const order: readonly AnswerState[] = ['over-limit', 'not-started', 'not-answering', 'drafting', 'ready', 'not-asked'];
  const all = [
    { ...contestedTag, which: columns.filter(({ isContested }) => isContested) },
    ...order.map((state) => ({ ...answerTag(state, text), which: columns.filter((column) => column.state === state) })),
  ];
  return all
    .filter(({ which }) => which.length > 0)
    .map(({ tag, look, which }) => ({
      tag,
      look,
      which: which.length > most ? questionsCounted(which.length, words) : which.map(({ number }) => number).join(', '),
    }));
}

/** A day for a narrow column: `3 May`, `28 Nov`. */
export function briefDay(at: Instant, zone: string): string {
  const [day = '', month = ''] = formatDate(at, zone).split(' ');
  return `${day} ${month.slice(0, 3)}`;
}
