import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Block, Inline, Mark } from '../domain/consultation/section.ts';
import type { Digest } from '../domain/outcome.ts';
import { withoutInvisible } from '../domain/typed/unseen.ts';

const markOrder = ['bold', 'italic', 'link', 'superscript', 'subscript'] as const;

/**
 * A text in NFC with LF line ends, without code points that nobody sees and without lone surrogates (SO40). `before` is the
 * text that stands before it: a joiner stays where its neighbours need it.
 */
export function canonicalText(text: string, before = ''): string {
  return withoutInvisible(text.replace(/\r\n?/g, '\n'), before).toWellFormed().normalize('NFC');
}

/**
 * Blocks in the one form in which they are signed (SO40): marks in fixed order, neighbours with equal marks in one run,
 * NFC, line ends as breaks. A run that two people made superscript and subscript at once is superscript. Blocks that would
 * print nothing are left out.
 */
export function canonicalBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => {
    const canonical = canonicalBlock(block);
    return canonical === null ? [] : [canonical];
  });
}

function canonicalBlock(block: Block): Block | null {
  switch (block.type) {
    case 'paragraph':
    case 'heading': {
      const content = canonicalInline(block.content);
      if (content.length === 0) return null;
      if (block.type === 'heading') return { type: 'heading', level: block.level, content };
      return block.evidence === undefined ? { type: 'paragraph', content } : { type: 'paragraph', evidence: block.evidence, content };
    }
    case 'bulletList':
    case 'orderedList': {
      const items = block.items.map(canonicalBlocks).filter((item) => item.length > 0);
      if (items.length === 0) return null;
      return block.type === 'bulletList' ? { type: 'bulletList', items } : { type: 'orderedList', start: block.start, items };
    }
  }
}

function canonicalInline(content: readonly Inline[]): Inline[] {
  const merged: Inline[] = [];
  for (const inline of content.flatMap((one, index) => splitLines(one, content[index - 1]))) {
    const last = merged.at(-1);
    if (inline.type === 'text' && last?.type === 'text' && sameMarks(last.marks, inline.marks)) last.text += inline.text;
    else merged.push(inline);
  }
  // After merging, because a letter and its accent may have stood in two runs.
  for (const inline of merged) if (inline.type === 'text') inline.text = inline.text.normalize('NFC');
  if (!merged.some((inline) => inline.type === 'text' && inline.text.trim() !== '')) return [];
  while (merged.at(-1)?.type === 'break') merged.pop();
  return merged;
}

function splitLines(inline: Inline, before: Inline | undefined): Inline[] {
  if (inline.type === 'break') return [{ type: 'break' }];
  const marks = oneScript(inline.marks)
    .map(canonicalMark)
    .sort((a, b) => markOrder.indexOf(a.type) - markOrder.indexOf(b.type));
  return canonicalText(inline.text, before?.type === 'text' ? before.text : '')
    .split('\n')
    .flatMap((text, index): Inline[] => [
      ...(index === 0 ? [] : [{ type: 'break' } as const]),
      ...(text === '' ? [] : [{ type: 'text', text, marks } as const]),
    ]);
}

function oneScript(marks: readonly Mark[]): readonly Mark[] {
  return marks.some((mark) => mark.type === 'superscript') ? marks.filter((mark) => mark.type !== 'subscript') : marks;
}

function canonicalMark(mark: Mark): Mark {
  return mark.type === 'link' ? { type: 'link', href: canonicalText(mark.href) } : { type: mark.type };
}

function sameMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  return a.length === b.length && a.every((mark, index) => keyOf(mark) === keyOf(b[index]));
}

function keyOf(mark: Mark | undefined): string {
  return mark?.type === 'link' ? `link ${mark.href}` : (mark?.type ?? '');
}

/**
 * Encodes a value as the bytes that are hashed and kept: RFC 8785 JSON in UTF-8, every text in NFC with LF (SO40). Throws
 * `TypeError` for a value that is not JSON.
 */
export function canonicalBytes(value: unknown): Uint8Array {
  const json = canonicalize(normalised(value));
  if (json === undefined) throw new TypeError('only JSON has a canonical form');
  return new TextEncoder().encode(json);
}

function normalised(value: unknown): unknown {
  if (typeof value === 'string') return canonicalText(value);
  if (Array.isArray(value)) return value.map(normalised);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, normalised(field)]));
}

/** SHA-256 of bytes, in hexadecimal. */
export function digestOf(bytes: Uint8Array): Digest {
  return bytesToHex(sha256(bytes)) as Digest;
}
