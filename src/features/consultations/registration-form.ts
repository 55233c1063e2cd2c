import { z } from 'zod';
import { type Consultation, type Registration, plannedTo, shortTitle } from '../../domain/consultation/consultation.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import { formatDay, formatSeason, formatTime, localParts, workingDaysBetween } from '../../domain/time/calendar.ts';
import { planDates } from '../../domain/time/timetable.ts';
import { closingSentence } from '../../phrases/kinds/closing.ts';
import { wordsOf } from '../../phrases/kinds/words.ts';
import { dateRows, milestones } from '../../phrases/dates.ts';
import { counted } from '../../phrases/english.ts';
import { type DateAsked, dateError, dateField, dateValues, isBlankDate, noDate, readDate } from '../../web/form-parts/date-field.ts';
import { optionalLink } from '../../web/fields.ts';
import { type FieldError, type Parsed, freshForm, parseForm, requiredLine } from '../../web/forms.ts';

const opens: DateAsked<'opens'> = {
  name: 'opens',
  legend: 'Opened',
  hint: 'The day is enough. Leave it empty if you do not know it',
  withTime: false,
};

const closes: DateAsked<'closes'> = {
  name: 'closes',
  legend: 'Closes',
  hint: 'To the minute. Everything is planned back from this',
  withTime: true,
};

/** The form as it is first shown, with the closing time that most departments use. */
export function emptyRegistration(nonce: string) {
  return freshForm({
    nonce,
    again: '',
    title: '',
    department: '',
    url: '',
    ...dateValues('opens', noDate),
    ...dateValues('closes', { ...noDate, time: '11:45pm' }),
  });
}

/** The form for the details of a consultation that is registered. */
export function registrationOf(consultation: Consultation, zone: string) {
  const { title, department, url, opensAt } = consultation;
  return freshForm({ nonce: '', title, department, url, ...dateValues('opens', opensAt === null ? noDate : localParts(opensAt, zone)) });
}

const DetailsForm = z.object({
  title: requiredLine('Give the title, as the department prints it', 300),
  department: requiredLine('Say who asks, for example Department for Education', 300),
  url: optionalLink(),
});

/** Reads the title, who asks, the link and the opening. */
export function readDetails(body: unknown, zone: string): Parsed<Omit<Registration, 'closesAt'>> {
  const form = parseForm(DetailsForm, body);
  const opening = readOpening(body, zone);
  if (form.ok && opening.ok) return { ok: true, value: { ...form.value, opensAt: opening.value } };
  return { ok: false, errors: [...(form.ok ? [] : form.errors), ...(opening.ok ? [] : opening.errors)] };
}

function readOpening(body: unknown, zone: string): Parsed<Instant | null> {
  if (isBlankDate(body, 'opens')) return { ok: true, value: null };
  const opening = readDate(body, opens, zone);
  return opening.ok ? { ok: true, value: opening.at } : { ok: false, errors: [dateError('opens', 'Opening day', opening)] };
}

/** The dates of a registration; `note` says how a doubtful time was read. */
export interface Dates {
  readonly opensAt: Instant | null;
  readonly closesAt: Instant;
  readonly note: string;
}

/** Reads the dates alone; a close that has passed, or lies before the opening, is an error at its place. */
export function readDates(body: unknown, zone: string, now: Instant): Parsed<Dates> {
  const opening = readOpening(body, zone);
  const closing = readDate(body, closes, zone);
  const missing = [{ field: 'closes-day', text: 'Give the day and the time at which it closes' }];
  const closingWrong = isBlankDate(body, 'closes') ? missing : closingErrors(closing, opening.ok ? opening.value : null, now);
  if (!opening.ok || !closing.ok || closingWrong.length > 0) {
    return { ok: false, errors: [...(opening.ok ? [] : opening.errors), ...closingWrong] };
  }
  return { ok: true, value: { opensAt: opening.value, closesAt: closing.at, note: closing.note } };
}

/** Reads a whole registration. */
export function readRegistration(body: unknown, zone: string, now: Instant): Parsed<Registration> {
  const form = parseForm(DetailsForm, body);
  const dates = readDates(body, zone, now);
  if (!form.ok || !dates.ok) return { ok: false, errors: [...(form.ok ? [] : form.errors), ...(dates.ok ? [] : dates.errors)] };
  const { opensAt, closesAt } = dates.value;
  return { ok: true, value: { ...form.value, opensAt, closesAt } };
}

/** The errors of a close as it was typed; none where it can stand. */
export function closingErrors(closing: ReturnType<typeof readDate>, opensAt: Instant | null, now: Instant): readonly FieldError[] {
  if (!closing.ok) return [dateError('closes', 'Closing time', closing)];
  if (closing.at <= now) return [{ field: 'closes-day', text: 'Closing time: this has passed' }];
  if (opensAt !== null && opensAt >= closing.at) return [{ field: 'closes-day', text: 'It must close after it opens' }];
  return [];
}

/** The page of the form; `dates` is null until a person asks to see the plan. */
export function registrationView(form: ReturnType<typeof emptyRegistration>, network: Network, now: Instant, dates: Dates | null) {
  return {
    title: 'Add a consultation',
    place: 'consultations' as const,
    failed: form.summary !== null,
    form,
    opens: dateField(form, opens),
    closes: dateField(form, closes),
    again: [{ value: 'yes', text: 'Add it a second time', checked: form.values.again === 'yes' }],
    asksAgain: form.errors.again !== null || form.values.again === 'yes',
    plan: dates === null ? null : planView(dates, network, now),
  };
}

function planView({ opensAt, closesAt, note }: Dates, network: Network, now: Instant) {
  const zone = network.timeZone;
  const timetable = planDates(opensAt, closesAt, now, zone, network.offices.length);
  return {
    when: `${formatDay(closesAt, zone)} at ${formatTime(closesAt, zone)}`,
    season: `${formatSeason(closesAt, zone)}. ${counted(workingDaysBetween(now, closesAt, zone), 'working day', 'working days')} from today.`,
    note,
    dates: dateRows(milestones(timetable, { closesAt }, network, null), zone, now),
  };
}

/** The page on which details change. */
export function detailsView(form: ReturnType<typeof registrationOf>, consultation: Consultation) {
  return {
    title: 'Change the details',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    failed: form.summary !== null,
    base: `/consultations/${consultation.id}`,
    form,
    opens: dateField(form, opens),
  };
}

/** The form for moving the close, filled in with the present one. */
export function closingForm(consultation: Consultation, zone: string) {
  return freshForm({ reason: '', ...dateValues('closes', localParts(plannedTo(consultation), zone)) });
}

/** The page on which the close moves. */
export function closingView(form: ReturnType<typeof closingForm>, consultation: Consultation, network: Network) {
  const { end, isLetter } = wordsOf(consultation);
  return {
    title: `Move ${end}`,
    end,
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    failed: form.summary !== null,
    base: `/consultations/${consultation.id}`,
    now: closingSentence(consultation, network.timeZone),
    form,
    closes: dateField(form, { ...closes, legend: isLetter ? 'New date' : 'New closing time', hint: 'UK time, to the minute' }),
  };
}
