import { questionsIn } from '../../domain/response/kind/sections.ts';
import { type Consultation } from '../../domain/consultation/consultation.ts';
import { type Duty, may } from '../../domain/network/access.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Request } from '../../domain/positions/positions.ts';
import type { Response } from '../../domain/response/response.ts';
import type { Reader } from '../../store/reader.ts';
import { waitingPassages } from '../late-words.ts';
import { requestTo } from '../positions.ts';
import type { PresentTexts } from '../present-texts.ts';
import { type AnswerSoFar, answersSoFar } from '../answers.ts';
import { type Answering, consultationsOf } from '../response.ts';
import { type FollowedChange, changesFollowed } from './followed.ts';

/** One consultation as it concerns a person. */
export interface Concern {
  readonly consultation: Consultation;
  readonly response: Response | null;
  readonly answers: readonly AnswerSoFar[];
  /** The late passages that wait for this person's decision. */
  readonly latePassages: number;
  /** The open request for the position of this person's organisation. */
  readonly asked: Request | null;
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
  const none = { consultation, response, answers: [], latePassages: 0, changes: [] };
  if (response === null) return { ...none, asked: null };
  const asked = await requestTo(reader, response, whose.member, whose.network);
  if (response.status === 'submitted' || response.status === 'withdrawn') return { ...none, asked };
  const text = await reader.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const changes = await changesFollowed(reader, { ...whose, response, consultation, text });
  // Only a draft that is being written has missing answers, and passages to bring in.
  if (response.status !== 'drafting') return { ...none, asked, changes };
  const answers = answersSoFar(text, questionsIn({ consultation, response }));
  const handles = may('late.bring', whose.duties);
  const latePassages = handles ? await waitingPassages(reader, response, consultation) : 0;
  return { consultation, response, answers, latePassages, asked, changes };
}
