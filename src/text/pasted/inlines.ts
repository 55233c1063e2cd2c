import type { Inline, Mark } from '../../domain/consultation/section.ts';

/** A text without what nobody can see or type: control characters, soft hyphens, spaces without a width. */
export function seen(text: string): string {
  return text.replace(/(?![\n\t\r])\p{Cc}|[\u00ad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, '').toWellFormed();
}

/** The runs of one line while it is read. Space is put together as a browser shows it. */
export class Inlines {
  #content: Inline[] = [];

  /** Whether nothing was added yet. */
  get empty(): boolean {
    return this.#content.length === 0;
  }

  get endsInBreak(): boolean {
    return this.#content.at(-1)?.type === 'break';
  }

  /** Adds text; answers whether any of it counts. */
  add(raw: string, marks: readonly Mark[]): boolean {
    let text = seen(raw).replace(/[ \t\n\r\f\u00a0]+/g, (space) => (space === '\u00a0' ? space : ' '));
    const last = this.#content.at(-1);
    if (last?.type !== 'text') text = text.replace(/^[ \u00a0]/, '');
    else if (/^[ \u00a0]/.test(text) && /[ \u00a0]$/.test(last.text)) {
      last.text = `${last.text.slice(0, -1)} `;
      text = text.slice(1);
    }
    if (text === '') return false;
    if (last?.type === 'text' && sameMarks(last.marks, marks)) last.text += text;
    else this.#content.push({ type: 'text', text, marks: [...marks] });
    return true;
  }

  /** Adds a line break, but none at the beginning and no second. */
  addBreak(): void {
    this.#trim();
    if (!this.empty && !this.endsInBreak) this.#content.push({ type: 'break' });
  }

  /** Adds runs that were read before. */
  append(content: readonly Inline[]): void {
    for (const inline of content) {
      if (inline.type === 'break') this.addBreak();
      else this.add(inline.text, inline.marks);
    }
  }

  /** The text without its marks. */
  text(): string {
    return this.#content.map((inline) => (inline.type === 'text' ? inline.text : '\n')).join('');
  }

  /** Hands over the runs, without space and breaks at the end, and begins again. */
  take(): Inline[] {
    this.#trim();
    while (this.endsInBreak) this.#content.pop();
    const content = this.#content;
    this.#content = [];
    return content;
  }

  #trim(): void {
    for (let last = this.#content.at(-1); last?.type === 'text'; last = this.#content.at(-1)) {
      last.text = last.text.replace(/[ \u00a0]+$/, '');
      if (last.text !== '') return;
      this.#content.pop();
    }
  }
}

function sameMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  return a.length === b.length && a.every((mark, index) => sameMark(mark, b[index]));
}

function sameMark(a: Mark, b: Mark | undefined): boolean {
  return a.type === b?.type && (a.type !== 'link' || b.type !== 'link' || a.href === b.href);
}
