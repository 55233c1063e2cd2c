import { z } from 'zod';
import { MemberId, SectionId } from '../ids.ts';
import { Digest, Instant } from '../outcome.ts';

/** The mark that a section is ready to read: who set it, when, and on which words (WO10). */
export const SectionReady = z.strictObject({
  section: SectionId,
  /** The digest of the section's words, chosen options and reason at the mark. With other words the section has changed since. */
  digest: Digest,
  at: Instant,
  by: MemberId,
});

export type SectionReady = z.infer<typeof SectionReady>;
