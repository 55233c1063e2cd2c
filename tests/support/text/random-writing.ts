import { Fragment, Slice } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { schema } from '../../../src/text/extensions.ts';
import { HeadlessEditor } from './headless-editor.ts';

/** Numbers from 0 to below `most`, the same for a seed. */
export type Dice = (most: number) => number;

/** A generator of numbers by a seed (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

/** One writer among several, whose every character is unique. */
export class Writer {
  readonly editor: HeadlessEditor;
  /** Characters that this writer deleted, having seen them. */
  readonly deleted = new Set<string>();
  /** Characters that an undo or redo of this writer brought back. */
  readonly restored = new Set<string>();
  readonly typed = new Set<string>();
  readonly orders: string[] = [];
  readonly #known = new Set<string>();
  readonly #dice: Dice;
  readonly #fresh: () => string;

  constructor(editor: HeadlessEditor, dice: Dice, fresh: () => string) {
    this.editor = editor;
    this.#dice = dice;
    this.#fresh = fresh;
  }

  /** Does one random act and notes the characters that came and went. Returns its name. */
  act(): string {
    const acts = Object.keys(actions) as (keyof typeof actions)[];
    const name = acts[this.#dice(acts.length)] ?? 'type';
    const before = letters(this.editor.words);
    this.#selectSomething();
    actions[name](this.editor, (length) => this.#type(length), this.#dice);
    const after = letters(this.editor.words);
    for (const one of new Set([...before, ...after])) this.#note(one, count(before, one), count(after, one));
    this.orders.push(after.join(''));
    return name;
  }

  #note(character: string, before: number, after: number): void {
    if (after < before) this.deleted.add(character);
    else if (after > before && (this.typed.has(character) || before > 0 || this.#known.has(character))) this.restored.add(character);
    else if (after > before) this.typed.add(character);
    this.#known.add(character);
  }

  #type(length: number): string {
    return Array.from({ length }, () => this.#fresh()).join('');
  }

  #selectSomething(): void {
    const length = this.editor.words.length;
    const at = this.#dice(length + 1);
    this.editor.select(at, this.#dice(3) === 0 ? Math.min(length, at + this.#dice(12)) : at);
  }
}

function count(characters: readonly string[], character: string): number {
  return characters.filter((one) => one === character).length;
}

/** The unique characters of a text. */
export function letters(words: string): string[] {
  return Array.from(words).filter((one) => one !== '¶' && one !== '⏎');
}

type Fresh = (length: number) => string;

const actions = {
  type: (page: HeadlessEditor, fresh: Fresh, dice: Dice) => {
    if (!page.state.selection.empty) page.editor.commands.setTextSelection(page.state.selection.to);
    for (let left = 1 + dice(3); left > 0; left -= 1) page.type(fresh(1));
  },
  typeOver: (page: HeadlessEditor, fresh: Fresh) => {
    page.type(fresh(2));
  },
  delete: (page: HeadlessEditor) => page.editor.commands.deleteSelection(),
  backspace: (page: HeadlessEditor) => {
    const { selection } = page.state;
    if (!selection.empty) page.editor.commands.deleteSelection();
    else if (selection.$from.parentOffset === 0) page.editor.commands.joinBackward();
    else page.editor.commands.deleteRange({ from: selection.from - 1, to: selection.from });
  },
  enter: (page: HeadlessEditor) => {
    page.editor.commands.deleteSelection();
    page.editor.commands.first(({ commands }) => [
      () => commands.splitListItem('listItem'),
      () => commands.liftEmptyBlock(),
      () => commands.splitBlock(),
    ]);
  },
  lineBreak: (page: HeadlessEditor) => page.editor.commands.setHardBreak(),
  heading: (page: HeadlessEditor, _fresh: Fresh, dice: Dice) => page.editor.commands.toggleHeading({ level: dice(2) === 0 ? 1 : 2 }),
  bullets: (page: HeadlessEditor) => page.editor.commands.toggleBulletList(),
  numbers: (page: HeadlessEditor) => page.editor.commands.toggleOrderedList(),
  indent: (page: HeadlessEditor) => page.editor.commands.sinkListItem('listItem'),
  outdent: (page: HeadlessEditor) => page.editor.commands.liftListItem('listItem'),
  bold: (page: HeadlessEditor) => page.editor.commands.toggleBold(),
  paste: (page: HeadlessEditor, fresh: Fresh, dice: Dice) => {
    const lines = Array.from({ length: 1 + dice(3) }, () => schema.node('paragraph', null, [schema.text(fresh(2))]).toJSON() as unknown);
    const nodes = Fragment.fromJSON(page.editor.schema, lines);
    page.editor.view.dispatch(page.state.tr.replaceSelection(new Slice(nodes, 1, 1)));
  },
  deleteParagraph: (page: HeadlessEditor) => {
    const { $from } = page.state.selection;
    if ($from.depth > 0) page.editor.view.dispatch(page.state.tr.delete($from.before(), $from.after()));
  },
  undo: (page: HeadlessEditor) => page.editor.commands.undo(),
  redo: (page: HeadlessEditor) => page.editor.commands.redo(),
} satisfies Record<string, (page: HeadlessEditor, fresh: Fresh, dice: Dice) => unknown>;

/** Writers with one text, who act unseen by one another for a while, and meet. */
export class Meeting {
  readonly writers: readonly Writer[];
  readonly log: string[] = [];
  readonly #dice: Dice;

  constructor(seed: number, people = 3) {
    this.#dice = diceOf(seed);
    let next = 0x4e_00;
    const fresh = (): string => String.fromCodePoint(next++);
    this.writers = Array.from({ length: people }, (_, index) => new Writer(new HeadlessEditor(index + 1), this.#dice, fresh));
    const [first] = this.writers;
    for (let lines = 0; lines < 3; lines += 1) {
      first?.editor.type(Array.from({ length: 4 }, fresh).join(''));
      first?.editor.editor.commands.splitBlock();
    }
    for (const one of first === undefined ? [] : letters(first.editor.words)) first?.typed.add(one);
    this.meet();
  }

  /** Three times: each writer does a few acts unseen by the others. Then some of them meet; at the end all do. */
  run(): void {
    for (let round = 0; round < 3; round += 1) {
      this.writers.forEach((writer, index) => {
        writer.editor.undoing.separate();
        for (let acts = 1 + this.#dice(4); acts > 0; acts -= 1) this.log.push(`${index + 1} ${writer.act()}: ${writer.editor.words}`);
      });
      if (round === 2) this.meet();
      else this.#someMeet();
    }
  }

  meet(): void {
    for (let times = 0; times < 2; times += 1) for (const one of this.writers) for (const other of this.writers) bring(one, other);
  }

  #someMeet(): void {
    for (const one of this.writers) {
      const other = this.writers[this.#dice(this.writers.length)];
      if (other === undefined || other === one) continue;
      bring(one, other);
      if (this.#dice(2) === 0) bring(other, one);
    }
  }
}

function bring(from: Writer, to: Writer): void {
  if (from === to) return;
  Y.applyUpdate(to.editor.doc, Y.encodeStateAsUpdate(from.editor.doc, Y.encodeStateVector(to.editor.doc)));
}
