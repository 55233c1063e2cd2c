import type * as Y from 'yjs';
import { type Line, type LineKind, plainKind, sameKind, settled } from './line.ts';
import { writePassage } from './passage.ts';
import { type Difference, difference, isPlainBefore } from './difference.ts';
import { type Runs, lengthOf, sameRuns } from './runs.ts';
import type { LineOwner, StoredLine } from './stored.ts';

/** A place in a text: the number of a line, from 0, and an offset in it in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

/**
 * Makes the lines `after` of the lines `before`, which are all lines of the text, by the smallest change in one Yjs
 * transaction (TX7). `changedAt`: the place where the change begins, if known; where letters repeat, it decides (TX8).
 * Returns the lines as they are stored now.
 */
export function writeLines(
  text: Y.XmlText,
  before: readonly StoredLine[],
  after: readonly Line<Runs>[],
  { origin = null, changedAt = null }: { readonly origin?: unknown; readonly changedAt?: Place | null } = {},
): StoredLine[] {
  const write = (): StoredLine[] => {
    const [start, end] = commonEnds(before, after, changedAt);
    const was = before.slice(start, before.length - end);
    const now = after.slice(start, after.length - end);
    const index = before.slice(0, start).reduce((sum, line) => sum + lengthOf(line.content) + 1, 0);
    const first = start === 0 ? 'unmarked' : 'marked';
    // The marker of the first line stands before its characters.
    const owners = writePassage(text, { index: Math.max(0, index - 1), first, was, now, from: changedAt?.offset ?? null });
    const numbers = new Map(was.map((line, at) => [line.owner, start + at]));
    const fresh = now.map(({ content }, at): StoredLine => {
      const owner = owners[at] ?? text;
      return { content, owner, kind: before[numbers.get(owner) ?? -1]?.kind ?? plainKind };
    });
    const lines = [...before.slice(0, start), ...fresh, ...before.slice(before.length - end)];
    const shown = settled(before.map((line) => line.kind));
    const wasShown = fresh.map(({ owner }) => shown[numbers.get(owner) ?? -1] ?? null);
    return setKinds(lines, after, [...shown.slice(0, start), ...wasShown, ...shown.slice(before.length - end)]);
  };
  return text.doc === null ? write() : text.doc.transact(write, origin);
}

/**
 * Makes the content of one line `runs` by the smallest change (TX7); its kind stays. `index`: where its content begins in the
 * text; `from`: the offset in the line where the change begins, if known (TX8). Returns the line as it is stored now.
 */
export function writeLine(
  text: Y.XmlText,
  line: StoredLine,
  runs: Runs,
  { index, origin, from }: { readonly index: number; readonly origin: unknown; readonly from: number | null },
): StoredLine {
  const changed = difference(line.content, runs, from);
  const write = (): void => {
    if (!writePlain(text, line, index, changed)) writeDifference(text, line, index, changed, from);
  };
  if (text.doc === null) write();
  else text.doc.transact(write, origin);
  return { ...line, content: runs };
}

function writeDifference(text: Y.XmlText, line: StoredLine, index: number, { start, was, now }: Difference, from: number | null): void {
  writePassage(text, {
    index: index + start,
    first: 'unmarked',
    was: [{ ...line, content: was }],
    now: [{ ...line, content: now }],
    from: from === null ? null : Math.max(0, from - start),
  });
}

/**
 * Inserts or deletes plain characters behind a plain character, and returns true; returns false for any other change. No
 * format is open there, so Yjs may search the place from the last one instead of from the beginning of the text.
 */
function writePlain(text: Y.XmlText, { content }: StoredLine, index: number, { start, was, now }: Difference): boolean {
  if (!isPlainBefore(content, start) || (was.length > 0 && now.length > 0)) return false;
  if (now.some(({ marks }) => marks.length > 0)) return false;
  if (was.length > 0) text.delete(index + start, lengthOf(was));
  for (const { text: inserted } of now) text.insert(index + start, inserted);
  return true;
}

/** The numbers of lines at both ends that stay. The first line of a text stays in the passage if it changes, for it has no marker. */
function commonEnds(before: readonly StoredLine[], after: readonly Line<Runs>[], changedAt: Place | null): [start: number, end: number] {
  const shorter = Math.min(before.length, after.length);
  const farthest = changedAt === null ? shorter : Math.min(changedAt.line, shorter - 1);
  let start = 0;
  while (start < farthest && sameContent(before[start], after[start])) start += 1;
  const most = shorter - start - (changedAt !== null || start === 0 ? 1 : 0);
  let end = 0;
  while (end < most && sameContent(before[before.length - 1 - end], after[after.length - 1 - end])) end += 1;
  return [start, end];
}

function sameContent(one: Line<Runs> | undefined, other: Line<Runs> | undefined): boolean {
  return one !== undefined && other !== undefined && sameRuns(one.content, other.content);
}

/**
 * Sets the attributes of lines whose kind changed, and of lines that would read otherwise than meant beside new neighbours.
 * `shown`: for each line, the kind it was shown with before; null for a new line.
 */
function setKinds(lines: readonly StoredLine[], after: readonly Line<Runs>[], shown: readonly (LineKind | null)[]): StoredLine[] {
  const wanted = after.map((line) => line.kind);
  const set = (reads: readonly (LineKind | null | undefined)[]) => (line: StoredLine, index: number) => {
    const [is, should] = [reads[index] ?? line.kind, wanted[index] ?? plainKind];
    return sameKind(is, should) ? line : setKind(line, should);
  };
  const written = lines.map(set(shown));
  return written.map(set(settled(written.map((line) => line.kind))));
}

function setKind(line: StoredLine, wanted: LineKind): StoredLine {
  writeKind(line.owner, line.kind, wanted);
  return { ...line, kind: wanted };
}

/** Makes the attributes of a line say `wanted` where they say `is`. */
export function writeKind(owner: LineOwner, is: LineKind, wanted: LineKind): void {
  for (const name of ['type', 'level', 'list', 'depth', 'start', 'evidence'] as const) {
    const value = wanted[name];
    if (is[name] === value) continue;
    // An attribute that says the default is absent (TX3).
    if (value === null || value === undefined || value === plainKind[name]) owner.removeAttribute(name);
    else (owner as Y.XmlElement<Record<string, string | number>>).setAttribute(name, value);
  }
}
