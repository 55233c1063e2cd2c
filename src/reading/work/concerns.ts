import { questionsIn } from '../../domain/response/kind/sections.ts';
import { type Consultation } from '../../domain/consultation/consultation.ts';
import { type Duty, may } from '../../domain/network/access.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Request } from '../../domain/positions/positions.ts';
import { type OrganisationStanding, standingsOf } from '../../domain/positions/totals.ts';
import { isGoing } from '../../domain/response/going.ts';
import type { AnswerStanding, OwnStanding } from '../../domain/task.ts';
import type { Response } from '../../domain/response/response.ts';
import type { Reader } from '../../store/reader.ts';
import { waitingPassages } from '../late-words.ts';
import { positionsOn, requestTo } from '../positions.ts';
import type { PresentTexts } from '../present-texts.ts';
import { type AnswerSoFar, answersSoFar } from '../answers.ts';
import { type Answering, consultationsOf } from '../response.ts';
import { type FollowedChange, changesFollowed } from './followed.ts';
import { type OwnEvidence, heldSections, ownEvidence, ownStanding } from './own.ts';

/** One consultation as it concerns a person. */
export interface Concern {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly answers: readonly AnswerSoFar[];
  /** The late passages that wait for this person's decision. */
  readonly latePassages: number;
  /** The open request for the position of this person's organisation. */
  readonly asked: Request | null;
  /** Where each organisation stands; none for a response that is not under way. */
  readonly standings: readonly OrganisationStanding[];
  /** Where this person's organisation stands, if they speak for it. */
  readonly standing: OwnStanding | null;
  /** The evidence of this person's organisation; null where they have none. */
  readonly evidence: OwnEvidence | null;
  /** The sections with an evidence box that holds the text up, for the coordinator. */
  readonly held: readonly Pick<AnswerStanding, 'id' | 'number'>[];
  /** The followed sections that changed since this person saw them last (WO40). */
  readonly changes: readonly FollowedChange[];
}

/** A member, with their duties and everybody who is or was in their network. */
export interface Whose {
  readonly network: Network;
  readonly member: Member;
  readonly duties: ReadonlySet<Duty>;
  readonly members: ReadonlyMap<string, Member>;
}

/** The store for reading, with the present texts of its drafts. */
export type TextReader = Reader & { readonly presentTexts: PresentTexts };

/** The consultations of a network as they concern one member; those that close first come before the others. */
export async function concernsOf(reader: TextReader, whose: Whose): Promise<readonly Concern[]> {
  const found = await consultationsOf(reader, whose.network.id);
  return Promise.all(found.map((answering) => concernOf(reader, whose, answering)));
}

async function concernOf(reader: TextReader, whose: Whose, { consultation, response }: Answering): Promise<Concern> {
  const none = {
    consultation,
    response,
    answers: [],
    latePassages: 0,
    changes: [],
    standings: [],
    standing: null,
    evidence: null,
    held: [],
  };
  if (response === null) return { ...none, asked: null };
  const { member, members, network, duties } = whose;
  const asked = await requestTo(reader, response, member, network);
  if (!isGoing(response)) return { ...none, asked };
  const text = await reader.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const read = { response, consultation, text };
  const standings = standingsOf(network, await positionsOn(reader, response), reader.now());
  const own = standings.find(({ organisation }) => organisation.id === member.organisationId);
  const known = {
    ...none,
    asked,
    standings,
    changes: await changesFollowed(reader, { ...whose, ...read }),
    standing: await ownStanding(reader, read, { member, own, zone: network.timeZone }),
    evidence: await ownEvidence(reader, read, member, members),
  };
  // Only a draft that is being written has missing answers, and passages to bring in.
  if (response.status !== 'drafting') return known;
  const questions = questionsIn({ consultation, response });
  const numbers = new Map<string, string>(questions.map(({ id, number }) => [id, number]));
  const held = duties.has('coordinator') ? await heldSections(reader, read) : [];
  return {
    ...known,
    answers: answersSoFar(text, questions),
    latePassages: may('late.bring', duties) ? await waitingPassages(reader, response, consultation) : 0,
    held: held.map((id) => ({ id, number: numbers.get(id) ?? '' })),
  };
}
