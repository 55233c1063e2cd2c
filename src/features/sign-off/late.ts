import { formatDateTime } from '../../domain/calendar.ts';
import { type Consultation, currentQuestions } from '../../domain/consultation.ts';
import { Instant } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response.ts';
import { fixedSections } from '../../domain/section.ts';
import type { Services } from '../../services.ts';
import type { DraftLog, LateEdit } from '../../store/drafts.ts';
import { compareBlocks } from '../../text/compare.ts';
import { openDraft, readSection } from '../../text/read.ts';
import { type Cast, nameOf, placeOf } from './telling.ts';
import { type ChangeShown, rowShown } from './text-view.ts';

/** Words of one person that came in after a lock: never in the text that is signed, never lost (CO5). */
export interface LateWords {
  readonly who: string;
  readonly place: string;
  readonly when: string;
  /** The round whose text was locked; 0 where the lock was given up. */
  readonly round: number;
  readonly places: readonly ChangeShown[];
}

/** Every late edit of a response, newest first, as what it would have changed in the locked text. */
export async function lateWords(
  services: Services,
  response: Response,
  consultation: Consultation,
  cast: Cast,
): Promise<readonly LateWords[]> {
  const edits = await services.drafts.late(response.id);
  const logs = new Map<string, DraftLog | null>();
  for (const epoch of new Set(edits.map((edit) => edit.epoch))) logs.set(epoch, await services.drafts.load({ draft: response.id, epoch }));
  const newest = edits.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  return newest.map((edit) => {
    const log = logs.get(edit.epoch) ?? null;
    return {
      who: nameOf(cast, edit.member),
      place: placeOf(cast, edit.member),
      when: formatDateTime(Instant.parse(edit.at), cast.network.timeZone),
      round: response.rounds.find((round) => round.epoch === edit.epoch)?.n ?? 0,
      places: log === null ? [] : placesOf(log, edit, consultation),
    };
  });
}

function placesOf(log: DraftLog, edit: LateEdit, consultation: Consultation): readonly ChangeShown[] {
  const titles = new Map([
    ...fixedSections.map((section): [string, string] => [section.id, section.title]),
    ...currentQuestions(consultation).questions.map((question): [string, string] => [question.id, `Question ${question.number}`]),
  ]);
  try {
    const before = openDraft(log);
    const after = openDraft({ base: log.base, entries: [...log.entries, edit] });
    return [...titles].flatMap(([id, title]) => {
      const rows = compareBlocks(readSection(before, id), readSection(after, id)).filter((row) => row.kind !== 'same');
      return rows.length === 0 ? [] : [{ title, note: '', rows: rows.map(rowShown) }];
    });
  } catch {
    // Bytes that no editor wrote: kept all the same, and shown as something that cannot be read.
    return [];
  }
}
