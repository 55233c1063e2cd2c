import type { Position } from '../../domain/positions/position.ts';
import type { BoardColumn, Cell } from '../../domain/progress/board.ts';
import { positionWords } from '../../phrases/positions/words.ts';

/** A cell of the board: its classes, its short word, its full words, and the number of its question. One letter a name: a board has thousands. */
export interface CellShown {
  /** Classes: the position, `a` for as on the whole, `v` for evidence. */
  readonly c: string;
  readonly w: string;
  /** The full words, for screen readers. */
  readonly t: string;
  readonly n: string;
}

const letters: Readonly<Record<Position, string>> = {
  endorses: 'e',
  'endorses-with-reservation': 'r',
  'cannot-take-a-position': 'n',
  'does-not-endorse': 'x',
};

const words: Readonly<Record<Position, string>> = {
  endorses: 'Yes',
  'endorses-with-reservation': 'But',
  'cannot-take-a-position': 'Cannot',
  'does-not-endorse': 'No',
};

/** The cell of a position on the whole response. */
export function cellOnWhole(cell: Cell): CellShown {
  return cell.position === null ? silent(cell) : spoken(cell, cell.position);
}

/** The cell of one question beside the position on the whole response. */
export function cellOn(cell: Cell): CellShown {
  if (cell.position === null) return silent(cell);
  if (cell.by === 'exception') return spoken(cell, cell.position);
  const { c, t } = spoken(cell, cell.position);
  return { c: `a ${c}`, w: starred('″', cell), t: `As on the whole, ${t.toLowerCase()}`, n: '' };
}

function silent(cell: Cell): CellShown {
  if (cell.by === 'not-asked') return { c: cell.hasEvidence ? 'v' : '', w: '·', t: `Not asked${evidenceWords(cell)}`, n: '' };
  return { c: cell.hasEvidence ? 'v' : '', w: '–', t: `No reply${evidenceWords(cell)}`, n: '' };
}

function spoken(cell: Cell, position: Position): CellShown {
  const earlier = cell.isEarlier ? ', on an earlier text' : '';
  return {
    c: `${letters[position]}${cell.hasEvidence ? ' v' : ''}`,
    w: starred(words[position], cell),
    t: `${positionWords[position]}${earlier}${evidenceWords(cell)}`,
    n: '',
  };
}

function starred(word: string, { isEarlier }: Cell): string {
  return isEarlier ? `${word}*` : word;
}

function evidenceWords({ hasEvidence }: Cell): string {
  return hasEvidence ? ', evidence offered' : '';
}

/** The key of the board; it explains the mark of questions that are not asked where there are some. */
export function keyOf(columns: readonly Pick<BoardColumn, 'state'>[]) {
  return columns.some(({ state }) => state === 'not-asked') ? [...key, { c: 'o', w: '·', t: 'question not asked' }] : key;
}

const key = [
  { c: 'e', w: 'Yes', t: 'endorses' },
  { c: 'a e', w: '″', t: 'as on the whole' },
  { c: 'r', w: 'But', t: 'with a reservation' },
  { c: 'n', w: 'Cannot', t: 'cannot take a position' },
  { c: 'x', w: 'No', t: 'does not endorse' },
  { c: 'o', w: '–', t: 'no reply' },
] as const;
