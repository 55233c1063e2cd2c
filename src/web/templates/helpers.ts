import Handlebars from 'handlebars';
import { dateItems } from './date-items.ts';

const escape = (value: unknown): string => Handlebars.escapeExpression(typeof value === 'string' ? value : String(value));
const safe = (html: string): Handlebars.SafeString => new Handlebars.SafeString(html);

/** What the last argument of every helper is: the named values it was given. */
interface Named {
  readonly hash: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isPresent = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== false;

/** Attributes as HTML: a value, or `{ value, optional }`, where an optional one that is missing or false is left out and true has no value. */
function attrs(given: unknown): Handlebars.SafeString {
  if (!isRecord(given)) return safe(typeof given === 'string' ? given : '');
  const written = Object.entries(given).map(([name, content]) => attribute(name, content));
  return safe(written.join(''));
}

function attribute(name: string, content: unknown): string {
  const detailed = isRecord(content) && 'value' in content;
  const value: unknown = detailed ? content['value'] : content;
  const optional = detailed && content['optional'] === true;
  if (optional && (value === undefined || value === null || value === false)) return '';
  if (optional && value === true) return ` ${escape(name)}`;
  return ` ${escape(name)}="${escape(value ?? '')}"`;
}

/** `aria-describedby` of a control: what its surroundings name, then its own hint and error; nothing where there is none. */
function describedby(outside: unknown, { hash: { id, hint, errorMessage } }: Named): Handlebars.SafeString {
  const own = Object.entries({ hint, error: errorMessage }).filter(([, there]) => isPresent(there));
  const ids = [...(isPresent(outside) ? [String(outside)] : []), ...own.map(([what]) => `${String(id)}-${what}`)];
  return safe(ids.length === 0 ? '' : ` aria-describedby="${escape(ids.join(' '))}"`);
}

/** The arguments of a helper without Handlebars' own last one. */
function positional(values: readonly unknown[]): readonly unknown[] {
  return values.slice(0, -1);
}

/** The helpers of every template: few, and pure. */
export const helpers = {
  /** `{{#if (eq a b)}}` */
  eq: (a: unknown, b: unknown): boolean => a === b,
  not: (value: unknown): boolean => !isPresent(value),
  /** The last of them where all are present, else false. */
  and: (...values: readonly unknown[]): unknown => positional(values).every(isPresent) && positional(values).at(-1),
  /** The first that is present, else the last: `(or type "text")`. */
  or: (...values: readonly unknown[]): unknown => positional(values).find(isPresent) ?? positional(values).at(-1),
  defined: (value: unknown): boolean => value !== undefined && value !== null,
  includes: (list: unknown, value: unknown): boolean => Array.isArray(list) && list.includes(value),
  /** The id of one of several inputs: the first has the plain one, so that an error can link to it; then `-2`, `-3`. */
  nth: (id: unknown, index: unknown): string => (index === 0 ? String(id) : `${String(id)}-${Number(index) + 1}`),
  describedby,
  dateItems,
  /** An object from named values: `label=(hash text="Work email address")`. */
  hash: (named: Named): Readonly<Record<string, unknown>> => ({ ...named.hash }),
  list: (...values: readonly unknown[]): readonly unknown[] => positional(values),
  concat: (...values: readonly unknown[]): string =>
    positional(values)
      .filter((value) => value !== undefined && value !== null)
      .map(String)
      .join(''),
  /** Words joined by a space, leaving out what is missing: classes, ids that describe a field. */
  words: (...values: readonly unknown[]): string => positional(values).filter(isPresent).map(String).join(' '),
  attrs,
  /** `html` as it is, else `text` escaped: the pair of options that every GOV.UK component takes. */
  content: (given: unknown): Handlebars.SafeString => {
    if (!isRecord(given)) return safe('');
    return isPresent(given['html'])
      ? safe(String(given['html']).trim())
      : safe(isPresent(given['text']) || given['text'] === 0 ? escape(given['text']) : '');
  },
  /** `{{number 1287}}` is `1,287`. */
  number: (value: unknown): string => Number(value).toLocaleString('en-GB'),
  /** `{{plural 2 "answer" "answers"}}` is `2 answers`. */
  plural: (count: unknown, one: string, many: string): string =>
    `${Number(count).toLocaleString('en-GB')} ${Number(count) === 1 ? one : many}`,
} as const;
