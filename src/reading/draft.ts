import { type Consultation, currentQuestions } from '../domain/consultation/consultation.ts';
import { fixedSections } from '../domain/consultation/section.ts';
import type { Response } from '../domain/response/response.ts';
import type { DraftContent } from '../domain/response/snapshot.ts';
import type { DraftLog } from '../store/drafts.ts';
import type { Reader } from '../store/reader.ts';
import { openDraft, readDraft } from '../text/read.ts';

/** The log of a draft's epoch. Throws `TypeError` where the epoch was never begun. */
export async function logOf(reader: Reader, response: Response, epoch: string = response.epoch): Promise<DraftLog> {
  const log = await reader.drafts.load({ draft: response.id, epoch });
  if (log === null) throw new TypeError(`there is no draft ${response.id}/${epoch}`);
  return log;
}

/** The content of a log, under the current questions. */
export function contentOf(log: DraftLog, consultation: Consultation): DraftContent {
  const questions = currentQuestions(consultation).questions.map((question) => question.id);
  const document = openDraft(log);
  const content = readDraft(document, [...fixedSections.map((section) => section.id), ...questions]);
  document.destroy();
  return content;
}
