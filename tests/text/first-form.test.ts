import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Block, Inline } from '../../src/domain/consultation/section.ts';
import { SectionId } from '../../src/domain/ids.ts';
import { canonicalBytes, digestOf } from '../../src/text/canonical.ts';
import { textSchema } from '../../src/text/check.ts';
import { firstFormSchema } from '../../src/text/first-form/check.ts';
import { inLines } from '../../src/text/first-form/convert.ts';
import { isFirstForm } from '../../src/text/first-form/read.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { readDraft } from '../../src/text/read.ts';
import { seedInLines } from '../../src/text/reseed.ts';
import { wordsByClient } from '../../src/text/writers.ts';
import { elementOf, textsIn, writeElements, writeFirstReason } from '../support/first-form.ts';

const sections = ['q1', 'q2'].map((id) => SectionId.parse(id));

const paragraph = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });
const bullets = (...items: readonly string[]): Block => ({ type: 'bulletList', items: items.map((text) => [paragraph(text)]) });
const numbers = (start: number, ...items: readonly string[]): Block => ({
  type: 'orderedList',
  start,
  items: items.map((text) => [paragraph(text)]),
});
const documentOf = (...blocks: readonly Block[]): Y.Doc => {
  const document = new Y.Doc();
  writeElements(document, 'q1', blocks);
  return document;
};

/** The digest of all that is signed of a document. */
function digest(document: Y.Doc): string {
  const { blocks, chosen, notAnswered } = readDraft(document, sections);
  return digestOf(canonicalBytes({ blocks: [...blocks], chosen: [...chosen], notAnswered: [...notAnswered] }));
}

function blocksIn(document: Y.Doc): readonly Block[] {
  return readDraft(document, sections).blocks.get('q1') ?? [];
}

function words(document: Y.Doc): readonly (readonly [number, number])[] {
  return [...wordsByClient(document, sections)].sort(([a], [b]) => a - b);
}

// Blocks that the editor could write, texts with words that repeat.
const inline: fc.Arbitrary<Inline> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Inline>({ type: 'break' }) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.stringMatching(/^[ab é😀]{1,9}$/u), fc.subarray(['bold', 'italic', 'link'] as const))
      .map(([text, marks]): Inline => ({
        type: 'text',
        text,
        marks: marks.map((type) => (type === 'link' ? { type, href: 'https://example.org/a?b=1&c=2' } : { type })),
      })),
  },
);
const { block } = fc.letrec<{ block: Block; textblock: Block; list: Block }>((tie) => ({
  block: fc.oneof({ maxDepth: 3 }, tie('textblock'), tie('list')),
  textblock: fc
    .tuple(fc.array(inline, { maxLength: 4 }), fc.constantFrom(0, 0, 1, 2))
    .map(([content, level]): Block => (level === 1 || level === 2 ? { type: 'heading', level, content } : { type: 'paragraph', content })),
  list: fc
    .tuple(fc.array(fc.array(tie('block'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }), fc.nat(9), fc.boolean())
    .map(([items, start, numbered]): Block => (numbered ? { type: 'orderedList', start, items } : { type: 'bulletList', items })),
}));

/** One act of a writer who sees the text as it is. `at` picks the place. */
const act = fc.record({
  who: fc.nat(2),
  does: fc.constantFrom('types', 'types', 'types', 'deletes', 'marks', 'adds', 'removes', 'chooses', 'explains'),
  at: fc.nat(1000),
  text: fc.stringMatching(/^[cd ]{1,6}$/),
  block,
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

function carryOut(document: Y.Doc, { does, at, text, block: fresh }: Act): void {
  const fragment = document.getXmlFragment('section:q1');
  const texts = textsIn(fragment);
  const words = texts[at % Math.max(1, texts.length)];
  const offset = at % ((words?.length ?? 0) + 1);
  if (does === 'types') words?.insert(offset, text);
  if (does === 'deletes') words?.delete(offset, Math.min(3, words.length - offset));
  if (does === 'marks') words?.format(offset, Math.min(4, words.length - offset), { bold: {} });
  if (does === 'adds') fragment.insert(at % (fragment.length + 1), [elementOf(fresh)]);
  if (does === 'removes' && fragment.length > 0) fragment.delete(at % fragment.length);
  if (does === 'chooses') document.getMap('chosen').set('q1', [`o${at % 3}`]);
  if (does === 'explains') writeFirstReason(document, 'q2', text);
}

/** A draft of three writers, each of whom acts in turn; some turns are unseen by the others. */
const drafts = fc
  .tuple(fc.array(block, { minLength: 1, maxLength: 4 }), fc.array(act, { maxLength: 12 }), fc.nat(3))
  .map(([blocks, acts, seen]) => {
    const writers = [1, 2, 3].map((client) => {
      const document = new Y.Doc();
      document.clientID = client;
      return document;
    });
    const meet = (): void => {
      const all = Y.mergeUpdates(writers.map((one) => Y.encodeStateAsUpdate(one)));
      for (const one of writers) Y.applyUpdate(one, all);
    };
    const [first] = writers;
    if (first === undefined) throw new Error('nobody writes');
    writeElements(first, 'q1', blocks);
    meet();
    acts.forEach((one, index) => {
      const writer = writers[one.who];
      if (writer !== undefined) carryOut(writer, one);
      if (index % (seen + 1) === 0) meet();
    });
    meet();
    return first;
  });

/** Blocks with bullet lists side by side joined into one: the only change that a conversion makes. */
function joined(blocks: readonly Block[]): Block[] {
  const result: Block[] = [];
  for (const one of blocks) {
    const last = result.at(-1);
    if (one.type === 'bulletList' && last?.type === 'bulletList') last.items.push(...one.items.map(joined));
    else result.push('items' in one ? { ...one, items: one.items.map(joined) } : one);
  }
  return result;
}

test('[TX19] a converted draft has the words of each writer as before, and its digest, but that bullet lists side by side are one', (t) => {
  let same = 0;
  fc.assert(
    fc.property(drafts, (document) => {
      const [before, update] = [blocksIn(document), Y.encodeStateAsUpdate(document)];
      const lines = inLines(document);
      assert.deepEqual(Y.encodeStateAsUpdate(document), update, 'the first form is only read');
      assert.equal(isFirstForm(lines), false);
      assert.equal(textSchema.whyNot(lines), null, 'today’s check finds nothing to refuse');
      assert.deepEqual(words(lines), words(document));
      assert.deepEqual(joined(blocksIn(lines)), joined(before));
      const wasJoined = JSON.stringify(joined(before)) === JSON.stringify(before);
      if (wasJoined) assert.equal(digest(lines), digest(document));
      same += wasJoined ? 1 : 0;
      const again = seedInLines({ update: Y.encodeStateAsUpdate(lines), authors: {} });
      assert.deepEqual(again.update, Y.encodeStateAsUpdate(lines), 'today’s form stays as it is');
    }),
    { numRuns: 200 },
  );
  t.ok(same > 50, `${same} of 200 have no bullet lists side by side`);
  t.end();
});

test('[TX19] lists that cannot stand beside each other, or begin an item, are signed as before', (t) => {
  const cases: Readonly<Record<string, readonly Block[]>> = {
    'numbered lists side by side': [numbers(1, 'one'), numbers(1, 'two'), numbers(7, 'three')],
    'a bullet list between numbers': [numbers(3, 'one'), bullets('two'), numbers(3, 'three')],
    'an item that begins with a list': [{ type: 'bulletList', items: [[bullets('in'), paragraph('after')], [numbers(2, 'x')]] }],
    'lists with a paragraph between them in an item': [
      { type: 'orderedList', start: 1, items: [[paragraph('a'), numbers(1, 'b'), paragraph('c'), numbers(1, 'd'), bullets('e')]] },
    ],
    'empty lines': [paragraph(''), { type: 'heading', level: 2, content: [] }, paragraph('x'), paragraph('')],
    'breaks at both ends': [{ type: 'paragraph', content: [{ type: 'break' }, { type: 'text', text: 'x', marks: [] }, { type: 'break' }] }],
  };
  for (const [name, blocks] of Object.entries(cases)) {
    const document = documentOf(...blocks);
    t.equal(digest(inLines(document)), digest(document), name);
  }
  const lists = documentOf(bullets('a'), bullets('b'));
  t.same(blocksIn(inLines(lists)), [bullets('a', 'b')], 'bullet lists side by side become one');
  t.end();
});

test('[TX19] lists left empty by concurrent deletions, and unknown elements, are not in the converted draft', (t) => {
  const document = documentOf(paragraph('stays'), bullets('goes'));
  const fragment = document.getXmlFragment('section:q1');
  const list = fragment.get(1);
  if (!(list instanceof Y.XmlElement)) throw new Error('no list');
  list.delete(0);
  fragment.insert(2, [new Y.XmlElement('blockquote')]);
  t.same(blocksIn(document), [paragraph('stays')]);
  t.equal(digest(inLines(document)), digest(document));
  t.end();
});

test('[TX19] what was chosen, and reasons with their line ends, come under the client that gave them', (t) => {
  const document = documentOf(paragraph('x'));
  document.clientID = 5;
  document.getMap('chosen').set('q1', ['o1', 'o2']);
  document.clientID = 6;
  writeFirstReason(document, 'q2', '  We have\r\nno view.  ');
  writeFirstReason(document, 'q1', ' ');
  const lines = inLines(document);
  t.equal(digest(lines), digest(document));
  t.equal(readDraft(lines, sections).notAnswered.get('q2'), 'We have\nno view.');
  t.same([...Y.decodeStateVector(Y.encodeStateVector(lines)).keys()].filter((client) => client < 10).sort(), [5, 6]);
  t.end();
});

test('[TX20] a document without any text is read as one of today’s form, and stays so', (t) => {
  const document = new Y.Doc();
  t.equal(isFirstForm(document), false);
  t.equal(inLines(document), document);
  document.getXmlFragment('section:q1');
  document.getMap('notAnswered').set('q1', 'x');
  t.ok(isFirstForm(document), 'a reason alone is text');
  document.getMap('notAnswered').delete('q1');
  t.notOk(isFirstForm(document));
  const lines = inLines(documentOf(paragraph('kept')));
  writeElements(lines, 'q1', [paragraph('slipped in')]);
  t.same(blocksIn(lines), [paragraph('kept')], 'an element in a text of lines hides no line');
  t.end();
});

test('[TX18] [CO3] late edits of the first form are judged by the rules of the first form', (t) => {
  const document = documentOf(paragraph('x'), numbers(4, 'y'));
  writeFirstReason(document, 'q2', 'No view.');
  t.equal(firstFormSchema.whyNot(document), null);
  t.match(firstFormSchema.whyNot(inLines(document)), /Reload the page/, 'lines have no place there');
  document.getXmlFragment('section:q1').insert(0, [new Y.XmlElement('table')]);
  t.match(firstFormSchema.whyNot(document), /table/);
  t.end();
});

test('[TX18] the longest draft that the first form allowed is converted in seconds', (t) => {
  const document = new Y.Doc();
  const bold: Block = { type: 'paragraph', content: [{ type: 'text', text: 'ten letters', marks: [{ type: 'bold' }] }] };
  document.transact(() => {
    writeElements(
      document,
      'q1',
      Array.from({ length: 20_000 }, (_, n) => (n % 2 === 0 ? bold : paragraph('ten letter'))),
    );
  });
  const before = process.cpuUsage();
  const lines = inLines(document);
  const { user, system } = process.cpuUsage(before);
  t.ok(user + system < 10_000_000, `${Math.round((user + system) / 1000)} ms of processor time`);
  t.same(words(lines), words(document));
  t.end();
});

test('[TX16] [TX20] a line that somebody writes and deletes at once leaves a document of the first form read as it was', (t) => {
  const document = documentOf(paragraph('What was signed.'));
  writeFirstReason(document, 'q2', 'We have no figures.');
  const before = digest(document);
  document.transact(() => {
    const lines = sectionText(document, 'q1');
    lines.insert(0, 'x');
    lines.delete(0, 1);
  });
  t.match(firstFormSchema.whyNot(document), /not known here/, 'the check refuses it');
  t.equal(digest(document), before);
  t.equal(digest(inLines(document)), before, 'converted, too');
  t.ok(isFirstForm(document));
  t.end();
});
