import type * as Y from 'yjs';
import type { Block } from '../domain/consultation/section.ts';
import { canonicalBlocks } from './canonical.ts';
import { longestCommon } from './common-sequence.ts';
import type { Nested } from './lines/nest.ts';
import type { Runs } from './lines/runs.ts';
import { withInline } from './lines/blocks.ts';
import { changeSection, withRuns } from './write.ts';

/**
 * Merges a late passage into a section, block by block (CO5, decision 30). `before` is the section the writer started from,
 * `theirs` the writer's text, `now` today's text; all are canonical. Where today's blocks still equal the ones the writer
 * changed, the writer's replace them. Where somebody else changed them too, today's blocks all stay and the writer's stand
 * after them. A passage that stands there already is not brought twice.
 */
export function withPassage(before: readonly Block[], theirs: readonly Block[], now: readonly Block[]): Block[] {
  const [was, wrote, today] = [before.map(keyOf), theirs.map(keyOf), now.map(keyOf)];
  const still = new Map(longestCommon(was, today, same));
  const result: Block[] = [];
  let done = 0;
  for (const gap of gapsOf(longestCommon(was, wrote, same), was.length, wrote.length)) {
    const passage = theirs.slice(...gap.theirs);
    if (gap.was[0] === gap.was[1] && passage.length === 0) continue;
    const [start, end] = placeOf(gap.was, still, now.length);
    const from = Math.max(start, done);
    const isUntouched = same(was.slice(...gap.was).join('\n'), today.slice(from, end).join('\n'));
    result.push(...now.slice(done, isUntouched ? from : end));
    result.push(...(isUntouched ? passage : passage.filter((block) => !today.includes(keyOf(block)))));
    done = end;
  }
  return [...result, ...now.slice(done)];
}

type Range = readonly [from: number, to: number];

/** For each gap between blocks that both texts share: its range in either text. The ends of the texts are gaps too. */
function gapsOf(
  kept: readonly (readonly [number, number])[],
  wasLength: number,
  theirLength: number,
): { readonly was: Range; readonly theirs: Range }[] {
  let [i, j] = [0, 0];
  return [...kept, [wasLength, theirLength] as const].map(([wasAt, theirAt]) => {
    const gap = { was: [i, wasAt] as const, theirs: [j, theirAt] as const };
    [i, j] = [wasAt + 1, theirAt + 1];
    return gap;
  });
}

/** Finds a range of the earlier text in today's text: between the nearest surviving blocks around it. */
function placeOf([from, to]: Range, still: ReadonlyMap<number, number>, length: number): Range {
  let [start, end] = [0, length];
  for (const [was, today] of still) {
    if (was < from) start = Math.max(start, today + 1);
    if (was >= to) end = Math.min(end, today);
  }
  return [start, end];
}

function keyOf(block: Block): string {
  return JSON.stringify(block);
}

function same(left: string, right: string): boolean {
  return left === right;
}

/**
 * Changes a section to the given canonical blocks by the smallest change (TX7). Blocks that stay keep their formatting, their
 * authors and the carets in them.
 */
export function becomeBlocks(document: Y.Doc, sectionId: string, wanted: readonly Block[]): void {
  changeSection(document, sectionId, (blocks) => {
    const before = blocks.map(keyOfStored);
    const result: Nested<Runs>[] = [];
    let [oldFrom, newFrom] = [0, 0];
    for (const [oldAt, newAt] of [...longestCommon(before, wanted.map(keyOf), same), [before.length, wanted.length] as const]) {
      result.push(...wanted.slice(newFrom, newAt).map(withRuns));
      // An empty paragraph prints nothing and may be a writer's next line, so it stays.
      result.push(...blocks.slice(oldFrom, oldAt).filter((_block, index) => before[oldFrom + index] === ''));
      result.push(...blocks.slice(oldAt, oldAt + 1));
      [oldFrom, newFrom] = [oldAt + 1, newAt + 1];
    }
    return result;
  });
}

/** The comparison key of a stored block; empty for one that prints nothing. */
function keyOfStored(block: Nested<Runs>): string {
  const [canonical] = canonicalBlocks([withInline(block)]);
  return canonical === undefined ? '' : keyOf(canonical);
}
