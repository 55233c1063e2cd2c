import type { PrintedPositions } from '../domain/positions/printed.ts';
import type { Snapshot } from '../domain/response/snapshot.ts';
import {
  countsWords,
  earlierTextMeans,
  exceptionsOf,
  exceptionsWords,
  hasEarlierText,
  noteNumbers,
  notesOf,
  notesOn,
  standWords,
  standsOf,
} from '../phrases/positions/printed.ts';
import { capital, counted } from '../phrases/english.ts';
import type { Piece } from './piece.ts';

/** The annexes on where the organisations stand, in place of the list of members (PO11). */
export function positionsPieces(snapshot: Snapshot, positions: PrintedPositions): Piece[] {
  return [
    { type: 'heading', level: 1, text: 'Annex A: where the organisations stand' },
    paragraph(wholeWords(positions)),
    ...standsOf(positions).flatMap(({ title, names, others }): Piece[] => [
      { type: 'heading', level: 2, text: title },
      ...(names.length === 0 ? [] : [{ type: 'names' as const, names }]),
      ...(others === '' ? [] : [paragraph(`${capital(others)}.`)]),
    ]),
    ...(hasEarlierText(positions) ? [paragraph(earlierTextMeans)] : []),
    ...exceptionPieces(snapshot, positions),
    ...notePieces(snapshot, positions),
  ];
}

/** The sentence under an answer on which an organisation stands elsewhere; null for any other section. */
export function standPiece(id: string, positions: PrintedPositions | undefined): Piece | null {
  const on = positions?.sections.find(({ section }) => section === id);
  if (positions === undefined || on === undefined) return null;
  const notes = notesOn(id, positions);
  const where = notes.length === 0 ? 'annex A' : `annex A, and ${noteNumbers(notes)} in annex B`;
  return paragraph(
    `Where the organisations stand on this answer: ${countsWords(on.counts)}. ${capital(exceptionsWords(on.exceptions))}. See ${where}.`,
  );
}

function wholeWords(positions: PrintedPositions): string {
  return `The network has ${counted(positions.of, 'organisation', 'organisations')}. On this text, ${standWords(positions)}`;
}

function exceptionPieces(snapshot: Snapshot, positions: PrintedPositions): Piece[] {
  const rows = exceptionsOf(snapshot, positions).map(({ place, who, stands, reason }) => [
    place,
    who,
    reason === '' ? capital(stands) : `${capital(stands)}. ${reason}`,
  ]);
  if (rows.length === 0) return [];
  return [
    { type: 'heading', level: 2, text: 'On single answers' },
    paragraph('These organisations stand elsewhere on one answer than on the whole text.'),
    { type: 'table', head: ['Answer', 'Organisation', 'Where it stands, and why'], widths: [30, 28, 42], rows },
  ];
}

function notePieces(snapshot: Snapshot, positions: PrintedPositions): Piece[] {
  const notes = notesOf(snapshot, positions);
  if (notes.length === 0) return [];
  return [
    { type: 'heading', level: 1, text: 'Annex B: notes of organisations' },
    paragraph('Each note is in the words of the organisation that wrote it. Nobody else has changed them.'),
    ...notes.flatMap(({ title, about, paragraphs }): Piece[] => [
      { type: 'heading', level: 2, text: title },
      ...(about === '' ? [] : [paragraph(about)]),
      ...paragraphs.map(paragraph),
    ]),
  ];
}

function paragraph(text: string): Piece {
  return { type: 'paragraph', text };
}
