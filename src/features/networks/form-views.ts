import { isCurrent, type Member, type Role } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import { isInForce } from '../../domain/time/span.ts';
import { capital } from '../../phrases/english.ts';
import { organisationName } from '../../phrases/people.ts';
import { roleWords } from '../../phrases/roles.ts';
import { type DateAsked, dateField, dateValues, noDate } from '../../web/form-parts/date-field.ts';
import { freshForm } from '../../web/forms.ts';

/** What each role may do, beside its word on a form. */
export const roleHints = {
  coordinator: 'Runs the network: adds consultations, locks the text, sends it for sign-off',
  lead: 'Writes and speaks for an organisation',
  deputy: 'Writes, and stands in for the lead',
  member: 'Writes',
  partner: 'Writes for a partner that is no authority',
  reader: 'Reads everything, writes nothing: a sponsor, for example',
} as const satisfies Record<Role, string>;

/** The dates of an appointment. */
export const fromDate: DateAsked<'from'> = {
  name: 'from',
  legend: 'From',
  hint: 'The first day in office. It may lie before the person was added here',
  withTime: false,
};
export const untilDate: DateAsked<'until'> = {
  name: 'until',
  legend: 'Until',
  hint: 'The last day. Leave it empty if none is set',
  withTime: false,
};

/** The first day of a membership. */
export const sinceDate: DateAsked<'since'> = {
  name: 'since',
  legend: 'In the network since',
  hint: 'Leave it empty if that is today',
  withTime: false,
};

/** The forms as they are first shown. */
export const freshMember = freshForm({
  name: '',
  email: '',
  jobTitle: '',
  role: '',
  organisation: '',
  invitation: '',
  ...dateValues('since', noDate),
});
export const freshOrganisation = freshForm({ name: '', kind: 'authority', deliveryBody: '', ...dateValues('since', noDate) });
export const freshAppointment = (office: string) =>
  freshForm({ member: '', office, authority: '', ...dateValues('from', noDate), ...dateValues('until', noDate) });

export const freshEnding = freshForm({ authority: '' });

/** The form of what a network says of itself, filled in with what it says now. */
export const freshDetails = ({ overseenBy, about, contact }: Network) => freshForm({ overseenBy, about, contact });

/** The form of what a network says of itself. */
export function detailsForm(form: ReturnType<typeof freshDetails>) {
  return { title: 'What the network says of itself', place: 'network', form, failed: form.summary !== null } as const;
}

/** The form that adds a member. */
export function memberForm(network: Network, form: typeof freshMember, now: Instant) {
  const organisations = network.organisations.filter((one) => isInForce(one, now));
  return {
    title: 'Add a member',
    place: 'network',
    form,
    failed: form.summary !== null,
    roles: Object.entries(roleWords).map(([value, text]) => ({
      value,
      text,
      hint: { text: roleHints[value as Role] },
      checked: form.values.role === value,
    })),
    organisations: [
      { value: '', text: 'None', selected: form.values.organisation === '' },
      ...organisations.map(({ id, name }) => ({ value: id, text: name, selected: form.values.organisation === id })),
    ],
    since: dateField(form, sinceDate),
    invitation: [{ value: 'now', text: 'Send the invitation now', checked: form.values.invitation === 'now' }],
  } as const;
}

/** The form by which an organisation joins. */
export function organisationForm(form: typeof freshOrganisation) {
  const kinds = { authority: 'A local authority or children’s trust', partner: 'A partner, for example a charity' };
  return {
    title: 'Add an organisation',
    place: 'network',
    form,
    failed: form.summary !== null,
    kinds: Object.entries(kinds).map(([value, text]) => ({ value, text, checked: form.values.kind === value })),
    since: dateField(form, sinceDate),
  } as const;
}

/** The form that puts somebody in an office; the coordinator and whoever has left are not offered. */
export function appointmentForm(network: Network, members: readonly Member[], form: ReturnType<typeof freshAppointment>, now: Instant) {
  const able = members.filter((member) => isCurrent(member, now) && member.role !== 'coordinator');
  const named = able.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  const organisation = (member: Member): string => organisationName(network, member.organisationId);
  return {
    title: 'Appoint somebody to an office',
    place: 'network',
    form,
    failed: form.summary !== null,
    offices: network.offices.map(({ id, name }) => ({ value: id, text: capital(name), checked: form.values.office === id })),
    members: [
      { value: '', text: 'Pick a member', selected: form.values.member === '' },
      ...named.map((member) => ({
        value: member.id,
        text: [member.name, organisation(member)].filter((part) => part !== '').join(', '),
        selected: form.values.member === member.id,
      })),
    ],
    from: dateField(form, fromDate),
    until: dateField(form, untilDate),
  } as const;
}
