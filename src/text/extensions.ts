import { type AnyExtension, Extension, getSchema, InputRule, Mark, Node } from '@tiptap/core';
import { type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import { Subscript } from '@tiptap/extension-subscript';
import { Superscript } from '@tiptap/extension-superscript';
import { StarterKit } from '@tiptap/starter-kit';
import { deepestList, isAllowedLink } from './limits.ts';
import { isEvidence } from './lines/stored.ts';

/** The meta of an editor transaction that shows a change of the shared text, made by others or by undo. */
export const fromText = 'fromText';

// A page already uses h1 for the response and h2 for the question, so an answer's first heading is an h3.
const headingTags = { 1: 'h3', 2: 'h4' } as const;

const headings = {
  parseHTML: () => [
    ...['h1', 'h2', 'h3'].map((tag) => ({ tag, attrs: { level: 1 } })),
    ...['h4', 'h5', 'h6'].map((tag) => ({ tag, attrs: { level: 2 } })),
  ],
  renderHTML: ({ node }: { node: ProseMirrorNode }): [string, 0] => [node.attrs['level'] === 2 ? headingTags[2] : headingTags[1], 0],
};

// A paragraph that quotes a piece of evidence is drawn as a box, and keeps the id of the piece (TX23).
const paragraphs = {
  addAttributes: () => ({
    evidence: {
      default: null,
      parseHTML: (element: HTMLElement) => (isEvidence(element.dataset['evidence']) ? element.dataset['evidence'] : null),
    },
  }),
  renderHTML: ({ node }: { node: ProseMirrorNode }): [string, Record<string, string>, 0] => {
    const evidence: unknown = node.attrs['evidence'];
    return ['p', isEvidence(evidence) ? { class: 'cc-evidence', 'data-evidence': evidence } : {}, 0];
  },
};

const orderedLists = {
  addAttributes: () => ({ start: { default: 1, parseHTML: (element: HTMLElement) => listStart(element.getAttribute('start')) } }),
  // `1. ` at the start of a line begins a list. A year or a sum there is text (ED16).
  addInputRules(this: { parent?: (() => InputRule[]) | undefined }) {
    return (this.parent?.() ?? []).map(({ handler }) => new InputRule({ find: /^(\d{1,2})\.\s$/, handler }));
  },
};

// Two people who delete different paragraphs of one item can leave it beginning with a list. If the schema forbade that,
// every browser that met the item would delete it from the shared text (decision 18).
const listItems = { content: 'block+' };

const links = {
  addAttributes: () => ({ href: { default: null } }),
  renderHTML: ({ HTMLAttributes }: { HTMLAttributes: Record<string, unknown> }): [string, Record<string, unknown>, 0] => [
    'a',
    { href: isAllowedLink(HTMLAttributes['href']) ? HTMLAttributes['href'] : '', rel: 'noopener noreferrer' },
    0,
  ],
};

// A mark excludes itself too: otherwise the binding would store it under a name that the server's check refuses.
const scripts = { excludes: 'superscript subscript' };

const AnswerKit = StarterKit.extend({
  addExtensions() {
    const extensions = (this.parent?.() ?? []) as AnyExtension[];
    return extensions.map(inAnswers);
  },
});

/** Keeps lists within the depth that can be stored and printed. Edits of other people passed the server and are never filtered. */
const ListDepth = Extension.create({
  name: 'listDepth',
  addProseMirrorPlugins: () => [
    new Plugin({
      filterTransaction: (transaction) =>
        !transaction.docChanged ||
        transaction.getMeta(fromText) !== undefined ||
        freshDepth(transaction.before, transaction.doc) <= deepestList,
    }),
  ],
});

/**
 * The complete content of a section: paragraphs, two levels of heading, bullet and numbered lists, links, bold, italic,
 * superscript, subscript and line breaks. Editor, server's HTML and the server's check share this definition. It never writes
 * to the shared text by itself (ED6) and never adds a `style` attribute (ED7).
 */
export const extensions: AnyExtension[] = [
  AnswerKit.configure({
    heading: { levels: [1, 2] },
    blockquote: false,
    code: false,
    codeBlock: false,
    horizontalRule: false,
    strike: false,
    underline: false,
    dropcursor: false,
    gapcursor: false,
    undoRedo: false,
    trailingNode: false,
    link: {
      openOnClick: false,
      // With autolink, every browser would add links to words that others type.
      autolink: false,
      defaultProtocol: 'https',
      isAllowedUri: (uri) => isAllowedLink(uri),
    },
  }),
  Superscript.extend(scripts),
  Subscript.extend(scripts),
  ListDepth,
];

/** The ProseMirror schema of {@link extensions}; needs no DOM. */
export const schema = getSchema(extensions);

function inAnswers(extension: AnyExtension): AnyExtension {
  if (extension instanceof Node) {
    if (extension.name === 'paragraph') return extension.extend(paragraphs);
    if (extension.name === 'heading') return extension.extend(headings);
    if (extension.name === 'orderedList') return extension.extend(orderedLists);
    if (extension.name === 'listItem') return extension.extend(listItems);
  }
  return extension instanceof Mark && extension.name === 'link' ? extension.extend(links) : extension;
}

function listStart(value: string | null): number {
  const start = Number.parseInt(value ?? '1', 10);
  return Number.isInteger(start) && start >= 0 && start <= 1_000_000 ? start : 1;
}

/** How many lists are in each other, at most, in a node. */
export function listDepth(node: ProseMirrorNode): number {
  if (node.isTextblock) return 0;
  let deepest = 0;
  node.forEach((child) => {
    deepest = Math.max(deepest, listDepth(child));
  });
  return deepest + own(node);
}

/** {@link listDepth} of the parts of a node that an earlier one lacks: a key in a long list looks at one item. */
function freshDepth(before: ProseMirrorNode, now: ProseMirrorNode): number {
  if (before === now || now.isTextblock) return 0;
  const [was, is] = [before.children, now.children];
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < shorter - start && was[was.length - 1 - end] === is[is.length - 1 - end]) end += 1;
  const fresh = is.slice(start, is.length - end);
  const twin = was.length === is.length && fresh.length === 1 ? was[start] : undefined;
  return fresh.reduce((deepest, child) => Math.max(deepest, twin === undefined ? listDepth(child) : freshDepth(twin, child)), 0) + own(now);
}

function own({ type }: ProseMirrorNode): number {
  return type.name === 'bulletList' || type.name === 'orderedList' ? 1 : 0;
}
