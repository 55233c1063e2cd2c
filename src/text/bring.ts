import * as Y from 'yjs';
import type { Block } from '../domain/consultation/section.ts';
import { canonicalBlocks } from './canonical.ts';
import { longestCommon } from './common-sequence.ts';
import { deepestList } from './limits.ts';
import { blockOf, sectionFragment } from './read.ts';
import { writeElement } from './write.ts';

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

/** Changes a section to the given canonical blocks. Blocks that stay keep their formatting, their authors and the carets in them. */
export function becomeBlocks(document: Y.Doc, sectionId: string, blocks: readonly Block[]): void {
  const fragment = document.getXmlFragment(sectionFragment(sectionId));
  const before = fragment.toArray().map(keyOfElement);
  const kept = longestCommon(before, blocks.map(keyOf), same);
  document.transact(() => {
    // From the end, so that earlier positions stay valid.
    let [oldEnd, newEnd] = [before.length, blocks.length];
    for (const [oldAt, newAt] of [...[...kept].reverse(), [-1, -1] as const]) {
      // An empty paragraph prints nothing and may be a writer's next line, so it stays.
      for (let at = oldEnd - 1; at > oldAt; at -= 1) if (before[at] !== '') fragment.delete(at);
      const fresh = blocks.slice(newAt + 1, newEnd).map(writeElement);
      if (fresh.length > 0) fragment.insert(oldAt + 1, fresh);
      [oldEnd, newEnd] = [oldAt, newAt];
    }
  });
}

/** The comparison key of an element; empty for one that prints nothing. */
function keyOfElement(child: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  const block = child instanceof Y.XmlElement ? blockOf(child, deepestList) : null;
  const [canonical] = block === null ? [] : canonicalBlocks([block]);
  return canonical === undefined ? '' : keyOf(canonical);
}
