import type { Inline, Mark } from '../../domain/consultation/section.ts';

/** Characters with equal marks. A line break is the character `\n`; its marks mean nothing. */
export interface Run {
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** The content of a line. */
export type Runs = readonly Run[];

/** The content of a line as the blocks have it, with line breaks of their own. */
export function inlineOf(runs: Runs): Inline[] {
  return runs.flatMap(({ text, marks }) =>
    text
      .split('\n')
      .flatMap((part, index): Inline[] => [
        ...(index === 0 ? [] : [{ type: 'break' } as const]),
        ...(part === '' ? [] : [{ type: 'text' as const, text: part, marks: [...marks] }]),
      ]),
  );
}

/** The content of a block as runs. A break takes the marks of its neighbour, so that it parts no run. */
export function runsOf(content: readonly Inline[]): Run[] {
  const runs: Run[] = [];
  content.forEach((inline, index) => {
    const marks = inline.type === 'text' ? inline.marks : (runs.at(-1)?.marks ?? marksAfter(content, index));
    push(runs, inline.type === 'text' ? inline.text : '\n', marks);
  });
  return runs;
}

function marksAfter(content: readonly Inline[], from: number): readonly Mark[] {
  const next = content.slice(from).find((inline) => inline.type === 'text');
  return next?.marks ?? [];
}

/** Adds characters at the end of some runs, to the last run where the marks are equal. */
export function push(runs: Run[], text: string, marks: readonly Mark[]): void {
  const last = runs.at(-1);
  if (last !== undefined && sameMarks(last.marks, marks)) runs[runs.length - 1] = { text: last.text + text, marks: last.marks };
  else runs.push({ text, marks });
}

/** The part of some runs between two offsets, in UTF-16 code units. */
export function cut(runs: Runs, from: number, to: number): Runs {
  const parts: Run[] = [];
  let at = 0;
  for (const { text, marks } of runs) {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (part !== '') parts.push({ text: part, marks });
    at += text.length;
  }
  return parts;
}

/** The length of a line in UTF-16 code units. */
export function lengthOf(runs: Runs): number {
  return runs.reduce((sum, { text }) => sum + text.length, 0);
}

/** True if two lines have equal characters with equal marks. */
export function sameRuns(one: Runs, other: Runs): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  return one.every((run, index) => {
    const twin = other[index];
    return run.text === twin?.text && sameMarks(run.marks, twin.marks);
  });
}

/** True if two lists hold equal marks, in any order. */
export function sameMarks(one: readonly Mark[], other: readonly Mark[]): boolean {
  return one === other || (one.length === other.length && one.every((mark) => other.some((twin) => sameMark(mark, twin))));
}

function sameMark(one: Mark, other: Mark): boolean {
  return one.type === other.type && (one.type !== 'link' || (other.type === 'link' && one.href === other.href));
}
