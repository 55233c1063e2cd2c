import type { Position } from '../../domain/positions/position.ts';
import type { PrintedCounts, PrintedNote, PrintedPositions } from '../../domain/positions/printed.ts';
import { questionTitle } from '../../domain/consultation/question-name.ts';
import type { SinceLock } from '../../domain/positions/since-lock.ts';
import type { Snapshot, SnapshotSection } from '../../domain/response/snapshot.ts';
import { formatDateTime } from '../../domain/time/calendar.ts';
import { capital, counted, listed, sentences } from '../english.ts';
import { positionVerbs as verbs } from './words.ts';

// How a locked text says where the organisations stand: on pages, in mails and in documents alike (PO11).

const order = Object.keys(verbs) as readonly Position[];

/** The words for an organisation that is not named. */
const unnamed = 'an organisation that is not named';

/** The position of one organisation as a verb: `endorses with a reservation`. */
export function standsWords(position: Position): string {
  return verbs[position].one;
}

/** The name of an organisation in the middle of a sentence; `an organisation that is not named` for null. */
export function organisationWords(organisation: string | null): string {
  return organisation ?? unnamed;
}

/** `15 endorse, 3 endorse with a reservation, 1 cannot take a position`; positions that nobody takes are left out. */
export function countsWords(counts: PrintedCounts): string {
  return order
    .filter((position) => counts[position] > 0)
    .map((position) => `${counts[position]} ${verbs[position][counts[position] === 1 ? 'one' : 'many']}`)
    .join(', ');
}

/** The number of organisations without a position. */
export function silentIn({ of, counts }: Pick<PrintedPositions, 'of' | 'counts'>): number {
  return of - order.reduce((sum, position) => sum + counts[position], 0);
}

/** Where the organisations stand on the whole, in sentences: `15 endorse, 1 does not endorse. 3 gave no reply.` */
export function standWords(positions: PrintedPositions): string {
  const silent = silentIn(positions);
  return `${countsWords(positions.counts)}.${silent === 0 ? '' : ` ${silent} gave no reply.`}`;
}

/** The organisations with one position on the whole response. */
export interface Stand {
  readonly position: Position;
  /** `Who endorses with a reservation` */
  readonly title: string;
  /** With `, on an earlier text` behind a name whose position is on one. */
  readonly names: readonly string[];
  /** `and 2 organisations that are not named`; empty where all are named. */
  readonly others: string;
}

/** The organisations by position; positions that nobody takes are left out. */
export function standsOf({ counts, named }: PrintedPositions): readonly Stand[] {
  return order
    .filter((position) => counts[position] > 0)
    .map((position) => {
      const these = named.filter((one) => one.position === position);
      const left = counts[position] - these.length;
      const many = left === 1 ? '1 organisation that is not named' : `${left} organisations that are not named`;
      return {
        position,
        title: `Who ${verbs[position].one}`,
        names: these.map(({ organisation, onEarlierText }) =>
          onEarlierText === true ? `${organisation}, on an earlier text` : organisation,
        ),
        others: left === 0 ? '' : `${these.length === 0 ? '' : 'and '}${many}`,
      };
    });
}

/** True if a name of the list stands for a position on an earlier text. */
export function hasEarlierText({ named }: PrintedPositions): boolean {
  return named.some(({ onEarlierText }) => onEarlierText === true);
}

/** Explains the words `on an earlier text`. */
export const earlierTextMeans = '“On an earlier text” means that the organisation spoke before the last changes to this text.';

/** A section in the middle of a sentence: `question 7`, `“Key messages”`. */
export function placeWords(section: SnapshotSection): string {
  return section.type === 'fixed' ? `“${section.title}”` : `question ${section.number}`;
}

/** One exception on one section. */
export interface ExceptionShown {
  /** `Question 7: Local partnerships` */
  readonly place: string;
  readonly who: string;
  readonly stands: string;
  readonly reason: string;
}

/** The exceptions of a text, in its order. */
export function exceptionsOf({ sections }: Snapshot, positions: PrintedPositions): readonly ExceptionShown[] {
  return positions.sections.flatMap(({ section: id, exceptions }) => {
    const section = sections.find((one) => one.id === id);
    if (section === undefined) return [];
    const place = section.type === 'fixed' ? section.title : `Question ${section.number}: ${questionTitle(section)}`;
    return exceptions.map(({ organisation, position, reason }) => ({
      place,
      who: capital(organisationWords(organisation)),
      stands: standsWords(position),
      reason,
    }));
  });
}

/** `Portsmouth does not endorse, and Surrey endorses with a reservation`: the exceptions on one section, for a sentence. */
export function exceptionsWords(exceptions: PrintedPositions['sections'][number]['exceptions']): string {
  const groups = [...Map.groupBy(exceptions, ({ position }) => position)];
  return listed(
    groups.map(([position, these]) => {
      const names = these.flatMap(({ organisation }) => organisation ?? []);
      const left = these.length - names.length;
      const others =
        left === 0 ? [] : [left === 1 ? unnamed : counted(left, 'organisation that is not named', 'organisations that are not named')];
      return `${listed([...names, ...others])} ${verbs[position][these.length === 1 ? 'one' : 'many']}`;
    }),
  );
}

/** The numbers of the notes on a section, from 1. */
export function notesOn(id: string, { notes }: PrintedPositions): readonly number[] {
  return notes.flatMap(({ sections }, index) => (sections.some((one) => one === id) ? [index + 1] : []));
}

/** `note 2`, `notes 2 and 3` */
export function noteNumbers(numbers: readonly number[]): string {
  return `${numbers.length === 1 ? 'note' : 'notes'} ${listed(numbers.map(String))}`;
}

/** A note with its heading. */
export interface NoteShown {
  /** `Note 2: Kent County Council` */
  readonly title: string;
  /** `Endorses with a reservation, and stands elsewhere on question 7.`; empty for a note without a name. */
  readonly about: string;
  readonly paragraphs: readonly string[];
}

/** The notes of a text, in their order. */
export function notesOf(snapshot: Snapshot, { notes }: PrintedPositions): readonly NoteShown[] {
  return notes.map((note, index) => ({
    title: `Note ${index + 1}: ${organisationWords(note.organisation)}`,
    about: aboutNote(snapshot, note),
    paragraphs: note.words.split(/\n+/u).filter((line) => line.trim() !== ''),
  }));
}

function aboutNote(snapshot: Snapshot, { position, sections }: PrintedNote): string {
  if (position === null) return '';
  const places = sections.flatMap((id) => snapshot.sections.find((one) => one.id === id) ?? []).map(placeWords);
  return `${capital(verbs[position].one)}${places.length === 0 ? '' : `, and stands elsewhere on ${listed(places)}`}.`;
}

/** The positions that a text holds, a line for each sentence, exception and paragraph; none where no organisation has given one. */
export function positionLines(snapshot: Snapshot): readonly string[] {
  const { positions } = snapshot;
  if (positions === undefined) return [];
  return [
    standWords(positions),
    ...standsOf(positions).map(({ title, names, others }) => `${title}: ${[...names, ...(others === '' ? [] : [others])].join('; ')}`),
    ...exceptionsOf(snapshot, positions).map(({ place, who, stands, reason }) => `${place}. ${who}: ${sentences(capital(stands), reason)}`),
    ...notesOf(snapshot, positions).flatMap(({ title, about, paragraphs }) => [sentences(title, about), ...paragraphs]),
  ];
}

/**
 * A position that was given after the lock: `3 May 2022, 2:15pm: Kent County Council does not endorse. The locked text says: endorses.`
 * `sections` are those of the locked text.
 */
export function sinceWords(since: SinceLock, sections: readonly SnapshotSection[], timeZone: string): string {
  return `${formatDateTime(since.at, timeZone)}: ${sentences(capital(saidSince(since, sections)), lockedSays(since))}`;
}

function saidSince({ organisation, position, exceptions }: SinceLock, sections: readonly SnapshotSection[]): string {
  const who = organisationWords(organisation);
  if (position === null) return `${who} no longer wants to be named beside a position`;
  const on = exceptions.flatMap((one) => {
    const section = sections.find(({ id }) => id === one.section);
    return section === undefined ? [] : [`on ${placeWords(section)} it ${verbs[one.position].one}`];
  });
  return `${who} ${verbs[position].one}${on.length === 0 ? '' : `; ${listed(on)}`}`;
}

function lockedSays({ organisation, position, was }: SinceLock): string {
  if (was !== null) return was === position ? 'As the locked text says' : `The locked text says: ${verbs[was].one}`;
  return organisation === null ? '' : 'The locked text does not name it';
}
