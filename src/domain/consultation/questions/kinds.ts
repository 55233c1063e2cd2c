import type { QuestionKind } from '../consultation.ts';
import { gist } from '../wording.ts';

/** The kinds by the names that forms and spreadsheets use. */
const names: Readonly<Record<QuestionKind, readonly string[]>> = {
  // Nobody imports a heading: a department asks questions (RK10).
  heading: [],
  open: ['open', 'text', 'free text', 'open text', 'long text', 'short text', 'open ended', 'paragraph', 'textarea', 'comment', 'essay'],
  likert: ['likert', 'scale', 'likert scale', 'rating', 'agreement', 'agreement scale'],
  'single-choice': [
    'single choice',
    'one choice',
    'single',
    'radio',
    'choose one',
    'dropdown',
    'select',
    'yes no',
    'multiple choice one answer',
  ],
  'multiple-choice': [
    'multiple choice',
    'several choices',
    'multiple',
    'checkbox',
    'checkboxes',
    'tick boxes',
    'choose several',
    'all that apply',
  ],
};
const kinds = new Map(Object.entries(names).flatMap(([kind, all]) => all.map((name) => [name, kind as QuestionKind] as const)));

/** The kind of a name such as `Single choice`, `MULTIPLE_CHOICE` or `radio`; null where we do not know it. */
export function kindNamed(name: string): QuestionKind | null {
  return kinds.get(gist(name.replaceAll(/[_/]/g, ' '))) ?? null;
}

const agreeing = /^(?:strongly |completely |tend to |somewhat |slightly |neither )?(?:agree|support|satisfied)/iu;
const yesOrNo = /^(?:yes|no)$/iu;

/** The kind of a question that does not say it, where its words or options leave no doubt; else null. */
export function kindOf(text: string, options: readonly string[], most: number | null): QuestionKind | null {
  if (options.length === 0) return null;
  if ((most !== null && most > 1) || severalIn(text)) return 'multiple-choice';
  if (options.length > 2 && options.filter((option) => agreeing.test(option)).length > 1) return 'likert';
  return options.some((option) => yesOrNo.test(option)) ? 'single-choice' : null;
}

function severalIn(text: string): boolean {
  return /\b(?:all that apply|(?:select|choose|tick) (?:up to|any|all|two|three|four|five|six)\b)/iu.test(text);
}
