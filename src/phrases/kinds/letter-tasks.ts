import { type Consultation, currentQuestions, isRepresentation } from '../../domain/consultation/consultation.ts';
import { questionTitle } from '../../domain/consultation/question-name.ts';
import type { Task } from '../../domain/task.ts';
import { counted, listed } from '../english.ts';

/** The words of a task that differ for a representation; the others are said as for a response (RK12). */
interface LetterWords {
  readonly what?: string;
  readonly why?: string;
  readonly path?: string;
  readonly action?: string;
}

const plain: Readonly<Partial<Record<Task['what'], LetterWords>>> = {
  'move-close': {
    what: 'Move the date, if the recipient has moved it',
    why: 'The date passed before everybody had decided. Round and decisions are kept, and go on once the date lies ahead.',
    action: 'Move the date',
  },
  'bring-questions': {
    what: 'Set the headings',
    why: 'Typed or pasted, one on each line. You can change them later.',
    path: '/headings',
    action: 'Set the headings',
  },
  'record-submission': {
    action: 'Record that it was sent',
  },
};

/** The words of a task about a representation; empty of a response to a department. */
export function letterWords(task: Task, consultation: Consultation): LetterWords {
  if (!isRepresentation(consultation)) return {};
  const said = task.answers.length === 0 ? {} : aboutHeadings(task, consultation);
  return { ...(task.round === null ? plain[task.what] : {}), ...said };
}

function aboutHeadings({ what, answers, round }: Task, consultation: Consultation): LetterWords {
  const { questions } = currentQuestions(consultation);
  const named = answers.flatMap(({ id }) => questions.filter((question) => question.id === id)).map((one) => `“${questionTitle(one)}”`);
  const [first = ''] = named;
  const action = { action: named.length === 0 ? 'Open the representation' : `Go to ${first}` };
  if (round !== null) return action;
  const list = named.length <= most ? listed(named) : counted(named.length, 'heading', 'headings');
  const one = named.length === 1;
  switch (what) {
    case 'shorten':
      return {
        ...action,
        what: one ? `Shorten the text under ${list}` : `Shorten the text under ${named.length} headings`,
        why: `Over the limit: ${list}. The text cannot go for sign-off until it fits.`,
      };
    case 'start-answers':
      return {
        ...action,
        what: one ? `Start the text under ${list}` : `Start the text under ${named.length} headings`,
        why: `Nobody has started ${list}.`,
      };
    case 'write-led':
      return {
        ...action,
        what: one ? `Write the text that you lead: ${list}` : `Write the ${named.length} headings that you lead`,
        why: `Nobody has started ${list}.`,
      };
    case 'evidence-boxes':
      return { why: `A box with it holds the lock up.${named.length === 0 ? '' : ` It stands under ${list}.`}` };
    default:
      return {};
  }
}

const most = 4;
