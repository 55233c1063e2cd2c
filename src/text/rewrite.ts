import type * as Y from 'yjs';
import type { Block } from '../domain/consultation/section.ts';
import { longestCommon } from './common-sequence.ts';
import type { Nested } from './lines/nest.ts';
import type { Runs } from './lines/runs.ts';
import { plainText } from './plain.ts';
import { withInline } from './lines/blocks.ts';
import { blocksOfText, changeSection, withRuns } from './write.ts';

/**
 * Changes a section to the text of a plain text box. Paragraphs and lists with unchanged words keep their formatting and
 * their authors. Lines that begin with `- ` or `1. ` become lists. A paragraph that keeps half of its words stays in its box (TX23).
 */
export function rewriteSection(document: Y.Doc, sectionId: string, typed: string): void {
  const now = segmentsOf(typed);
  changeSection(document, sectionId, (blocks) => {
    const before = blocks.map((block) => plainText([withInline(block)]));
    const kept = longestCommon(before, now, (left, right) => left === right);
    const result: Nested<Runs>[] = [];
    let [oldFrom, newFrom] = [0, 0];
    const left = { words: mostCompared };
    for (const [oldAt, newAt] of [...kept, [before.length, now.length] as const]) {
      const boxes = blocks.slice(oldFrom, oldAt).flatMap(boxOf);
      result.push(...now.slice(newFrom, newAt).map((segment) => withRuns(inItsBox(blockOfSegment(segment), segment, boxes, left))));
      result.push(...blocks.slice(oldAt, oldAt + 1));
      [oldFrom, newFrom] = [oldAt + 1, newAt + 1];
    }
    return result;
  });
}

/** The most words that are compared to find the boxes of new paragraphs: a second of work at most. */
const mostCompared = 4_000_000;

/** A boxed paragraph: its evidence and its words. */
interface Boxed {
  readonly evidence: string;
  readonly words: readonly string[];
}

function boxOf(one: Nested<Runs>): readonly Boxed[] {
  if (one.type !== 'paragraph' || one.evidence === undefined) return [];
  const words = wordsOf(plainText([withInline(one)]));
  return words.length === 0 ? [] : [{ evidence: one.evidence, words }];
}

/**
 * A paragraph with the evidence of one that it replaces, if it has half of that one's words. Once no words are `left` to be
 * compared, it stays in a box: a box too many can be taken out, a box too few lets restricted words go.
 */
function inItsBox(block: Block, segment: string, boxes: readonly Boxed[], left: { words: number }): Block {
  if (block.type !== 'paragraph') return block;
  const now = new Set(wordsOf(segment));
  const before = boxes.find(({ words }) => {
    left.words -= words.length;
    return left.words < 0 || words.filter((word) => now.has(word)).length * 2 >= words.length;
  });
  return before === undefined ? block : { ...block, evidence: before.evidence };
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function segmentsOf(typed: string): string[] {
  return typed
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((segment) => segment.replace(/^\n+|\s+$/g, ''))
    .filter((segment) => segment.trim() !== '');
}

const bullet = /^\s*[-*•]\s+/;
const number = /^\s*(\d{1,6})[.)]\s+/;

function blockOfSegment(segment: string): Block {
  const lines = segment.split('\n');
  for (const marker of [bullet, number]) {
    if (!marker.test(lines[0] ?? '')) continue;
    const items = itemsOf(lines, marker);
    if (marker === bullet) return { type: 'bulletList', items };
    return { type: 'orderedList', start: Number(number.exec(lines[0] ?? '')?.[1] ?? 1), items };
  }
  return paragraph(segment);
}

/** A line with a marker begins an item. A line without one continues the item before. */
function itemsOf(lines: readonly string[], marker: RegExp): Block[][] {
  const items: string[] = [];
  for (const line of lines) {
    if (marker.test(line) || items.length === 0) items.push(line.replace(marker, ''));
    else items.push(`${items.pop() ?? ''}\n${line.trim()}`);
  }
  return items.map((item) => [paragraph(item)]);
}

function paragraph(text: string): Block {
  return blocksOfText(text)[0] ?? { type: 'paragraph', content: [] };
}
