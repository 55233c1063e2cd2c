import { z } from 'zod';
import { MemberId, NetworkId, OrganisationId, PositionsId, ResponseId, type SectionId, type VersionId } from '../ids.ts';
import { type Digest, Instant } from '../outcome.ts';
import type { WordsRemoved } from '../removed.ts';
import type { Restored } from '../restored.ts';
import type { Position } from './position.ts';
import { type Clearance, Said, type Statement } from './statement.ts';

/** One request for the position of an organisation: who asked, when, and the people who got the mail (PO9). */
export const Request = z.strictObject({ at: Instant, by: MemberId, members: z.array(MemberId) });
export type Request = z.infer<typeof Request>;

/** All that one organisation said on one response, in order. One aggregate for each organisation and response (PO1). */
export const Positions = z.strictObject({
  id: PositionsId,
  networkId: NetworkId,
  responseId: ResponseId,
  organisationId: OrganisationId,
  said: z.array(Said),
  asked: z.array(Request),
});
export type Positions = z.infer<typeof Positions>;

/** The people behind an event: `from` and `sent` only where a coordinator recorded an email. */
interface Sourced {
  readonly from?: MemberId;
  readonly sent?: Instant;
}

export type PositionsEvent =
  | Restored
  | WordsRemoved
  | { readonly type: 'PositionAsked'; readonly data: { readonly responseId: ResponseId; readonly members: readonly MemberId[] } }
  | {
      readonly type: 'PositionGiven' | 'PositionRecorded';
      readonly data: Sourced & {
        readonly responseId: ResponseId;
        readonly organisationId: OrganisationId;
        readonly position: Position;
        readonly exceptions: readonly { readonly section: SectionId; readonly position: Position }[];
        readonly listing: Statement['listing'];
        /** The digest of the note and the reasons; null where there are none. An event holds no words of a person. */
        readonly words: Digest | null;
        readonly text: Digest;
        readonly version: VersionId;
        readonly round: number | null;
      };
    }
  | {
      readonly type: 'ClearanceAwaited';
      readonly data: Sourced & { readonly responseId: ResponseId; readonly organisationId: OrganisationId; readonly until: Instant };
    };

/** The positions of an organisation that has said nothing and was asked nothing. */
export function noPositions(of: Pick<Positions, 'id' | 'networkId' | 'responseId' | 'organisationId'>): Positions {
  return { ...of, said: [], asked: [] };
}

/** Where an organisation stands now. */
export interface Standing {
  /** The last position that was given; null is *no reply* (PO2). */
  readonly statement: Statement | null;
  /** The promise of a position; null where none was made since the last position (PO7). */
  readonly awaiting: Clearance | null;
}

/** Where an organisation stands now. A promise after a position leaves that position standing (PO7). */
export function standingOf(positions: Pick<Positions, 'said'> | null): Standing {
  const said = positions?.said ?? [];
  const last = said.at(-1);
  return { statement: said.findLast((one) => one.kind === 'position') ?? null, awaiting: last?.kind === 'awaiting' ? last : null };
}

/** The statements before the one that stands, the latest first. */
export function earlierStatements({ said }: Pick<Positions, 'said'>): readonly Statement[] {
  const given = said.filter((one) => one.kind === 'position');
  return given.slice(0, -1).toReversed();
}

/** The request that an organisation has not answered; null where it was not asked, or gave a position after the last request (PO9). */
export function openRequest(positions: Pick<Positions, 'said' | 'asked'> | null): Request | null {
  const last = positions?.asked.at(-1);
  const statement = standingOf(positions).statement;
  return last === undefined || (statement !== null && statement.at >= last.at) ? null : last;
}
