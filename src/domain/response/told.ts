import { z } from 'zod';
import { MemberId, OrganisationId } from '../ids.ts';
import { Instant } from '../outcome.ts';

/** A person whom the coordinator told by mail that a response is being written: who told them, and when (MA1). */
export const Told = z.strictObject({ memberId: MemberId, at: Instant, by: MemberId });
export type Told = z.infer<typeof Told>;

/** The last reminder of an organisation: who sent it, when, and the people who got a mail (PG6). */
export const Reminded = z.strictObject({
  organisationId: OrganisationId,
  members: z.array(MemberId).min(1),
  at: Instant,
  by: MemberId,
});
export type Reminded = z.infer<typeof Reminded>;
