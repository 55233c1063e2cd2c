import { Slice } from '@tiptap/pm/model';
import { test } from 'tap';
import * as Y from 'yjs';
import { leaveBox } from '../../client/editor/section/enter.ts';
import { withoutForeignBoxes } from '../../client/editor/section/paste/boxes.ts';
import { Block } from '../../src/domain/consultation/section.ts';
import { boxesIn, putBox, takeBoxOut, withBoxes } from '../../src/text/lines/boxes.ts';
import { canonicalBytes, digestOf } from '../../src/text/canonical.ts';
import { textSchema } from '../../src/text/check.ts';
import { compareBlocks } from '../../src/text/compare.ts';
import { countBlocks } from '../../src/text/counts.ts';
import { blocksHtml, staticHtml } from '../../src/text/html.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { readSection } from '../../src/text/read.ts';
import { rewriteSection } from '../../src/text/rewrite.ts';
import { blocksOfText, writeBlocks } from '../../src/text/write.ts';
import { HeadlessEditor, meet, section } from '../support/text/headless-editor.ts';

const quoted = { evidence: 'e1', text: 'Of 212 families, 41 waited.\n\nKent County Council, March 2022' };

/** A draft with words before a box. */
function draft(words = 'We ask for one thing.'): Y.Doc {
  const document = new Y.Doc();
  if (words !== '') writeBlocks(document, section, blocksOfText(words));
  putBox(document, section, quoted);
  return document;
}

test('[TX23] a box is stored, read, counted and signed with the id of its evidence', (t) => {
  for (const words of ['', 'We ask for one thing.']) {
    const document = draft(words);
    const blocks = readSection(document, section);
    t.same(boxesIn(blocks), [{ evidence: 'e1', words: quoted.text }], words);
    t.same(
      blocks.map((block) => Block.parse(block)),
      blocks,
    );
    t.equal(withBoxes(blocks).length, words === '' ? 1 : 2);
    t.equal(textSchema.whyNot(document), null, 'the server takes it');
    t.ok(countBlocks(blocks).words >= 9, 'its words count');
    t.match(new TextDecoder().decode(canonicalBytes(blocks)), '"evidence":"e1"');
    t.match(staticHtml(document, section), '<p class="cc-evidence" data-evidence="e1">Of 212 families, 41 waited.</p>');
  }
  t.end();
});

test('[TX23] thousands of boxed paragraphs are rewritten as thousands of others without holding up the service', (t) => {
  const document = new Y.Doc();
  putBox(document, section, { evidence: 'e1', text: Array.from({ length: 6_000 }, () => 'a').join('\n\n') });
  const since = process.cpuUsage();
  rewriteSection(document, section, Array.from({ length: 6_000 }, (_, n) => `b${n}`).join('\n\n'));
  const { user } = process.cpuUsage(since);
  t.ok(user < 8_000_000, `${user / 1000} ms of processor time`);
  t.equal(readSection(document, section).length, 6_000);
  t.end();
});

test('[TX23] [SO40] a text without boxes keeps its digest', (t) => {
  const document = new Y.Doc();
  writeBlocks(document, section, blocksOfText('One.\n\nTwo.'));
  const blocks = readSection(document, section);
  const plain = [
    { content: [{ marks: [], text: 'One.', type: 'text' }], type: 'paragraph' },
    { content: [{ marks: [], text: 'Two.', type: 'text' }], type: 'paragraph' },
  ];
  t.equal(digestOf(canonicalBytes(blocks)), digestOf(canonicalBytes(plain)));
  t.equal(blocksHtml(blocks), '<p>One.</p><p>Two.</p>');
  t.end();
});

test('[TX23] the box keeps its id while people write in it, before it and after it', (t) => {
  const [one, other] = [new HeadlessEditor(1), new HeadlessEditor(2)];
  one.type('We ask for one thing.');
  putBox(one.doc, section, quoted);
  meet(one, other);
  one.select(0);
  one.type('First: ');
  other.select(other.words.indexOf('41'));
  other.type('about ');
  meet(one, other);
  for (const page of [one, other]) {
    t.same(boxesIn(readSection(page.doc, section)), [{ evidence: 'e1', words: quoted.text.replace('41', 'about 41') }]);
    t.match(page.state.doc.toJSON(), { content: [{ type: 'paragraph' }, { type: 'paragraph', attrs: { evidence: 'e1' } }] });
  }
  t.end();
});

test('[TX23] [TX12] a box that becomes a heading or a list is no longer a box, on every page', (t) => {
  const acts = [
    (page: HeadlessEditor) => page.editor.commands.toggleBulletList(),
    (page: HeadlessEditor) => page.editor.commands.toggleHeading({ level: 1 }),
  ];
  for (const act of acts) {
    const [one, other] = [new HeadlessEditor(1), new HeadlessEditor(2)];
    putBox(one.doc, section, { ...quoted, text: 'Of 212 families' });
    meet(one, other);
    one.select(2);
    act(one);
    meet(one, other);
    t.same(boxesIn(readSection(other.doc, section)), []);
    t.same(other.state.doc.toJSON(), one.state.doc.toJSON());
    t.notMatch(JSON.stringify(one.state.doc), 'e1');
  }
  t.end();
});

test('[TX23] Enter within a box makes another paragraph of it', (t) => {
  const page = new HeadlessEditor(1);
  putBox(page.doc, section, { ...quoted, text: 'Of 212 families' });
  page.select(6);
  page.editor.commands.splitBlock();
  t.same(boxesIn(readSection(page.doc, section)), [{ evidence: 'e1', words: 'Of 212\n\n families' }]);
  t.end();
});

test('[TX23] Enter at the end of a box leaves it only after its last paragraph', (t) => {
  const page = new HeadlessEditor(1);
  putBox(page.doc, section, quoted);
  const enterAt = (words: string): boolean => {
    page.select(page.words.indexOf(words) + words.length);
    return leaveBox(page.editor);
  };
  t.equal(enterAt('families, 41 waited.'), false, 'the editor’s own Enter makes another paragraph of the box');
  t.equal(enterAt('Of 212'), false);
  t.equal(enterAt('March 2022'), true);
  page.type('Below.');
  t.same(boxesIn(readSection(page.doc, section)), [{ evidence: 'e1', words: quoted.text }]);
  t.match(page.words, /March 2022¶Below\./);
  t.end();
});

test('[EV12] a pasted box is a box only where an answer of the page quotes its evidence or did so', (t) => {
  const page = new HeadlessEditor(1);
  putBox(page.doc, section, { ...quoted, evidence: 'shown' });
  const paragraph = (evidence: string) => ({ type: 'paragraph', attrs: { evidence }, content: [{ type: 'text', text: evidence }] });
  const pasted = (evidence: string): unknown => {
    const list = { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(evidence)] }] };
    const content = page.state.schema.nodeFromJSON({ type: 'doc', content: [paragraph(evidence), list] }).content;
    return withoutForeignBoxes(new Slice(content, 1, 1)).toJSON();
  };
  t.match(pasted('shown'), { openStart: 1, openEnd: 1, content: [{ attrs: { evidence: 'shown' } }, { type: 'bulletList' }] });
  t.notMatch(JSON.stringify(pasted('foreign')), /"evidence":"/);
  t.match(JSON.stringify(pasted('foreign')), /"text":"foreign".*"text":"foreign"/, 'with all its words');
  t.end();
});

test('[TX23] the plain form keeps the box of a paragraph that keeps half of its words', (t) => {
  const document = draft();
  rewriteSection(document, section, 'We ask for two things.\n\nOf 212 families, more than 41 waited.\n\nKent County Council, March 2022');
  t.match(boxesIn(readSection(document, section)), [{ evidence: 'e1', words: /^Of 212 families, more than 41 waited\.\n\nKent/ }]);
  rewriteSection(document, section, 'We ask for two things.\n\nSomething else altogether.');
  t.same(boxesIn(readSection(document, section)), []);
  t.end();
});

test('[TX23] a box is taken out with its words, and the words around it stay', (t) => {
  const document = draft();
  putBox(document, section, { evidence: 'e2', text: 'Another piece' });
  takeBoxOut(document, section, { evidence: 'e1', keep: () => [] });
  t.same(boxesIn(readSection(document, section)), [{ evidence: 'e2', words: 'Another piece' }]);
  takeBoxOut(document, section, { evidence: 'e2', keep: () => [] });
  t.same(readSection(document, section), blocksOfText('We ask for one thing.'));
  t.end();
});

test('[EV13] of a box that is taken out, the passages that are no quotation stay as paragraphs, with their formats and their authors', (t) => {
  const document = draft();
  const bold = [{ type: 'bold' as const }];
  const own = [
    { type: 'text' as const, text: 'Ours ', marks: [] },
    { type: 'text' as const, text: 'stay', marks: bold },
  ];
  const blocks = readSection(document, section).map((block): Block => ({
    ...block,
    ...(block.type === 'paragraph' ? { evidence: 'e1' } : {}),
  }));
  writeBlocks(document, section, [
    ...blocks,
    { type: 'paragraph', evidence: 'e1', content: [...own, { type: 'text', text: ' here', marks: [] }] },
  ]);
  const items = sectionText(document, section).length;
  const keep = (words: string) =>
    words.startsWith('Ours') ? [{ from: 0, to: 9 }] : words.startsWith('We') ? [{ from: 0, to: words.length }] : [];
  takeBoxOut(document, section, { evidence: 'e1', keep });
  t.same(readSection(document, section), [...blocksOfText('We ask for one thing.'), { type: 'paragraph', content: own }]);
  t.ok(sectionText(document, section).length < items);
  t.end();
});

test('[TX16] [TX23] the server takes no other value as the evidence of a line', (t) => {
  for (const value of [1, '', 'a b', '<i>', 'x'.repeat(65), true, ['e1'], { id: 'e1' }]) {
    const document = draft();
    sectionText(document, section).setAttribute('evidence', value);
    t.not(textSchema.whyNot(document), null, JSON.stringify(value));
  }
  t.end();
});

test('[TX23] a comparison shows that words became a box', (t) => {
  const blocks = readSection(draft(''), section);
  const plain = blocks.map((block): Block => (block.type === 'paragraph' ? { type: 'paragraph', content: block.content } : block));
  t.same(
    compareBlocks(plain, blocks).map(({ kind }) => kind),
    ['reformatted', 'reformatted'],
  );
  t.end();
});
