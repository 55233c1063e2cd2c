import { type LocalParts, type ParsedLocal, parseLocal, parseLocalDay } from '../../domain/time/calendar.ts';
import { type FieldError, type FormModel, typedDate } from '../forms.ts';

/** How a date is asked for: with a time where it is to the minute. */
export interface DateAsked<Name extends string = string> {
  readonly name: Name;
  readonly legend: string;
  readonly hint: string;
  readonly withTime: boolean;
}

const parts = ['day', 'month', 'year', 'time'] as const;

/** The inputs of one date: `<name>-day` and so on. */
export type DateInput<Name extends string> = `${Name}-${(typeof parts)[number]}`;

/** The options of `govuk/date-input` for one date of a form. */
export function dateField<Name extends string>(form: FormModel<DateInput<Name>>, { name, legend, hint, withTime }: DateAsked<Name>) {
  const shown = parts.filter((part) => withTime || part !== 'time');
  const errorOf = (part: (typeof parts)[number]) => form.errors[`${name}-${part}`];
  const label = { day: 'Day', month: 'Month', year: 'Year', time: 'Time, UK' };
  const classes = {
    day: 'govuk-input--width-2',
    month: 'govuk-input--width-5 cc-month',
    year: 'govuk-input--width-4',
    time: 'govuk-input--width-5',
  };
  return {
    id: name,
    namePrefix: name,
    fieldset: { legend: { text: legend, classes: 'govuk-fieldset__legend--s' } },
    hint: hint === '' ? null : { text: hint },
    errorMessage: shown.map(errorOf).find((error) => error !== null) ?? null,
    items: shown.map((part) => ({
      name: part,
      label: label[part],
      value: form.values[`${name}-${part}`],
      classes: `${classes[part]}${errorOf(part) === null ? '' : ' govuk-input--error'}`,
      inputmode: part === 'time' ? 'text' : 'numeric',
    })),
  };
}

/** The values of a date's inputs, for a form that is filled in already. */
export function dateValues<Name extends string>(name: Name, typed: LocalParts): Readonly<Record<DateInput<Name>, string>> {
  return Object.fromEntries(parts.map((part) => [`${name}-${part}`, typed[part]])) as Record<DateInput<Name>, string>;
}

/** A date that nobody has typed yet. */
export const noDate: LocalParts = { day: '', month: '', year: '', time: '' };

/** Reads a date of a posted form; the error, if any, names the input to mend. */
export function readDate(body: unknown, { name, withTime }: Pick<DateAsked, 'name' | 'withTime'>, zone: string): ParsedLocal {
  const typed = typedDate(body, name);
  return withTime ? parseLocal(typed, zone) : parseLocalDay(typed, zone);
}

/** The error of an unreadable date, at its input; `what` begins the sentence: `Closing time`. */
export function dateError(name: string, what: string, parsed: Extract<ParsedLocal, { readonly ok: false }>): FieldError {
  return { field: `${name}-${parsed.field}`, text: `${what}: ${parsed.message.slice(0, 1).toLowerCase()}${parsed.message.slice(1)}` };
}

/** Whether nothing was typed in a date's inputs. */
export function isBlankDate(body: unknown, name: string): boolean {
  const { day, month, year } = typedDate(body, name);
  return `${day}${month}${year}` === '';
}
