import { commentsIn } from './comments.ts';
import { isBlock, isList, textOfField, textOfPicture, whyLeftOut } from './elements.ts';
import { type Format, formatIn, marksOf, plainFormat } from './format.ts';
import { Inlines } from './inlines.ts';
import type { LeftOutKind } from './left-out.ts';
import { addressOf, isWorthSaying } from './links.ts';
import type { Line } from './lists.ts';
import { isSignOfNote, leadsToMissingNote } from './notes.ts';
import { type Numbering, type Place, lineIn, nowhere, numberingOf, placeIn } from './place.ts';
import { blocksOfPlain } from './plain.ts';
import type { Declarations, Styles } from './style.ts';
import { type Grid, Rows, gridOf } from './tables.ts';
import { type PastedElement, type PastedNode, holdsAnything, isElement, isText, nameOf, textBelow, walk } from './tree.ts';
import { isGapAfterMarker, itemOfMargin } from './word.ts';

/** What is known of a whole paste. */
export interface PasteContext {
  readonly styles: Styles;
  /** The footnotes whose text is in the paste. */
  readonly notes: ReadonlySet<string>;
  readonly tally: Counter;
}

/** Counts what is left out. A comment has a mark in the text and a text of its own; either may be missing. */
export interface Counter {
  add(kind: LeftOutKind, count: number): void;
  addMarksOfComments(count: number): void;
}

/** What holds inside an element. */
interface Frame {
  readonly format: Format;
  readonly place: Place;
  readonly list: Numbering | null;
  readonly keepsLines: boolean;
  /** Whether lines end where the element does. */
  readonly block: boolean;
  /** Text that belongs behind the element. */
  readonly after: string;
}

/** Reads a tree into lines, in the order of the document. */
export class LineReader {
  readonly #paste: PasteContext;
  readonly #emit: (line: Line) => void;
  readonly #inlines = new Inlines();
  #frames: Frame[] = [];
  /** Inside the code of one of Word's fields, which is not its text. */
  #inCode = false;
  /** Between Word's comments around a list's marker. */
  #inMarker = false;
  /** The kind left out last, with no text since: Word writes one deletion in several pieces. */
  #leftLast = '';

  constructor(paste: PasteContext, emit: (line: Line) => void) {
    this.#paste = paste;
    this.#emit = emit;
  }

  /** Reads all that is in a node. */
  read(root: PastedNode, format: Format = plainFormat): void {
    this.#frames = [{ format, place: nowhere(), list: null, keepsLines: false, block: true, after: '' }];
    walk(root, {
      enter: (node) => this.#enter(node),
      leave: () => {
        this.#leave();
      },
    });
    this.#endLine();
  }

  get #frame(): Frame {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new TypeError('an element ended that never began');
    return frame;
  }

  #enter(node: PastedNode): 'into' | 'past' {
    if (isText(node)) this.#text(node.nodeValue ?? '');
    else if (isElement(node)) return this.#element(node);
    else if (node.nodeType === 8) this.#conditional(node.nodeValue ?? '');
    if (isText(node) || node.nodeType === 8) return 'past';
    this.#frames.push({ ...this.#frame, block: false, after: '' });
    return 'into';
  }

  #leave(): void {
    const { block, after } = this.#frame;
    if (after !== '') this.#text(after);
    if (block) this.#endLine();
    this.#frames.pop();
  }

  #element(element: PastedElement): 'into' | 'past' {
    const name = nameOf(element);
    const style = this.#paste.styles.of(element);
    const done = this.#isLeftOut(element, name, style) || this.#isReadWhole(element, name) || this.#isMarker(element, style);
    if (done) return 'past';
    const grid = name === 'TABLE' ? gridOf(element, this.#paste.styles) : null;
    if (grid !== null) {
      this.#table(grid);
      return 'past';
    }
    this.#open(element, name, style);
    return 'into';
  }

  #open(element: PastedElement, name: string, style: Declarations): void {
    const block = isBlock(name, style);
    if (block) this.#endLine();
    const { format, place, list, keepsLines } = this.#frame;
    const space = style.get('white-space');
    if (name === 'Q') this.#text('“');
    this.#frames.push({
      format: this.#formatOf(element, name, formatIn(format, name, style)),
      place: block ? placeIn(element, name, style, place, list) : place,
      list: isList(name) ? numberingOf(element, name, list) : list,
      keepsLines: name === 'PRE' || (space === undefined ? keepsLines : /^(?:pre|break-spaces)/.test(space)),
      block,
      after: name === 'Q' ? '”' : name === 'A' && isSignOfNote(element) ? ' ' : '',
    });
    const part = style.get('mso-element');
    if (part?.startsWith('field-') === true) this.#inCode = part === 'field-begin';
  }

  #formatOf(element: PastedElement, name: string, format: Format): Format {
    const href = name === 'A' ? element.getAttribute('href') : null;
    if (href === null) return format;
    const address = addressOf(href);
    if (address === null && isWorthSaying(href) && holdsAnything(element)) this.#paste.tally.add('links', 1);
    return { ...format, href: address };
  }

  /** Counts and passes by what a section does not hold. */
  #isLeftOut(element: PastedElement, name: string, style: Declarations): boolean {
    const { tally, styles, notes } = this.#paste;
    const why = name === 'A' && leadsToMissingNote(element, notes) ? 'footnotes' : whyLeftOut(element, name, style);
    if (why === null) return false;
    const emoji = why === 'pictures' ? textOfPicture(element, name) : null;
    if (emoji !== null) this.#text(emoji);
    if (why === 'unseen' || emoji !== null) return true;
    if (isBlock(name, style)) this.#endLine();
    if (why === 'comments') {
      const { marks, texts } = commentsIn(element, styles);
      tally.add('comments', texts);
      tally.addMarksOfComments(marks);
    } else if (why === 'deletions' || why === 'hidden') {
      if (this.#leftLast !== why + name && holdsAnything(element)) tally.add(why, 1);
      this.#leftLast = why + name;
    } else {
      tally.add(why, 1);
    }
    return true;
  }

  /** Reads elements whose text is not simply that of their children. */
  #isReadWhole(element: PastedElement, name: string): boolean {
    if (name === 'BR') this.#lineBreak(element);
    else if (name === 'TEXTAREA') {
      this.#endLine();
      for (const block of blocksOfPlain(textBelow(element, Infinity))) if (block.type === 'paragraph') this.#line(block.content);
    } else if (name === 'INPUT') {
      const text = textOfField(element);
      if (text === null) this.#paste.tally.add('fields', 1);
      else this.#text(` ${text} `);
    } else if (name === 'SELECT') this.#paste.tally.add('fields', 1);
    else return false;
    return true;
  }

  /** Takes the marker of an item of Word's out of the text. */
  #isMarker(element: PastedElement, style: Declarations): boolean {
    const { place } = this.#frame;
    if (style.get('mso-list') === 'ignore') {
      if (place.entry !== null) return true;
      if (place.word === null && place.heading > 0) return false;
      place.word ??= itemOfMargin(place.margin);
      place.word.marker += textBelow(element, 100);
      return true;
    }
    const mayBe = (place.hangs || place.listStyle) && place.entry === null && place.word === null && place.heading === 0;
    if (!mayBe || !isGapAfterMarker(style, element)) return false;
    const before = this.#inlines.text().trim();
    if (!/^\S{1,8}$/.test(before)) return false;
    place.word = { ...itemOfMargin(place.margin), marker: before };
    this.#inlines.take();
    return true;
  }

  #conditional(comment: string): void {
    if (/^\[if !supportLists\]/i.test(comment)) this.#inMarker = true;
    else if (/^\[endif\]/i.test(comment)) this.#inMarker = false;
  }

  #text(value: string): void {
    const { format, place, keepsLines } = this.#frame;
    if (this.#inCode) return;
    if (this.#inMarker && place.heading === 0) {
      if (place.entry === null) place.word ??= itemOfMargin(place.margin);
      if (place.word !== null) place.word.marker += value;
      return;
    }
    for (const [index, part] of (keepsLines ? value.split(/\r\n?|\n/) : [value]).entries()) {
      if (index > 0) this.#endOrBreak();
      if (this.#inlines.add(part, marksOf(format))) this.#leftLast = '';
    }
  }

  #lineBreak(element: PastedElement): void {
    const style = this.#paste.styles.of(element);
    if (element.getAttribute('class') === 'Apple-interchange-newline') return;
    if (style.get('page-break-before') === 'always') this.#endLine();
    else this.#endOrBreak();
  }

  /** A line break; a second one in a row ends the paragraph. */
  #endOrBreak(): void {
    if (this.#inlines.endsInBreak) this.#endLine();
    else this.#inlines.addBreak();
  }

  #endLine(): void {
    this.#inCode = false;
    this.#inMarker = false;
    this.#leftLast = '';
    this.#line(this.#inlines.take());
  }

  #line(content: Line['content']): void {
    if (content.length > 0) this.#emit(lineIn(this.#frame.place, content, this.#paste.styles));
  }

  #table({ captions, rows, hiddenRows }: Grid): void {
    this.#endLine();
    this.#paste.tally.add('tables', 1);
    this.#paste.tally.add('hidden', hiddenRows);
    for (const caption of captions) for (const line of this.#linesOf(caption)) this.#line(line.content);
    const inStep = new Rows();
    for (const row of rows) {
      const cells = row.filter((cell) => !this.#isLeftOut(cell, nameOf(cell), this.#paste.styles.of(cell)));
      for (const line of inStep.linesOf(
        cells,
        cells.map((cell) => this.#linesOf(cell)),
      )) {
        if (line.item === null && line.heading === 0) this.#line(line.content);
        else this.#emit(line);
      }
    }
  }

  /** The lines of a cell. There is no table in it, so this never goes deeper. */
  #linesOf(part: PastedElement): Line[] {
    const lines: Line[] = [];
    const format = formatIn(this.#frame.format, nameOf(part), this.#paste.styles.of(part));
    new LineReader(this.#paste, (line) => lines.push(line)).read(part, format);
    return lines;
  }
}
