import { type Consultation, type Registration, shortTitle } from '../../domain/consultation/consultation.ts';
import { isWebAddress } from '../../domain/consultation/register.ts';
import { cleanLine } from '../../domain/consultation/wording.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import { formatDay, formatSeason, formatTime, localParts, workingDaysBetween } from '../../domain/time/calendar.ts';
import { planDates } from '../../domain/time/timetable.ts';
import { dateRows, milestones } from '../../phrases/dates.ts';
import { counted } from '../../phrases/english.ts';
import { type DateAsked, dateError, dateField, dateValues, isBlankDate, noDate, readDate } from '../../web/date-field.ts';
import { type FieldError, type Parsed, fieldsOf, freshForm } from '../../web/forms.ts';

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

/** Reads the title, who asks, the link and the opening. */
export function readDetails(body: unknown, zone: string): Parsed<Omit<Registration, 'closesAt'>> {
  const fields = fieldsOf(body);
  const text = (name: string): string => (typeof fields[name] === 'string' ? cleanLine(fields[name]) : '');
  const [title, department, url] = [text('title'), text('department'), text('url')];
  const opening = isBlankDate(body, 'opens') ? null : readDate(body, opens, zone);
  const errors: FieldError[] = [
    ...required('title', title, 'Give the title, as the department prints it'),
    ...required('department', department, 'Say who asks, for example Department for Education'),
    ...(url === '' || isWebAddress(url) ? [] : [{ field: 'url', text: 'The link must begin with https:// or http://' }]),
    ...(opening?.ok === false ? [dateError('opens', 'Opening day', opening)] : []),
  ];
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, value: { title, department, url, opensAt: opening?.ok === true ? opening.at : null } };
}

function required(field: string, value: string, missing: string): readonly FieldError[] {
  if (value === '') return [{ field, text: missing }];
  return value.length > 300 ? [{ field, text: 'Use 300 characters or fewer' }] : [];
}

/** Reads a whole registration; a close that has passed, or lies before the opening, is an error at its place. */
export function readRegistration(body: unknown, zone: string, now: Instant): Parsed<Registration & { readonly note: string }> {
  const details = readDetails(body, zone);
  const closing = readDate(body, closes, zone);
  const missing = [{ field: 'closes-day', text: 'Give the day and the time at which it closes' }];
  const closingWrong = isBlankDate(body, 'closes') ? missing : closingErrors(closing, details.ok ? details.value.opensAt : null, now);
  const errors = [...(details.ok ? [] : details.errors), ...closingWrong];
  if (!details.ok || !closing.ok || errors.length > 0) return { ok: false, errors };
  return { ok: true, value: { ...details.value, closesAt: closing.at, note: closing.note } };
}

/** The errors of a close as it was typed; none where it can stand. */
export function closingErrors(closing: ReturnType<typeof readDate>, opensAt: Instant | null, now: Instant): readonly FieldError[] {
  if (!closing.ok) return [dateError('closes', 'Closing time', closing)];
  if (closing.at <= now) return [{ field: 'closes-day', text: 'Closing time: this has passed' }];
  if (opensAt !== null && opensAt >= closing.at) return [{ field: 'closes-day', text: 'It must close after it opens' }];
  return [];
}

/** The page of the form; `registration` is null until the dates could be read. */
export function registrationView(
  form: ReturnType<typeof emptyRegistration>,
  network: Network,
  now: Instant,
  registration: (Registration & { readonly note: string }) | null,
) {
  return {
    title: 'Add a consultation',
    place: 'consultations' as const,
    failed: form.summary !== null,
    form,
    opens: dateField(form, opens),
    closes: dateField(form, closes),
    plan: registration === null ? null : planView(registration, network, now),
  };
}

function planView(registration: Registration & { readonly note: string }, network: Network, now: Instant) {
  const { opensAt, closesAt, note } = registration;
  const zone = network.timeZone;
  const timetable = planDates(opensAt, closesAt, now, zone, network.offices.length);
  return {
    when: `${formatDay(closesAt, zone)} at ${formatTime(closesAt, zone)}`,
    season: `${formatSeason(closesAt, zone)}. ${counted(workingDaysBetween(now, closesAt, zone), 'working day', 'working days')} from today.`,
    note,
    dates: dateRows(milestones(timetable, closesAt, network, null), zone, now),
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
  return freshForm({ reason: '', ...dateValues('closes', localParts(consultation.closesAt, zone)) });
}

/** The page on which the close moves. */
export function closingView(form: ReturnType<typeof closingForm>, consultation: Consultation, network: Network) {
  return {
    title: 'Move the close',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    failed: form.summary !== null,
    base: `/consultations/${consultation.id}`,
    now: `${formatDay(consultation.closesAt, network.timeZone)} at ${formatTime(consultation.closesAt, network.timeZone)}`,
    form,
    closes: dateField(form, { ...closes, legend: 'New closing time', hint: 'UK time, to the minute' }),
  };
}
