import * as Y from 'yjs';
import { type Losses, type MemberLoss, largestDocument } from '../collab/ports.ts';
import type { Consultation } from '../domain/consultation/consultation.ts';
import { knownSections } from '../domain/consultation/known-sections.ts';
import type { MemberId } from '../domain/ids.ts';
import { type Refused, refused } from '../domain/outcome.ts';
import type { Response } from '../domain/response/response.ts';
import { logOf } from '../reading/draft.ts';
import type { Services } from '../services.ts';
import type { DraftKey, DraftLog } from '../store/drafts.ts';
import { textSchema } from '../text/check.ts';
import { carryOut } from '../text/checking/carry-out.ts';
import { openDraft } from '../text/read.ts';
import { authorsIn } from '../text/reseed.ts';

/** An open draft as it stands, in a document of its own. */
export interface DraftInHand {
  readonly log: DraftLog;
  readonly document: Y.Doc;
}

/** Reads the draft of a response for one edit by the server. */
export async function draftInHand(services: Services, response: Response): Promise<DraftInHand> {
  const log = await logOf(services, response);
  return { log, document: openDraft(log) };
}

/** The outcome of an edit. `late`: the text was locked, and the words are with the coordinator. */
export type Edited = { readonly ok: true; readonly became: 'saved' | 'late' | 'unchanged' } | Refused;

/**
 * Carries out a member's edit of a draft and appends it as one entry; `act` answers whether it changed anything. Refused where the
 * server's check refuses it, or the response would be too large. The caller is a command, which has judged the person (AC2).
 */
export async function edit(
  services: Services,
  by: MemberId,
  { response, consultation }: { readonly response: Response; readonly consultation: Consultation },
  { log, document }: DraftInHand,
  { act, losses }: { readonly act: () => boolean; readonly losses: Losses },
): Promise<Edited> {
  const before = Y.encodeStateVector(document);
  const size = sizeOf(document, log);
  const schema = textSchema.within(() => knownSections(consultation));
  const { result: isChanged, why, loss } = carryOut(schema, document, act);
  if (!isChanged) return { ok: true, became: 'unchanged' };
  if (why !== null) return refused('too-large', why);
  if (isTooLarge(document, size)) return refused('too-large', 'This response is full: it holds no more words.');
  const key = { draft: response.id, epoch: response.epoch };
  if (loss !== null) losses.listenerFor(key)({ ...loss, member: by, before: () => textOf(log) });
  await losses.settled(key);
  return { ok: true, became: await append(services, by, key, document, before) };
}

/** The size of a draft's document in bytes; of one that is far from the largest, only the size of its log. */
function sizeOf(document: Y.Doc, { base, entries }: DraftLog): number {
  const logged = entries.reduce((sum, { update }) => sum + update.byteLength, base.update.byteLength);
  return logged < largestDocument / 2 ? logged : Y.encodeStateAsUpdate(document).byteLength;
}

/** True where a change made a document larger than the live server takes (CO3). `before`: its size before the change. */
function isTooLarge(document: Y.Doc, before: number): boolean {
  if (before < largestDocument / 2) return false;
  const size = Y.encodeStateAsUpdate(document).byteLength;
  return size > largestDocument && size > before;
}

function textOf(log: DraftLog): ReturnType<MemberLoss['before']> {
  return { updates: [log.base.update, ...log.entries.map(({ update }) => update)], authors: authorsIn(log) };
}

/** Appends one entry under a node id of its own; rooms find it in the log, as they find the entries of other nodes (CO30). */
async function append(services: Services, by: MemberId, key: DraftKey, document: Y.Doc, before: Uint8Array): Promise<'saved' | 'late'> {
  const update = Y.encodeStateAsUpdate(document, before);
  const author = { member: by, how: 'declared' } as const;
  const node = services.newId();
  const became = await services.drafts.append(key, { node, seq: 1, update, authors: { [document.clientID]: author } });
  if (became === 'late') await services.drafts.setAside(key, { id: node, member: by, at: services.now(), update });
  return became;
}
