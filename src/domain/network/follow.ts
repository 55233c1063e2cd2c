import { z } from 'zod';
import { ResponseId, SectionId } from '../ids.ts';
import { Digest, Instant } from '../outcome.ts';

/** A section of a response that a member follows: since when, and the digest of its words then (WO40). */
export const Follow = z.strictObject({ responseId: ResponseId, section: SectionId, at: Instant, digest: Digest });
export type Follow = z.infer<typeof Follow>;
