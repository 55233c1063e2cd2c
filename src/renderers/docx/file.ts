import {
  AlignmentType,
  Document as DocxDocument,
  Footer,
  Header,
  Packer,
  PageNumber,
  Paragraph,
  TabStopType,
  TableOfContents,
  TextRun,
} from 'docx';
import { TextWatermark } from 'docx/watermarks';
import { certificateParts } from './certificate.ts';
import { type Lists, listsOf } from './lists.ts';
import { characterStyles, looks, paragraphStyles, textWidth } from './styles.ts';
import { draftLook, paragraphOf, quiet, spoken, styled } from './run.ts';
import { type Part, blockParts, headingOf, pieceParts } from './text.ts';
import { type Document, draftWords } from '../document.ts';

/** The bytes of a Word document: real headings and lists, a contents list, en-GB, a watermark on every page of a draft. */
export async function docxOf(document: Document): Promise<Uint8Array> {
  return new Uint8Array(await Packer.toBuffer(fileOf(document)));
}

function fileOf(document: Document): DocxDocument {
  const lists = listsOf();
  const children = bodyOf(document, lists);
  return new DocxDocument({
    title: document.name,
    creator: document.network,
    lastModifiedBy: document.network,
    keywords: `sha256:${document.digest}`,
    styles: { default: looks, paragraphStyles: [...paragraphStyles], characterStyles: [...characterStyles] },
    numbering: { config: lists.config() },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: 11906, height: 16838 },
            margin: { top: 1588, bottom: 1474, left: 1361, right: 1361, header: 709, footer: 567 },
          },
        },
        headers: { first: headerOf(document, ''), default: headerOf(document, document.header) },
        footers: { first: footerOf(document), default: footerOf(document) },
        children,
      },
    ],
  });
}

function bodyOf(document: Document, lists: Lists): Part[] {
  return [
    paragraphOf(document.network, { style: 'Network' }),
    paragraphOf(document.title, { style: 'Title' }),
    ...(document.subtitle === '' ? [] : [paragraphOf(document.subtitle, { style: 'Subtitle' })]),
    ...document.facts.map((fact, index) => factOf(fact.label, fact.text, index === document.facts.length - 1)),
    ...(document.letter.length === 0 ? [] : [headingOf(1, 'Covering letter')]),
    ...blockParts(document.letter, 1, lists),
    new Paragraph({ style: 'ContentsTitle', text: 'Contents', pageBreakBefore: true }),
    // Without page numbers and a mark for updating, Word opens the file without asking a question.
    new TableOfContents('Contents', {
      hyperlink: true,
      headingStyleRange: `1-${contentsDepth(document)}`,
      pageNumbersEntryLevelsRange: '1-9',
      beginDirty: false,
    }),
    ...document.pieces.flatMap((piece) => pieceParts(piece, lists)),
    ...(document.certificate === null ? [] : certificateParts(document.certificate)),
  ];
}

/** The deepest heading that the contents list: a question only where all have a short title. */
function contentsDepth({ pieces }: Document): number {
  return Math.max(2, ...pieces.map((piece) => (piece.type === 'question' && piece.inContents ? piece.level : 2)));
}

function factOf(label: string, text: string, last: boolean): Paragraph {
  const drafts = text.startsWith(draftWords);
  return new Paragraph({
    style: last ? 'LastFact' : 'Fact',
    children: [
      styled(`${label}\t`, quiet),
      ...(drafts ? [styled(draftWords, draftLook), new TextRun(text.slice(draftWords.length))] : spoken(text, false)),
    ],
  });
}

function headerOf({ draft }: Document, text: string): Header {
  const watermark = draft ? [new TextWatermark({ text: 'DRAFT', font: 'Arial', color: '8A1A12', opacity: 0.14, width: 480 })] : [];
  return new Header({
    children: [
      new Paragraph({
        style: 'Header',
        tabStops: [{ type: TabStopType.RIGHT, position: textWidth }],
        children: [...watermark, ...spoken(text, false), ...(draft ? [new TextRun('\t'), styled(draftWords, draftLook)] : [])],
      }),
    ],
  });
}

function footerOf({ draft, footer }: Document): Footer {
  const words = draft ? [styled(draftWords, draftLook), new TextRun(footer.slice(draftWords.length))] : [new TextRun(footer)];
  return new Footer({
    children: [
      new Paragraph({
        style: 'Footer',
        alignment: AlignmentType.LEFT,
        tabStops: [{ type: TabStopType.RIGHT, position: textWidth }],
        children: [...words, new TextRun({ children: ['\tPage ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] })],
      }),
    ],
  });
}
