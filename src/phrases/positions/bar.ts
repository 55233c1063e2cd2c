import type { Position } from '../../domain/positions/position.ts';
import type { PrintedPositions } from '../../domain/positions/printed.ts';
import { countsWords, silentIn } from './printed.ts';
import { positionVerbs } from './words.ts';

type Kind = Position | 'no-reply';

/** One organisation of the bar: its kind and its place. */
export interface Box {
  readonly kind: Kind;
  readonly x: string;
  readonly width: string;
}

/** The positions of a network as a drawing: a box for each organisation, with its words for people who do not see it. */
export interface PositionBar {
  readonly words: string;
  readonly boxes: readonly Box[];
  readonly key: readonly { readonly kind: Kind; readonly count: number; readonly word: string }[];
}

const kinds: readonly Kind[] = [...(Object.keys(positionVerbs) as readonly Position[]), 'no-reply'];

function keyWord(kind: Kind, count: number): string {
  if (kind === 'no-reply') return 'gave no reply';
  return kind === 'endorses-with-reservation' ? 'with a reservation' : positionVerbs[kind][count === 1 ? 'one' : 'many'];
}

/** The positions of a network as one bar that is 1,000 wide: a part for each kind that occurs. */
export function sharesOf({ of, counts }: Pick<PrintedPositions, 'of' | 'counts'>) {
  const all: Readonly<Record<Kind, number>> = { ...counts, 'no-reply': silentIn({ of, counts }) };
  let x = 0;
  return kinds
    .filter((kind) => all[kind] > 0)
    .map((kind) => {
      const width = Math.round((all[kind] / Math.max(1, of)) * 1000);
      const part = { kind, x, width: Math.max(0, width - 8) };
      x += width;
      return part;
    });
}

/** The width of the whole bar, in units of its drawing. */
const wide = 640;

/** Draws the positions on the whole response. No meaning depends on colour: each kind has a shape, and the key has the numbers. */
export function positionBar(positions: Pick<PrintedPositions, 'of' | 'counts'>): PositionBar {
  const silent = silentIn(positions);
  const counts: Readonly<Record<Kind, number>> = { ...positions.counts, 'no-reply': silent };
  const step = wide / Math.max(1, positions.of);
  const gap = Math.min(3, step / 4);
  const all = kinds.flatMap((kind) => Array.from({ length: counts[kind] }, () => kind));
  return {
    words: `${countsWords(positions.counts)}${silent === 0 ? '' : `, ${silent} gave no reply`}`,
    boxes: all.map((kind, index) => ({ kind, x: (index * step).toFixed(1), width: (step - gap).toFixed(1) })),
    key: kinds.filter((kind) => counts[kind] > 0).map((kind) => ({ kind, count: counts[kind], word: keyWord(kind, counts[kind]) })),
  };
}
