import type { Consultation } from '../../domain/consultation/consultation.ts';
import { type SectionDigests, changedSections } from '../../domain/positions/statement.ts';
import { isGoing } from '../../domain/response/going.ts';
import type { Response } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { addDays } from '../../domain/time/calendar.ts';
import type { Instant } from '../../domain/outcome.ts';
import { positionText } from '../positions.ts';
import { type Concern, type TextReader, type Whose, concernsOf } from './concerns.ts';
import type { FollowedChange } from './followed.ts';

/**
 * The consultations of a network as they concern one member this week (MA8). Of the followed sections it keeps those that changed in
 * the last seven days: a change that an earlier email told, and that nobody looked at, is not told again.
 */
export async function weeksOf(reader: TextReader, whose: Whose): Promise<readonly Concern[]> {
  const concerns = await concernsOf(reader, whose);
  return Promise.all(
    concerns.map(async (concern) => {
      const { response, changes } = concern;
      if (response === null || !isGoing(response)) return { ...concern, changes: [] };
      return { ...concern, changes: changes.length === 0 ? [] : await changedThisWeek(reader, whose, response, concern) };
    }),
  );
}

async function changedThisWeek(
  reader: TextReader,
  { network }: Whose,
  response: Response,
  { changes, consultation }: Concern,
): Promise<readonly FollowedChange[]> {
  const weekAgo = addDays(reader.now(), -7, network.timeZone);
  const then = await textBefore(reader, response, weekAgo);
  if (then === null) return changes;
  const changed = new Set<string>(changedSections(then, await digestsNow(reader, response, consultation)));
  // A section that was seen or followed within the week changed within the week.
  return changes.filter(({ section, since }) => since >= weekAgo || changed.has(section));
}

/** The sections of the last version that was kept before an instant; null where none was, or its sections are not known. */
async function textBefore(reader: TextReader, { id }: Response, until: Instant): Promise<SectionDigests | null> {
  const [last] = await reader.aggregates.find('version', {
    where: { responseId: id },
    until: { at: until },
    order: { by: 'at', direction: 'descending' },
    limit: 1,
  });
  return last?.state.sections ?? null;
}

async function digestsNow(reader: TextReader, response: Response, consultation: Consultation): Promise<SectionDigests> {
  const text = await reader.presentTexts.of({ draft: response.id, epoch: response.epoch });
  return positionText(response, consultation, text.content(sectionIds(consultation))).digests;
}
