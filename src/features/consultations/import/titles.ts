import type { Asked } from '../../../domain/consultation/consultation.ts';
import type { Typed } from '../../../domain/consultation/questions/fields.ts';
import type { Planned } from '../../../domain/consultation/questions/plan.ts';
import { sameWords } from '../../../domain/consultation/questions/match.ts';
import { proposedTitle } from '../../../domain/consultation/questions/proposed-title.ts';
import { likeness } from '../../../domain/consultation/wording.ts';

/** A short title with its origin: the person typed it, the file has it, the question had it before, or we propose it. */
export interface TitleFor {
  readonly value: string;
  readonly from: 'typed' | 'file' | 'before' | 'proposed';
}

/** The short title that the preview shows for a question: a question that continues in the words it had keeps its own (QS3). */
export function titleFor(asked: Asked, pairing: Pick<Planned, 'was'> | null, mended: Partial<Typed>): TitleFor {
  if (mended.shortTitle !== undefined) return { value: asked.shortTitle ?? '', from: 'typed' };
  if (asked.shortTitle !== undefined) return { value: asked.shortTitle, from: 'file' };
  const was = pairing?.was ?? null;
  const proposed: TitleFor = { value: proposedTitle(asked.text), from: 'proposed' };
  if (was?.shortTitle === undefined) return proposed;
  if (sameWords(was, asked)) return { value: was.shortTitle, from: 'before' };
  // A question that continues by its number alone may be about something else.
  return likeness(was.text, asked.text) < 0.6 ? proposed : { value: was.shortTitle, from: 'proposed' };
}

/** The question with the short title to keep. A proposal is kept only once a person has seen and sent it (QS3). */
export function withTitle(asked: Asked, pairing: Pick<Planned, 'was'> | null, mended: Partial<Typed>): Asked {
  const { value, from } = titleFor(asked, pairing, mended);
  return from === 'proposed' || value === '' ? asked : { ...asked, shortTitle: value };
}
