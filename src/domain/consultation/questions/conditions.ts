import type { AskedIf } from '../consultation.ts';
import { cleanLine, gist } from '../wording.ts';

/** A question that a condition may name. */
export interface Nameable {
  readonly number: string;
  readonly options: readonly string[];
}

/** The question that a condition names, and the places of its options; or why it names none, and how to mend it. */
export type Named<Q extends Nameable> =
  | { readonly ok: true; readonly on: Q; readonly options: readonly number[] }
  | { readonly ok: false; readonly wrong: string; readonly mend: string };

/**
 * Reads a condition as people write it: `6: No`, `Q6 = No; Not sure`, `No to question 6`, `If you answered No to question 6`. Null where
 * it names no question or no answer (QS14).
 */
export function readCondition(typed: string): AskedIf | null {
  const said = cleanLine(typed);
  const [, number = '', answers = ''] = /^(?:questions?|q)?[ .]*([\p{L}\p{N}][^\s:=]{0,19}?)\s*(?:[:=]|\bis\b)\s*(.+)$/iu.exec(said) ?? [];
  if (number !== '') return { number, options: answersIn(answers) };
  return sentenceIn(said) ?? shortSentenceIn(said);
}

/** The condition as the form shows it again: `6: No; Not sure`. */
export function conditionText({ number, options }: AskedIf): string {
  return `${number}: ${options.join('; ')}`;
}

function answersIn(said: string): readonly string[] {
  return said
    .split(/[;|]/u)
    .map((one) => bare(one))
    .filter((one) => one !== '');
}

/** Finds the question and the options that a condition names among the questions of a set. */
export function findNamed<Q extends Nameable>({ number, options }: AskedIf, set: readonly Q[]): Named<Q> {
  const on = set.find((one) => one.number.toLowerCase() === number.toLowerCase());
  if (on === undefined)
    return { ok: false, wrong: `there is no question ${number}`, mend: 'Write the number of a question in this set, or leave it empty' };
  if (on.options.length === 0)
    return {
      ok: false,
      wrong: `question ${number} has no options to choose from`,
      mend: 'Name a question with options, or leave it empty',
    };
  const found = options.map((option) => optionsNamed(option, on.options));
  const unknown = options.find((_, n) => found[n]?.length === 0);
  if (unknown !== undefined || options.length === 0)
    return {
      ok: false,
      wrong: `question ${number} has no answer “${(unknown ?? '').slice(0, 60)}”`,
      mend: `Its answers are ${on.options.join('; ')}`,
    };
  return { ok: true, on, options: [...new Set(found.flat())].toSorted((a, b) => a - b) };
}

/** The places of the options that words name: the whole option, its beginning, or several with `or` between. */
function optionsNamed(said: string, options: readonly string[]): readonly number[] {
  const all = options.map((option, place) => ({ place, words: gist(option) }));
  const named = (words: string): readonly number[] => {
    const whole = all.filter((one) => one.words === words);
    return (whole.length > 0 ? whole : all.filter((one) => words !== '' && one.words.startsWith(`${words} `))).map(({ place }) => place);
  };
  const whole = named(gist(said));
  if (whole.length > 0) return whole;
  const several = said.split(/,|\bor\b/iu).map((one) => named(gist(one)));
  return several.some((one) => one.length === 0) ? [] : several.flat();
}

/** The questions that depend on each other in a circle. `depends`: for a question, the one that it depends on. */
export function circleAmong<Q>(depends: ReadonlyMap<Q, Q>): readonly Q[] {
  return [...depends.keys()].filter((start) => {
    const seen = new Set<Q>();
    let at = depends.get(start);
    while (at !== undefined && at !== start && !seen.has(at)) {
      seen.add(at);
      at = depends.get(at);
    }
    return at === start;
  });
}

/** Says that questions depend on each other in a circle: `Questions 6 and 7 depend on each other`. */
export function circleWords(numbers: readonly string[]): string {
  const last = numbers.slice(-1).join('');
  return numbers.length === 1
    ? `Question ${last} depends on itself`
    : `Questions ${numbers.slice(0, -1).join(', ')} and ${last} depend on each other`;
}

const answered = String.raw`(?:have |has )?(?:answer(?:ed)?|said|say|select(?:ed)?|chose|choose|tick(?:ed)?|respond(?:ed)?|repl(?:y|ied))(?: with)?`;
const question = String.raw`(?:questions?|q)\.?\s*([\p{L}\p{N}][\p{L}\p{N}.]{0,19})`;
const sentence = new RegExp(
  String.raw`\bif (?:you |your (?:answer|response) (?:is|was) )?(?:${answered} )?(.{1,80}?) (?:to|for|at|in|with|in response to|in answer to) ${question}`,
  'iu',
);
const turned = new RegExp(String.raw`\bif (?:your|the) (?:answer|response) to ${question} (?:is|was) (.{1,80}?)(?:[,.:;)?]|$)`, 'iu');
const short = new RegExp(String.raw`^(.{1,80}?) (?:to|for|at|in) ${question}\.?$`, 'iu');

/** The condition in a usual sentence: `If you answered “No” to question 6, …`, `If your answer to question 6 was No, …`. */
export function sentenceIn(text: string): AskedIf | null {
  const [, on = '', is = ''] = turned.exec(text) ?? [];
  if (on !== '') return conditionFrom(on, is);
  const [, answer = '', number = ''] = sentence.exec(text) ?? [];
  return number === '' ? null : conditionFrom(number, answer);
}

function shortSentenceIn(text: string): AskedIf | null {
  const [, answer = '', number = ''] = short.exec(text) ?? [];
  return number === '' ? null : conditionFrom(number, answer);
}

function conditionFrom(number: string, answer: string): AskedIf {
  return { number: number.replace(/\.+$/u, ''), options: [bare(answer)] };
}

function bare(said: string): string {
  return cleanLine(said)
    .replace(/^["“”'‘’]+|["“”'‘’]+$/gu, '')
    .trim();
}

/**
 * The condition that the words of a question propose, for a person to confirm (QS16): it names a question before it, or it begins
 * with `If yes` or `If you disagree` and means the one before. Null where the words leave a doubt.
 */
export function proposedCondition(text: string, place: number, set: readonly Nameable[]): AskedIf | null {
  const said = cleanLine(text);
  const found = sentenceIn(said) ?? aboutTheLast(said, set.slice(0, place).at(-1));
  if (found === null) return null;
  const on = set.slice(0, place).find(({ number }) => number.toLowerCase() === found.number.toLowerCase());
  const named = on === undefined ? null : { number: on.number, options: found.options.flatMap((option) => meant(option, on.options)) };
  return named === null || named.options.length === 0 ? null : named;
}

function aboutTheLast(text: string, last: Nameable | undefined): AskedIf | null {
  const [, answer = ''] =
    /^\(?if (?:you (?:answered |said |selected |ticked )?|your answer (?:is|was) )?["“‘']?(yes|no|so|not|(?:strongly )?(?:dis)?agreed?|not sure|don[’']t know)["”’']?[,:;)? ]/iu.exec(
      text,
    ) ?? [];
  if (answer === '' || last === undefined) return null;
  const words = answer.toLowerCase();
  return { number: last.number, options: [words === 'so' ? 'yes' : words === 'not' ? 'no' : words.replace(/d$/u, '')] };
}

/** The options that an answer means: `disagree` means those that disagree, strongly or not. */
function meant(answer: string, options: readonly string[]): readonly string[] {
  const words = gist(answer).replace(/^(?:you )?(?:strongly )?((?:dis)?agree)d?$/u, '$1');
  if (words === 'agree') return options.filter((option) => /\bagree\b/iu.test(option) && !/neither|disagree/iu.test(option));
  if (words === 'disagree') return options.filter((option) => /\bdisagree\b/iu.test(option) && !/neither/iu.test(option));
  return optionsNamed(answer, options).flatMap((place) => options.slice(place, place + 1));
}
