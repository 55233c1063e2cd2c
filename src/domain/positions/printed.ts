import { z } from 'zod';
import { SectionId } from '../ids.ts';
import type { Digest } from '../outcome.ts';
import { Position } from './position.ts';
import { type Statement, isOnEarlierText, onSection } from './statement.ts';
import { type OrganisationStanding, totalsOf, totalsOn } from './totals.ts';

const count = z.number().int().min(0);

const Counts = z.strictObject({
  endorses: count,
  'endorses-with-reservation': count,
  'cannot-take-a-position': count,
  'does-not-endorse': count,
});

/** An organisation that stands elsewhere on one section; null where it is not named. */
const PrintedException = z.strictObject({ organisation: z.string().nullable(), position: Position, reason: z.string() });

/** A note. A note without a name has neither position nor sections, which pages show beside names (PO13). */
const PrintedNote = z.strictObject({
  organisation: z.string().nullable(),
  /** The position on the whole. */
  position: Position.nullable(),
  /** The sections of its exceptions. */
  sections: z.array(SectionId),
  words: z.string(),
});
export type PrintedNote = z.infer<typeof PrintedNote>;

/** Where the organisations of a network stand, as a text holds and prints it (PO11). */
export const PrintedPositions = z.strictObject({
  /** The number of organisations in the network; those without a position are counted, and never named (PO12). */
  of: count,
  counts: Counts,
  /** The organisations that are named, in the network's order. */
  named: z.array(
    z.strictObject({
      organisation: z.string(),
      position: Position,
      /** Absent where it is on this text. */ onEarlierText: z.literal(true).optional(),
    }),
  ),
  /** The sections on which an organisation stands elsewhere, in the order of the text. */
  sections: z.array(z.strictObject({ section: SectionId, counts: Counts, exceptions: z.array(PrintedException) })),
  notes: z.array(PrintedNote),
});
export type PrintedPositions = z.infer<typeof PrintedPositions>;
export type PrintedCounts = PrintedPositions['counts'];

/** The text beside which positions are printed: its digest, and its sections in order. */
export interface PrintedBeside {
  readonly digest: Digest;
  readonly sections: readonly SectionId[];
}

/**
 * True where the words of a statement carry the name of its organisation. A note decides it; without one, an organisation
 * that is left off the list is not named (PO13).
 */
export function speaksByName({ note, listing }: Pick<Statement, 'note' | 'listing'>): boolean {
  return note === null ? listing === 'listed' : note.shown === 'attributed';
}

/** True where an organisation is named beside its position on the whole response (PO13). */
export function isNamed(statement: Statement): boolean {
  // A plain endorsement does not tell who wrote a note, so it keeps its name.
  return statement.listing === 'listed' && (speaksByName(statement) || statement.position === 'endorses');
}

interface Spoken {
  readonly name: string;
  readonly statement: Statement;
}

/** Where the organisations stand, for print; null where none has given a position (PO11). */
export function printPositions(standings: readonly OrganisationStanding[], text: PrintedBeside): PrintedPositions | null {
  const spoken = standings.flatMap(({ organisation: { name }, statement }): Spoken[] => (statement === null ? [] : [{ name, statement }]));
  if (spoken.length === 0) return null;
  return {
    of: standings.length,
    counts: totalsOf(standings).counts,
    named: spoken
      .filter(({ statement }) => isNamed(statement))
      .map(({ name, statement }) => ({
        organisation: name,
        position: statement.position,
        ...(isOnEarlierText(statement, text.digest) ? { onEarlierText: true as const } : {}),
      })),
    sections: text.sections.flatMap((section) => {
      const exceptions = exceptionsOn(section, spoken);
      return exceptions.length === 0 ? [] : [{ section, counts: totalsOn(standings, section).counts, exceptions }];
    }),
    notes: nameless(
      spoken.flatMap((one) => noteOf(one, text)),
      ({ words }) => words,
    ),
  };
}

function exceptionsOn(section: SectionId, spoken: readonly Spoken[]): PrintedPositions['sections'][number]['exceptions'] {
  const exceptions = spoken.flatMap(({ name, statement }) => {
    const { position, reason, isException } = onSection(statement, section);
    return isException ? [{ organisation: speaksByName(statement) ? name : null, position, reason }] : [];
  });
  return nameless(exceptions, ({ position, reason }) => `${position} ${reason}`);
}

function noteOf({ name, statement }: Spoken, { sections }: PrintedBeside): PrintedNote[] {
  const { note, position, exceptions } = statement;
  if (note === null) return [];
  if (!speaksByName(statement)) return [{ organisation: null, position: null, sections: [], words: note.words }];
  const on = sections.filter((section) => exceptions.some((one) => one.section === section));
  return [{ organisation: name, position, sections: on, words: note.words }];
}

/** Entries with a name in their order; then those without, in the order of their words, which tells nobody whose they are. */
function nameless<Entry extends { readonly organisation: string | null }>(
  entries: readonly Entry[],
  wordsOf: (entry: Entry) => string,
): Entry[] {
  const anonymous = entries.filter(({ organisation }) => organisation === null);
  const byWords = (a: Entry, b: Entry): number => (wordsOf(a) < wordsOf(b) ? -1 : 1);
  return [...entries.filter(({ organisation }) => organisation !== null), ...anonymous.toSorted(byWords)];
}
