import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { Duty } from '../../domain/network/access.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Request } from '../../domain/positions/positions.ts';
import type { Response } from '../../domain/response/response.ts';
import type { setUpList } from '../../phrases/set-up.ts';
import type { AnswerSoFar } from '../../reading/answers.ts';

/** One consultation as it concerns a person. */
export interface Concern {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly answers: readonly AnswerSoFar[];
  /** The late passages that wait for this person's decision. */
  readonly latePassages: number;
  /** The open request for the position of this person's organisation. */
  readonly asked: Request | null;
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
  readonly now: Instant;
}
