import { z } from 'zod';
import { MemberId } from '../../domain/ids.ts';
import type { NewAbsence } from '../../domain/network/being-away.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Refused } from '../../domain/outcome.ts';
import { addDays } from '../../domain/time/calendar.ts';
import { type DateAsked, dateError, dateValues, noDate, readDate } from '../../web/form-parts/date-field.ts';
import { type FieldError, type Parsed, freshForm, parseForm } from '../../web/forms.ts';

/** The dates of an absence. */
export const fromDate: DateAsked<'from'> = { name: 'from', legend: 'First day away', hint: 'For example 4 6 2027', withTime: false };
export const untilDate: DateAsked<'until'> = { name: 'until', legend: 'Last day away', hint: '', withTime: false };

/** The choice of nobody, which a person makes as any other. */
export const nobody = 'nobody';

/** The form as it is first shown. */
export const freshAway = freshForm({ deputy: '', ...dateValues('from', noDate), ...dateValues('until', noDate) });

const DeputyForm = z.object({ deputy: z.string().min(1, 'Pick who stands in, or nobody').max(64) });

/** Reads the form of an absence: whole days of the network’s time zone, the last one included (WO30). */
export function readAway(body: unknown, { timeZone: zone }: Network): Parsed<NewAbsence> {
  const [from, until] = [readDate(body, fromDate, zone), readDate(body, untilDate, zone)];
  const form = parseForm(DeputyForm, body);
  const deputyId = form.ok && form.value.deputy !== nobody ? MemberId.safeParse(form.value.deputy) : null;
  const errors: readonly FieldError[] = [
    ...(from.ok ? [] : [dateError('from', fromDate.legend, from)]),
    ...(until.ok ? [] : [dateError('until', untilDate.legend, until)]),
    ...(form.ok ? [] : form.errors),
    ...(deputyId?.success === false ? [{ field: 'deputy', text: 'Pick a member of the network' }] : []),
  ];
  if (!from.ok || !until.ok || errors.length > 0) return { ok: false, errors };
  return { ok: true, value: { from: from.at, until: addDays(until.at, 1, zone), deputyId: deputyId?.data ?? null } };
}

/** The error of a refused absence, at its field. */
export function awayError(refusal: Refused): FieldError {
  if (refusal.code === 'invalid') return { field: 'until-day', text: refusal.detail };
  return { field: refusal.code === 'already-exists' ? 'from-day' : 'deputy', text: refusal.detail };
}
