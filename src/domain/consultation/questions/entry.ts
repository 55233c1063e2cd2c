import { type Asked, QuestionKind } from '../consultation.ts';
import { cleanLine, cleanText, gist } from '../wording.ts';
import { type EntryField, type Typed, aliases, most } from './fields.ts';

/** One fault of an entry: where it is, the value given, what is wrong with it and how to mend it. */
export interface Flaw {
  readonly field: EntryField;
  /** `questions[8].kind`. */
  readonly path: string;
  /** The value in the file, as JSON cut short; empty where it is missing. */
  readonly given: string;
  readonly wrong: string;
  readonly mend: string;
}

/** One entry as read: the question, or the faults to mend. */
export interface Entry {
  /** From 0. */
  readonly n: number;
  readonly path: string;
  readonly typed: Typed;
  readonly asked: Asked | null;
  readonly flaws: readonly Flaw[];
}

/** Reads one entry of a file; values that a person typed stand in for some of its fields. */
export function readEntry(raw: unknown, n: number, path: string, mended: Partial<Typed> = {}): Entry {
  const reading = new Reading(raw, path, mended);
  const shortTitle = reading.words('shortTitle', cleanLine, '');
  const asked: Asked = {
    number: reading.words('number', cleanLine, 'Write it as it is printed, for example 7 or 7a'),
    text: reading.words('text', cleanText, 'Write the question as it is printed'),
    ...reading.choices(reading.choice()),
    wordLimit: reading.limit('wordLimit'),
    characterLimit: reading.limit('characterLimit'),
    followUp: reading.words('followUp', cleanText, ''),
    guidance: reading.words('guidance', cleanText, ''),
    part: reading.words('part', cleanLine, ''),
    ...(shortTitle === '' ? {} : { shortTitle }),
    freeText: false,
  };
  const freeText = reading.freeText(asked);
  return { n, path, typed: reading.typed(), asked: reading.flaws.length === 0 ? { ...asked, freeText } : null, flaws: reading.flaws };
}

/** One fault of a field that was read. */
export function flawOf(entry: Pick<Entry, 'path' | 'typed'>, field: EntryField, wrong: string, mend: string): Flaw {
  return { field, path: `${entry.path}.${field}`, given: shown(entry.typed[field]), wrong, mend };
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const json = brief(value, 3);
  return json.length > 120 ? `${json.slice(0, 120).toWellFormed()}…` : json;
}

// Like JSON.stringify, but no depth or length of the value can hurt.
function brief(value: unknown, depth: number): string {
  if (Array.isArray(value))
    return depth === 0
      ? '[…]'
      : `[${value
          .slice(0, 20)
          .map((one: unknown) => brief(one, depth - 1))
          .join()}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.entries(value).slice(0, 20);
  return depth === 0 ? '{…}' : `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${brief(one, depth - 1)}`).join()}}`;
}

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Reads one entry, and collects its faults. */
class Reading {
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
    const given = typeof value === 'number' && field === 'number' ? String(value) : value;
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
    const read = QuestionKind.safeParse(
      said === '' && options.length === 0
        ? 'open'
        : said
            .trim()
            .toLowerCase()
            .replaceAll(/[\s_]+/g, '-'),
    );
    if (!read.success) {
      this.#wrong('kind', said === '' ? 'the kind is missing' : `we do not know the kind “${cleanLine(said).slice(0, 60)}”`, fits);
      return { kind: 'open', options };
    }
    const kind = read.data;
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

  #fitting(options: number): string {
    if (options === 0) return 'Choose what it asks for';
    const written = options === 1 ? 'One option follows' : `${options} options follow`;
    return `${written} in the file, so a scale or a choice would fit`;
  }

  #options(): readonly string[] {
    const { value } = this.#find('options');
    if (isMissing(value)) return [];
    if (!Array.isArray(value)) {
      this.#wrong('options', 'the options must be a list', 'Write one on each line');
      return [];
    }
    const texts = value.map((one: unknown) => optionText(one));
    const seen = new Set<string>();
    texts.forEach((text, n) => {
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
    if (isMissing(value) || (typeof value === 'string' && value.trim() === '')) return null;
    const number = typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= most[field]) return number;
    const wrong =
      typeof number === 'number'
        ? `the limit must be a whole number from 1 to ${most[field].toLocaleString('en-GB')}`
        : 'the limit must be a number';
    this.#wrong(field, wrong, 'Only the number. Leave it empty if there is no limit');
    return null;
  }

  freeText(asked: Asked): boolean {
    const { value } = this.#find('freeText');
    if (asked.kind === 'open') return true;
    // A question with a limit or a follow-up has a box to write in, even where the file does not say so.
    if (isMissing(value) || value === '') return asked.followUp !== '' || asked.wordLimit !== null || asked.characterLimit !== null;
    if (value === true || value === 'yes') return true;
    if (value !== false && value !== 'no')
      this.#wrong('freeText', 'this must be true or false', 'Say whether there is a box for words beside the options');
    return false;
  }

  typed(): Typed {
    const field = (name: EntryField): string => shownPlain(this.#find(name).value);
    const { value: options } = this.#find('options');
    const { value: freeText } = this.#find('freeText');
    return {
      number: field('number'),
      shortTitle: field('shortTitle'),
      text: field('text'),
      kind: field('kind'),
      options: Array.isArray(options) ? options.map((one: unknown) => optionText(one) ?? shownPlain(one)).join('\n') : field('options'),
      minChoices: field('minChoices'),
      maxChoices: field('maxChoices'),
      freeText: typeof freeText === 'boolean' ? (freeText ? 'yes' : 'no') : field('freeText'),
      wordLimit: field('wordLimit'),
      characterLimit: field('characterLimit'),
      followUp: field('followUp'),
      guidance: field('guidance'),
      part: field('part'),
    };
  }

  #find(field: EntryField): { readonly name: string; readonly value: unknown } {
    const [ours] = aliases[field];
    const mended = this.#mended[field];
    if (mended !== undefined) return { name: ours, value: field === 'options' ? linesOf(mended) : mended };
    const name = aliases[field].find((alias) => Object.hasOwn(this.#record, alias) && this.#record[alias] !== null) ?? ours;
    return { name, value: Object.hasOwn(this.#record, name) ? this.#record[name] : undefined };
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
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? cleanLine(value) : null;
}

function shownPlain(value: unknown): string {
  if (isMissing(value)) return '';
  return typeof value === 'string' ? value : shown(value);
}
