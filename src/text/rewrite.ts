import * as Y from 'yjs';
import type { Block } from '../domain/consultation/section.ts';
import { longestCommon } from './common-sequence.ts';
import { deepestList } from './limits.ts';
import { plainText } from './plain.ts';
import { blockOf, sectionFragment } from './read.ts';
import { blocksOfText, writeElement } from './write.ts';

/**
 * Changes a section to the text of a plain text box. Paragraphs and lists with unchanged words keep their formatting and
 * their authors. Lines that begin with `- ` or `1. ` become lists.
 */
export function rewriteSection(document: Y.Doc, sectionId: string, typed: string): void {
  const fragment = document.getXmlFragment(sectionFragment(sectionId));
  const before = fragment.toArray().map(textOf);
  const now = segmentsOf(typed);
  const kept = longestCommon(before, now, (left, right) => left === right);
  document.transact(() => {
    // From the end, so that earlier positions stay valid.
    let [oldEnd, newEnd] = [before.length, now.length];
    for (const [oldAt, newAt] of [...[...kept].reverse(), [-1, -1] as const]) {
      const fresh = now.slice(newAt + 1, newEnd).map((segment) => writeElement(blockOfSegment(segment)));
      if (oldEnd - oldAt - 1 > 0) fragment.delete(oldAt + 1, oldEnd - oldAt - 1);
      if (fresh.length > 0) fragment.insert(oldAt + 1, fresh);
      [oldEnd, newEnd] = [oldAt, newAt];
    }
  });
}

function textOf(child: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  const block = child instanceof Y.XmlElement ? blockOf(child, deepestList) : null;
  return block === null ? '' : plainText([block]);
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
