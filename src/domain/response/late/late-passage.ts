import { z } from 'zod';
import { EpochId, MemberId, SectionId } from '../../ids.ts';
import { Digest, Instant } from '../../outcome.ts';

/** A part of a passage that cannot stand beside another: the options chosen, and the reason for not answering. */
export const LatePart = z.enum(['choice', 'reason']);

export type LatePart = z.infer<typeof LatePart>;

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
  /** The parts of a brought passage that did not come in, because somebody gave another since; absent where all of it came. */
  without: z.array(LatePart).optional(),
  at: Instant,
  by: MemberId,
});

export type LatePassage = z.infer<typeof LatePassage>;
