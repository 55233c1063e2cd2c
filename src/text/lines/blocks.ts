import type * as Y from 'yjs';
import type { Block, Inline } from '../../domain/consultation/section.ts';
import { isFirstForm, readFirstForm, runsOfLine } from '../first-form/read.ts';
import { type Nested, nest } from './nest.ts';
import { inlineOf, type Runs } from './runs.ts';
import { readLines, sectionText } from './stored.ts';

/**
 * A section as blocks, empty paragraphs included, from a document of today's form or of the first (TX6, TX20). Never changes
 * the document.
 */
export function storedBlocks(document: Y.Doc, sectionId: string): Block[] {
  return isFirstForm(document)
    ? blocksWith(readFirstForm(document, sectionId), (line) => inlineOf(runsOfLine(line)))
    : blocksWith(nest(readLines(sectionText(document, sectionId))), inlineOf);
}

/** A block of today's form with its content as the blocks have it. */
export function withInline(block: Nested<Runs>): Block {
  return blockWith(block, inlineOf);
}

function blocksWith<Content>(blocks: readonly Nested<Content>[], inline: (content: Content) => Inline[]): Block[] {
  return blocks.map((block) => blockWith(block, inline));
}

function blockWith<Content>(block: Nested<Content>, inline: (content: Content) => Inline[]): Block {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return { ...block, content: inline(block.content) };
    case 'bulletList':
    case 'orderedList':
      return { ...block, items: block.items.map((item) => blocksWith(item, inline)) };
  }
}
