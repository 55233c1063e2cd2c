import { z } from 'zod';
import { OfficeId, type OrganisationId } from '../../domain/ids.ts';
import { Role } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant, Refused } from '../../domain/outcome.ts';
import { addDays } from '../../domain/time/calendar.ts';
import { dateError, isBlankDate, readDate } from '../../web/form-parts/date-field.ts';
import { email, field, optionalEmail } from '../../web/fields.ts';
import { type FieldError, optionalLine, optionalText, type Parsed, parseForm, requiredLine } from '../../web/forms.ts';
import type { NewAppointment, NewMember, NewOrganisation } from './commands.ts';
import { fromDate, sinceDate, untilDate } from './form-views.ts';

/** The form of a network's details. */
export const DetailsForm = z.object({
  about: optionalText(5000),
  overseenBy: optionalLine(200),
  contact: optionalEmail('Enter an email address, or leave it empty'),
});

const MemberForm = z.object({
  name: requiredLine('Enter the person’s name', 200),
  email: email('Enter a personal work address, like name@council.gov.uk'),
  jobTitle: optionalLine(200),
  role: field(Role, 'Choose what the person does in the network'),
  organisation: z.string().max(64),
  invitation: z.preprocess((ticked) => (ticked === 'now' ? ticked : 'later'), z.enum(['now', 'later'])),
});

/** Reads the form of a new member; `now` is the last instant at which the membership may begin. */
export function readMember(body: unknown, network: Network, now: Instant): Parsed<NewMember> {
  const form = parseForm(MemberForm, body);
  const since = readSince(body, network, now);
  const errors = [...(form.ok ? [] : form.errors), ...(since.ok ? [] : since.errors)];
  if (!form.ok || !since.ok) return { ok: false, errors };
  const { organisation, ...given } = form.value;
  const organisationId = organisationIn(network, organisation);
  if (organisationId === null && organisation !== '') return wrong({ field: 'organisation', text: 'Pick an organisation of the network' });
  if (organisationId === null && (given.role === 'lead' || given.role === 'deputy'))
    return wrong({ field: 'organisation', text: 'Pick the organisation this person speaks for' });
  return { ok: true, value: { ...given, organisationId, since: since.value } };
}

function wrong(error: FieldError): Parsed<never> {
  return { ok: false, errors: [error] };
}

function organisationIn(network: Network, id: string): OrganisationId | null {
  return network.organisations.find((one) => one.id === id)?.id ?? null;
}

const OrganisationForm = z.object({
  name: requiredLine('Enter the organisation’s name', 200),
  kind: z.enum(['authority', 'partner'], { error: 'Choose what it is' }),
  deliveryBody: optionalLine(200),
});

/** Reads the form of a new organisation; `now` is the last instant at which it may have joined. */
export function readOrganisation(body: unknown, network: Network, now: Instant): Parsed<NewOrganisation> {
  const form = parseForm(OrganisationForm, body);
  const since = readSince(body, network, now);
  if (form.ok && since.ok) return { ok: true, value: { ...form.value, since: since.value } };
  return { ok: false, errors: [...(form.ok ? [] : form.errors), ...(since.ok ? [] : since.errors)] };
}

/** Reads the first day of a membership; null where none was typed. */
function readSince(body: unknown, network: Network, now: Instant): Parsed<Instant | null> {
  if (isBlankDate(body, 'since')) return { ok: true, value: null };
  const since = readDate(body, sinceDate, network.timeZone);
  if (!since.ok) return wrong(dateError('since', sinceDate.legend, since));
  // A membership to come could not sign in and would stand on no page.
  if (since.at > now) return wrong({ field: 'since-day', text: 'In the network since: this day is still to come. Add them on that day' });
  return { ok: true, value: since.at };
}

const AppointmentForm = z.object({
  office: field(OfficeId, 'Choose the office'),
  member: requiredLine('Pick a member', 64),
  authority: requiredLine('Say by what authority: the meeting and item, or the minute', 500),
});

/** The form that ends an appointment. */
export const EndingForm = AppointmentForm.pick({ authority: true });

/** Reads the form of an appointment. */
export function readAppointment(body: unknown, { timeZone: zone }: Network): Parsed<NewAppointment> {
  const form = parseForm(AppointmentForm, body);
  const from = readDate(body, fromDate, zone);
  const open = isBlankDate(body, 'until');
  const until = open ? null : readDate(body, untilDate, zone);
  const errors = [
    ...(form.ok ? [] : form.errors),
    ...(from.ok ? [] : [dateError('from', 'From', from)]),
    ...(until === null || until.ok ? [] : [dateError('until', 'Until', until)]),
  ];
  if (!form.ok || !from.ok || until?.ok === false) return { ok: false, errors };
  const { office, member, authority } = form.value;
  // The last day in office is named; the term ends with it.
  const end: Instant | null = until === null ? null : addDays(until.at, 1, zone);
  return { ok: true, value: { office, memberId: member, authority, from: from.at, until: end } };
}

/** The error of a refused appointment, at its field. */
export function appointmentError(refusal: Refused): FieldError {
  if (refusal.code === 'not-found') return { field: 'member', text: 'Pick a member of the network' };
  if (refusal.code === 'reason-needed') return { field: 'authority', text: refusal.detail };
  return { field: refusal.code === 'invalid' ? 'until-day' : 'member', text: refusal.detail };
}
