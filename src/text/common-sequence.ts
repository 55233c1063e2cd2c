// Beyond these numbers a whole passage counts as rewritten: a page must not wait for a perfect answer.
const mostCells = 4_000_000;
const mostChanges = 200;

/**
 * The index pairs of a longest common subsequence of two lists, in order; empty where the lists are too long to compare and
 * differ in more than a few elements.
 */
export function longestCommon<T>(a: readonly T[], b: readonly T[], same: (left: T, right: T) => boolean): (readonly [number, number])[] {
  const start = commonStart(a, b, same);
  const end = commonEnd(a.slice(start), b.slice(start), same);
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return [
    ...range(start).map((index) => [index, index] as const),
    ...middle(left, right, same).map(([i, j]) => [i + start, j + start] as const),
    ...range(end).map((index) => [a.length - end + index, b.length - end + index] as const),
  ];
}

function commonStart<T>(a: readonly T[], b: readonly T[], same: (left: T, right: T) => boolean): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) if (!matches(a[index], b[index], same)) return index;
  return length;
}

function commonEnd<T>(a: readonly T[], b: readonly T[], same: (left: T, right: T) => boolean): number {
  return commonStart([...a].reverse(), [...b].reverse(), same);
}

function middle<T>(a: readonly T[], b: readonly T[], same: (left: T, right: T) => boolean): (readonly [number, number])[] {
  if (a.length * b.length > mostCells) return withFewChanges(a, b, same);
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = matches(a[i], b[j], same) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (matches(a[i], b[j], same)) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/**
 * The greedy algorithm of Myers (“An O(ND) Difference Algorithm”, 1986): its cost grows with the number of changes, and not
 * with the product of the lengths. Returns no pairs where there are too many changes.
 */
function withFewChanges<T>(a: readonly T[], b: readonly T[], same: (left: T, right: T) => boolean): (readonly [number, number])[] {
  const ends = new Map([[1, 0]]);
  const steps: ReadonlyMap<number, number>[] = [];
  for (let changes = 0; changes <= mostChanges; changes += 1) {
    steps.push(new Map(ends));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let i = isFromAbove(ends, diagonal) ? endOn(ends, diagonal + 1) : endOn(ends, diagonal - 1) + 1;
      while (matches(a[i], b[i - diagonal], same)) i += 1;
      ends.set(diagonal, i);
      if (i >= a.length && i - diagonal >= b.length) return pairsOf(steps, a.length, b.length);
    }
  }
  return [];
}

/** Whether the farthest way to a diagonal comes from the one above: by an insertion. */
function isFromAbove(ends: ReadonlyMap<number, number>, diagonal: number): boolean {
  return endOn(ends, diagonal - 1) < endOn(ends, diagonal + 1);
}

function endOn(ends: ReadonlyMap<number, number>, diagonal: number): number {
  return ends.get(diagonal) ?? -1;
}

/** Goes back from the ends of both lists. `steps`: the farthest ends on each diagonal before each change. */
function pairsOf(steps: readonly ReadonlyMap<number, number>[], length: number, otherLength: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [i, j] = [length, otherLength];
  for (const ends of steps.toReversed()) {
    const diagonal = i - j;
    const before = isFromAbove(ends, diagonal) ? diagonal + 1 : diagonal - 1;
    const [fromI, fromJ] = [endOn(ends, before), endOn(ends, before) - before];
    while (i > fromI && j > fromJ && i > 0 && j > 0) pairs.push([--i, --j]);
    [i, j] = [fromI, fromJ];
  }
  return pairs.reverse();
}

function matches<T>(left: T | undefined, right: T | undefined, same: (left: T, right: T) => boolean): boolean {
  return left !== undefined && right !== undefined && same(left, right);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
