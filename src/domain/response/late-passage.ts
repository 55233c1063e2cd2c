import { z } from 'zod';
import { EpochId, MemberId, SectionId } from '../ids.ts';
import { Digest, Instant } from '../outcome.ts';

/**
 * What the coordinator decided about one passage that came in after a lock: what one member wrote into one section of one
 * epoch once it was sealed (CO5). The words themselves stay among the draft's late edits.
 */
export const LatePassage = z.strictObject({
  /** The epoch it came too late for. */
  epoch: EpochId,
  /** Who wrote it. */
  member: MemberId,
  section: SectionId,
  /** Of the passage as it was decided about: where more comes in after that, it is to be decided about again. */
  digest: Digest,
  became: z.enum(['brought', 'left-out']),
  at: Instant,
  by: MemberId,
});

export type LatePassage = z.infer<typeof LatePassage>;
