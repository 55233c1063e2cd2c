import { z } from 'zod';
import { EpochId, MemberId, SectionId } from '../ids.ts';
import { Digest, Instant } from '../outcome.ts';

/**
 * The coordinator's decision about one late passage: the words that one member wrote into one section of an epoch after it was
 * sealed (CO5). The words themselves stay among the draft's late edits.
 */
export const LatePassage = z.strictObject({
  /** The epoch that the passage came too late for. */
  epoch: EpochId,
  /** The writer. */
  member: MemberId,
  section: SectionId,
  /** The passage's digest at the decision. If more words come in, the digest differs and the passage is undecided again. */
  digest: Digest,
  became: z.enum(['brought', 'left-out']),
  at: Instant,
  by: MemberId,
});

export type LatePassage = z.infer<typeof LatePassage>;
