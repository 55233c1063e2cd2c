import type { AnswerState } from '../../domain/progress/board.ts';

/** The word and the look of each state of an answer, for tags: one pair while the text is open, one once it is locked (PG3). */
const words = {
  open: {
    'not-asked': { tag: 'Not asked', look: 'none' },
    'not-started': { tag: 'Not started', look: 'none' },
    drafting: { tag: 'Drafting', look: 'work' },
    'over-limit': { tag: 'Over limit', look: 'stop' },
    'not-answering': { tag: 'Not answering', look: 'wait' },
    ready: { tag: 'Ready to read', look: 'good' },
  },
  locked: {
    'not-asked': { tag: 'Not asked', look: 'none' },
    'not-started': { tag: 'Empty', look: 'none' },
    drafting: { tag: 'Written', look: 'good' },
    'over-limit': { tag: 'Over limit', look: 'stop' },
    'not-answering': { tag: 'Not answering', look: 'wait' },
    ready: { tag: 'Ready to read', look: 'good' },
  },
} as const satisfies Record<'open' | 'locked', Record<AnswerState, { readonly tag: string; readonly look: string }>>;

/** The tag of an answer that an organisation does not endorse (PG3). */
export const contestedTag = { tag: 'Contested', look: 'warn' } as const;

/** The word and the look of one state. */
export function answerTag<State extends AnswerState>(state: State, text: 'open' | 'locked') {
  return words[text][state];
}

/** `10 drafting, 1 over limit, 2 not started`; of a locked text `10 written, 2 empty`. */
export function tallyText(counts: readonly { readonly standing: AnswerState; readonly count: number }[], text: 'open' | 'locked'): string {
  return counts.map(({ standing, count }) => `${count} ${answerTag(standing, text).tag.toLowerCase()}`).join(', ');
}
