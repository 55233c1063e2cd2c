import type { Asked } from '../consultation.ts';
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
  'guidance',
  'part',
] as const;
export type EntryField = (typeof entryFields)[number];

/** Every field as a form shows it: options one to a line, `freeText` as `yes`, `no` or empty. */
export type Typed = Readonly<Record<EntryField, string>>;

/** The names a field goes by in files; the first is ours. */
export const aliases: Readonly<Record<EntryField, readonly [string, ...string[]]>> = {
  number: ['number'],
  shortTitle: ['shortTitle'],
  text: ['text'],
  kind: ['kind'],
  options: ['options'],
  minChoices: ['minChoices'],
  maxChoices: ['maxChoices'],
  freeText: ['freeText', 'hasFreeText'],
  wordLimit: ['wordLimit'],
  characterLimit: ['characterLimit'],
  followUp: ['followUp'],
  guidance: ['guidance'],
  part: ['part', 'section', 'chapter'],
};

/** The most characters of each field, the most options and the largest limits. */
export const most = {
  number: 20,
  shortTitle: mostShortTitle,
  text: 5000,
  part: 200,
  followUp: 2000,
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
    guidance: asked.guidance,
    part: asked.part,
  };
}
