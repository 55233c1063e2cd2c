import * as Y from 'yjs';
import type { Mark } from '../../domain/consultation/section.ts';
import { deepestList } from '../limits.ts';
import { type Line, type LineKind, plainKind, sameKind } from './line.ts';
import { marksOf } from './marks.ts';
import { type Run, type Runs, push } from './runs.ts';

/** The name of the element that stands before every line but the first (TX1). */
export const markerName = 'line';

/** The type that holds a line's attributes: its marker, or for the first line the root text (TX2). */
export type LineOwner = Y.XmlElement | Y.XmlText;

/** A line as it is stored. Its kind is as written, not yet {@link settled}. */
export interface StoredLine extends Line<Runs> {
  readonly owner: LineOwner;
}

/** The name of the root `Y.XmlText` that holds a section's text (TX1). */
export function sectionName(id: string): string {
  return `${sectionPrefix}${id}`;
}
/** The beginning of the name of every section's root. */
export const sectionPrefix = 'text:';

/** The root text of a section. */
export function sectionText(document: Y.Doc, id: string): Y.XmlText {
  return document.get(sectionName(id), Y.XmlText);
}

/**
 * The lines of a section's text in order, at least one (TX5). `from` and `to`: indices in the text; the lines between them
 * are read, `from` being the beginning of a line and `to` the end of one. Never changes the text.
 */
export function readLines(text: Y.XmlText, from = 0, to = Number.POSITIVE_INFINITY): StoredLine[] {
  const reader = new LineReader(text);
  let index = 0;
  // Items in order, as Yjs itself walks them: `toDelta` would copy the whole text for one line.
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentFormat) {
      reader.format(item.content.key, item.content.value);
      continue;
    }
    if (!item.countable) continue;
    if (index >= to) break;
    reader.take(item.content, Math.max(0, from - index), Math.max(0, Math.min(item.length, to - index)), index >= from);
    index += item.length;
  }
  return reader.end();
}

class LineReader {
  readonly #lines: StoredLine[] = [];
  readonly #formats = new Map<string, unknown>();
  #marks: readonly Mark[] | null = [];
  #owner: LineOwner;
  #runs: Run[] = [];

  constructor(text: Y.XmlText) {
    this.#owner = text;
  }

  format(key: string, value: unknown): void {
    if (value === null) this.#formats.delete(key);
    else this.#formats.set(key, value);
    this.#marks = null;
  }

  /** Takes the part of a content between two offsets. `wanted`: its beginning lies in the part of the text that is read. */
  take(content: Y.Item['content'], start: number, end: number, wanted: boolean): void {
    if (content instanceof Y.ContentType && content.type instanceof Y.XmlElement && content.type.nodeName === markerName) {
      if (wanted) this.#lines.push(this.#line());
      this.#owner = content.type;
      this.#runs = [];
    } else if (content instanceof Y.ContentString && start < end) {
      this.#marks ??= marksOf(Object.fromEntries(this.#formats));
      push(this.#runs, content.str.slice(start, end), this.#marks);
    }
  }

  #line(): StoredLine {
    return { kind: kindOf(this.#owner), content: this.#runs, owner: this.#owner };
  }

  end(): StoredLine[] {
    return [...this.#lines, this.#line()];
  }
}

/** The kind that a line's attributes say. Values that are not known count as absent. */
function kindOf(owner: LineOwner): LineKind {
  const type = attributeOf(owner, 'type');
  const level = attributeOf(owner, 'level');
  const list = attributeOf(owner, 'list');
  const depth = attributeOf(owner, 'depth');
  const start = attributeOf(owner, 'start');
  const evidence = attributeOf(owner, 'evidence');
  const kind: LineKind = {
    type: type === 'heading' ? 'heading' : 'paragraph',
    level: level === 2 ? 2 : 1,
    list: list === 'bullet' || list === 'number' || list === 'more' ? list : 'none',
    depth: isDepth(depth) ? depth : 0,
    start: isStart(start) ? start : null,
    ...(isEvidence(evidence) ? { evidence } : {}),
  };
  return sameKind(kind, plainKind) ? plainKind : kind;
}

function attributeOf(owner: LineOwner, name: keyof LineKind): unknown {
  return owner.getAttribute(name) as unknown;
}

/** Whether a line may stand in this many lists inside lists. */
export function isDepth(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < deepestList;
}

/** Whether this can be the id of a piece of evidence (TX23). */
export function isEvidence(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}

/** Whether a list may begin with this number. */
export function isStart(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1_000_000;
}
