import type * as Y from 'yjs';
import type { Block, Inline } from '../../domain/consultation/section.ts';
import { isFirstForm, readFirstForm, runsOfLine } from '../first-form/read.ts';
import { type Nested, nest } from './nest.ts';
import { inlineOf } from './runs.ts';
import { readLines, sectionText } from './stored.ts';

/** A section as blocks, empty paragraphs included, from a document of today's form or of the first (TX6, TX20). Never changes the document. */
export function storedBlocks(document: Y.Doc, sectionId: string): Block[] {
  return isFirstForm(document)
    ? blocksWith(readFirstForm(document, sectionId), (line) => inlineOf(runsOfLine(line)))
    : blocksWith(nest(readLines(sectionText(document, sectionId))), inlineOf);
}

function blocksWith<Content>(blocks: readonly Nested<Content>[], inline: (content: Content) => Inline[]): Block[] {
  return blocks.map((block): Block => {
    switch (block.type) {
      case 'paragraph':
        return { type: 'paragraph', content: inline(block.content) };
      case 'heading':
        return { type: 'heading', level: block.level, content: inline(block.content) };
      case 'bulletList':
        return { type: 'bulletList', items: block.items.map((item) => blocksWith(item, inline)) };
      case 'orderedList':
        return { type: 'orderedList', start: block.start, items: block.items.map((item) => blocksWith(item, inline)) };
    }
  });
}
