import { z } from 'zod';
import { MemberId, OrganisationId } from '../ids.ts';
import { Instant } from '../outcome.ts';

/** The last reminder of an organisation: who sent it, when, and the people who got a mail (PG6). */
export const Reminded = z.strictObject({
  organisationId: OrganisationId,
  members: z.array(MemberId).min(1),
  at: Instant,
  by: MemberId,
});
export type Reminded = z.infer<typeof Reminded>;
