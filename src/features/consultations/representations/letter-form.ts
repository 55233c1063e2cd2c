import { z } from 'zod';
import { type Consultation, shortTitle } from '../../../domain/consultation/consultation.ts';
import { type HeadingLine, readHeadingLines } from '../../../domain/consultation/heading-lines.ts';
import { mostHeadings } from '../../../domain/consultation/represent.ts';
import type { Recipient } from '../../../domain/consultation/representation.ts';
import type { Instant } from '../../../domain/outcome.ts';
import { localParts } from '../../../domain/time/calendar.ts';
import { type DateAsked, dateError, dateField, dateValues, isBlankDate, noDate, readDate } from '../../../web/form-parts/date-field.ts';
import { optionalEmail } from '../../../web/fields.ts';
import {
  type FieldError,
  type Parsed,
  failedForm,
  fieldsOf,
  freshForm,
  optionalLine,
  optionalText,
  parseForm,
  requiredLine,
} from '../../../web/forms.ts';
import type { Letter } from '../commands.ts';

const end: DateAsked<'end'> = { name: 'end', legend: 'The date', hint: 'Everything is planned back from this', withTime: true };

const noRecipient = { title: '', name: '', post: '', org: '', address: '', email: '' };

/** The form of a new representation. */
export function emptyLetter(nonce: string) {
  return freshForm({ nonce, again: '', ...noRecipient, ending: '', ...dateValues('end', { ...noDate, time: '5pm' }), headings: '' });
}

/** The form with the present values of a representation. */
export function letterOf({ title, representation }: Consultation, zone: string) {
  const { recipient, email = '', sendBy } = representation ?? { recipient: noLetter, sendBy: null };
  const { name, post, organisation, address } = recipient;
  const date = dateValues('end', sendBy === null ? noDate : localParts(sendBy, zone));
  return freshForm({ title, name, post, org: organisation, address: address.join('\n'), email, ...date });
}

const noLetter: Recipient = { name: '', post: '', organisation: '', address: [] };

const LetterForm = z.object({
  title: requiredLine('Say what the representation is about', 300),
  name: optionalLine(200),
  post: optionalLine(200),
  org: optionalLine(200),
  address: optionalText(1_700),
  email: optionalEmail('Enter their email address, or leave it empty'),
});

/** The title and the recipient of a representation, with its email address. */
type Addressed = Pick<Letter, 'title' | 'recipient' | 'email'>;

function readAddressed(body: unknown): Parsed<Addressed> {
  const form = parseForm(LetterForm, body);
  const fields = fieldsOf(body);
  const typedIn = (field: string): string => (typeof fields[field] === 'string' ? fields[field].trim() : '');
  const isNamed = ['name', 'post', 'org'].some((field) => typedIn(field) !== '');
  const nobody = isNamed ? [] : [{ field: 'name', text: 'Say who it goes to: a person, a post or an organisation' }];
  const lines = typedIn('address')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const long =
    lines.length > 8 || lines.some((line) => line.trim().length > 200)
      ? [{ field: 'address', text: 'Use 8 lines or fewer, and 200 characters or fewer in each' }]
      : [];
  const errors = [...(form.ok ? [] : form.errors), ...nobody, ...long];
  if (!form.ok || errors.length > 0) return { ok: false, errors };
  const { title, name, post, org: organisation, address, email } = form.value;
  return {
    ok: true,
    value: { title, email, recipient: { name, post, organisation, address: address.split('\n').filter((one) => one !== '') } },
  };
}

/** Reads the date of an ending; one that has passed is an error at its place. */
function readEnd(body: unknown, zone: string, now: Instant | null): Parsed<Instant> {
  if (isBlankDate(body, 'end')) return { ok: false, errors: [{ field: 'end-day', text: 'Give the day and the time' }] };
  const date = readDate(body, end, zone);
  if (!date.ok) return { ok: false, errors: [dateError('end', 'The date', date)] };
  if (now !== null && date.at <= now) return { ok: false, errors: [{ field: 'end-day', text: 'The date: this has passed' }] };
  return { ok: true, value: date.at };
}

const endings = ['send-by', 'close'] as const;

/** Reads a new representation. */
export function readLetter(body: unknown, zone: string, now: Instant): Parsed<Letter> {
  const addressed = readAddressed(body);
  const fields = fieldsOf(body);
  const type = endings.find((one) => one === fields['ending']);
  const unsaid = type === undefined ? [{ field: 'ending', text: 'Say whether the date is ours or theirs' }] : [];
  const date = readEnd(body, zone, now);
  const headings = readMore(fields['headings'], 'headings', 0);
  const errors = [addressed, { ok: false as const, errors: unsaid }, date, headings].flatMap((one) => (one.ok ? [] : one.errors));
  if (!addressed.ok || type === undefined || !date.ok || !headings.ok) return { ok: false, errors };
  return { ok: true, value: { ...addressed.value, end: { type, at: date.value }, headings: headings.value } };
}

/** Reads the changed values of a representation; the date where it is ours. */
export function readChange(
  body: unknown,
  consultation: Consultation,
  zone: string,
): Parsed<Addressed & { readonly sendBy: Instant | null }> {
  const addressed = readAddressed(body);
  const isOurs = consultation.representation?.sendBy != null;
  const date = isOurs ? readEnd(body, zone, null) : null;
  const errors = [addressed, date].flatMap((one) => (one === null || one.ok ? [] : one.errors));
  if (!addressed.ok || (date !== null && !date.ok)) return { ok: false, errors };
  return { ok: true, value: { ...addressed.value, sendBy: date === null ? null : date.value } };
}

/** Reads lines of headings, beside so many that are there. */
export function readMore(typed: unknown, field: string, there: number): Parsed<readonly HeadingLine[]> {
  const lines = readHeadingLines(typeof typed === 'string' ? typed : '');
  const wrong = (text: string): Parsed<never> => ({ ok: false, errors: [{ field, text }] });
  if (lines.length + there > mostHeadings) return wrong(`A representation has ${mostHeadings} headings at most`);
  if (lines.some(({ text }) => text.length > mostCharacters)) return wrong(`Use ${mostCharacters} characters or fewer in a heading`);
  if (lines.some(({ wordLimit }) => wordLimit !== null && !isLimit(wordLimit))) return wrong('A limit is from 1 to 100,000 words');
  return { ok: true, value: lines };
}

/** The most characters of a heading that a form takes. */
export const mostCharacters = 300;

/** True for a limit of words that a heading can have. */
export function isLimit(words: number): boolean {
  return Number.isInteger(words) && words >= 1 && words <= 100_000;
}

type NewForm = ReturnType<typeof emptyLetter>;

/** The page on which a representation is begun. */
export function newView(form: NewForm) {
  const ending = (value: (typeof endings)[number], text: string, hint: string) => ({
    value,
    text,
    hint: { text: hint },
    checked: form.values.ending === value,
  });
  return {
    title: 'Write a representation',
    place: 'consultations' as const,
    failed: form.summary !== null,
    form,
    endings: [
      ending('send-by', 'We chose the date', 'The day by which we want to send it. Nothing ends when it passes'),
      ending('close', 'They set the date', 'It has to arrive by then. Sign-off ends at that minute'),
    ],
    end: dateField(form, end),
    again: [{ value: 'yes', text: 'Add it a second time', checked: form.values.again === 'yes' }],
    asksAgain: form.errors.again !== null || form.values.again === 'yes',
  };
}

/** A refused form of a new representation. */
export function newFailed(body: unknown, errors: readonly FieldError[]) {
  return newView(failedForm(emptyLetter(''), body, errors));
}

/** The page on which title, recipient and date change. */
export function changeView(form: ReturnType<typeof letterOf>, consultation: Consultation) {
  const isOurs = consultation.representation?.sendBy != null;
  return {
    title: 'Change the title and the recipient',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    failed: form.summary !== null,
    base: `/consultations/${consultation.id}`,
    form,
    end: isOurs ? dateField(form, { ...end, legend: 'Send it by', hint: 'UK time. Its plan moves with it' }) : null,
  };
}
