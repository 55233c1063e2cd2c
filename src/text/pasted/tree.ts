/** A node of a parsed HTML tree: the part of a browser's DOM that the reader of pastes needs. */
export interface PastedNode {
  /** 1 for an element, 3 for text, 8 for a comment. */
  readonly nodeType: number;
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly firstChild: PastedNode | null;
  readonly nextSibling: PastedNode | null;
}

/** An element of a parsed HTML tree. */
export interface PastedElement extends PastedNode {
  getAttribute(name: string): string | null;
}

/** Whether a node is an element. */
export function isElement(node: PastedNode): node is PastedElement {
  return node.nodeType === 1;
}

/** Whether a node is text. */
export function isText(node: PastedNode): boolean {
  return node.nodeType === 3;
}

/** An element's name in capitals, as a browser gives it for HTML; `SVG` and the like too. */
export function nameOf(element: PastedElement): string {
  return element.nodeName.toUpperCase();
}

/** The classes of an element. */
export function classesOf(element: PastedElement): readonly string[] {
  return (element.getAttribute('class') ?? '').split(/\s+/).filter((name) => name !== '');
}

/** What is told of each node in the order of the document. */
export interface Visitor {
  /** Answers whether the children are visited too. */
  enter(node: PastedNode): 'into' | 'past';
  /** Told of a node whose children were visited. */
  leave(node: PastedNode): void;
}

/** Visits all that is below a node. It does not recurse: a paste may nest 100,000 elements. */
export function walk(root: PastedNode, visitor: Visitor): void {
  const path: PastedNode[] = [];
  let node = root.firstChild;
  for (;;) {
    if (node === null) {
      const parent = path.pop();
      if (parent === undefined) return;
      visitor.leave(parent);
      node = parent.nextSibling;
    } else if (visitor.enter(node) === 'into') {
      path.push(node);
      node = node.firstChild;
    } else {
      node = node.nextSibling;
    }
  }
}

/** Elements whose text nobody sees. */
export const unseen: ReadonlySet<string> = new Set([
  'ANNOTATION',
  'ANNOTATION-XML',
  'BASE',
  'COL',
  'COLGROUP',
  'DATALIST',
  'HEAD',
  'LINK',
  'META',
  'NOSCRIPT',
  'PARAM',
  'SCRIPT',
  'SOURCE',
  'STYLE',
  'TEMPLATE',
  'TITLE',
  'TRACK',
  'XML',
]);

/** The text below a node, without that of {@link unseen} elements, up to about a length. */
export function textBelow(root: PastedNode, longest: number): string {
  let text = '';
  walk(root, {
    enter: (node) => {
      if (isText(node)) text += node.nodeValue ?? '';
      return text.length < longest && !(isElement(node) && unseen.has(nameOf(node))) ? 'into' : 'past';
    },
    leave: () => undefined,
  });
  return text;
}

const nothing = /[\s\u00ad\u200b\ufeff]+/g;

/** Whether there is text below a node that can be seen. */
export function holdsText(root: PastedNode): boolean {
  return holds(root, () => false);
}

/** Whether there is text, or a picture, below a node. */
export function holdsAnything(root: PastedNode): boolean {
  return holds(root, (name) => name === 'IMG' || name === 'SVG' || name === 'CANVAS');
}

function holds(root: PastedNode, counts: (name: string) => boolean): boolean {
  const found: PastedNode[] = [];
  walk(root, {
    enter: (node) => {
      if (found.length > 0 || (isElement(node) && unseen.has(nameOf(node)))) return 'past';
      const isThere = isText(node) ? (node.nodeValue ?? '').replace(nothing, '') !== '' : isElement(node) && counts(nameOf(node));
      if (isThere) found.push(node);
      return 'into';
    },
    leave: () => undefined,
  });
  return found.length > 0;
}
