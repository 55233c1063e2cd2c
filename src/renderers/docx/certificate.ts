import { Paragraph, TextRun } from 'docx';
import type { CertificatePage, Fact } from '../certificate-page.ts';
import { paragraphOf, quiet, spoken, styled } from './run.ts';
import { linesTable } from './table.ts';
import { type Part, headingOf } from './text.ts';

/** The certificate, on a page of its own. */
export function certificateParts(page: CertificatePage): Part[] {
  return [
    headingOf(1, page.title, { pageBreakBefore: true }),
    paragraphOf(page.lead),
    new Paragraph({
      style: 'VersionWords',
      children: [
        styled('Version words: ', { size: 18, bold: false }),
        new TextRun(page.versionWords),
        styled('Certificate: ', { size: 18, bold: false, break: 1 }),
        new TextRun(page.code),
      ],
    }),
    linesTable(
      ['Office', 'Person and capacity', 'Act', 'UK time', 'Assurance'],
      [15, 26, 24, 18, 17],
      page.rows.map((row) => {
        const office = row.rule === '' ? row.office : `${row.office}\n${row.rule}`;
        return row.missing ? { first: office, across: row.person } : [office, row.person, row.act, row.time, row.assurance];
      }),
    ),
    new Paragraph({ style: 'SmallText', text: '' }),
    ...[
      ...page.facts,
      { label: 'Fingerprint of the text', text: page.fingerprint },
      { label: 'Record number', text: page.recordNumber },
    ].map(factOf),
    headingOf(2, 'How to check this document'),
    ...page.howToCheck.map((text) => paragraphOf(text, { style: 'SmallText' })),
  ];
}

function factOf({ label, text }: Fact): Paragraph {
  return new Paragraph({ style: 'CertificateFact', children: [styled(`${label}\t`, quiet), ...spoken(text, false)] });
}
