import { z } from 'zod';
import { cleanLine, cleanText } from '../domain/consultation/wording.ts';

/** The error of one field; `field` is its name, and the id of the element that mends it. */
export interface FieldError {
  readonly field: string;
  readonly text: string;
}

/** A form that could be read, or its errors in the order of the fields. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly FieldError[] };

/** A form as a template needs it: the typed values, the errors by field, and the summary at the top of the page. */
export interface FormModel<Field extends string = string> {
  /** Every field as text, exactly as it was typed; a field of another kind is empty. */
  readonly values: Readonly<Record<Field, string>>;
  /** `errorMessage` of a GOV.UK component, for every field; null where nothing is wrong. */
  readonly errors: Readonly<Record<Field, { readonly text: string } | null>>;
  /** For `{{> govuk/error-summary form.summary}}`; null where nothing is wrong. */
  readonly summary: ErrorSummary | null;
}

export interface ErrorSummary {
  readonly titleText: string;
  readonly errorList: readonly { readonly text: string; readonly href: string }[];
}

/**
 * Reads a posted form. Messages come from the schema and are written for people; one error a field, in the order of
 * the schema's fields. The form token is not read.
 */
export function parseForm<T>(schema: z.ZodType<T>, body: unknown): Parsed<T> {
  const parsed = schema.safeParse(fieldsOf(body), { error: (issue) => (issue.code === 'invalid_type' ? 'This is missing' : undefined) });
  if (parsed.success) return { ok: true, value: parsed.data };
  const order = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const place = (error: FieldError): number => (order.includes(error.field) ? order.indexOf(error.field) : order.length);
  const first = new Map<string, FieldError>();
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? 'form');
    if (!first.has(field)) first.set(field, { field, text: issue.message });
  }
  return { ok: false, errors: [...first.values()].sort((a, b) => place(a) - place(b)) };
}

/** The posted fields without the form token; an empty object where nothing was posted. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== '_csrf'));
}

/** A form as it is first shown; `values` names every field that the template writes or that can be wrong. */
export function freshForm<Field extends string>(values: Readonly<Record<Field, string>>): FormModel<Field> {
  return { values, errors: perField(values, () => null), summary: null };
}

/**
 * A form with the typed values still in it and each error at its field. `start` names every field that the template
 * writes or that can be wrong. `at` gives the id of the element that mends a field, where that is not the field's own
 * name.
 */
export function failedForm<Field extends string>(
  start: FormModel<Field>,
  body: unknown,
  errors: readonly FieldError[],
  at: (field: string) => string = (field) => field,
): FormModel<Field> {
  const typed = fieldsOf(body);
  return {
    values: perField(start.values, (field) => (typeof typed[field] === 'string' ? typed[field] : start.values[field])),
    errors: perField(start.values, (field) => {
      const wrong = errors.find((error) => error.field === field);
      return wrong === undefined ? null : { text: wrong.text };
    }),
    summary: {
      titleText: 'There is a problem',
      errorList: errors.map(({ field, text }) => ({ text, href: `#${at(field)}` })),
    },
  };
}

function perField<Field extends string, Value>(
  values: Readonly<Record<Field, string>>,
  valueOf: (field: Field) => Value,
): Readonly<Record<Field, Value>> {
  const fields = Object.keys(values) as Field[];
  return Object.fromEntries(fields.map((field) => [field, valueOf(field)])) as Record<Field, Value>;
}

/** One answer or several as a list: a single ticked box is posted as a text, two as a list. */
export function listOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A required text: without controls, trimmed, with Unix line ends, at most `max` characters (SE12). */
export function requiredText(missing: string, max: number): z.ZodType<string> {
  return required(text(max, cleanText, missing), missing);
}

/** A required text on one line: a name or a title (SE12). */
export function requiredLine(missing: string, max: number): z.ZodType<string> {
  return required(text(max, cleanLine, missing), missing);
}

function required(given: z.ZodType<string>, missing: string): z.ZodType<string> {
  return given.refine((value) => value !== '', { error: missing, abort: true });
}

/** A text that may be left out: then it is empty. */
export function optionalText(max: number): z.ZodType<string> {
  return z.preprocess((value) => value ?? '', text(max, cleanText));
}

/** An optional text on one line; empty where a person leaves it out. */
export function optionalLine(max: number): z.ZodType<string> {
  return z.preprocess((value) => value ?? '', text(max, cleanLine));
}

function text(max: number, clean: (typed: string) => string, missing = 'This is missing'): z.ZodType<string> {
  return z
    .string({ error: missing })
    .transform(clean)
    .refine((value) => value.length <= max, `Use ${max.toLocaleString('en-GB')} characters or fewer`);
}

/** A date as three fields (`<name>-day`, `-month`, `-year`) and a time (`<name>-time`), each as typed. */
export interface TypedDate {
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly time: string;
}

/** The parts of a date and time as they were typed, trimmed; empty where a part is missing. */
export function typedDate(body: unknown, name: string): TypedDate {
  const fields = fieldsOf(body);
  const part = (key: string): string => {
    const value = fields[`${name}-${key}`];
    return typeof value === 'string' ? value.trim() : '';
  };
  return { day: part('day'), month: part('month'), year: part('year'), time: part('time') };
}
