import { z } from 'zod';
import { SectionId } from '../ids.ts';

/** Where an organisation stands. No reply is the absence of a position, and nobody can give it (PO2). */
export const Position = z.enum(['endorses', 'endorses-with-reservation', 'cannot-take-a-position', 'does-not-endorse']);
export type Position = z.infer<typeof Position>;

/** The longest reason of an exception, in UTF-16 code units. */
export const longestReason = 500;

/** A section on which an organisation stands elsewhere than on the whole response (PO3). */
export const Exception = z.strictObject({
  section: SectionId,
  position: Position,
  /** Printed with the organisation's name; empty where no reason was given. */
  reason: z.string().max(longestReason),
});
export type Exception = z.infer<typeof Exception>;

/** The most words of a note, and its most UTF-16 code units. */
export const mostNoteWords = 150;
export const longestNote = 2_000;

/** The reservation or minority note of an organisation, printed with its name or without (PO3). */
export const Note = z.strictObject({ words: z.string().min(1).max(longestNote), shown: z.enum(['attributed', 'anonymous']) });
export type Note = z.infer<typeof Note>;

/** The number of words in a note, parted by white space. */
export function wordsIn(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}
