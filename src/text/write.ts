import type * as Y from 'yjs';
import type { Block, Inline } from '../domain/consultation/section.ts';
import { plainKind } from './lines/line.ts';
import { flatten, nest, type Nested } from './lines/nest.ts';
import { type Runs, runsOf } from './lines/runs.ts';
import { readLines, sectionText } from './lines/stored.ts';
import { writeLines } from './lines/writing.ts';
import { chosenMap } from './read.ts';

/** Makes a section of other blocks by the smallest change (TX7): `change` is given those it has, and may keep some of them. */
export function changeSection(
  document: Y.Doc,
  sectionId: string,
  change: (blocks: readonly Nested<Runs>[]) => readonly Nested<Runs>[],
): void {
  const text = sectionText(document, sectionId);
  const before = readLines(text);
  const after = flatten(change(nest(before)), () => []);
  writeLines(text, before, after.length === 0 ? [{ kind: plainKind, content: [] }] : after);
}

/** Makes a section of these blocks, for seeds and imports, by the smallest change (TX7). */
export function writeBlocks(document: Y.Doc, sectionId: string, blocks: readonly Block[]): void {
  changeSection(document, sectionId, () => blocks.map(withRuns));
}

/** A block with its content as runs. */
export function withRuns(block: Block): Nested<Runs> {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return { ...block, content: runsOf(block.content) };
    case 'bulletList':
    case 'orderedList':
      return { ...block, items: block.items.map((item) => item.map(withRuns)) };
  }
}

/** Sets the chosen options of a question. */
export function writeChosen(document: Y.Doc, questionId: string, options: readonly string[]): void {
  document.getMap(chosenMap).set(questionId, [...options]);
}

/** Blocks of plain text: a blank line begins a paragraph, a single line end is a break. */
export function blocksOfText(text: string): Block[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => ({ type: 'paragraph', content: linesOf(paragraph.trim()) }));
}

function linesOf(paragraph: string): Inline[] {
  return paragraph
    .split('\n')
    .flatMap((line, index): Inline[] => [
      ...(index === 0 ? [] : [{ type: 'break' } as const]),
      ...(line === '' ? [] : [{ type: 'text' as const, text: line, marks: [] }]),
    ]);
}
