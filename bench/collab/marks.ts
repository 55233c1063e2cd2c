// What is typed carries a mark that readers find in a frame without decoding it: a tilde, who, and which of theirs.

const tilde = 0x7e;
const whoDigits = 2;
const whichDigits = 5;
const length = 1 + whoDigits + whichDigits;

/** The mark of an author's n-th edit or caret, 8 characters. */
export function markOf(author: number, n: number): string {
  return `~${author.toString(36).padStart(whoDigits, '0')}${n.toString(36).padStart(whichDigits, '0')}`;
}

/** Calls back for every mark in a frame. */
export function eachMark(frame: Buffer, found: (author: number, n: number) => void): void {
  for (let at = frame.indexOf(tilde); at !== -1 && at + length <= frame.length; at = frame.indexOf(tilde, at + 1)) {
    const author = digits(frame, at + 1, whoDigits);
    const n = digits(frame, at + 1 + whoDigits, whichDigits);
    if (author >= 0 && n >= 0) found(author, n);
  }
}

function digits(frame: Buffer, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const code = frame[at] ?? 0;
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 122 ? code - 87 : -1;
    if (digit < 0) return -1;
    value = value * 36 + digit;
  }
  return value;
}
