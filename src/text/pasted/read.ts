import type { Block } from '../../domain/consultation/section.ts';
import { type LeftOut, type LeftOutKind, nothingLeftOut } from './left-out.ts';
import { type Line, blocksOfLines } from './lists.ts';
import { type Counter, LineReader } from './line-reader.ts';
import { notesIn } from './notes.ts';
import { Styles } from './style.ts';
import type { PastedNode } from './tree.ts';

/** A paste as blocks of a section, and what it brought beside them. */
export interface Pasted {
  readonly blocks: Block[];
  readonly leftOut: LeftOut;
}

/**
 * Reads pasted HTML by its elements and attributes, before the schema does (K2). `root` is a parsed document's element, or
 * any element of it; nothing of it is run, drawn or changed. Its visible words are the words of the blocks, in order.
 */
export function readPasted(root: PastedNode): Pasted {
  const tally = new Tally();
  const lines: Line[] = [];
  const paste = { styles: new Styles(root), notes: notesIn(root), tally };
  new LineReader(paste, (line) => lines.push(line)).read(root);
  return { blocks: blocksOfLines(lines), leftOut: tally.leftOut() };
}

/** Counts what is left out. */
class Tally implements Counter {
  readonly #counts: Record<LeftOutKind, number> = { ...nothingLeftOut };
  #marksOfComments = 0;

  add(kind: LeftOutKind, count: number): void {
    this.#counts[kind] += count;
  }

  addMarksOfComments(count: number): void {
    this.#marksOfComments += count;
  }

  leftOut(): LeftOut {
    return { ...this.#counts, comments: Math.max(this.#counts.comments, this.#marksOfComments) };
  }
}
