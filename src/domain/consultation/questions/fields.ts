import type { Asked } from '../consultation.ts';
import { conditionText } from './conditions.ts';
import { mostShortTitle } from '../question-name.ts';

/** The fields of one question, in the order a form asks for them. */
export const entryFields = [
  'number',
  'shortTitle',
  'text',
  'kind',
  'options',
  'minChoices',
  'maxChoices',
  'freeText',
  'wordLimit',
  'characterLimit',
  'followUp',
  'dependsOn',
  'guidance',
  'part',
] as const;
export type EntryField = (typeof entryFields)[number];

/** Every field as a form shows it: options one to a line, `freeText` as `yes`, `no` or empty. */
export type Typed = Readonly<Record<EntryField, string>>;

/** The names a field goes by in files and tables, in any case and with any spaces and signs; the first is ours. */
export const aliases: Readonly<Record<EntryField, readonly [string, ...string[]]>> = {
  number: ['number', 'no', 'nr', 'num', 'q', 'q no', 'question number', 'question no', 'ref', 'reference'],
  shortTitle: ['shortTitle', 'short name', 'title', 'topic', 'subject', 'label'],
  text: ['text', 'question', 'question text', 'wording', 'question wording'],
  kind: ['kind', 'type', 'question type', 'answer type', 'response type', 'asks for'],
  options: ['options', 'choices', 'answers', 'answer options', 'response options', 'answer choices'],
  minChoices: ['minChoices', 'minimum choices', 'fewest choices', 'fewest options to choose', 'choose at least'],
  maxChoices: ['maxChoices', 'maximum choices', 'most choices', 'most options to choose', 'choose up to', 'max selections', 'max answers'],
  freeText: ['freeText', 'hasFreeText', 'comment box', 'comments', 'text box'],
  wordLimit: ['wordLimit', 'words', 'max words', 'maximum words', 'word count', 'limit words', 'words limit', 'limit'],
  characterLimit: ['characterLimit', 'characters', 'max characters', 'maximum characters', 'max chars', 'char limit', 'limit characters'],
  followUp: ['followUp', 'follow-up question', 'follow-up text'],
  dependsOn: ['dependsOn', 'asked only if', 'only if', 'asked if', 'show if', 'shown if', 'condition', 'conditional on', 'routing'],
  guidance: ['guidance', 'notes', 'note', 'hint', 'help', 'context'],
  part: ['part', 'section', 'chapter', 'theme', 'heading', 'group', 'chapter or part'],
};

/** The name of a field without case, spaces and signs, for comparing. */
export function fieldKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The place of each name among the names of its field, by the key of the name. */
export const namesByKey: ReadonlyMap<string, { readonly field: EntryField; readonly rank: number }> = new Map(
  entryFields.flatMap((field) => aliases[field].map((name, rank) => [fieldKey(name), { field, rank }] as const)),
);

/** The most characters of each field, the most options and the largest limits. */
export const most = {
  number: 20,
  shortTitle: mostShortTitle,
  text: 5000,
  part: 200,
  followUp: 2000,
  dependsOn: 1000,
  guidance: 5000,
  option: 500,
  options: 50,
  minChoices: 50,
  maxChoices: 50,
  wordLimit: 100_000,
  characterLimit: 1_000_000,
};

/** The field values with which the form shows a question again. */
export function typedOf(asked: Asked): Typed {
  return {
    number: asked.number,
    shortTitle: asked.shortTitle ?? '',
    text: asked.text,
    kind: asked.kind,
    options: asked.options.join('\n'),
    minChoices: asked.minChoices?.toString() ?? '',
    maxChoices: asked.maxChoices?.toString() ?? '',
    freeText: asked.freeText ? 'yes' : 'no',
    wordLimit: asked.wordLimit === null ? '' : String(asked.wordLimit),
    characterLimit: asked.characterLimit === null ? '' : String(asked.characterLimit),
    followUp: asked.followUp,
    dependsOn: asked.dependsOn === undefined || asked.dependsOn === 'as-before' ? '' : conditionText(asked.dependsOn),
    guidance: asked.guidance,
    part: asked.part,
  };
}
