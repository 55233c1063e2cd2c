import { z } from 'zod';
import { MemberId, SectionId } from '../../ids.ts';
import { Digest, Instant } from '../../outcome.ts';

/** An answer that the coordinator brought into another question, after its own had gone or was split (QS13). */
export const BroughtAnswer = z.strictObject({
  section: SectionId,
  into: SectionId,
  /** The digest of the answer as it was brought. If more is written into it, the digest differs. */
  digest: Digest,
  at: Instant,
  by: MemberId,
});
export type BroughtAnswer = z.infer<typeof BroughtAnswer>;
