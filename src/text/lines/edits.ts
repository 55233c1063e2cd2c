import { longestCommon } from '../common-sequence.ts';

/** A part of two sequences: elements of both, of the earlier alone, or of the later alone. */
interface Edit {
  readonly kind: 'keep' | 'delete' | 'insert';
  readonly length: number;
}

/** The symbol of a line's marker, beyond every code point. */
export const marker = 0x11_00_00;

/**
 * The smallest change from one sequence of code points and markers to another (TX7): equal lines stay whole, and between them
 * a longest common subsequence. `from`: the position where the change begins, if known. Then all before it stays, and a
 * common end: where letters repeat, the position decides (TX8).
 */
export function editsOf(before: readonly number[], after: readonly number[], from: number | null): Edit[] {
  if (from === null) return joined(between(before, after, grains));
  const [start, end] = commonEnds(before, after, from);
  const [was, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const middle = between(was, now, isQuick(was, now) ? [characters] : grains);
  return joined([{ kind: 'keep', length: start }, ...middle, { kind: 'keep', length: end }]);
}

function commonEnds(before: readonly number[], after: readonly number[], from: number): [start: number, end: number] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < Math.min(most, from) && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return [start, end];
}

type Grain = (symbols: readonly number[]) => number[][];
const spaces = new Set([0x20, 0x0a, 0x09, 0xa0, marker]);
const lines: Grain = (symbols) => cut(symbols, (symbol) => symbol === marker);
const words: Grain = (symbols) => cut(symbols, (symbol, before) => spaces.has(symbol) || spaces.has(before));
const characters: Grain = (symbols) => symbols.map((symbol) => [symbol]);
/** From coarse to fine, so that a long text costs little. */
const grains: readonly Grain[] = [lines, words, characters];

/** Whether two passages can be compared character by character within a few ms. */
function isQuick(before: readonly number[], after: readonly number[]): boolean {
  return before.length * after.length <= 1_000_000;
}

function between(before: readonly number[], after: readonly number[], [grain, ...finer]: readonly Grain[]): Edit[] {
  if (grain === undefined || before.length === 0 || after.length === 0) {
    return [
      { kind: 'delete', length: before.length },
      { kind: 'insert', length: after.length },
    ];
  }
  const [was, now] = [grain(before), grain(after)];
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  for (const [oldAt, newAt] of [...longestCommon(was, now, sameSymbols), [was.length, now.length] as const]) {
    const [old, fresh] = [was.slice(i, oldAt).flat(), now.slice(j, newAt).flat()];
    edits.push(...between(old, fresh, finer.length > 0 && isQuick(old, fresh) ? [characters] : finer));
    edits.push({ kind: 'keep', length: was[oldAt]?.length ?? 0 });
    [i, j] = [oldAt + 1, newAt + 1];
  }
  return edits;
}

/** Cuts a sequence before each symbol for which `begins` is true. */
function cut(symbols: readonly number[], begins: (symbol: number, before: number) => boolean): number[][] {
  const pieces: number[][] = [];
  symbols.forEach((symbol, index) => {
    const last = pieces.at(-1);
    if (last === undefined || begins(symbol, symbols[index - 1] ?? marker)) pieces.push([symbol]);
    else last.push(symbol);
  });
  return pieces;
}

function sameSymbols(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((symbol, index) => symbol === other[index]);
}

/** Puts neighbours of one kind together and leaves empty parts out. */
function joined(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = [];
  for (const edit of edits) {
    if (edit.length === 0) continue;
    const last = result.at(-1);
    if (last?.kind === edit.kind) result[result.length - 1] = { kind: edit.kind, length: last.length + edit.length };
    else result.push(edit);
  }
  return result;
}
