import type { EpochId, MemberId } from '../ids.ts';

/** An addition that was taken out of a draft (CO17): all that one member wrote, or all text outside the response's sections (TX21). */
export interface TakenOut {
  readonly epoch: EpochId;
  readonly part: 'member' | 'unseen';
  /** The members who wrote it. */
  readonly members: readonly MemberId[];
  readonly words: number;
}
