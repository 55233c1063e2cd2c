import * as Y from 'yjs';
import { deepestList, isAllowedLink, longestSection, mostNodes } from './limits.ts';
import { chosenMap, deltaOf, isRecord, isStart, longestReason, notAnsweredMap } from './read.ts';

const id = /^[A-Za-z0-9_-]{1,64}$/;
const sectionPrefix = 'section:';
const blocks = new Set(['paragraph', 'heading', 'bulletList', 'orderedList']);

interface Tally {
  nodes: number;
  characters: number;
}

/** Judges whether the shared text can be read, rendered and signed (CO3): the Schema that the collaboration server asks. */
export const textSchema = {
  /**
   * Null where everything in the touched roots is of the schema; else one sentence for the writer. Looks only at what is
   * stored, never through ProseMirror, which would delete from the live text what it does not know. Disorder that
   * concurrent deletions leave (an empty list) is allowed: nobody wrote it, and reading drops it.
   */
  whyNot(document: Y.Doc, touched: readonly string[]): string | null {
    for (const root of touched) {
      const reason = whyNotRoot(document, root);
      if (reason !== null) return reason;
    }
    return null;
  },
};

function whyNotRoot(document: Y.Doc, root: string): string | null {
  if (root === chosenMap) return whyNotChosen(document.getMap(root));
  if (root === notAnsweredMap) return whyNotReasons(document.getMap(root));
  if (root.startsWith(sectionPrefix) && id.test(root.slice(sectionPrefix.length))) return whyNotSection(document.getXmlFragment(root));
  return 'This part of the document is not known here. Reload the page.';
}

function whyNotSection(fragment: Y.XmlFragment): string | null {
  const tally: Tally = { nodes: 0, characters: 0 };
  const reason = whyNotChildren(fragment, blocks, 0, tally);
  if (reason !== null) return reason;
  if (tally.characters > longestSection) return `An answer can hold at most ${longestSection.toLocaleString('en-GB')} characters.`;
  return tally.nodes > mostNodes ? `An answer can hold at most ${mostNodes.toLocaleString('en-GB')} paragraphs and list items.` : null;
}

function whyNotChildren(parent: Y.XmlFragment, allowed: ReadonlySet<string>, depth: number, tally: Tally): string | null {
  for (const child of parent.toArray() as unknown[]) {
    if (!isElement(child) || !allowed.has(child.nodeName)) return unknown(child);
    const reason = whyNotElement(child, depth, tally);
    if (reason !== null) return reason;
  }
  return null;
}

const listItems = new Set(['listItem']);

function whyNotElement(element: Y.XmlElement, depth: number, tally: Tally): string | null {
  tally.nodes += 1;
  const attributes: Readonly<Record<string, unknown>> = element.getAttributes();
  const names = Object.keys(attributes);
  switch (element.nodeName) {
    case 'paragraph':
      return names.length === 0 ? whyNotInline(element, tally) : foreign('a paragraph');
    case 'heading':
      return names.every((name) => name === 'level') && [1, 2, undefined].includes(attributes['level'] as number | undefined)
        ? whyNotInline(element, tally)
        : foreign('a heading');
    case 'listItem':
      return names.length === 0 ? whyNotChildren(element, blocks, depth, tally) : foreign('a list item');
    default:
      if (depth === deepestList) return `Lists can be at most ${deepestList} deep.`;
      return names.every((name) => name === 'start' && element.nodeName === 'orderedList' && isStart(attributes[name]))
        ? whyNotChildren(element, listItems, depth + 1, tally)
        : foreign('a list');
  }
}

function whyNotInline(textblock: Y.XmlElement, tally: Tally): string | null {
  for (const child of textblock.toArray() as unknown[]) {
    if (child instanceof Y.XmlText) {
      const reason = whyNotText(child, tally);
      if (reason !== null) return reason;
    } else if (isElement(child) && child.nodeName === 'hardBreak' && isBare(child)) tally.nodes += 1;
    else return unknown(child);
  }
  return null;
}

function isElement(value: unknown): value is Y.XmlElement {
  return value instanceof Y.XmlElement;
}

function isBare(element: Y.XmlElement): boolean {
  return element.length === 0 && Object.keys(element.getAttributes()).length === 0;
}

function whyNotText(text: Y.XmlText, tally: Tally): string | null {
  if (Object.keys(text.getAttributes()).length > 0) return foreign('a text');
  for (const { insert, attributes } of deltaOf(text)) {
    if (typeof insert !== 'string') return unknown(insert);
    tally.characters += insert.length;
    for (const [mark, value] of Object.entries(attributes ?? {})) {
      const reason = whyNotMark(mark, value);
      if (reason !== null) return reason;
    }
  }
  return null;
}

function whyNotMark(mark: string, value: unknown): string | null {
  if (!isRecord(value)) return foreign('a text');
  if (mark === 'bold' || mark === 'italic') return Object.keys(value).length === 0 ? null : foreign('a text');
  if (mark !== 'link') return foreign('a text');
  if (Object.keys(value).some((name) => name !== 'href')) return foreign('a link');
  return isAllowedLink(value['href']) ? null : 'A link must begin with https://, http:// or mailto:.';
}

function whyNotChosen(chosen: Y.Map<unknown>): string | null {
  for (const [question, options] of chosen.entries()) {
    const valid = Array.isArray(options) && options.length <= 50 && options.every((one) => typeof one === 'string' && id.test(one));
    if (!id.test(question) || !valid) return foreign('a choice');
  }
  return null;
}

function whyNotReasons(reasons: Y.Map<unknown>): string | null {
  for (const [question, reason] of reasons.entries()) {
    if (!id.test(question) || typeof reason !== 'string') return foreign('a reason');
    if (reason.length > longestReason) return `A reason can hold at most ${longestReason.toLocaleString('en-GB')} characters.`;
  }
  return null;
}

function unknown(child: unknown): string {
  const name = isElement(child) ? child.nodeName.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 40) : '';
  return `This text holds something that cannot be kept here${name === '' ? '' : ` (${name})`}. Reload the page.`;
}

function foreign(what: string): string {
  return `This text holds ${what} with something that cannot be kept here. Reload the page.`;
}
