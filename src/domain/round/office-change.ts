import { z } from 'zod';
import { AppointmentId, MemberId, OfficeId } from '../ids.ts';
import type { Appointment } from '../network/appointment.ts';
import { type Member, Role } from '../network/member.ts';
import { Instant } from '../outcome.ts';
import { isInForce } from '../time/span.ts';
import type { People } from './chain.ts';

/** One appointment that began or ended. `by` is null where the network does not know the member who made the change. */
const Act = z.strictObject({
  /** `term-over`: the appointment reached its last day; `by` and `authority` are those of its making. */
  did: z.enum(['appointed', 'ended', 'term-over']),
  appointment: AppointmentId,
  memberId: MemberId,
  by: MemberId.nullable(),
  authority: z.string().max(500),
});
export type Act = z.infer<typeof Act>;

/**
 * A change of who may sign off while a round was open (SO56). `office`: an office changed hands at one instant. `role`: a
 * member began or ceased to coordinate, or the membership of an office-holder ended or began again.
 */
export const OfficeChange = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('office'),
    at: Instant,
    office: OfficeId,
    /** The members in post just before this instant, and at this instant. */
    before: z.array(MemberId),
    after: z.array(MemberId),
    acts: z.array(Act).min(1),
  }),
  z.strictObject({
    type: z.literal('role'),
    at: Instant,
    memberId: MemberId,
    was: Role.nullable(),
    now: Role.nullable(),
    /** The offices that the member was in post for. */
    offices: z.array(OfficeId),
    by: MemberId,
  }),
]);
export type OfficeChange = z.infer<typeof OfficeChange>;
export type HandsChange = Extract<OfficeChange, { type: 'office' }>;
export type RoleChange = Extract<OfficeChange, { type: 'role' }>;

/** The changes from `since` to `at` that are not noted yet, in order of time. */
export function changesSince(
  people: People,
  { since, at, noted }: { readonly since: Instant; readonly at: Instant; readonly noted: readonly OfficeChange[] },
): readonly OfficeChange[] {
  const known = new Set(noted.flatMap(keysOf));
  const isNew = (change: OfficeChange): boolean => change.at >= since && change.at <= at && keysOf(change).some((key) => !known.has(key));
  const { network } = people;
  const acts = network.appointments.flatMap((one) => actsOf(one).filter((change) => isNew(change)));
  const roles = people.members.flatMap((member) => rolesOf(member, people).filter((change) => isNew(change)));
  return [...together(acts, network.appointments), ...roles].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function keysOf(change: OfficeChange): readonly string[] {
  if (change.type === 'office') return change.acts.map(({ did, appointment }) => `${did}/${appointment}`);
  const { memberId, at, was, now } = change;
  return [`${memberId}/${at}/${String(was)}/${String(now)}`];
}

/** The time in which an appointment is effective. It begins no sooner than it was made. */
function effective({ from, until, made }: Appointment) {
  return { from: made !== undefined && made.at > from ? made.at : from, until };
}

function actsOf(appointment: Appointment): readonly HandsChange[] {
  const { id, office, memberId, authority, made, ended } = appointment;
  const { from, until } = effective(appointment);
  if (until !== null && until <= from) return [];
  const change = (at: Instant, act: Pick<Act, 'did' | 'by' | 'authority'>): HandsChange => ({
    type: 'office',
    at,
    office,
    before: [],
    after: [],
    acts: [{ appointment: id, memberId, ...act }],
  });
  const by = made?.by ?? null;
  const began = change(from, { did: 'appointed', by, authority });
  if (until === null) return [began];
  return ended === undefined
    ? [began, change(until, { did: 'term-over', by, authority })]
    : [began, change(until, { did: 'ended', by: ended.by, authority: ended.authority })];
}

/** One change for each office and instant, with the people in post before and after. */
function together(changes: readonly HandsChange[], appointments: readonly Appointment[]): readonly HandsChange[] {
  const byPlace = new Map<string, HandsChange>();
  for (const change of changes) {
    const place = `${change.office}/${change.at}`;
    const known = byPlace.get(place) ?? { ...change, ...aroundOf(change, appointments), acts: [] };
    byPlace.set(place, { ...known, acts: [...known.acts, ...change.acts] });
  }
  return [...byPlace.values()];
}

function aroundOf({ office, at }: HandsChange, appointments: readonly Appointment[]): Pick<HandsChange, 'before' | 'after'> {
  const spans = appointments.filter((one) => one.office === office).map((one) => ({ memberId: one.memberId, ...effective(one) }));
  const before = spans.filter(({ from, until }) => from < at && (until === null || until >= at));
  return { before: idsOf(before), after: idsOf(spans.filter((span) => isInForce(span, at))) };
}

function idsOf(spans: readonly { readonly memberId: MemberId }[]): MemberId[] {
  return [...new Set(spans.map(({ memberId }) => memberId))];
}

function rolesOf({ id, networkId, roleChanges = [] }: Member, { network }: People): readonly RoleChange[] {
  if (networkId !== network.id) return [];
  return roleChanges.flatMap(({ at, by, was, now }) => {
    const held = network.appointments.filter((one) => one.memberId === id && isInForce(effective(one), at));
    const concerns = was === 'coordinator' || now === 'coordinator' || (held.length > 0 && (was === null || now === null));
    return concerns
      ? [{ type: 'role' as const, at, memberId: id, was, now, offices: [...new Set(held.map((one) => one.office))], by }]
      : [];
  });
}
