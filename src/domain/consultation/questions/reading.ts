import type { Asked, AskedIf, QuestionKind } from '../consultation.ts';
import { cleanLine, cleanText, gist } from '../wording.ts';
import { readLimit, readYesNo, splitOptions } from './cells.ts';
import { type EntryField, type Typed, aliases, most, fieldKey, namesByKey } from './fields.ts';
import { conditionIn, conditionSaid, howToWrite } from './condition-field.ts';
import { type Flaw, isMissing, isRecord, shown } from './flaw.ts';
import { kindNamed, kindOf } from './kinds.ts';
import { Numeral } from './numeral.ts';

/** Reads one entry, and collects its faults. */
export class Reading {
  readonly flaws: Flaw[] = [];
  readonly #raw: unknown;
  readonly #record: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #mended: Partial<Typed>;

  constructor(raw: unknown, path: string, mended: Partial<Typed>) {
    this.#raw = raw;
    // A bare text can only be the question itself.
    this.#record = isRecord(raw) ? raw : { text: typeof raw === 'string' ? raw : null };
    this.#path = path;
    this.#mended = mended;
  }

  words(
    field: 'number' | 'shortTitle' | 'text' | 'followUp' | 'guidance' | 'part',
    clean: (typed: string) => string,
    wanted: string,
  ): string {
    const { value } = this.#find(field);
    const given = field === 'number' ? (digitsOf(value) ?? value) : value;
    if (!isMissing(given) && typeof given !== 'string')
      return this.#wrong(field, 'this must be words', wanted === '' ? 'Write words, or leave it empty' : wanted);
    const text = clean(given ?? '');
    if (text === '' && wanted !== '') {
      const nothing = isRecord(this.#raw) || field !== 'text' ? `the ${field} is missing` : `this is no question: ${shown(this.#raw)}`;
      return this.#wrong(field, nothing, wanted);
    }
    if (text.length > most[field])
      return this.#wrong(field, `this has ${text.length} characters`, `Shorten it to ${most[field].toLocaleString('en-GB')} or fewer`);
    return text;
  }

  choice(): Pick<Asked, 'kind' | 'options'> {
    const options = this.#options();
    const { value } = this.#find('kind');
    const said = isMissing(value) || value === '' ? '' : shownPlain(value);
    const fits = this.#fitting(options.length);
    const kind = said === '' ? this.#kindUnsaid(options) : kindNamed(said);
    if (kind === null) {
      this.#wrong('kind', said === '' ? 'the kind is missing' : `we do not know the kind “${cleanLine(said).slice(0, 60)}”`, fits);
      return { kind: 'open', options };
    }
    if (kind === 'open' && options.length > 0)
      this.#wrong('kind', `a question for text has no options, but ${options.length} follow`, fits);
    const broken = this.flaws.some((flaw) => flaw.field === 'options');
    if (kind !== 'open' && !broken && options.length < (kind === 'likert' ? 2 : 1)) {
      this.#wrong(
        'options',
        kind === 'likert' ? 'a scale needs two options or more' : 'there are no options to choose from',
        'Write one on each line',
      );
    }
    return { kind, options };
  }

  #kindUnsaid(options: readonly string[]): QuestionKind | null {
    if (options.length === 0) return 'open';
    const [text, most] = [shownPlain(this.#find('text').value), shownPlain(this.#find('maxChoices').value)];
    return kindOf(text, options, readLimit(most, units.maxChoices)?.number ?? null);
  }

  #fitting(options: number): string {
    if (options === 0) return 'Choose what it asks for';
    const written = options === 1 ? 'One option follows' : `${options} options follow`;
    return `${written} in the file, so a scale or a choice would fit`;
  }

  #options(): readonly string[] {
    const { value } = this.#find('options');
    if (isMissing(value)) return [];
    const list: unknown = typeof value === 'string' ? splitOptions(value) : value;
    if (!Array.isArray(list)) {
      this.#wrong('options', 'the options must be a list', 'Write one on each line');
      return [];
    }
    const texts = list.map((one: unknown) => optionText(one));
    const seen = new Set<string>();
    texts.slice(0, most.options).forEach((text, n) => {
      const key = text === null ? '' : gist(text);
      if (text === null || text === '') this.#wrong('options', `option ${n + 1} has no words`, 'Write one on each line');
      else if (text.length > most.option)
        this.#wrong('options', `option ${n + 1} has ${text.length} characters`, `Shorten it to ${most.option} or fewer`);
      else if (seen.has(key)) this.#wrong('options', `the option “${text.slice(0, 60)}” is there twice`, 'Take one of them out');
      seen.add(key);
    });
    if (texts.length > most.options)
      this.#wrong('options', `there are ${texts.length} options`, `A question holds ${most.options} at most`);
    return texts.filter((text) => text !== null);
  }

  /** The kind and the options, with their limits where several can be chosen. */
  choices(read: Pick<Asked, 'kind' | 'options'>): Pick<Asked, 'kind' | 'options' | 'minChoices' | 'maxChoices'> {
    const [least, most] = [this.limit('minChoices'), this.limit('maxChoices')];
    // Of one choice or a scale, one option is chosen.
    if (read.kind !== 'multiple-choice') return read;
    if (least !== null && least > (most ?? read.options.length))
      this.#wrong('minChoices', 'there are fewer options to choose', most === null ? 'Write a smaller number' : `Write ${most} or fewer`);
    return { ...read, ...(least === null ? {} : { minChoices: least }), ...(most === null ? {} : { maxChoices: most }) };
  }

  limit(field: 'wordLimit' | 'characterLimit' | 'minChoices' | 'maxChoices'): number | null {
    const { value } = this.#find(field);
    if (isMissing(value)) return null;
    const read = typeof value === 'string' ? readLimit(value, units[field]) : { number: numberOf(value) };
    if (typeof value === 'string' && read?.number === null) return null;
    const number = read?.number ?? null;
    if (number !== null && Number.isInteger(number) && number >= 1 && number <= most[field]) return number;
    const wrong =
      number !== null ? `the limit must be a whole number from 1 to ${most[field].toLocaleString('en-GB')}` : 'the limit must be a number';
    this.#wrong(field, wrong, 'Only the number. Leave it empty if there is no limit');
    return null;
  }

  freeText(asked: Asked): boolean {
    const { value } = this.#find('freeText');
    if (asked.kind === 'open') return true;
    // A question with a limit or a follow-up has a box to write in, even where the file does not say so.
    if (isMissing(value) || value === '') return asked.followUp !== '' || asked.wordLimit !== null || asked.characterLimit !== null;
    const said = readYesNo(shownPlain(value));
    if (said !== null) return said;
    this.#wrong('freeText', 'this must be true or false', 'Say whether there is a box for words beside the options');
    return false;
  }

  /** The condition under which the question is asked; null where there is none (QS14). */
  condition(): AskedIf | null {
    const { value } = this.#find('dependsOn');
    if (isMissing(value) || (typeof value === 'string' && cleanLine(value) === '')) return null;
    // The length is judged first: reading takes the square of it.
    const isTooLong = conditionSaid(value).length > most.dependsOn;
    const read = isTooLong ? null : conditionIn(value);
    if (isTooLong) this.#wrong('dependsOn', 'this is too long', howToWrite);
    else if (read === null) this.#wrong('dependsOn', 'this names no question and answer', howToWrite);
    return read;
  }

  typed(): Typed {
    const field = (name: EntryField): string => shownPlain(this.#find(name).value);
    const { value: options } = this.#find('options');
    const boxed = readYesNo(field('freeText'));
    return {
      number: field('number'),
      shortTitle: field('shortTitle'),
      text: field('text'),
      kind: field('kind'),
      options: Array.isArray(options) ? options.map((one: unknown) => optionText(one) ?? shownPlain(one)).join('\n') : field('options'),
      minChoices: field('minChoices'),
      maxChoices: field('maxChoices'),
      freeText: boxed === null ? field('freeText') : boxed ? 'yes' : 'no',
      wordLimit: field('wordLimit'),
      characterLimit: field('characterLimit'),
      followUp: field('followUp'),
      dependsOn: conditionSaid(this.#find('dependsOn').value),
      guidance: field('guidance'),
      part: field('part'),
    };
  }

  #find(field: EntryField): { readonly name: string; readonly value: unknown } {
    const [ours] = aliases[field];
    const mended = this.#mended[field];
    if (mended !== undefined) return { name: ours, value: field === 'options' ? linesOf(mended) : mended };
    const [found] = Object.entries(this.#record)
      .flatMap(([name, value]) => {
        const known = namesByKey.get(fieldKey(name));
        return known?.field === field && value !== null ? [{ name, value, rank: known.rank }] : [];
      })
      .toSorted((one, other) => one.rank - other.rank);
    return found ?? { name: ours, value: undefined };
  }

  #wrong(field: EntryField, wrong: string, mend: string): '' {
    const { name, value } = this.#find(field);
    this.flaws.push({ field, path: `${this.#path}.${name}`, given: isMissing(value) ? '' : shown(value), wrong, mend });
    return '';
  }
}

function linesOf(typed: string): readonly string[] {
  return cleanText(typed)
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function optionText(option: unknown): string | null {
  const value = isRecord(option) ? option['text'] : option;
  const digits = digitsOf(value);
  if (digits !== null) return digits;
  return typeof value === 'string' ? cleanLine(value) : null;
}

function shownPlain(value: unknown): string {
  if (isMissing(value)) return '';
  return typeof value === 'string' ? value : shown(value);
}

/** A number as it is written; null where it is no number. */
function digitsOf(value: unknown): string | null {
  if (value instanceof Numeral) return value.source;
  return typeof value === 'number' ? String(value) : null;
}

function numberOf(value: unknown): number | null {
  const digits = digitsOf(value);
  return digits === null ? null : Number(digits);
}

/** The words that may stand beside the number of a limit. */
const units = {
  wordLimit: /\bwords?\b/gu,
  characterLimit: /\b(?:characters?|chars?)\b/gu,
  minChoices: /\b(?:options?|choices?|answers?|boxes)\b/gu,
  maxChoices: /\b(?:options?|choices?|answers?|boxes)\b/gu,
} as const;
