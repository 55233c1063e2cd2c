import { z } from 'zod';
import { ResponseId, SectionId } from '../ids.ts';
import { Digest, Instant } from '../outcome.ts';

/** A section of a response that a member follows: since when, and the digest of its words then (WO40). */
export const Follow = z.strictObject({ responseId: ResponseId, section: SectionId, at: Instant, digest: Digest });
export type Follow = z.infer<typeof Follow>;

/**
 * A member's choice about the weekly email, and when it was made. `link`: somebody used the link in such an email, and may not have
 * been the member (MA10).
 */
export const WeeklyChoice = z.strictObject({ choice: z.enum(['weekly', 'never']), at: Instant, by: z.enum(['person', 'link']) });
export type WeeklyChoice = z.infer<typeof WeeklyChoice>;
