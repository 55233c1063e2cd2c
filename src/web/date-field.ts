import { type LocalParts, type ParsedLocal, parseLocal, parseLocalDay } from '../domain/time/calendar.ts';
import { type FieldError, type FormModel, typedDate } from './forms.ts';

/** How a date is asked for: with a time where it is to the minute. */
export interface DateAsked {
  readonly name: string;
  readonly legend: string;
  readonly hint: string;
  readonly withTime: boolean;
}

const parts = ['day', 'month', 'year', 'time'] as const;

/** The options of `govuk/date-input` for one date of a form; its inputs are `<name>-day` and so on. */
export function dateField(form: FormModel, { name, legend, hint, withTime }: DateAsked) {
  const shown = parts.filter((part) => withTime || part !== 'time');
  const errorMessage = shown.map((part) => form.errors[`${name}-${part}`]).find((error) => error !== undefined);
  const label = { day: 'Day', month: 'Month', year: 'Year', time: 'Time, UK' };
  const width = { day: 2, month: 2, year: 4, time: 5 };
  return {
    id: name,
    namePrefix: name,
    fieldset: { legend: { text: legend, classes: 'govuk-fieldset__legend--s' } },
    ...(hint === '' ? {} : { hint: { text: hint } }),
    ...(errorMessage === undefined ? {} : { errorMessage }),
    items: shown.map((part) => ({
      name: part,
      label: label[part],
      value: form.values[`${name}-${part}`] ?? '',
      classes: `govuk-input--width-${width[part]}${form.errors[`${name}-${part}`] === undefined ? '' : ' govuk-input--error'}`,
      ...(part === 'time' ? { inputmode: 'text' } : {}),
    })),
  };
}

/** The values of a date's inputs, for a form that is filled in already. */
export function dateValues(name: string, typed: LocalParts): Readonly<Record<string, string>> {
  return Object.fromEntries(parts.map((part) => [`${name}-${part}`, typed[part]]));
}

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
