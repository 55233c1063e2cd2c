import * as Y from 'yjs';
import { type Consultation, currentQuestions } from '../../domain/consultation/consultation.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Instant } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { type Snapshot, composeSnapshot, sectionIds } from '../../domain/response/snapshot.ts';
import type { Version } from '../../domain/response/version.ts';
import { capital } from '../../phrases/english.ts';
import { type Cast, nameOf } from '../../phrases/people.ts';
import type { Authors } from '../../store/drafts.ts';
import type { Services } from '../../services.ts';
import type { Reader } from '../../store/reader.ts';
import { readDraft } from '../../text/read.ts';
import { wordsByClient } from '../../text/writers.ts';
import { type Kept, decodeKept } from './kept.ts';

/** The response that a text belongs to, with its consultation and network. */
export interface Around {
  readonly network: Network;
  readonly consultation: Consultation;
  readonly response: Response;
}

/** A text that can be read and compared, with its writers. */
export interface Text {
  readonly snapshot: Snapshot;
  /** The words of each member, most first. */
  readonly writers: readonly { readonly member: string; readonly words: number }[];
}

/** The text of a version, under the questions as they were asked then. Throws `TypeError` where its bytes are missing, and the store's own error where they are damaged. */
export async function textOf(reader: Reader, around: Around, version: Version): Promise<Text> {
  const bytes = await reader.blobs.get(version.responseId, version.kept);
  if (bytes === null) throw new TypeError(`the version ${version.id} of ${version.responseId} is not there`);
  return read(around, decodeKept(bytes), version.at);
}

/** The present text: the draft's, or the locked one. Throws `TypeError` where its epoch was never begun. */
export async function textNow(services: Services, { network, consultation, response }: Around): Promise<Text> {
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const sections = sectionIds(consultation);
  const snapshot = composeSnapshot(network, consultation, response, text.content(sections), services.now());
  return { snapshot, writers: writersOf(text.words(sections), text.authors) };
}

function read({ network, consultation, response }: Around, { update, authors }: Kept, at: Instant): Text {
  const document = new Y.Doc();
  Y.applyUpdate(document, update);
  const then = questionsAt(consultation, at);
  const snapshot = composeSnapshot(network, then, response, readDraft(document, sectionIds(then)), at);
  const writers = writersOf(wordsByClient(document, sectionIds(then)), authors);
  document.destroy();
  return { snapshot, writers };
}

/** A consultation with the question set of an instant; with the first set where the instant is before any. */
function questionsAt(consultation: Consultation, at: Instant): Consultation {
  const then = consultation.questionSets.filter((set) => set.at <= at);
  return then.length === 0 || then.at(-1) === currentQuestions(consultation) ? consultation : { ...consultation, questionSets: then };
}

function writersOf(words: ReadonlyMap<number, number>, authors: Authors): Text['writers'] {
  const byMember = new Map<string, number>();
  for (const [client, count] of words) {
    const member = authors[String(client)]?.member ?? '';
    byMember.set(member, (byMember.get(member) ?? 0) + count);
  }
  return [...byMember].map(([member, count]) => ({ member, words: count })).sort((a, b) => b.words - a.words);
}

/** Words by organisation, most first. A member without an organisation stands under their job, or under their name. */
export function byOrganisation(
  writers: Text['writers'],
  network: Network,
  members: ReadonlyMap<string, Member>,
): readonly { readonly name: string; readonly words: number }[] {
  const totals = new Map<string, number>();
  for (const { member, words } of writers) {
    const name = member === '' ? 'Written in at the start' : writerName(member, { network, members });
    totals.set(name, (totals.get(name) ?? 0) + words);
  }
  return [...totals].map(([name, words]) => ({ name, words })).sort((a, b) => b.words - a.words);
}

function writerName(id: string, cast: Cast): string {
  const member = cast.members.get(id);
  if (member === undefined) return capital(nameOf(cast, id));
  const organisation = cast.network.organisations.find((one) => one.id === member.organisationId);
  if (organisation !== undefined) return organisation.brand === '' ? organisation.name : organisation.brand;
  if (member.role === 'coordinator') return 'The coordinator';
  return member.jobTitle === '' ? member.name : member.jobTitle;
}
