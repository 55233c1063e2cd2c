import type { Consultation } from '../domain/consultation/consultation.ts';
import { fixedSections } from '../domain/consultation/section.ts';
import type { SignOffRound } from '../domain/round/round.ts';
import { namesAndTitles, type Warning } from '../domain/sign-off/checks.ts';
import { capital, listed } from './english.ts';
import type { Cast } from './people.ts';

type Words = (subjects: readonly string[]) => string;

const questions = (numbers: readonly string[]): string => `${numbers.length === 1 ? 'question' : 'questions'} ${listed(numbers)}`;

const words: Readonly<Record<Warning['type'], Words>> = {
  unanswered: (at) => `${capital(questions(at))} ${at.length === 1 ? 'has' : 'have'} no answer, and no reason for not answering.`,
  'no-option': (at) => `No option is chosen at ${questions(at)}.`,
  'not-drawn': (places) => `The PDF prints some characters of ${listed(places)} by number, because no font draws them.`,
  'may-tell-a-child': (places) => `Something in ${listed(places)} might tell who a child is.`,
  'passed-over': (offices) => `Not asked: ${listed(offices.map((office) => `the ${office}`))}.`,
  'little-time': () => 'Less than two working days were left before the close.',
};

/** The kinds whose key names a section, and then its findings. */
const inTexts: ReadonlySet<string> = new Set(['not-drawn', 'may-tell-a-child'] satisfies Warning['type'][]);

/** The warnings at the lock of a round's text, as one sentence for each kind (SO1, SO2). */
export function warningsStood(round: SignOffRound, consultation: Consultation, { network }: Cast): readonly string[] {
  const set = consultation.questionSets.find(({ version }) => version === round.questionSetVersion);
  const name = (subject: string): string =>
    set?.questions.find(({ id }) => id === subject)?.number ?? network.offices.find(({ id }) => id === subject)?.name ?? subject;
  // The key of a finding in a text names its section first.
  const place = (subject: string): string => {
    const section = subject.slice(0, subject.indexOf(':'));
    if (section === namesAndTitles) return 'names and titles';
    const fixed = fixedSections.find(({ id }) => id === section);
    return fixed === undefined ? questions([name(section)]) : `“${fixed.title}”`;
  };
  return Object.entries(words).flatMap(([type, sentence]) => {
    const keys = round.warnings.filter((key) => key === type || key.startsWith(`${type}:`));
    const subjects = keys.map((key) => key.slice(type.length + 1));
    return keys.length === 0 ? [] : [sentence(subjects.map(inTexts.has(type) ? place : name))];
  });
}

/** The number of warnings that a person let stand, by the keys of a round. All questions without an answer count as one (SO1). */
export function acknowledged(keys: readonly string[]): number {
  return new Set(keys.map((key) => key.replace(/^(unanswered|no-option):.*$/su, '$1'))).size;
}
