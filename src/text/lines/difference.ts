import { type Run, type Runs, lengthOf, push, sameMarks } from './runs.ts';
import { isHighSurrogate, isLowSurrogate } from './surrogates.ts';

/** The one part in which two lines differ. `start`: its offset in both, in UTF-16 code units. */
export interface Difference {
  readonly start: number;
  readonly was: Runs;
  readonly now: Runs;
}

/**
 * The part between the common beginning and the common end of two lines. `from`: the offset where the change begins, if known;
 * the common beginning reaches no farther (TX8). No pair of surrogates is split.
 */
export function difference(was: Runs, now: Runs, from: number | null): Difference {
  const [wasLength, nowLength] = [lengthOf(was), lengthOf(now)];
  const shorter = Math.min(wasLength, nowLength);
  const start = commonStart(was, now, Math.min(from ?? shorter, shorter));
  const end = commonEnd(was, now, shorter - start);
  return { start, was: part(was, start, wasLength - end), now: part(now, start, nowLength - end) };
}

function commonStart(one: Runs, other: Runs, most: number): number {
  let length = 0;
  let [i, j, a, b] = [0, 0, 0, 0];
  while (length < most) {
    const [run, twin] = [one[i], other[j]];
    if (run === undefined || twin === undefined || !sameMarks(run.marks, twin.marks)) break;
    while (length < most && a < run.text.length && b < twin.text.length && run.text.charCodeAt(a) === twin.text.charCodeAt(b)) {
      a += 1;
      b += 1;
      length += 1;
    }
    if (a < run.text.length && b < twin.text.length) break;
    if (a === run.text.length) [i, a] = [i + 1, 0];
    if (b === twin.text.length) [j, b] = [j + 1, 0];
  }
  return length > 0 && isHighSurrogate(codeAt(one, length - 1)) ? length - 1 : length;
}

function commonEnd(one: Runs, other: Runs, most: number): number {
  let length = 0;
  let [i, j] = [one.length - 1, other.length - 1];
  let [a, b] = [one.at(-1)?.text.length ?? 0, other.at(-1)?.text.length ?? 0];
  while (length < most) {
    const [run, twin] = [one[i], other[j]];
    if (run === undefined || twin === undefined || !sameMarks(run.marks, twin.marks)) break;
    while (length < most && a > 0 && b > 0 && run.text.charCodeAt(a - 1) === twin.text.charCodeAt(b - 1)) {
      a -= 1;
      b -= 1;
      length += 1;
    }
    if (a > 0 && b > 0) break;
    if (a === 0) [i, a] = [i - 1, one[i - 1]?.text.length ?? 0];
    if (b === 0) [j, b] = [j - 1, other[j - 1]?.text.length ?? 0];
  }
  return length > 0 && isLowSurrogate(codeAt(one, lengthOf(one) - length)) ? length - 1 : length;
}

/** The part of a line between two offsets. */
function part(runs: Runs, from: number, to: number): Run[] {
  const result: Run[] = [];
  let at = 0;
  for (const { text, marks } of runs) {
    const piece = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (piece !== '') push(result, piece, marks);
    at += text.length;
  }
  return result;
}

/** True if the character before an offset of a line has no marks, and is no line break. */
export function isPlainBefore(runs: Runs, offset: number): boolean {
  let left = offset;
  for (const { text, marks } of runs) {
    if (left > 0 && left <= text.length) return marks.length === 0 && text[left - 1] !== '\n';
    left -= text.length;
  }
  return false;
}

function codeAt(runs: Runs, offset: number): number {
  let left = offset;
  for (const { text } of runs) {
    if (left < text.length) return text.charCodeAt(left);
    left -= text.length;
  }
  return 0;
}
