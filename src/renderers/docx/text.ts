import { ExternalHyperlink, HeadingLevel, type IParagraphOptions, Paragraph, type Table, type TableOfContents, TextRun } from 'docx';
import type { Block, Inline, Mark } from '../../domain/consultation/section.ts';
import { type Lists, hanging, itemIndent } from './lists.ts';
import { isTurned } from './direction.ts';
import { directionOf, paragraphOf, quiet, spoken, styled } from './run.ts';
import { underNumber } from './styles.ts';
import { linesTable } from './table.ts';
import type { Piece } from '../piece.ts';

/** An element of the body of a Word document. */
export type Part = Paragraph | Table | TableOfContents;

const headings = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
] as const;

/** A heading of the document itself, by level from 1. */
export function headingOf(level: number, text: string, more: Pick<IParagraphOptions, 'pageBreakBefore'> = {}): Paragraph {
  return paragraphOf(text, { ...more, heading: headingLevel(level) });
}

function headingLevel(level: number): (typeof headings)[number] {
  return headings[level - 1] ?? HeadingLevel.HEADING_6;
}

/** One piece of the document as paragraphs and tables. */
export function pieceParts(piece: Piece, lists: Lists): Part[] {
  switch (piece.type) {
    case 'heading':
      return [headingOf(piece.level, piece.text)];
    case 'paragraph':
      return [paragraphOf(piece.text)];
    case 'text':
      return blockParts(piece.blocks, piece.under, lists, piece.under > 1 ? underNumber : 0);
    case 'question':
      return questionParts(piece);
    case 'names':
      return piece.names.map((name) => item(lists.bullets, 0, 0, { ...directionOf(name), children: spoken(name, isTurned(name)) }));
    case 'table':
      return [linesTable(piece.head, piece.widths, piece.rows)];
    case 'unanswered':
      return [
        linesTable(
          ['Number', 'Question', 'Why'],
          [12, 52, 36],
          piece.rows.map((row) => [row.number, row.text, row.reason]),
        ),
      ];
  }
}

function questionParts(piece: Extract<Piece, { type: 'question' }>): Paragraph[] {
  const { level, number, title, text, followUp, options, choices, condition } = piece;
  const chosen = options.filter((option) => option.chosen).map((option) => option.text);
  const heading = title === '' ? text : title;
  return [
    new Paragraph({
      heading: headingLevel(level),
      indent: { left: underNumber, hanging: underNumber },
      ...directionOf(heading),
      children: [styled(`${number}\t`, { color: '0A5C66' }), ...spoken(heading, isTurned(heading))],
    }),
    ...(title === '' ? [] : [paragraphOf(text, { style: 'QuestionNote' })]),
    ...(followUp === '' ? [] : [paragraphOf(followUp, { style: 'QuestionNote' })]),
    ...(condition === '' ? [] : [paragraphOf(condition, { style: 'QuestionNote' })]),
    ...(options.length === 0
      ? []
      : [
          new Paragraph({
            style: 'ChosenAnswer',
            children: [
              ...(chosen.length === 0
                ? [new TextRun('No option is chosen.')]
                : [new TextRun('Our answer: '), ...spoken(chosen.join('; '), false, { bold: true })]),
              ...spoken(
                `${choices === '' ? '' : `${choices}. `}The options were: ${options.map((option) => option.text).join('; ')}.`,
                false,
                { ...quiet, size: 18, break: 1 },
              ),
            ],
          }),
        ]),
  ];
}

/** Blocks as paragraphs, `indent` twentieths of a point from the margin. Headings inside are one or two levels below `under`. */
export function blockParts(blocks: readonly Block[], under: number, lists: Lists, indent = 0): Paragraph[] {
  return blocks.flatMap((block) => {
    if (block.type === 'paragraph') return [paragraphIn(block, indent)];
    if (block.type === 'heading') {
      return [new Paragraph({ heading: headingLevel(under + block.level), ...textOf(block.content), indent: { left: indent } })];
    }
    return listParts(block, { level: 0, under, lists, indent });
  });
}

/** A paragraph; one of an evidence box has the style of the box, and Word draws one box around its neighbours (TX23). */
function paragraphIn({ content, evidence }: Extract<Block, { type: 'paragraph' }>, left: number): Paragraph {
  if (evidence === undefined) return new Paragraph({ ...textOf(content), indent: { left } });
  return new Paragraph({ ...textOf(content), style: 'Evidence', indent: { left: left + 160, right: 160 } });
}

interface Place {
  readonly level: number;
  readonly under: number;
  readonly lists: Lists;
  readonly indent: number;
}

/** The first paragraph of an item carries the marker. Further paragraphs stand under its words. */
function listParts(list: Extract<Block, { type: 'bulletList' | 'orderedList' }>, place: Place): Paragraph[] {
  const { level, under, lists, indent } = place;
  const reference = list.type === 'bulletList' ? lists.bullets : lists.numbered(list.start);
  return list.items.flatMap((blocks) => {
    const [first, ...rest] = blocks;
    const marked = first !== undefined && 'content' in first;
    const marker = item(reference, level, indent, marked ? textOf(first.content) : { children: [] });
    return [
      marker,
      ...(marked ? rest : blocks).flatMap((block) =>
        'items' in block
          ? listParts(block, { ...place, level: Math.min(level + 1, 8) })
          : blockParts([block], under, lists, indent + itemIndent(level)),
      ),
    ];
  });
}

function item(reference: string, level: number, indent: number, options: IParagraphOptions): Paragraph {
  return new Paragraph({
    ...options,
    style: 'ListParagraph',
    numbering: { reference, level },
    indent: { left: indent + itemIndent(level), hanging },
  });
}

/** The runs and the direction of a paragraph. */
function textOf(content: readonly Inline[]): Pick<IParagraphOptions, 'bidirectional' | 'children'> {
  const text = content.map((inline) => (inline.type === 'text' ? inline.text : '')).join('');
  return { ...directionOf(text), children: runs(content, isTurned(text)) };
}

/** Runs of text. Neighbouring runs with one link become one link. */
function runs(content: readonly Inline[], turned: boolean): (TextRun | ExternalHyperlink)[] {
  const result: (TextRun | ExternalHyperlink)[] = [];
  for (let start = 0, end = 1; start < content.length; start = end, end += 1) {
    const href = hrefOf(content[start]);
    while (href !== null && hrefOf(content[end]) === href) end += 1;
    const children = content.slice(start, end).flatMap((inline) => runsOf(inline, turned));
    if (href === null) result.push(...children);
    else result.push(new ExternalHyperlink({ link: href, children }));
  }
  return result;
}

function runsOf(inline: Inline, turned: boolean): TextRun[] {
  if (inline.type === 'break') return [new TextRun({ break: 1 })];
  const has = (type: Mark['type']): boolean => inline.marks.some((mark) => mark.type === type);
  return spoken(inline.text, turned, {
    bold: has('bold'),
    italics: has('italic'),
    ...(has('link') ? { style: 'Hyperlink' } : {}),
    ...(has('superscript') ? { superScript: true } : {}),
    ...(has('subscript') ? { subScript: true } : {}),
  });
}

function hrefOf(inline: Inline | undefined): string | null {
  return inline?.type === 'text' ? (inline.marks.find((mark) => mark.type === 'link')?.href ?? null) : null;
}
