import type { Duty } from '../../domain/network/access.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { setUpList } from '../../phrases/set-up.ts';
import type { Concern } from '../../reading/work/concerns.ts';

/** Another network of a person. */
export interface Elsewhere {
  readonly member: Member;
  readonly network: Network;
  readonly count: number;
}

/** The present state from which the page of one person's work is built. */
export interface Work {
  readonly concerns: readonly Concern[];
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
  readonly member: Member;
  readonly duties: ReadonlySet<Duty>;
  /** The steps of setting up the network, for its coordinator; null once they are done. */
  readonly setUp: ReturnType<typeof setUpList>;
  /** The other networks of this person, each with the number of things to do there. */
  readonly elsewhere: readonly Elsewhere[];
  readonly now: Instant;
}
