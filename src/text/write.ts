import * as Y from 'yjs';
import type { Block, Inline, Mark } from '../domain/consultation/section.ts';
import { chosenMap, sectionFragment } from './read.ts';

/** Replaces a section's text, for seeds and imports, with the elements that the editor would have written. */
export function writeBlocks(document: Y.Doc, sectionId: string, blocks: readonly Block[]): void {
  document.transact(() => {
    const fragment = document.getXmlFragment(sectionFragment(sectionId));
    fragment.delete(0, fragment.length);
    fragment.insert(0, blocks.map(writeElement));
  });
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

/** A block as the element the editor would have stored. */
export function writeElement(block: Block): Y.XmlElement {
  const element = new Y.XmlElement<Record<string, string | number>>(block.type);
  if (block.type === 'heading') element.setAttribute('level', block.level);
  if (block.type === 'orderedList') element.setAttribute('start', block.start);
  element.insert(0, block.type === 'paragraph' || block.type === 'heading' ? inlineOf(block.content) : block.items.map(itemOf));
  return element as Y.XmlElement;
}

function itemOf(blocks: readonly Block[]): Y.XmlElement {
  const item = new Y.XmlElement('listItem');
  item.insert(0, blocks.map(writeElement));
  return item;
}

/** Merges neighbouring runs into one text and puts breaks between texts, as y-tiptap stores them. */
function inlineOf(content: readonly Inline[]): (Y.XmlElement | Y.XmlText)[] {
  const stored: (Y.XmlElement | Y.XmlText)[] = [];
  let runs: { insert: string; attributes: Record<string, object> }[] = [];
  const flush = (): void => {
    if (runs.length === 0) return;
    const text = new Y.XmlText();
    text.applyDelta(runs);
    stored.push(text);
    runs = [];
  };
  for (const inline of content) {
    if (inline.type === 'text') {
      runs.push({ insert: inline.text, attributes: Object.fromEntries(inline.marks.map(storedMark)) });
      continue;
    }
    flush();
    stored.push(new Y.XmlElement('hardBreak'));
  }
  flush();
  return stored;
}

function storedMark(mark: Mark): [string, object] {
  return [mark.type, mark.type === 'link' ? { href: mark.href } : {}];
}
