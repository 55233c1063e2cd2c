import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { test } from 'tap';
import type { Snapshot, SnapshotSection } from '../../src/domain/response/snapshot.ts';
import { docxRenderer } from '../../src/renderers/docx/docx.ts';
import { type Document, documentOf, draftWords } from '../../src/renderers/document.ts';
import type { Piece } from '../../src/renderers/piece.ts';
import { pdfRenderer } from '../../src/renderers/pdf/pdf.ts';
import { canonicalBytes, digestOf } from '../../src/text/canonical.ts';
import type { Block } from '../../src/domain/consultation/section.ts';
import { everything, sampleCertificate, sampleDocument, sampleSnapshot } from '../support/sample-document.ts';

const typst = pdfRenderer();
const word = docxRenderer();
const folder = mkdtempSync(join(tmpdir(), 'concord-renderers-'));
const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;

const headings = (pieces: readonly Piece[]): number[] =>
  pieces.flatMap((piece) => (piece.type === 'heading' || piece.type === 'question' ? [piece.level] : []));

/** A copy of the snapshot with changed questions. */
function withQuestions(change: (section: Extract<SnapshotSection, { type: 'question' }>) => object): Snapshot {
  const snapshot = sampleSnapshot();
  return {
    ...snapshot,
    sections: snapshot.sections.map((section) => (section.type === 'question' ? { ...section, ...change(section) } : section)),
  };
}

async function wordParts(document: Document): Promise<Readonly<Record<string, string>>> {
  const files = unzipSync(await word.render(document));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** The text of a part of a Word file, paragraphs on lines. */
function wordText(xml: string | undefined): string {
  return (xml ?? '')
    .replace(/<\/w:p>/g, '\n')
    .replace(/<w:(?:br|tab)\/>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

async function pdfFile(document: Document, name: string): Promise<string> {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, await typst.render(document));
  return path;
}

function poppler(program: 'pdftotext' | 'pdfinfo', ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

test('the document: every part of product.md in order, heading levels without a gap', (t) => {
  const document = sampleDocument('final');
  t.equal(document.title, 'Response to SEND Review');
  t.equal(document.subtitle, 'Right support, right place, right time');
  const titles = document.pieces.flatMap((piece) => (piece.type === 'heading' && piece.level === 1 ? [piece.text] : []));
  t.strictSame(titles, [
    'About the network',
    'Key messages',
    'Answers to the questions',
    'Questions not answered, and why',
    'Annex: members of the network',
    'Publication and confidentiality',
    'Contact',
  ]);
  const levels = headings(document.pieces);
  t.ok(levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1));
  const flat = documentOf(
    withQuestions(() => ({ part: '' })),
    { kind: 'final', certificate: sampleCertificate(digestOf(new Uint8Array())), howToCheck: [] },
    'Europe/London',
  );
  t.strictSame([...new Set(headings(flat.pieces))], [1, 2], 'no chapters, no gap');
  t.ok(document.facts.some((fact) => fact.text === 'Round 2, approved by chair and sponsor'));
  t.match(document.footer, /^Certificate SERKN-2026-7K3F {2}\| {2}\w+ \w+ \w+ \w+$/);
  t.strictSame(sampleDocument('final'), document, 'the same snapshot gives the same document');
  t.end();
});

test('the document: a draft says so in words and prints unanswered questions; a final one lists them with their reasons', (t) => {
  const snapshot = withQuestions(({ number }) => (number === '2' ? { blocks: [], chosen: [], notAnswered: '' } : {}));
  const [draft, final] = [sampleDocument('draft', snapshot), sampleDocument('final', snapshot)];
  t.ok(draft.footer.startsWith(draftWords));
  t.ok(draft.facts.some((fact) => fact.text === `${draftWords}. Round 1, locked on 1 July 2026`));
  t.equal(draft.certificate, null);
  t.ok(draft.pieces.some((piece) => piece.type === 'paragraph' && piece.text === 'No answer yet.'));
  t.notOk(JSON.stringify(final).includes(draftWords));
  const unanswered = final.pieces.find((piece) => piece.type === 'unanswered');
  t.match(unanswered?.rows, [
    { number: '2', reason: 'No reason was given.' },
    { number: '22', reason: 'The network has no evidence on this.' },
  ]);
  const bare: Snapshot = { ...snapshot, organisations: [], sections: [], network: { name: 'N', overseenBy: '', about: '', contact: '' } };
  t.strictSame(headings(sampleDocument('draft', bare).pieces), [1], 'nothing but the statement');
  t.end();
});

test('the document: characters that break files never reach them', (t) => {
  const snapshot = sampleSnapshot();
  const document = sampleDocument('draft', { ...snapshot, network: { ...snapshot.network, name: 'A\u0000\u202eB\ufffe\ud800C\u000b' } });
  t.equal(document.network, 'AB\ufffdC');
  t.end();
});

test('[SO43] the certificate page names missing approvals, further writers, and times with their offset', (t) => {
  const page = sampleDocument('final').certificate;
  t.match(page, {
    lead: /^The chair and the sponsor each approved exactly the text in this document/,
    rows: [
      {
        office: 'Chair',
        rule: 'the holder',
        person: /Also wrote parts/,
        act: /^Approved\. “Question 5/,
        time: '11 July 2026, 5:32:08pm BST (UTC+1)',
      },
      { office: 'Vice chair', person: 'Not applicable: nobody was in post when the round opened', missing: true },
      { office: 'Sponsor', assurance: 'Emailed link, typed name, six-digit emailed code' },
    ],
    recordNumber: '9f2e6d33'.repeat(8),
  });
  t.match(
    page?.facts.find((fact) => fact.label === 'Round 1'),
    { text: 'Opened 11 July 2026. Ended 11 July 2026: changes were requested by the sponsor.' },
  );
  t.match(
    page?.facts.find((fact) => fact.label === 'Signed off without'),
    { text: 'vice chair' },
  );
  t.end();
});

test('Word: headings, lists, links and language are Word’s own', async (t) => {
  const parts = await wordParts(sampleDocument('final'));
  const body = parts['word/document.xml'] ?? '';
  const text = wordText(body);
  for (const words of [
    'Response to SEND Review',
    'What we ask',
    'word, & <tags>, #set, $x$, \\emph',
    'second line 😀 漢字 ᚠ',
    'Our answer: Agree',
  ]) {
    t.ok(text.includes(words), words);
  }
  for (const style of ['Title', 'Heading1', 'Heading2', 'Heading3', 'Heading4', 'Heading5', 'ListParagraph']) {
    t.ok(body.includes(`<w:pStyle w:val="${style}"/>`), style);
  }
  t.match(body, /TOC \\h/);
  t.notOk(body.includes('w:dirty="true"'), 'Word asks nothing when it opens the file');
  t.match(parts['word/_rels/document.xml.rels'], /https:\/\/www\.gov\.uk\/send\?a=1&amp;b=2/);
  for (const [place, words] of [
    ['superscript', '6'],
    ['subscript', '2'],
    ['superscript', 'st'],
    ['superscript', 'y'],
    ['subscript', 'max'],
  ] as const) {
    t.match(
      body,
      new RegExp(`<w:vertAlign w:val="${place}"/>(?:<w:[^>]+/>)*</w:rPr><w:t xml:space="preserve">${words}</w:t>`),
      `${words} as ${place}`,
    );
  }
  t.match(parts['word/numbering.xml'], /<w:start w:val="3"\/>/);
  t.match(parts['word/styles.xml'], /<w:lang w:val="en-GB"\/>/);
  t.match(text, /Certificate of sign-off/);
  t.match(text, /Fingerprint of the text/);
  t.match(body, /<w:tblHeader\/>/);
  t.notOk(/(?![\n\r\t])\p{Cc}/u.test(Object.values(parts).join('')), 'no control characters');
  t.match(wordText(parts['word/footer1.xml']), /Certificate SERKN-2026-7K3F/);
  t.notOk(Object.values(parts).some((xml) => xml.includes('DRAFT') || xml.includes(draftWords)));
});

test('Word: every page of a draft has the watermark and says so', async (t) => {
  const parts = await wordParts(sampleDocument('draft'));
  const names = Object.keys(parts).filter((name) => /^word\/header\d+\.xml$/.test(name));
  t.equal(names.length, 2, 'the first page and the others');
  for (const name of names) t.match(parts[name], /string="DRAFT"/);
  for (const name of ['word/footer1.xml', 'word/footer2.xml']) t.match(wordText(parts[name]), draftWords);
  t.notMatch(wordText(parts['word/document.xml']), /Certificate of sign-off/);
});

test('PDF: tagged PDF/UA-1 with all the text, in order', { skip: hasPoppler ? false : 'poppler is not installed' }, async (t) => {
  const path = await pdfFile(sampleDocument('final'), 'final');
  const text = poppler('pdftotext', '-layout', path, '-');
  const flowing = text.replace(/\s+/g, ' ');
  for (const words of [
    'Response to SEND Review',
    'What we ask',
    'word, & <tags>, #set, $x$, \\emph',
    'Our answer: Agree',
    'fourth thing',
    'Some 10⁶ t CO₂e in the 21st century, xy (https://www.gov.uk/send?a=1&b=2) and Qmax',
  ]) {
    t.ok(flowing.includes(words), words);
  }
  t.match(text, /second line 😀 漢字 \[U\+16A0\]/, 'a character that no font draws is printed by its number');
  t.match(text, /Certificate SERKN-2026-7K3F +\| /);
  t.match(text, /Not applicable: nobody was in post/);
  t.notMatch(text, /draft/i);
  t.match(poppler('pdfinfo', path), /Tagged: +yes/);
  t.match(readFileSync(path, 'latin1'), /<pdfuaid:part>1<\/pdfuaid:part>/);
  const tags = poppler('pdfinfo', '-struct-text', path);
  for (const tag of ['H1', 'H2', 'H3', 'H4', 'H5', 'L ', 'LI', 'Table', 'TH', 'Link', 'TOC'])
    t.match(tags, new RegExp(`^ *${tag}`, 'm'), tag);
  t.ok(tags.indexOf('Contents') < tags.indexOf('Certificate of sign-off'));
});

const askedIf = 'Asked only if the answer to question 6 is Agree';
const notAsked = 'Not asked, because the answer to question 6 is Disagree';
const unwritten = { chosen: [], blocks: [] };

/** Question 2 may be asked, 3 is answered though it is not asked; 4, 7 and 8 have no answer. */
const conditional = (purpose: 'draft' | 'final'): Document =>
  sampleDocument(
    purpose,
    withQuestions(({ number }) => {
      if (number === '2') return { askedIf, shortTitle: 'Choices' };
      if (number === '3') return { askedIf, notAsked };
      if (number === '4') return { ...unwritten, askedIf, notAsked, shortTitle: 'Funding' };
      if (number === '7') return { ...unwritten, askedIf, notAsked, notAnswered: 'No evidence.' };
      return number === '8' ? { ...unwritten, askedIf } : {};
    }),
  );

test('[QS18] the document says on what a question depends; one that is not asked and not answered is not missing', (t) => {
  for (const purpose of ['draft', 'final'] as const) {
    const { pieces } = conditional(purpose);
    const printed = new Map(pieces.flatMap((piece) => (piece.type === 'question' ? [[piece.number, piece] as const] : [])));
    t.equal(printed.get('1')?.condition, '');
    t.equal(printed.get('2')?.condition, `${askedIf}.`);
    t.equal(printed.get('3')?.condition, `${askedIf}. ${notAsked}.`, 'an answer that was written is printed');
    t.same([printed.has('4'), printed.has('7')], [false, false]);
    t.equal(printed.has('8'), purpose === 'draft', 'a draft has a place for the answer that is missing');
    const rows = new Map(
      pieces.flatMap((piece) => (piece.type === 'unanswered' ? piece.rows.map((row) => [row.number, row] as const) : [])),
    );
    t.match(rows.get('4'), { text: new RegExp(`^Funding\\. .* ${askedIf}\\.$`), reason: `${notAsked}.` });
    t.match(rows.get('7'), { reason: `${notAsked}. No evidence.` });
    t.equal(rows.get('8')?.reason, purpose === 'draft' ? undefined : 'No reason was given.');
  }
  t.end();
});

test('[QS18] Word and PDF print the conditions', { skip: hasPoppler ? false : 'poppler is not installed' }, async (t) => {
  const parts = await wordParts(conditional('final'));
  const pdf = poppler('pdftotext', '-raw', await pdfFile(conditional('final'), 'conditional'), '-');
  for (const text of [wordText(parts['word/document.xml']), pdf].map((one) => one.replace(/\s+/g, ' '))) {
    t.equal(text.split(`${askedIf}.`).length - 1, 5);
    t.equal(text.split(`${notAsked}.`).length - 1, 3);
  }
});

const titled = (): Document =>
  sampleDocument(
    'final',
    withQuestions(({ number }) => ({ shortTitle: `Subject of ${number}` })),
  );

test('[QS1] the document: a short title is the heading, the question follows in full, and the contents list it', async (t) => {
  const [question] = titled().pieces.filter((piece) => piece.type === 'question');
  t.match(question, { number: '1', title: 'Subject of 1', text: /^Which factors matter most/, inContents: true });
  const some = withQuestions(({ number }) => (number === '1' ? { shortTitle: 'Standards' } : {}));
  const mixed = sampleDocument('final', some).pieces.filter((piece) => piece.type === 'question');
  t.notOk(
    mixed.some((piece) => piece.inContents),
    'contents that would list some questions alone list none',
  );
  const unanswered = titled().pieces.find((piece) => piece.type === 'unanswered');
  t.match(unanswered?.rows, [{ text: /^Subject of 22\. / }]);
  const parts = await wordParts(titled());
  t.match(parts['word/document.xml'], /TOC [^<]*1-3/);
  t.match(wordText(parts['word/document.xml']), /1\sSubject of 1\nWhich factors matter most/);
  t.match((await wordParts(sampleDocument('final')))['word/document.xml'], /TOC [^<]*1-2/);
});

test('[QS1] PDF: the contents list questions by short title', { skip: hasPoppler ? false : 'poppler is not installed' }, async (t) => {
  const path = await pdfFile(titled(), 'titled');
  const contents = poppler('pdftotext', '-f', '2', '-l', '2', '-layout', path, '-');
  t.match(contents, /Chapter 2[^\n]+\n\s+1 Subject of 1[^\n]+\d\n\s+2 Subject of 2[^\n]+\d\n/);
  t.match(poppler('pdftotext', path, '-'), /Subject of 1\s+Which factors matter most/);
  const plain = poppler('pdftotext', '-f', '2', '-l', '2', '-layout', await pdfFile(sampleDocument('final'), 'untitled'), '-');
  t.notMatch(plain, /Which factors/);
});

test('PDF: every page of a draft has the watermark and says so', { skip: hasPoppler ? false : 'poppler is not installed' }, async (t) => {
  const path = await pdfFile(sampleDocument('draft'), 'draft');
  const pages = poppler('pdftotext', '-raw', path, '-').split('\f').slice(0, -1);
  t.ok(pages.length > 3);
  for (const [index, page] of pages.entries()) {
    t.match(page, draftWords, `page ${index + 1}`);
    // Poppler reads slanted letters one by one.
    t.equal((page.match(/^[A-Z]$/gm) ?? []).join(''), 'DRAFT', `page ${index + 1}`);
  }
});

test('PDF: text is never run as Typst, and nothing is fetched', { skip: hasPoppler ? false : 'poppler is not installed' }, async (t) => {
  const nasty = '#import "@preview/cetz:0.2.2"; #read("/etc/passwd") #panic("x") ${sys} = heading ] } ) "';
  const blocks = [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text: nasty, marks: [] }] }, ...everything];
  const path = await pdfFile(
    sampleDocument(
      'draft',
      withQuestions(() => ({ blocks })),
    ),
    'nasty',
  );
  t.match(poppler('pdftotext', path, '-').replace(/\s+/g, ' '), '#import "@preview/cetz:0.2.2"; #read("/etc/passwd") #panic("x")');
});

for (const [kind, renderer] of Object.entries({ DOCX: docxRenderer, PDF: pdfRenderer })) {
  test(`${kind}: an overlong document or job is refused, and a new process does the next job`, async (t) => {
    const small = renderer({ longest: 1000 });
    await t.rejects(small.render(sampleDocument('draft')), { name: 'RenderFailed', failure: 'too-long' });
    await small.close();
    const hasty = renderer({ timeout: 1 });
    await t.rejects(hasty.render(sampleDocument('draft')), { message: `no ${kind} after 1 ms`, failure: 'too-slow' });
    await hasty.close();
    await t.rejects(hasty.render(sampleDocument('draft')), { name: 'RenderFailed', message: /closing/ });
    const recycled = renderer({ jobsPerProcess: 1 });
    recycled.warm();
    const [one, two] = [await recycled.render(sampleDocument('draft')), await recycled.render(sampleDocument('draft'))];
    t.ok(one.length > 1000 && two.length > 1000, 'each process made a file');
    await recycled.close();
  });

  test(`${kind}: a long document holds nobody up: the event loop of the service goes on`, async (t) => {
    const own = renderer({ timeout: 120_000 });
    t.teardown(() => own.close());
    const paragraph: Block = { type: 'paragraph', content: [{ type: 'text', text: 'kinship', marks: [] }] };
    const blocks = Array.from({ length: 10_000 }, () => paragraph);
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 5);
    const document = sampleDocument('draft');
    const started = performance.now();
    await own.render({ ...document, letter: blocks });
    clearInterval(beat);
    t.ok(longest < (performance.now() - started) / 2, `the loop stood still for ${Math.round(longest)} ms at most`);
  });
}

test('PDF: the same document gives the same bytes, whichever process makes it', async (t) => {
  const other = pdfRenderer();
  const [one, two] = [await typst.render(sampleDocument('draft')), await other.render(sampleDocument('draft'))];
  await other.close();
  t.equal(Buffer.from(one).subarray(0, 5).toString(), '%PDF-');
  t.equal(digestOf(one), digestOf(two));
});

test('PDF: of several jobs at once, each gets its own file', async (t) => {
  const documents = ['one', 'two', 'three'].map((name) => ({ ...sampleDocument('draft'), name }));
  const made = await Promise.all(documents.map((document) => typst.render(document)));
  t.equal(new Set(made.map((bytes) => digestOf(bytes))).size, 3);
});

test('a full snapshot is canonical: writing it again changes no byte', (t) => {
  const bytes = canonicalBytes(sampleSnapshot());
  t.strictSame(canonicalBytes(JSON.parse(new TextDecoder().decode(bytes))), bytes);
  t.end();
});

test('ends the process it started', async (t) => {
  await Promise.all([typst.close(), word.close()]);
  rmSync(folder, { recursive: true, force: true });
  t.end();
});
