import * as Y from 'yjs';
import type { Block, Inline, Mark } from '../../src/domain/consultation/section.ts';

// Writes documents as the editor of release 0.2.0 stored them: a tree of Yjs elements for each section.

/** Adds blocks at the end of a section. */
export function writeElements(document: Y.Doc, section: string, blocks: readonly Block[]): void {
  const fragment = document.getXmlFragment(`section:${section}`);
  fragment.insert(fragment.length, blocks.map(elementOf));
}

/** Sets a reason for not answering. */
export function writeFirstReason(document: Y.Doc, question: string, reason: string): void {
  document.getMap('notAnswered').set(question, reason);
}

/** Every text of a section, in order. */
export function textsIn(parent: Y.XmlFragment): Y.XmlText[] {
  return parent.toArray().flatMap((child) => (child instanceof Y.XmlText ? [child] : child instanceof Y.XmlElement ? textsIn(child) : []));
}

/** A block as an element. */
export function elementOf(block: Block): Y.XmlElement {
  const element = new Y.XmlElement<Record<string, string | number>>(block.type);
  if (block.type === 'heading') element.setAttribute('level', block.level);
  if (block.type === 'orderedList') element.setAttribute('start', block.start);
  const isText = block.type === 'paragraph' || block.type === 'heading';
  element.insert(0, isText ? inlineOf(block.content) : block.items.map(itemOf));
  return element as Y.XmlElement;
}

function itemOf(blocks: readonly Block[]): Y.XmlElement {
  const item = new Y.XmlElement('listItem');
  item.insert(0, blocks.map(elementOf));
  return item;
}

function inlineOf(content: readonly Inline[]): (Y.XmlElement | Y.XmlText)[] {
  const stored: (Y.XmlElement | Y.XmlText)[] = [];
  let text: Y.XmlText | null = null;
  let runs: { insert: string; attributes: Record<string, object> }[] = [];
  const flush = (): void => {
    text?.applyDelta(runs);
    [text, runs] = [null, []];
  };
  for (const inline of content) {
    if (inline.type === 'break') {
      flush();
      stored.push(new Y.XmlElement('hardBreak'));
      continue;
    }
    if (text === null) stored.push((text = new Y.XmlText()));
    runs.push({ insert: inline.text, attributes: Object.fromEntries(inline.marks.map(storedMark)) });
  }
  flush();
  return stored;
}

function storedMark(mark: Mark): [string, object] {
  return [mark.type, mark.type === 'link' ? { href: mark.href } : {}];
}
