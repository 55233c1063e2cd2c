import type * as Y from 'yjs';
import type { Block } from '../../domain/consultation/section.ts';
import type { Nested } from './nest.ts';
import { type Runs, cut } from './runs.ts';
import { plainText } from '../plain.ts';
import { blocksOfText, changeSection, withRuns } from '../write.ts';

/** A box of a text: neighbouring paragraphs that quote one piece of evidence (TX23). */
export interface EvidenceBox {
  readonly evidence: string;
  readonly blocks: readonly Block[];
}

/** The blocks of an answer in order, with the paragraphs of each box together. */
export function withBoxes(blocks: readonly Block[]): (Block | EvidenceBox)[] {
  const result: (Block | EvidenceBox)[] = [];
  for (const block of blocks) {
    const evidence = evidenceOf(block);
    const last = result.at(-1);
    if (evidence === null) result.push(block);
    else if (last !== undefined && 'blocks' in last && last.evidence === evidence) {
      result[result.length - 1] = { evidence, blocks: [...last.blocks, block] };
    } else result.push({ evidence, blocks: [block] });
  }
  return result;
}

/** The boxes of an answer in order, with their words. */
export function boxesIn(blocks: readonly Block[]): { readonly evidence: string; readonly words: string }[] {
  return withBoxes(blocks).flatMap((one) => ('blocks' in one ? [{ evidence: one.evidence, words: plainText(one.blocks) }] : []));
}

function evidenceOf(block: Block | Nested<Runs>): string | null {
  return block.type === 'paragraph' ? (block.evidence ?? null) : null;
}

/** Puts a box at the end of a section: paragraphs of plain text that quote a piece of evidence, and a line to write on below. */
export function putBox(document: Y.Doc, sectionId: string, { evidence, text }: { readonly evidence: string; readonly text: string }): void {
  const box = blocksOfText(text).map((block): Nested<Runs> => withRuns(block.type === 'paragraph' ? { ...block, evidence } : block));
  changeSection(document, sectionId, (blocks) => [...withoutEmptyEnd(blocks), ...box, { type: 'paragraph', content: [] }]);
}

function withoutEmptyEnd(blocks: readonly Nested<Runs>[]): readonly Nested<Runs>[] {
  const [before, last] = [blocks.at(-2), blocks.at(-1)];
  const isEmpty = last?.type === 'paragraph' && last.content.every(({ text }) => text.trim() === '');
  // The empty line between two boxes stays, so that they read as two.
  const partsBoxes = before !== undefined && evidenceOf(before) !== null;
  return isEmpty && !partsBoxes ? blocks.slice(0, -1) : blocks;
}

/** The passages of a boxed paragraph, in UTF-16 code units, that stay in the answer when its box is taken out (EV13). */
export type Keep = (words: string) => readonly { readonly from: number; readonly to: number }[];

/** Takes each box of a piece of evidence out of a section. The passages that `keep` names stay there, each a paragraph of its own. */
export function takeBoxOut(
  document: Y.Doc,
  sectionId: string,
  { evidence, keep }: { readonly evidence: string; readonly keep: Keep },
): void {
  changeSection(document, sectionId, (blocks) =>
    blocks.flatMap((block): readonly Nested<Runs>[] => {
      if (block.type !== 'paragraph' || block.evidence !== evidence) return [block];
      const words = block.content.map(({ text }) => text).join('');
      if (words.trim() === '') return [];
      return keep(words).map(({ from, to }) => ({ type: 'paragraph', content: cut(block.content, from, to) }));
    }),
  );
}
