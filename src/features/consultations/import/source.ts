import type { Flaw } from '../../../domain/consultation/questions/flaw.ts';

/** The text of a file with its lines, for showing where a flaw stands. */
export class Source {
  readonly #lines: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(text: string, places: ReadonlyMap<string, number>) {
    this.#lines = text.split(/\r\n|\n|\r/u);
    this.#places = places;
  }

  lineOf(path: string): number {
    return this.#places.get(path) ?? 0;
  }

  /** The line of a flaw, with its wrong part set apart; null where the file has no such line. */
  excerpt(flaw: Flaw): { readonly line: number; readonly before: string; readonly wrong: string; readonly after: string } | null {
    // A row of a table is one line, and so is its cell.
    const line = this.lineOf(flaw.path) || this.lineOf(/^\[\d+\]/u.exec(flaw.path)?.[0] ?? '');
    const text = this.#lines[line - 1]?.trim() ?? '';
    const wrong = [flaw.given, flaw.given.replace(/^"(.*)"$/su, '$1')].find((one) => one !== '' && text.includes(one)) ?? '';
    if (text === '' || text.length > 400) return null;
    const at = text.indexOf(wrong);
    return wrong === ''
      ? { line, before: text, wrong, after: '' }
      : { line, before: text.slice(0, at), wrong, after: text.slice(at + wrong.length) };
  }
}
