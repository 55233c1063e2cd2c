/** A question as far as it depends on the answers to others. This file runs in the browser too. */
export interface Asking {
  readonly id: string;
  readonly number: string;
  readonly options: readonly { readonly id: string; readonly text: string }[];
  readonly dependsOn?: { readonly question: string; readonly options: readonly string[] } | undefined;
}

/** Whether a question is asked. `undecided`: the answer that it depends on is not there yet, so it may be asked (QS14). */
export type Asks = 'asked' | 'undecided' | 'not-asked';

/** The ids of the options that are chosen for a question. */
export type ChosenFor = (id: string) => readonly string[];

/** A condition of a question that holds: the question it names, and its options that are still offered. */
export interface Condition<Q extends Asking = Asking> {
  readonly on: Q;
  readonly options: readonly string[];
}

/** The condition of a question; null where it has none, or the question or the options that it names are gone (QS15). */
export function conditionOf<Q extends Asking>({ dependsOn }: Asking, questions: readonly Q[]): Condition<Q> | null {
  const on = questions.find(({ id }) => id === dependsOn?.question);
  if (on === undefined) return null;
  const options = on.options.filter(({ id }) => dependsOn?.options.includes(id)).map(({ id }) => id);
  return options.length === 0 ? null : { on, options };
}

/** Whether a question is asked under the options that are chosen now. A question whose condition is broken is always asked (QS15). */
export function asksNow(question: Asking, questions: readonly Asking[], chosenFor: ChosenFor): Asks {
  const condition = conditionOf(question, questions);
  if (condition === null) return 'asked';
  const { on, options } = condition;
  // A set without circles ends here: each question depends on one other at most.
  const before = asksNow(on, questions, chosenFor);
  if (before === 'not-asked') return 'not-asked';
  const chosen = chosenOf(on, chosenFor);
  if (chosen.length === 0) return 'undecided';
  return chosen.some(({ id }) => options.includes(id)) ? before : 'not-asked';
}

/** `Asked only if the answer to question 6 is No`; empty where the question is always asked (QS14). */
export function askedIfWords(question: Asking, questions: readonly Asking[]): string {
  const condition = conditionOf(question, questions);
  if (condition === null) return '';
  const { on, options } = condition;
  return `Asked only if the answer to question ${on.number} is ${either(on.options.filter(({ id }) => options.includes(id)))}`;
}

/** `Not asked, because the answer to question 6 is Yes`; empty where the question is asked, or may be (QS14). */
export function notAskedWords(question: Asking, questions: readonly Asking[], chosenFor: ChosenFor): string {
  const condition = conditionOf(question, questions);
  if (condition === null || asksNow(question, questions, chosenFor) !== 'not-asked') return '';
  const { on } = condition;
  if (asksNow(on, questions, chosenFor) === 'not-asked') return `Not asked, because question ${on.number} is not asked`;
  const answers = chosenOf(on, chosenFor).map(({ text }) => text);
  return `Not asked, because the answer to question ${on.number} is ${answers.join('; ')}`;
}

/** The condition of a printed question, and why it is not asked, as sentences; empty where it is always asked (QS18). */
export function conditionWords({
  askedIf,
  notAsked,
}: {
  readonly askedIf?: string | undefined;
  readonly notAsked?: string | undefined;
}): string {
  return [askedIf, notAsked].flatMap((words) => (words === undefined ? [] : [`${words}.`])).join(' ');
}

function chosenOf({ id, options }: Asking, chosenFor: ChosenFor): Asking['options'] {
  const chosen = chosenFor(id);
  return options.filter((option) => chosen.includes(option.id));
}

/** `No`, `No or Not sure`, `A, B or C`. */
function either(options: Asking['options']): string {
  const words = options.map(({ text }) => text);
  return [words.slice(0, -1).join(', '), words.slice(-1).join('')].filter((part) => part !== '').join(' or ');
}
