import type { StepName } from '../../../domain/consultation/date-move.ts';
import { Instant, type Refused } from '../../../domain/outcome.ts';
import { type Planned, misplaced } from '../../../domain/response/plan/moving-dates.ts';
import type { DatedStep } from '../../../domain/response/plan/steps.ts';
import { formatDateTime, formatDeadline, localParts } from '../../../domain/time/calendar.ts';
import { stepTitle } from '../../../phrases/dates.ts';
import { dayOff, misplacedWords } from '../../../phrases/plan/dates.ts';
import { type DateAsked, dateError, dateField, dateValues, isBlankDate, readDate } from '../../../web/form-parts/date-field.ts';
import { type FieldError, type FormModel, type Parsed, fieldsOf, freshForm } from '../../../web/forms.ts';
import type { Moved } from '../planning.ts';
import { placeOf } from './view.ts';

const due: DateAsked<'due'> = { name: 'due', legend: 'New date', hint: 'UK time, to the minute', withTime: true };

/** The form that moves the date of one step, filled in with its present date. */
export function dateForm(step: DatedStep, zone: string) {
  return freshForm({ reason: '', ...dateValues('due', localParts(step.at, zone)) });
}

/** A date as it was typed, with a note on how a doubtful time was read. */
export interface TypedMove {
  readonly moved: Moved;
  readonly note: string;
}

/** Reads the new date of a step. Each error says how to mend it (WO15). */
export function readMove(body: unknown, planned: Planned, name: StepName, now: Instant): Parsed<TypedMove> {
  const { network, consultation } = planned;
  const fields = fieldsOf(body);
  if (isBlankDate(body, 'due')) return wrong({ field: 'due-day', text: 'Give the new date and its time' });
  const date = readDate(body, due, network.timeZone);
  if (!date.ok) return wrong(dateError('due', 'New date', date));
  const why = misplaced(planned, name, { to: date.at, at: now });
  if (why !== null) return wrong({ field: 'due-day', text: misplacedWords(why, consultation, network) });
  const typed = fields['reason'];
  const reason = typeof typed === 'string' ? typed.trim() : '';
  if (reason.length > 2000) return wrong({ field: 'reason', text: 'Use 2,000 characters or fewer' });
  const was = Instant.safeParse(fields['was']);
  if (!was.success) return wrong({ field: 'due-day', text: 'The page was not whole. Check the date and press the button again' });
  return { ok: true, value: { moved: { step: name, was: was.data, to: date.at, reason }, note: date.note } };
}

function wrong(error: FieldError): Parsed<never> {
  return { ok: false, errors: [error] };
}

/** A refused move as an error at its field. */
export function refusedMove(refusal: Refused, step: DatedStep, zone: string): FieldError {
  if (refusal.detail.startsWith('The reason')) return { field: 'reason', text: refusal.detail };
  if (refusal.code !== 'plan-changed') return { field: 'due-day', text: refusal.detail };
  return {
    field: 'due-day',
    text: `Somebody changed the plan while this page was open: the date is ${formatDateTime(step.at, zone)} now. Nothing was recorded. Press the button again to move it`,
  };
}

/** The page that moves the date of one step. */
export function dateView(form: FormModel<'reason' | `due-${'day' | 'month' | 'year' | 'time'}`>, step: DatedStep, planned: Planned) {
  const { consultation, network } = planned;
  const zone = network.timeZone;
  const what = stepTitle(step.name, network);
  return {
    ...placeOf(consultation, `Move the date: ${what}`),
    failed: form.summary !== null,
    what,
    now: formatDeadline(step.at, zone),
    was: step.at,
    action: `/consultations/${consultation.id}/plan/dates/${step.name}`,
    form,
    due: dateField(form, due),
  };
}

/** The sentence after a date was moved. */
export function movedNotice({ moved, note }: TypedMove, network: Planned['network']): string {
  const zone = network.timeZone;
  const off = dayOff(moved.to, zone);
  return [
    `${stepTitle(moved.step, network)}: ${formatDeadline(moved.to, zone)}.`,
    ...(off === '' ? [] : [`${off}.`]),
    ...(note === '' ? [] : [note]),
  ].join(' ');
}
