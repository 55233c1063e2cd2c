import { fixedSectionNamed } from '../domain/response/kind/sections.ts';
import { type Consultation, isRepresentation } from '../domain/consultation/consultation.ts';
import { everAsked } from '../domain/consultation/gone.ts';
import { type NamedQuestion, questionTitle } from '../domain/consultation/question-name.ts';
import type { SignOffRound } from '../domain/round/round.ts';
import { inPositions, namesAndTitles, type PositionWarning, type Warning } from '../domain/sign-off/checks.ts';
import { capital, listed } from './english.ts';
import type { Cast } from './people.ts';

type Words = (subjects: readonly string[]) => string;

const questions = (numbers: readonly string[]): string => `${numbers.length === 1 ? 'question' : 'questions'} ${listed(numbers)}`;

const words: Readonly<Record<Warning['type'], Words>> = {
  unanswered: (at) => `${capital(questions(at))} ${at.length === 1 ? 'has' : 'have'} no answer, and no reason for not answering.`,
  'no-option': (at) => `No option is chosen at ${questions(at)}.`,
  'answer-not-asked': (at) => `There is an answer to ${questions(at)}, which other answers leave out.`,
  'left-behind': (at) => `The answer to ${questions(at)}, no longer asked, was left out.`,
  'not-drawn': (places) => `The PDF prints some characters of ${listed(places)} by number, because no font draws them.`,
  'may-tell-a-child': (places) => `Something in ${listed(places)} might tell who a child is.`,
  'evidence-differs': (places) => `The words of an evidence box in ${listed([...new Set(places)])} are not all those of its organisation.`,
  'passed-over': (offices) => `Not asked: ${listed(offices.map((office) => `the ${office}`))}.`,
  'no-reply': (names) => `${capital(listed(names))} gave no reply.`,
  'awaiting-clearance': (names) => `${capital(listed(names))} ${names.length === 1 ? 'was' : 'were'} still waiting for clearance.`,
  'position-on-earlier-text': (names) =>
    `${names.length === 1 ? 'The position' : 'The positions'} of ${listed(names)} ${names.length === 1 ? 'is' : 'are'} on an earlier text.`,
  'little-time': () => 'Less than two working days were left before the close.',
};

/** The sentences that differ for a representation, whose headings have no numbers (RK12). */
const underHeadings: Readonly<Partial<Record<Warning['type'], Words>>> = {
  unanswered: (at) => `There is no text under ${listed(at)}.`,
  'left-behind': (at) => `The text under ${listed(at)}, which was taken out, was left out.`,
  'little-time': () => 'Less than two working days were left before the date.',
};

/** The kinds whose key names an organisation first. */
const ofOrganisations: ReadonlySet<string> = new Set([
  'no-reply',
  'awaiting-clearance',
  'position-on-earlier-text',
] satisfies PositionWarning['type'][]);

/** The kinds whose key names a section, and then its findings. */
const inTexts: ReadonlySet<string> = new Set(['not-drawn', 'may-tell-a-child', 'evidence-differs'] satisfies Warning['type'][]);

/** The warnings at the lock of a round's text, as one sentence for each kind (SO1, SO2). */
export function warningsStood(round: SignOffRound, consultation: Consultation, { network }: Cast): readonly string[] {
  const set = consultation.questionSets.find(({ version }) => version === round.questionSetVersion);
  const name = (subject: string): string =>
    numberOf(set?.questions.find(({ id }) => id === subject) ?? everAsked(consultation).get(subject)) ??
    network.offices.find(({ id }) => id === subject)?.name ??
    subject;
  // The key of a finding in a text names its section first.
  const place = (subject: string): string => {
    const section = subject.slice(0, subject.indexOf(':'));
    if (section === namesAndTitles) return 'names and titles';
    if (section === inPositions) return 'notes of organisations';
    const fixed = fixedSectionNamed(consultation, section);
    if (fixed !== undefined) return `“${fixed.title}”`;
    return isRepresentation(consultation) ? name(section) : questions([name(section)]);
  };
  const organisation = (subject: string): string => {
    const id = subject.replace(/:.*$/su, '');
    return network.organisations.find((one) => one.id === id)?.name ?? id;
  };
  const sentences = isRepresentation(consultation) ? { ...words, ...underHeadings } : words;
  return Object.entries(sentences).flatMap(([type, sentence]) => {
    const keys = round.warnings.filter((key) => key === type || key.startsWith(`${type}:`));
    const subjects = keys.map((key) => key.slice(type.length + 1));
    return keys.length === 0 ? [] : [sentence(subjects.map(ofOrganisations.has(type) ? organisation : inTexts.has(type) ? place : name))];
  });
}

/** The number of a question, or the words of a heading. */
function numberOf(question: NamedQuestion | undefined): string | undefined {
  return question?.kind === 'heading' ? `“${questionTitle(question)}”` : question?.number;
}

/** The number of warnings that a person let stand, by the keys of a round. All questions without an answer count as one, and all organisations (SO1). */
export function acknowledged(keys: readonly string[]): number {
  const together = /^(unanswered|no-option|no-reply|awaiting-clearance|position-on-earlier-text):.*$/su;
  return new Set(keys.map((key) => key.replace(together, '$1'))).size;
}
