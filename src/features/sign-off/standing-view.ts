import type { PrintedPositions } from '../../domain/positions/printed.ts';
import type { SinceLock } from '../../domain/positions/since-lock.ts';
import type { Snapshot } from '../../domain/response/snapshot.ts';
import { capital } from '../../phrases/english.ts';
import type { Cast } from '../../phrases/people.ts';
import { positionBar } from '../../phrases/positions/bar.ts';
import {
  countsWords,
  earlierTextMeans,
  exceptionsOf,
  exceptionsWords,
  hasEarlierText,
  noteNumbers,
  notesOf,
  notesOn,
  placeWords,
  sinceWords,
  standWords,
  standsOf,
} from '../../phrases/positions/printed.ts';

/** Where the organisations stand, as a page shows it: all that the text signs of it; null where none has given a position. */
export function standingView(snapshot: Snapshot) {
  const { positions } = snapshot;
  if (positions === undefined) return null;
  const exceptions = exceptionSentences(snapshot, positions);
  return {
    of: positions.of,
    whole: standWords(positions),
    bar: positionBar(positions),
    brief: [...exceptions, ...earlierSentence(positions), ...noteSentence(positions)],
    stands: standsOf(positions),
    earlier: hasEarlierText(positions) ? earlierTextMeans : '',
    exceptions: exceptionsOf(snapshot, positions),
    notes: notesOf(snapshot, positions),
  };
}

/** The sentence below an answer on which an organisation stands elsewhere; empty for any other section. */
export function standOn(id: string, positions: PrintedPositions | undefined): string {
  const on = positions?.sections.find(({ section }) => section === id);
  if (positions === undefined || on === undefined) return '';
  const notes = notesOn(id, positions);
  const see = notes.length === 0 ? '' : ` See ${noteNumbers(notes)}.`;
  return `${capital(countsWords(on.counts))}. ${capital(exceptionsWords(on.exceptions))}.${see}`;
}

/** `On question 7 Portsmouth does not endorse.`, one sentence for each section. */
function exceptionSentences({ sections }: Snapshot, positions: PrintedPositions): readonly string[] {
  return positions.sections.flatMap(({ section: id, exceptions }) => {
    const section = sections.find((one) => one.id === id);
    return section === undefined ? [] : [`On ${placeWords(section)} ${exceptionsWords(exceptions)}.`];
  });
}

function earlierSentence({ named }: PrintedPositions): readonly string[] {
  const count = named.filter(({ onEarlierText }) => onEarlierText === true).length;
  if (count === 0) return [];
  return [count === 1 ? 'One position is on an earlier text.' : `${count} positions are on an earlier text.`];
}

function noteSentence({ notes }: PrintedPositions): readonly string[] {
  if (notes.length === 0) return [];
  return [notes.length === 1 ? 'One organisation wrote a note.' : `${notes.length} organisations wrote notes.`];
}

/** A fact of a letter about positions, sentence by sentence, the weightiest first. */
export interface PositionFact {
  readonly label: string;
  readonly sentences: readonly string[];
}

/** Where the organisations stand, for a letter (PO16); nothing where none has given a position. */
export function positionFacts(snapshot: Snapshot, since: readonly SinceLock[], timeZone: string): readonly PositionFact[] {
  const { positions, sections } = snapshot;
  const later = since.map((one) => sinceWords(one, sections, timeZone));
  return [
    ...(positions === undefined
      ? []
      : [{ label: 'Where the organisations stand', sentences: [standWords(positions), ...exceptionSentences(snapshot, positions)] }]),
    ...(later.length === 0 ? [] : [{ label: 'Since the lock', sentences: later }]),
  ];
}

/** The positions that were given after a text was locked, as approvers read them: beside the text, and not in it (PO15). */
export function sinceView(since: readonly SinceLock[], { sections }: Pick<Snapshot, 'sections'>, { network }: Pick<Cast, 'network'>) {
  return since.map((one) => ({ what: sinceWords(one, sections, network.timeZone), words: one.words }));
}
