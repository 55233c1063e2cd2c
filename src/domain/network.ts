import { z } from 'zod';
import { Appointment } from './appointment.ts';
import { NetworkId, OfficeId } from './ids.ts';
import { Organisation } from './organisation.ts';

/** One office of the sign-off chain: who satisfies its stage, and with what assurance (SO24). */
export const Office = z.strictObject({
  id: OfficeId,
  /** In lower case as read inside a sentence: `vice chair`. */
  name: z.string().min(1).max(60),
  /** How many distinct people must approve: any one, all in post, or k of them. */
  rule: z.union([z.literal('any'), z.literal('all'), z.strictObject({ atLeast: z.number().int().min(1) })]),
  /** `name`: link and typed name. `code`: a six-digit emailed code as well. */
  assurance: z.enum(['name', 'code']),
});
export type Office = z.infer<typeof Office>;

/** Organisations that answer together, the offices that sign off, and who holds them. */
export const Network = z.strictObject({
  id: NetworkId,
  name: z.string().min(1).max(200),
  overseenBy: z.string().max(200),
  /** An IANA time zone: `Europe/London`. */
  timeZone: z.string(),
  /** What every response says of the network: what it is, and that it binds no council. */
  about: z.string().max(5000),
  /** A role mailbox printed in the document; empty where there is none. */
  contact: z.string().max(254),
  /** The sign-off chain in order. */
  offices: z.array(Office).min(1).max(10),
  organisations: z.array(Organisation),
  appointments: z.array(Appointment),
});
export type Network = z.infer<typeof Network>;

export type NetworkEvent =
  | { readonly type: 'NetworkCreated'; readonly data: { readonly name: string } }
  | { readonly type: 'OrganisationAdded'; readonly data: { readonly organisationId: string; readonly name: string } }
  | {
      readonly type: 'AppointmentMade';
      readonly data: { readonly appointmentId: string; readonly memberId: string; readonly office: OfficeId };
    }
  | { readonly type: 'AppointmentEnded'; readonly data: { readonly appointmentId: string } };
