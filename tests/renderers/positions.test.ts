import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { test } from 'tap';
import { docxRenderer } from '../../src/renderers/docx/docx.ts';
import { pdfRenderer } from '../../src/renderers/pdf/pdf.ts';
import type { Piece } from '../../src/renderers/piece.ts';
import { sampleDocument, sampleSince, sampleWithPositions } from '../support/sample-document.ts';

// Where the organisations stand, in every format of the document.

const document = sampleDocument('final', sampleWithPositions(), sampleSince);
const hasPoppler = spawnSync('pdftotext', ['-v']).error === undefined;

/** The words of the annexes, in order. */
const annexes = [
  'Annex A: where the organisations stand',
  'The network has 19 organisations. On this text, 12 endorse, 2 endorse with a reservation, 1 cannot take a position, 2 do not endorse. 2 gave no reply.',
  'Who endorses',
  'East Sussex County Council, on an earlier text',
  'Who does not endorse',
  'Brighton & Hove City Council',
  '1 organisation that is not named.',
  'On single answers',
  'Fifteen days are too few in August.',
  'Annex B: notes of organisations',
  'Note 1: Bracknell Forest Council',
  'We would keep the panel.',
  'Note 2: an organisation that is not named',
  'The list must not be final <b>yet</b> & #ever.',
  'Publication and confidentiality',
  'Certificate of sign-off',
  '12 July 2026, 2:15pm: Kent County Council does not endorse. The locked text says: endorses.',
];

/** The places of words in a text, or -1: each is looked for after the one before it. */
function places(text: string, all: readonly string[]): readonly number[] {
  let from = 0;
  return all.map((words) => {
    const at = text.indexOf(words, from);
    if (at >= 0) from = at;
    return at;
  });
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('[PO11] [PO12] the document: who endorses stands in place of the members, and notes are named under their answers', (t) => {
  const titles = document.pieces.flatMap((piece) => (piece.type === 'heading' && piece.level === 1 ? [piece.text] : []));
  t.strictSame(titles.slice(-4), [
    'Annex A: where the organisations stand',
    'Annex B: notes of organisations',
    'Publication and confidentiality',
    'Contact',
  ]);
  const five = document.pieces.findIndex((piece) => piece.type === 'question' && piece.number === '5');
  t.strictSame(document.pieces.at(five + 2), {
    type: 'paragraph',
    text:
      'Where the organisations stand on this answer: 11 endorse, 2 endorse with a reservation, 1 cannot take a position, 3 do not endorse. ' +
      'East Sussex County Council and an organisation that is not named do not endorse. See annex A, and note 1 in annex B.',
  } satisfies Piece);
  t.ok(document.facts.some(({ label, text }) => label === 'From' && /19 organisations\. 12 endorse, .* See annex A$/.test(text)));
  t.match(
    document.certificate?.facts.find(({ label }) => label === 'Organisations'),
    { text: /^12 endorse, 2 endorse with a reservation, .*2 gave no reply\. See annex A$/ },
  );
  const plain = sampleDocument('final');
  t.notMatch(JSON.stringify(plain), /endorse|no reply/, 'nothing where no organisation has given a position [SO54]');
  t.match(JSON.stringify(plain), /Annex: members of the network/);
  t.end();
});

test('[PO11] Word has the annexes with their table, in order', async (t) => {
  const word = docxRenderer();
  const xml = strFromU8(unzipSync(await word.render(document))['word/document.xml'] ?? new Uint8Array());
  await word.close();
  const text = squeezed(
    xml
      .replaceAll(/<[^>]+>/g, (tag) => (tag === '</w:p>' ? ' ' : ''))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  );
  t.notOk(places(text, annexes).includes(-1), places(text, annexes).join());
  t.match(xml, /<w:tblHeader\/>[\s\S]*Where it stands, and why/);
});

test('[PO11] PDF has the annexes with their table, in order', { skip: hasPoppler ? false : 'poppler is not installed' }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-positions-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const typst = pdfRenderer({ timeout: 60_000 });
  const path = join(folder, 'positions.pdf');
  writeFileSync(path, await typst.render(document));
  await typst.close();
  const text = squeezed(execFileSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' }));
  // The contents name the annexes first.
  const body = text.slice(text.indexOf('Annex A: where the organisations stand The network'));
  t.notOk(places(body, annexes).includes(-1), places(body, annexes).join());
  t.match(execFileSync('pdfinfo', [path], { encoding: 'utf8' }), /Tagged: +yes/);
});
