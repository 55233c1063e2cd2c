import { z } from 'zod';
import { AppointmentId, MemberId, OfficeId } from '../ids.ts';
import { Instant } from '../outcome.ts';
import { isInForce } from '../time/span.ts';

/** A member's office in a network, from an instant until another, with the authority for it. */
export const Appointment = z.strictObject({
  id: AppointmentId,
  memberId: MemberId,
  office: OfficeId,
  from: Instant,
  until: Instant.nullable(),
  /** The decision that appointed them: a meeting and minute reference, the DCS group's approval. */
  authority: z.string().max(500),
  /** The member who made the appointment, and when; absent where it came with the network or from a release that kept neither. */
  made: z.strictObject({ by: MemberId, at: Instant }).optional(),
  /** The member who ended the appointment, when, and by what authority; absent where its term ran out or a release kept none of it. */
  ended: z.strictObject({ by: MemberId, at: Instant, authority: z.string().max(500) }).optional(),
});
export type Appointment = z.infer<typeof Appointment>;

/** The appointments to an office in force at an instant, in the order they were made. */
export function inPost(appointments: readonly Appointment[], office: OfficeId, at: Instant): readonly Appointment[] {
  return appointments.filter((one) => one.office === office && isInForce(one, at));
}
