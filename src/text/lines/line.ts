import { deepestList } from '../limits.ts';

/** The kind of a line: a paragraph or heading, alone or in a list (TX3). */
export interface LineKind {
  readonly type: 'paragraph' | 'heading';
  /** Of a heading. */
  readonly level: 1 | 2;
  /** `more`: the line goes on with the list item above. */
  readonly list: 'none' | 'bullet' | 'number' | 'more';
  /** The number of lists around the line's own list. */
  readonly depth: number;
  /** The first number of a numbered list that begins here; null where the list above goes on, or begins with 1. */
  readonly start: number | null;
  /** The id of the evidence that a paragraph outside lists quotes (TX23); absent elsewhere. */
  readonly evidence?: string | undefined;
}

/** One line of an answer with its content, in the form that the reader needs. */
export interface Line<Content> {
  readonly kind: LineKind;
  readonly content: Content;
}

/** The kind of a line without attributes. */
export const plainKind: LineKind = { type: 'paragraph', level: 1, list: 'none', depth: 0, start: null };

/** True if two kinds say the same in every attribute. */
export function sameKind(one: LineKind, other: LineKind): boolean {
  return (
    one === other ||
    (one.type === other.type &&
      one.level === other.level &&
      one.list === other.list &&
      one.depth === other.depth &&
      one.start === other.start &&
      one.evidence === other.evidence)
  );
}

/**
 * The kinds as they read one after another (TX5). Merges leave sequences that nobody wrote: a line comes out at most one
 * level deeper than the line above, and `more` without an item above begins a bullet. Settling twice changes nothing.
 */
export function settled(kinds: readonly LineKind[]): LineKind[] {
  /** The open lists, outermost first. */
  let open: readonly ('bullet' | 'number')[] = [];
  return kinds.map((kind) => {
    const next = settledAfter(open, kind);
    open = openAfter(open, next);
    return sameKind(kind, next) ? kind : next;
  });
}

function settledAfter(open: readonly ('bullet' | 'number')[], kind: LineKind): LineKind {
  const { type, evidence } = kind;
  const level = type === 'heading' ? kind.level : 1;
  const quotes = evidence !== undefined && type === 'paragraph';
  if (kind.list === 'none') return { type, level, list: 'none', depth: 0, start: null, ...(quotes ? { evidence } : {}) };
  if (kind.list === 'more' && open.length > 0) {
    return { type, level, list: 'more', depth: Math.min(kind.depth, open.length - 1), start: null };
  }
  const depth = Math.min(kind.depth, open.length, deepestList - 1);
  if (kind.list !== 'number') return { type, level, list: 'bullet', depth, start: null };
  const goesOn = open[depth] === 'number';
  return { type, level, list: 'number', depth, start: kind.start === 1 && !goesOn ? null : kind.start };
}

function openAfter(open: readonly ('bullet' | 'number')[], { list, depth }: LineKind): readonly ('bullet' | 'number')[] {
  if (list === 'none') return [];
  if (list === 'more') return open.length === depth + 1 ? open : open.slice(0, depth + 1);
  return open.length === depth + 1 && open[depth] === list ? open : [...open.slice(0, depth), list];
}
