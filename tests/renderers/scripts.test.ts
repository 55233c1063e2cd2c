import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { test } from 'tap';
import { notDrawn } from '../../src/domain/response/printed.ts';
import { isTurned, partsOf } from '../../src/renderers/docx/direction.ts';
import { docxRenderer } from '../../src/renderers/docx/docx.ts';
import { rangesOf } from '../../src/renderers/pdf/character-map.ts';
import { familyOf, inOrder, shippedFonts } from '../../src/renderers/pdf/fonts.ts';
import { pdfRenderer } from '../../src/renderers/pdf/pdf.ts';
import { everyScriptDocument, sentences, wide } from '../support/every-script.ts';
import { noPoppler, pdfBoxes, pdfWords } from '../support/poppler.ts';
import { sampleDocument, sampleSnapshot } from '../support/sample-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'concord-scripts-'));
const pdf = join(folder, 'every-script.pdf');
const renderer = pdfRenderer({ timeout: 120_000 });

/** The words of a part of a Word file. */
function textOf(xml: string): string {
  return xml.replace(/<[^>]+>/g, '');
}

test('[SO46] a font draws every letter of the region’s scripts, symbols and emoji', (t) => {
  for (const { script, text } of sentences) t.same(notDrawn(text, shippedFonts), [], script);
  t.same(
    wide.flatMap((word) => notDrawn(word, shippedFonts)),
    [],
  );
  t.same(notDrawn('ᚠ', shippedFonts), ['ᚠ'], 'a rune has no font');
  const name = (character: string): string | undefined => familyOf(character.codePointAt(0) ?? 0)?.name;
  t.equal(name('ж'), 'Noto Sans');
  t.equal(name('漢'), 'Noto Sans S Chinese');
  t.equal(name('😀'), 'Noto Emoji');
  t.equal(name('ᚠ'), undefined);
  const families = ['漢', '😀'].map((character) => familyOf(character.codePointAt(0) ?? 0)).filter((family) => family !== null);
  t.same(
    inOrder(families).map((family) => family.name),
    ['Noto Sans', 'Noto Emoji', 'Noto Sans S Chinese'],
  );
  t.end();
});

test('a file without a character map is no font', (t) => {
  const file = join(folder, 'none.ttf');
  writeFileSync(file, new Uint8Array(64));
  t.throws(() => rangesOf(file), { name: 'TypeError' });
  t.end();
});

test('[SO46] PDF: every script can be read back', { skip: noPoppler }, async (t) => {
  // PDF/UA-1 forbids a character without a glyph, and Typst fails where there is one.
  writeFileSync(pdf, await renderer.render(everyScriptDocument('final')));
  const text = pdfWords(pdf).replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
  for (const { script, words } of sentences) for (const word of words) t.ok(text.includes(word), `${script}: ${word}`);
  t.ok(text.includes('Some 10⁶ families'));
  t.notMatch(text, /\[U\+/);
  t.notMatch(text, /\u200b/, 'a break inside a word adds no character');
});

test('[SO46] PDF: no word runs off the paper', { skip: noPoppler }, (t) => {
  const boxes = pdfBoxes(pdf);
  const points = (millimetres: number): number => (millimetres * 72) / 25.4;
  // Strokes of slanted and Arabic letters reach a little beyond the box of their line.
  const [margin, width, height] = [points(22), points(210), points(297)];
  t.ok(boxes.length > 1000);
  const inside = boxes.filter(({ left, right }) => left >= margin && right <= width - margin);
  t.same(
    boxes.filter((box) => !inside.includes(box) || box.top < 0 || box.bottom > height),
    [],
  );
  t.end();
});

test('[SO46] PDF: a paragraph runs in the direction of its first letter', { skip: noPoppler }, (t) => {
  const word = sentences.find((one) => one.script === 'Arabic')?.words[0] ?? '';
  // Poppler lists the letters of a box from left to right.
  const arabic = Array.from(word).toReversed().join('');
  const rights = pdfBoxes(pdf).flatMap((box) => (box.word.includes(arabic) ? [box.right] : []));
  t.ok(
    rights.some((right) => right > 450),
    'an Arabic sentence begins at the right margin',
  );
  t.end();
});

test('[SO46] PDF: a question runs in the direction of its text, whatever its number', { skip: noPoppler }, async (t) => {
  const snapshot = sampleSnapshot();
  const { text } = sentences.find((one) => one.script === 'Arabic') ?? { text: '' };
  const sections = snapshot.sections.map((section) => (section.type === 'question' ? { ...section, number: 'Q1', text } : section));
  const file = join(folder, 'question.pdf');
  writeFileSync(file, await renderer.render(sampleDocument('final', { ...snapshot, sections })));
  const rights = pdfBoxes(file).flatMap(({ word, right }) => (word === 'Q1' ? [right] : []));
  t.ok(
    rights.some((right) => right > 450),
    'the number stands at the right margin, before the Arabic words',
  );
});

test('[SO46] Word: right-to-left words are runs of their own, in paragraphs that run right to left', async (t) => {
  const word = docxRenderer();
  t.teardown(() => word.close());
  const files = unzipSync(await word.render(everyScriptDocument('final')));
  const xml = strFromU8(files['word/document.xml'] ?? new Uint8Array());
  // The library makes the entries of the contents, and Word makes them anew.
  const paragraphs = (xml.match(/<w:p>.*?<\/w:p>/gs) ?? []).filter((paragraph) => !paragraph.includes('w:val="TOC'));
  for (const { script, text, rightToLeft } of sentences) {
    const whole = paragraphs.filter((paragraph) => textOf(paragraph) === text);
    t.ok(whole.length > 0, script);
    t.equal(
      whole.every((paragraph) => paragraph.includes('<w:bidi/>')),
      rightToLeft,
      `${script}: direction of paragraphs`,
    );
    const runs = whole.flatMap((paragraph) => paragraph.match(/<w:r>.*?<\/w:r>/gs) ?? []);
    t.ok(
      runs.every((run) => run.includes('<w:rtl/>') === rightToLeft),
      `${script}: direction of runs`,
    );
  }
  const mixed = paragraphs.find((paragraph) => textOf(paragraph).startsWith('Hebrew: ')) ?? '';
  t.notMatch(mixed, '<w:bidi/>', 'a paragraph that begins in English runs from left to right');
  t.match(mixed, /<w:lang w:val="en-GB" w:bidi="he-IL"\/>.*?<w:t[^>]*>אנחנו/s);
});

test('[SO46] Word: a text is parted by direction, and no character is lost', (t) => {
  for (const text of ['Hello world.', 'ادفع £450 (أو 25%) إلى Kent الآن.', 'The words אנחנו תומכים, and (نحن) too.', '', '12.5']) {
    t.equal(
      partsOf(text, isTurned(text))
        .map((part) => part.text)
        .join(''),
      text,
    );
  }
  t.same(partsOf('We say שלום, עולם!', false), [
    { text: 'We say ', rightToLeft: false },
    { text: 'שלום, עולם', rightToLeft: true },
    { text: '!', rightToLeft: false },
  ]);
  t.same(partsOf('In عام 2024 كان 7.', false), [
    { text: 'In ', rightToLeft: false },
    { text: 'عام 2024 كان', rightToLeft: true },
    { text: ' 7.', rightToLeft: false },
  ]);
  t.same(
    partsOf('عام 2024 in كان', false).map((part) => part.text),
    ['عام', ' 2024 in ', 'كان'],
    'a number beside a left-to-right word stays outside',
  );
  t.same(partsOf('שלום Kent 7, עולם!', true), [
    { text: 'שלום ', rightToLeft: true },
    { text: 'Kent 7', rightToLeft: false },
    { text: ', עולם!', rightToLeft: true },
  ]);
  t.end();
});

test('ends the process it started', async (t) => {
  await renderer.close();
  rmSync(folder, { recursive: true, force: true });
  t.end();
});
