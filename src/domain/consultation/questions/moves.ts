import { gist } from '../wording.ts';

/** A question that continues another: the part and the place of both. */
export interface Kept {
  readonly was: { readonly part: string; readonly place: number };
  readonly now: { readonly part: string; readonly place: number };
}

/**
 * The questions, by their place in the new set, that stand in another part than before, or in another order among the others. A
 * part that got another name moves none of its questions.
 */
export function movedIn(kept: readonly Kept[]): { readonly toPart: ReadonlySet<number>; readonly inOrder: ReadonlySet<number> } {
  const renamed = renamedParts(kept);
  const elsewhere = kept.filter(({ was, now }) => gist(was.part) !== gist(now.part) && renamed.get(gist(was.part)) !== gist(now.part));
  const staying = longestRising(kept.toSorted((a, b) => a.now.place - b.now.place));
  return {
    toPart: new Set(elsewhere.map(({ now }) => now.place)),
    inOrder: new Set(kept.map(({ now }) => now.place).filter((place) => !staying.has(place))),
  };
}

/** The new name of each part whose questions mostly stand in one part now, which has its questions mostly from there. */
function renamedParts(kept: readonly Kept[]): ReadonlyMap<string, string> {
  const to = mostly(kept.map(({ was, now }) => [gist(was.part), gist(now.part)]));
  const from = mostly(kept.map(({ was, now }) => [gist(now.part), gist(was.part)]));
  return new Map([...to].filter(([was, now]) => from.get(now) === was));
}

function mostly(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(
    [...Map.groupBy(pairs, ([key]) => key)].map(([key, group]) => {
      const counts = [...Map.groupBy(group, ([, value]) => value)].map(([value, { length }]) => ({ value, length }));
      return [key, counts.reduce((most, one) => (one.length > most.length ? one : most)).value];
    }),
  );
}

/** Questions in their new order whose earlier places rise: the last of them, and the run before it. */
interface Run {
  readonly end: Kept;
  readonly before: Run | undefined;
}

/** The new places of the longest run of questions whose earlier places rise. */
function longestRising(kept: readonly Kept[]): ReadonlySet<number> {
  // For each length, the run that ends at the lowest earlier place.
  const runs: Run[] = [];
  for (const end of kept) {
    const longer = runs.findIndex((run) => run.end.was.place >= end.was.place);
    const at = longer === -1 ? runs.length : longer;
    runs[at] = { end, before: runs[at - 1] };
  }
  const places = new Set<number>();
  for (let run = runs.at(-1); run !== undefined; run = run.before) places.add(run.end.now.place);
  return places;
}
