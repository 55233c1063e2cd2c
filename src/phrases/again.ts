import type { Digest } from '../domain/outcome.ts';
import type { Response } from '../domain/response/response.ts';
import { type SignOffRound, endOf } from '../domain/round/round.ts';
import type { Cast } from './people.ts';
import { endingOf } from './rounds.ts';

/** Why a text is signed again. */
export interface Again {
  /** `Round 1 ended. Meera Vasani asked for changes as vice chair on 8 July 2026 at 7:52am.` */
  readonly ended: string;
  /** The words of the person who ended the round before; empty where it has none. */
  readonly reason: string;
  /** Says that the text was signed before and what became of it; empty where the text is another one. */
  readonly sameText: string;
}

/** Says why there is a round after the first, to one reader (SO52, SO53); null for the first round. */
export function whyAgain({ rounds }: Response, round: SignOffRound, cast: Cast, reader: string): Again | null {
  const before = rounds.findLast((one) => one.n < round.n);
  if (before === undefined) return null;
  return {
    ended: `Round ${before.n} ended. ${endingOf(before, cast, reader)}`.trim(),
    reason: endOf(before)?.reason ?? '',
    sameText: sameTextAs(
      rounds.filter((one) => one.n < round.n),
      round.digest,
    ),
  };
}

/** Names the last of these rounds that had the text of this digest, and its end (SO53); empty where none had. */
export function sameTextAs(rounds: Response['rounds'], digest: Digest): string {
  const same = rounds.findLast((one) => one.digest === digest);
  return same === undefined ? '' : `This is the text that ${becameOf[same.status]}: word for word the text of round ${same.n}.`;
}

const becameOf = {
  recalled: 'was taken back',
  'changes-requested': 'changes were asked for',
  declined: 'was declined',
  lapsed: 'ran out of time',
  approved: 'was approved',
  open: 'is being signed',
} as const satisfies Record<SignOffRound['status'], string>;
