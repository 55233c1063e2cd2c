/** Where values stand in a JSON text; `brokenAt` is the offset at which it stops being JSON, null where it never does. */
export interface Places {
  /** The line, from 1, of each value in the outer three levels by its path: `questions[8].kind`. */
  readonly lines: ReadonlyMap<string, number>;
  readonly brokenAt: number | null;
}

interface Frame {
  readonly close: '}' | ']';
  readonly path: string;
  key: string;
  index: number;
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'comma or end' | 'nothing';

const deepest = 3;
const space = /[ \t\r\n]*/y;
const plain = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Walks a text once, without recursion, so that no depth of brackets can exhaust the stack (RFC 8259). */
export function placesIn(text: string): Places {
  const walk = new Walk(text);
  const brokenAt = walk.run();
  return { lines: walk.lines, brokenAt };
}

/** The line and the character in it, both from 1, of an offset. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly character: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, character: before.length - before.lastIndexOf('\n') };
}

/** One walk over a text: its state is the present place and the open brackets. */
class Walk {
  readonly lines = new Map<string, number>();
  readonly #text: string;
  readonly #open: Frame[] = [];
  #at = 0;
  #line = 1;
  #counted = 0;
  #expected: Expected = 'value';

  constructor(text: string) {
    this.#text = text;
  }

  run(): number | null {
    for (;;) {
      this.#at = this.#match(space);
      if (this.#at === this.#text.length) return this.#expected === 'nothing' ? null : this.#at;
      if (!this.#step(this.#text.charAt(this.#at))) return this.#at;
    }
  }

  #step(next: string): boolean {
    const frame = this.#open.at(-1);
    const mayEnd = this.#expected.endsWith('or end');
    if (mayEnd && next === frame?.close) return this.#close();
    if (this.#expected === 'comma or end') return next === ',' && this.#comma(frame);
    if (this.#expected.startsWith('key')) return next === '"' && this.#keyOf(frame);
    return this.#expected.startsWith('value') && this.#value(next);
  }

  #comma(frame: Frame | undefined): boolean {
    this.#at += 1;
    if (frame !== undefined) frame.index += 1;
    this.#expected = frame?.close === '}' ? 'key' : 'value';
    return true;
  }

  #keyOf(frame: Frame | undefined): boolean {
    const end = this.#endOfString();
    if (end === -1) return false;
    if (frame !== undefined) frame.key = String(JSON.parse(this.#text.slice(this.#at, end)));
    this.#at = end;
    this.#at = this.#match(space);
    if (this.#text.charAt(this.#at) !== ':') return false;
    this.#at += 1;
    this.#expected = 'value';
    return true;
  }

  #value(next: string): boolean {
    const path = this.#note();
    if (next === '{' || next === '[') {
      this.#open.push({ close: next === '{' ? '}' : ']', path, key: '', index: 0 });
      this.#at += 1;
      this.#expected = next === '{' ? 'key or end' : 'value or end';
      return true;
    }
    const end = next === '"' ? this.#endOfString() : this.#match(plain);
    return end > this.#at && this.#ended(end - this.#at);
  }

  #close(): boolean {
    this.#open.pop();
    return this.#ended(1);
  }

  #ended(length: number): boolean {
    this.#at += length;
    this.#expected = this.#open.length === 0 ? 'nothing' : 'comma or end';
    return true;
  }

  #note(): string {
    const frame = this.#open.at(-1);
    if (frame === undefined || this.#open.length > deepest) return '';
    const path = frame.close === ']' ? `${frame.path}[${frame.index}]` : frame.path === '' ? frame.key : `${frame.path}.${frame.key}`;
    for (; this.#counted < this.#at; this.#counted += 1) if (this.#text.charAt(this.#counted) === '\n') this.#line += 1;
    this.lines.set(path, this.#line);
    return path;
  }

  /** The offset after a match at the present place; the place itself where there is none. */
  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    return this.#at + (pattern.exec(this.#text)?.[0].length ?? 0);
  }

  /** The offset after the string that begins here; where it is no string, -1, and the place moves to the fault. */
  #endOfString(): number {
    for (let n = this.#at + 1; n < this.#text.length; n += 1) {
      const one = this.#text.charAt(n);
      if (one === '"') return n + 1;
      if (one === '\\') {
        if (!/^(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(this.#text.slice(n + 1, n + 6))) return this.#broken(n);
        n += 1;
      } else if (one < ' ') return this.#broken(n);
    }
    return this.#broken(this.#text.length);
  }

  #broken(at: number): -1 {
    this.#at = at;
    return -1;
  }
}
