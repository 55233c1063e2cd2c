import * as Y from 'yjs';
import { type Consultation, currentQuestions } from '../domain/consultation/consultation.ts';
import type { Network } from '../domain/network/network.ts';
import type { Instant } from '../domain/outcome.ts';
import type { Response } from '../domain/response/response.ts';
import { type Snapshot, composeSnapshot, sectionIds } from '../domain/response/snapshot.ts';
import type { Version } from '../domain/response/version.ts';
import type { Authors } from '../store/drafts.ts';
import type { Reader } from '../store/reader.ts';
import { missingText } from '../reading/text-removed.ts';
import { readDraft } from '../text/read.ts';
import { wordsByClient } from '../text/writers.ts';
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

/**
 * The text of a version, under the questions as they were asked then. Throws `TextRemoved` where it was removed for good,
 * `TypeError` where its bytes are missing, and the store's own error where they are damaged.
 */
export async function textOf(reader: Reader, around: Around, version: Version): Promise<Text> {
  const bytes = await reader.blobs.get(version.responseId, version.kept);
  if (bytes === null) throw missingText(around.response, version.kept, `the version ${version.id} of ${version.responseId}`);
  return read(around, decodeKept(bytes), version.at);
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

/** The words of each member in a text, most first; the member of words that nobody typed is empty. */
export function writersOf(words: ReadonlyMap<number, number>, authors: Authors): Text['writers'] {
  const byMember = new Map<string, number>();
  for (const [client, count] of words) {
    const member = authors[String(client)]?.member ?? '';
    byMember.set(member, (byMember.get(member) ?? 0) + count);
  }
  return [...byMember].map(([member, count]) => ({ member, words: count })).sort((a, b) => b.words - a.words);
}
