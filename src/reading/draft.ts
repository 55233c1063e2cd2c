import type { Consultation } from '../domain/consultation/consultation.ts';
import type { Response } from '../domain/response/response.ts';
import type { DraftContent } from '../domain/response/snapshot.ts';
import type { DraftLog } from '../store/drafts.ts';
import type { Reader } from '../store/reader.ts';
import { allSectionIds } from './gone-answers.ts';
import { openDraft, readDraft, type Updates } from '../text/read.ts';

/** The log of a draft's epoch. Throws `TypeError` where the epoch was never begun. */
export async function logOf(reader: Reader, response: Response, epoch: string = response.epoch): Promise<DraftLog> {
  const log = await reader.drafts.load({ draft: response.id, epoch });
  if (log === null) throw new TypeError(`there is no draft ${response.id}/${epoch}`);
  return log;
}

/** The content of a log: the sections under the current questions, and the answers whose questions went. */
export function contentOf(log: Updates, consultation: Consultation): DraftContent {
  const document = openDraft(log);
  const content = readDraft(document, allSectionIds(consultation));
  document.destroy();
  return content;
}
