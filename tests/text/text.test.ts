import fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Block, Inline, Mark } from '../../src/domain/consultation/section.ts';
import { SectionId } from '../../src/domain/ids.ts';
import { textView } from '../../src/text/shown.ts';
import { canonicalBlocks, canonicalBytes, canonicalText, digestOf } from '../../src/text/canonical.ts';
import { textSchema } from '../../src/text/check.ts';
import { longestCommon } from '../../src/text/common-sequence.ts';
import { compareBlocks, compareSnapshots } from '../../src/text/compare.ts';
import { countBlocks } from '../../src/text/counts.ts';
import { extensions, schema } from '../../src/text/extensions.ts';
import { blocksHtml, staticHtml } from '../../src/text/html.ts';
import { isAllowedLink } from '../../src/text/limits.ts';
import { flatten, nest } from '../../src/text/lines/nest.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { plainText, withAddresses } from '../../src/text/plain.ts';
import { openDraft, readDraft, readSection } from '../../src/text/read.ts';
import { writeReason } from '../../src/text/reasons/reasons.ts';
import { words } from '../../src/text/version-word-list.ts';
import { versionWords } from '../../src/text/version-words.ts';
import { blocksOfText, writeBlocks, writeChosen } from '../../src/text/write.ts';
import { everything, sampleSnapshot } from '../support/sample-document.ts';

const paragraph = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });
const documentOf = (blocks: readonly Block[]): Y.Doc => {
  const document = new Y.Doc();
  writeBlocks(document, 'q1', blocks);
  return document;
};

// Arbitrary blocks that the schema allows.
const inline: fc.Arbitrary<Inline> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Inline>({ type: 'break' }) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.subarray(['superscript', 'subscript'] as const),
      )
      .map(([text, bold, italic, link, scripts]): Inline => ({
        type: 'text',
        text,
        marks: [
          ...(bold ? [{ type: 'bold' } as const] : []),
          ...(italic ? [{ type: 'italic' } as const] : []),
          ...(link ? [{ type: 'link', href: 'https://www.gov.uk/a?b=1&c="2"' } as const] : []),
          ...scripts.map((type) => ({ type })),
        ],
      })),
  },
);
const { anyBlock } = fc.letrec<{ anyBlock: Block; textblock: Block; list: Block }>((tie) => ({
  anyBlock: fc.oneof({ maxDepth: 3 }, tie('textblock'), tie('list')),
  textblock: fc
    .array(inline, { maxLength: 5 })
    .chain((content) =>
      fc.constantFrom<Block>(
        { type: 'paragraph', content },
        { type: 'heading', level: 1, content },
        { type: 'heading', level: 2, content },
      ),
    ),
  list: fc
    .tuple(fc.array(fc.array(tie('anyBlock'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }), fc.nat(9), fc.boolean())
    .map(([items, start, numbered]): Block => (numbered ? { type: 'orderedList', start, items } : { type: 'bulletList', items })),
}));
const anyBlocks = fc.array(anyBlock, { maxLength: 5 });

test('[ED6] the schema allows the parts of an answer and nothing else', (t) => {
  t.strictSame(Object.keys(schema.nodes).sort(), [
    'bulletList',
    'doc',
    'hardBreak',
    'heading',
    'listItem',
    'orderedList',
    'paragraph',
    'text',
  ]);
  t.strictSame(Object.keys(schema.marks).sort(), ['bold', 'italic', 'link', 'subscript', 'superscript']);
  t.strictSame(Object.keys(schema.mark('link', { href: 'https://a.example' }).attrs), ['href']);
  t.ok(extensions.length > 0);
  t.end();
});

test('[CO3] links lead to http, https and mailto, and to nothing a browser reads otherwise', (t) => {
  for (const href of ['https://gov.uk', 'http://gov.uk/x', 'mailto:a@example.org', 'HTTPS://GOV.UK']) t.ok(isAllowedLink(href), href);
  for (const href of [
    'javascript:alert(1)',
    ' https://gov.uk',
    'java\tscript:alert(1)',
    '/here',
    '',
    'https://',
    'https:// x',
    'data:text/html,x',
    'ftp://x',
    null,
    7,
  ]) {
    t.notOk(isAllowedLink(href), String(href));
  }
  t.notOk(isAllowedLink(`https://gov.uk/${'x'.repeat(2048)}`));
  t.end();
});

test('written blocks are read back in canonical form, and writing these again changes nothing', (t) => {
  t.doesNotThrow(() => {
    fc.assert(
      fc.property(anyBlocks, (blocks) => {
        const document = documentOf(blocks);
        const read = readSection(document, 'q1');
        // Bullet lists side by side become one, and an item that begins with a list gets an empty line (TX5).
        t.strictSame(read, canonicalBlocks(nest(flatten(blocks, () => [])) as Block[]));
        t.strictSame(canonicalBlocks(read), read);
        t.strictSame(readSection(documentOf(read), 'q1'), canonicalBlocks(nest(flatten(read, () => [])) as Block[]));
      }),
      { numRuns: 60 },
    );
  });
  t.end();
});

test('[CO3] every document of the schema passes the check, and neither check nor reading changes it', (t) => {
  fc.assert(
    fc.property(anyBlocks, (blocks) => {
      const document = documentOf(blocks);
      let updates = 0;
      document.on('update', () => (updates += 1));
      t.equal(textSchema.whyNot(document), null);
      t.equal(judged(document), null);
      readSection(document, 'q1');
      staticHtml(document, 'q1');
      t.equal(updates, 0);
    }),
    { numRuns: 40 },
  );
  t.end();
});

test('[ED5] the static HTML has each node and mark of an answer', (t) => {
  const document = documentOf(everything);
  t.equal(
    staticHtml(document, 'q1'),
    '<h3>What we ask</h3>' +
      '<p>A <strong>bold</strong> and <strong><em>both</em></strong> word, &amp; &lt;tags&gt;, #set, $x$, \\emph, ' +
      '<a href="https://www.gov.uk/send?a=1&amp;b=2" rel="noopener noreferrer">the green paper</a><br>second line 😀 漢字 ᚠ</p>' +
      '<p>Some 10<sup>6</sup> t CO<strong><sub>2</sub></strong>e in the 21<sup>st</sup> century, ' +
      'x<a href="https://www.gov.uk/send?a=1&amp;b=2" rel="noopener noreferrer"><sup>y</sup></a> and Q<sub>max</sub></p>' +
      '<h4>In order</h4><ol start="3"><li><p>third thing</p><ul><li><p>inner point</p></li></ul></li><li><p>fourth thing</p></li></ol>',
  );
  t.end();
});

test('[ED5] an empty block, or one that ends in a break, gets the editor’s trailing break; on pages that only show it does not', (t) => {
  const trailing = '<br class="ProseMirror-trailingBreak">';
  t.equal(staticHtml(new Y.Doc(), 'q1'), `<p>${trailing}</p>`);
  const ends: Block[] = [
    { type: 'paragraph', content: [{ type: 'text', text: 'a', marks: [{ type: 'bold' }] }, { type: 'break' }] },
    { type: 'bulletList', items: [[{ type: 'paragraph', content: [] }]] },
    paragraph('a\n'),
  ];
  t.equal(
    staticHtml(documentOf(ends), 'q1'),
    `<p><strong>a</strong><br>${trailing}</p><ul><li><p>${trailing}</p></li></ul><p>a<br>${trailing}</p>`,
  );
  t.equal(blocksHtml(ends), '<p><strong>a</strong><br></p><ul><li><p></p></li></ul><p>a\n</p>');
  t.equal(blocksHtml([paragraph('a\u00a0"<b>"')]), '<p>a&nbsp;"&lt;b&gt;"</p>');
  t.end();
});

test('[ED5] neighbours share one element for a shared mark, links outermost', (t) => {
  const link = { type: 'link', href: 'https://a.example' } as const;
  const html = blocksHtml([
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'one', marks: [link] },
        { type: 'text', text: 'two', marks: [{ type: 'bold' }, link] },
        { type: 'text', text: 'three', marks: [{ type: 'bold' }] },
      ],
    },
  ]);
  t.equal(html, '<p><a href="https://a.example" rel="noopener noreferrer">one<strong>two</strong></a><strong>three</strong></p>');
  t.end();
});

test('[CO3] [TX16] content that cannot be rendered is refused by name, and reading a tampered document never throws', (t) => {
  const cases: Readonly<Record<string, (text: Y.XmlText) => void>> = {
    'an element that is no marker': (text) => {
      text.insertEmbed(0, new Y.XmlElement('image'), {});
    },
    'a paragraph of the first form': (text) => {
      text.insertEmbed(0, new Y.XmlElement('paragraph'), {});
    },
    'a text in the text': (text) => {
      text.insertEmbed(0, new Y.XmlText('x'), {});
    },
    'an object in the text': (text) => {
      text.insertEmbed(0, { image: 'x' }, {});
    },
    'a marker in a marker': (text) => {
      markerIn(text).insert(0, [new Y.XmlElement('line')]);
    },
    'words in a marker': (text) => {
      markerIn(text).insert(0, [new Y.XmlText('x')]);
    },
    'a style on a marker': (text) => {
      markerIn(text).setAttribute('style', 'color:red');
    },
    'a third level': (text) => {
      attributes(markerIn(text), { type: 'heading', level: 3 });
    },
    'a level that is text': (text) => {
      attributes(markerIn(text), { type: 'heading', level: '1' });
    },
    'a kind of list nobody knows': (text) => {
      attributes(markerIn(text), { list: 'tasks' });
    },
    'a depth of -1': (text) => {
      attributes(markerIn(text), { list: 'bullet', depth: -1 });
    },
    'nine lists deep': (text) => {
      attributes(markerIn(text), { list: 'bullet', depth: 8 });
    },
    'a start that is text': (text) => {
      attributes(markerIn(text), { list: 'number', start: 'x' });
    },
    'a type of 1 MB on the first line': (text) => {
      attributes(text, { type: 'x'.repeat(1_000_000) });
    },
    'an attribute of the first line nobody knows': (text) => {
      attributes(text, { class: 'x' });
    },
    'a mark nobody knows': (text) => {
      text.insert(0, 'word', { code: {} });
    },
    'a script for a link': (text) => {
      text.insert(0, 'word', { link: { href: 'javascript:alert(1)' } });
    },
    'a link with a target': (text) => {
      text.insert(0, 'word', { link: { href: 'https://a.example', target: '_blank' } });
    },
    'bold that is true': (text) => {
      text.insert(0, 'word', { bold: true });
    },
    'a superscript that is true': (text) => {
      text.insert(0, 'word', { superscript: true });
    },
    'a subscript with a size': (text) => {
      text.insert(0, 'word', { subscript: { size: 2 } });
    },
  };
  for (const [name, tamper] of Object.entries(cases)) {
    const document = new Y.Doc();
    tamper(sectionText(document, 'q1'));
    t.type(textSchema.whyNot(document), 'string', name);
    t.type(judged(document), 'string', `${name}, as a change`);
    t.doesNotThrow(() => {
      readSection(document, 'q1');
      staticHtml(document, 'q1');
    }, name);
  }
  t.end();
});

function markerIn(text: Y.XmlText): Y.XmlElement {
  const marker = new Y.XmlElement('line');
  text.insertEmbed(0, marker, {});
  return marker;
}

function attributes(owner: Y.XmlElement | Y.XmlText, values: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(values)) (owner as Y.XmlElement<Record<string, string | number>>).setAttribute(name, value);
}

/** The verdict on a whole second document that arrives as one change in a document with an answer. */
function judged(change: Y.Doc): string | null {
  const document = documentOf([paragraph('there before')]);
  const judge = textSchema.judge(document);
  const said: (string | null)[] = [];
  document.on('afterTransaction', (transaction: Y.Transaction) => said.push(judge.whyNot(transaction)));
  Y.applyUpdate(document, Y.encodeStateAsUpdate(change));
  return said.find((one) => one !== null) ?? null;
}

test('[CO3] choices, reasons and roots are checked too', (t) => {
  const document = new Y.Doc();
  writeChosen(document, 'q1', ['a']);
  writeReason(document, 'q1', 'No evidence.');
  t.equal(textSchema.whyNot(document), null);
  document.getMap('chosen').set('q2', 'a');
  t.type(textSchema.whyNot(document), 'string');
  document.getMap('chosen').delete('q2');
  t.equal(textSchema.whyNot(document), null);
  for (const root of ['evil', 'text:', 'text:a b', '__proto__', 'section:q1']) {
    const stranger = new Y.Doc();
    stranger.get(root, Y.XmlText).insert(0, 'words');
    t.type(textSchema.whyNot(stranger), 'string', root);
  }
  const reason = new Y.Doc();
  reason.getMap('notAnswered').set('q2', 'No evidence.');
  t.type(textSchema.whyNot(reason), 'string', 'a reason of the first form');
  t.match(textSchema.whyNot(documentOf([paragraph('x'.repeat(300_001))])), /300,000 characters/);
  const long = documentOf([paragraph('x'.repeat(200_000))]);
  const judge = textSchema.judge(long);
  const said: (string | null)[] = [];
  long.on('afterTransaction', (transaction: Y.Transaction) => said.push(judge.whyNot(transaction)));
  const text = sectionText(long, 'q1');
  for (let time = 0; time < 4; time += 1) {
    text.insert(0, 'y'.repeat(90_000));
    text.delete(0, 90_000);
  }
  text.insert(0, 'y'.repeat(100_001));
  t.match(
    said.filter((one) => one !== null),
    [/300,000 characters/],
    'what was deleted does not count',
  );
  t.match(textSchema.whyNot(documentOf(Array.from({ length: 20_002 }, () => paragraph('x')))), /20,000 paragraphs/);
  t.match(textSchema.whyNot(documentOf([paragraph('\n'.repeat(20_001))])), /20,000 paragraphs/);
  t.end();
});

test('[TX16] an answer holds 60,000 beginnings and ends of marks; an answer beyond the limit still takes words', (t) => {
  const formatted = (passages: number): Y.Doc => {
    const document = new Y.Doc();
    const runs = Array.from({ length: passages }, () => [
      { insert: 'b', attributes: { bold: {} } },
      { insert: 'p', attributes: {} },
    ]);
    sectionText(document, 'q1').applyDelta(runs.flat());
    return document;
  };
  t.equal(textSchema.whyNot(formatted(30_000)), null);
  t.match(textSchema.whyNot(formatted(30_001)), /^An answer can hold at most 60,000 beginnings and ends of bold/);
  const before = formatted(30_001);
  const judge = textSchema.judge(before);
  const said: (string | null)[] = [];
  before.on('afterTransaction', (transaction: Y.Transaction) => said.push(judge.whyNot(transaction)));
  const text = sectionText(before, 'q1');
  text.insert(text.length, 'word');
  text.format(1, 1, { italic: {} });
  text.format(0, text.length, { bold: null, italic: null });
  text.format(0, 1, { italic: {} });
  t.match(said, [null, /60,000/, null, null], 'and marks again once there are fewer');
  t.end();
});

test('[TX16] a text beyond a limit, which two people brought it to at once, can be shortened and takes no more of it', (t) => {
  const said = (document: Y.Doc, ...acts: readonly ((text: Y.XmlText) => void)[]): (string | null)[] => {
    const judge = textSchema.judge(document);
    const all: (string | null)[] = [];
    document.on('afterTransaction', (transaction: Y.Transaction) => all.push(judge.whyNot(transaction)));
    for (const act of acts) {
      document.transact(() => {
        act(sectionText(document, 'q1'));
      });
    }
    return all;
  };
  const addLetter = (text: Y.XmlText): void => {
    text.insert(0, 'z');
  };
  const addBreak = (text: Y.XmlText): void => {
    text.insert(0, '\n');
  };
  const shorten = (text: Y.XmlText): void => {
    text.delete(0, 40);
  };
  const replace = (text: Y.XmlText): void => {
    text.delete(0, 40);
    text.insert(0, `${'z'.repeat(9)}${'\n'.repeat(9)}`);
  };
  const elsewhere = ({ doc }: Y.XmlText): void => {
    sectionText(doc ?? new Y.Doc(), 'q2').insert(0, 'Another answer.');
  };
  const makeFit = (text: Y.XmlText): void => {
    text.delete(0, 40_000);
  };
  const lines = documentOf(Array.from({ length: 20_500 }, () => paragraph('x')));
  const manyLines = said(lines, shorten, addLetter, addBreak, replace, elsewhere, makeFit, addBreak);
  t.match(manyLines, [null, null, /20,000 paragraphs/, null, null, null, null]);
  const letters = documentOf([paragraph('x'.repeat(310_000))]);
  const manyLetters = said(letters, shorten, addLetter, replace, elsewhere, makeFit, addLetter);
  t.match(manyLetters, [null, /300,000 characters/, null, null, null, null]);
  t.end();
});

test('[TX22] all answers hold 20,000 paragraphs and list items together; a response beyond that can be shortened', (t) => {
  const full = new Y.Doc();
  for (const section of ['q1', 'q2', 'q3']) {
    writeBlocks(
      full,
      section,
      Array.from({ length: 6_660 }, () => paragraph('x')),
    );
  }
  t.equal(textSchema.whyNot(full), null);
  const judge = textSchema.judge(full);
  const said: (string | null)[] = [];
  full.on('afterTransaction', (transaction: Y.Transaction) => said.push(judge.whyNot(transaction)));
  const [first, fourth] = [sectionText(full, 'q1'), sectionText(full, 'q4')];
  fourth.insert(0, '\n'.repeat(23));
  fourth.insert(0, '\n');
  fourth.insert(0, 'Words that stand in a line which is there.');
  first.delete(0, 2);
  full.transact(() => {
    first.delete(0, 20);
    fourth.insert(0, '\n'.repeat(10));
  });
  first.delete(0, 200);
  fourth.insert(0, '\n');
  t.match(said, [
    null,
    /^A response can hold at most 20,000 paragraphs and list items in all its answers\.$/,
    null,
    null,
    null,
    null,
    null,
  ]);
  t.match(textSchema.whyNot(documentOf(Array.from({ length: 20_002 }, () => paragraph('x')))), /20,000/);
  t.end();
});

test('[TX4] when two people delete different parts of one item, the rest of it survives', (t) => {
  const nested: Block = { type: 'bulletList', items: [[paragraph('kept')]] };
  const [first, second] = [paragraph('first'), paragraph('second')];
  const [one, two] = [documentOf([{ type: 'bulletList', items: [[first, second, nested]] }]), new Y.Doc()];
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  writeBlocks(one, 'q1', [{ type: 'bulletList', items: [[second, nested]] }]);
  writeBlocks(two, 'q1', [{ type: 'bulletList', items: [[first, nested]] }]);
  Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
  t.equal(textSchema.whyNot(one), null);
  t.match(plainText(readSection(one, 'q1')), /^(- )+kept$/);
  t.end();
});

test('[SO40] equal texts have equal digests, however they were typed', (t) => {
  const typed: Block[] = [
    paragraph(''),
    {
      type: 'paragraph',
      content: [{ type: 'text', text: 'Cafe', marks: [] }, { type: 'text', text: '\u0301 now\r\nhere', marks: [] }, { type: 'break' }],
    },
    { type: 'bulletList', items: [[paragraph('  ')]] },
    {
      type: 'paragraph',
      content: [{ type: 'text', text: 'x\u0000\u202e', marks: [{ type: 'link', href: 'https://a.example' }, { type: 'bold' }] }],
    },
  ];
  t.strictSame(canonicalBlocks(typed), [
    {
      type: 'paragraph',
      content: [{ type: 'text', text: 'Café now', marks: [] }, { type: 'break' }, { type: 'text', text: 'here', marks: [] }],
    },
    { type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'bold' }, { type: 'link', href: 'https://a.example' }] }] },
  ]);
  t.equal(digestOf(canonicalBytes({ b: 'e\u0301', a: [1, '\r'] })), digestOf(canonicalBytes({ a: [1, '\n'], b: 'é' })));
  t.equal(new TextDecoder().decode(canonicalBytes({ b: 1, a: 'ü€' })), '{"a":"ü€","b":1}');
  t.throws(() => canonicalBytes(undefined), { name: 'TypeError' });
  t.equal(canonicalText('\ud800a'), '\ufffda');
  t.equal(digestOf(new TextEncoder().encode('abc')), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  t.end();
});

test('[SO40] code points that nobody sees are not signed; joiners stay where a script or an emoji needs them', (t) => {
  const hidden = Array.from('we disagree', (one) => String.fromCodePoint(0xe0000 + (one.codePointAt(0) ?? 0))).join('');
  t.equal(canonicalText(`We agree.${hidden}`), 'We agree.');
  t.equal(canonicalText('co\u00adop\u200ber\u2060ate\u034f\u200e\u061c\u3164\ufe0f\u{e0101} no\u200dw'), 'cooperate now');
  t.equal(canonicalText('a\u00ad\u0301'), 'á', 'letters that it parted are composed');
  for (const needed of [
    'می\u200cخواهم',
    'ه\u200d',
    'क्\u200dष',
    'ক্\u200cষ',
    '👩\u200d👧',
    '❤\ufe0f\u200d🔥',
    '👩🏽\u200d🔬',
    '1\ufe0f\u20e3',
  ]) {
    t.equal(canonicalText(needed), needed.normalize('NFC'));
  }
  t.equal(canonicalText('می\u200c\u200c\u200d'), 'می\u200c', 'one joiner, not a row of them');
  const run = (text: string, ...marks: Mark[]): Inline => ({ type: 'text', text, marks });
  const [signed] = canonicalBlocks([{ type: 'paragraph', content: [run('می', { type: 'bold' }), run('\u200cخواهم\u200b')] }]);
  t.strictSame(signed, { type: 'paragraph', content: [run('می', { type: 'bold' }), run('\u200cخواهم')] }, 'a joiner between two runs');
  t.strictSame(canonicalBlocks([paragraph('\u200b\u3164\u00ad')]), [], 'a paragraph that prints nothing');
  t.end();
});

test('[SO40] the canonical form of a canonical text is itself, byte for byte', (t) => {
  const strange = 'a\u00ad\u0301 می\u200c\u200b\u200d x\u200d 👩\u200d\u200b👧 ❤\ufe0f\ufe0f \ud800\u200d\r\n1\ufe0f\u20e3';
  t.equal(canonicalText(canonicalText(strange)), canonicalText(strange));
  t.end();
});

test('[SO40] superscript and subscript come after the older marks, so that no text signed before changes its digest', (t) => {
  const link = { type: 'link', href: 'https://a.example' } as const;
  const signed = (marks: readonly Mark[]): Block[] => [
    { type: 'paragraph', content: [{ type: 'text', text: 'As signed before', marks: [...marks] }] },
  ];
  t.equal(
    digestOf(canonicalBytes(canonicalBlocks(signed([link, { type: 'italic' }, { type: 'bold' }])))),
    '2cbf38eaef4075ff5a751297ea6cb20043fc4c76a0519d7a1e3815c261747bfd',
  );
  t.strictSame(
    canonicalBlocks(signed([{ type: 'superscript' }, link, { type: 'bold' }])),
    signed([{ type: 'bold' }, link, { type: 'superscript' }]),
  );
  t.end();
});

test('[SO40] [ED5] a run that two people made superscript and subscript at once is drawn as both, and signed as superscript', (t) => {
  const one = documentOf([paragraph('106')]);
  const two = new Y.Doc();
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  sectionText(one, 'q1').format(2, 1, { superscript: {} });
  sectionText(two, 'q1').format(2, 1, { subscript: {} });
  Y.applyUpdate(one, Y.encodeStateAsUpdate(two));
  t.equal(textSchema.whyNot(one), null);
  t.equal(staticHtml(one, 'q1'), '<p>10<sup><sub>6</sub></sup></p>');
  t.equal(blocksHtml(readSection(one, 'q1')), '<p>10<sup>6</sup></p>');
  t.end();
});

test('[ED9] superscript and subscript exclude each other, and the binding stores them by their own names', (t) => {
  const [superscript, subscript] = [schema.mark('superscript'), schema.mark('subscript')];
  t.strictSame(superscript.addToSet([subscript]), [superscript]);
  t.strictSame(subscript.addToSet([superscript]), [subscript]);
  t.ok(superscript.type.excludes(superscript.type));
  t.ok(subscript.type.excludes(subscript.type));
  t.equal(superscript.addToSet([schema.mark('bold')]).length, 2);
  t.end();
});

test('[SO40] version words: 2048 short words, four of them, and every one of the first 44 bits counts', (t) => {
  t.equal(words.length, 2048);
  t.equal(new Set(words).size, 2048);
  t.ok(words.every((word) => /^[a-z]{3,8}$/.test(word)));
  const zero = '0'.repeat(64);
  t.equal(versionWords(zero), [0, 0, 0, 0].map((n) => words[n]).join(' '));
  const all = new Set([versionWords(zero)]);
  for (let bit = 0; bit < 44; bit += 1) all.add(versionWords((1n << BigInt(255 - bit)).toString(16).padStart(64, '0')));
  t.equal(all.size, 45);
  t.equal(
    versionWords(`${'f'.repeat(11)}${'0'.repeat(53)}`)
      .split(' ')
      .at(-1),
    words[2047],
  );
  t.end();
});

test('counts are those of a plain text box: CRLF, markers and addresses written out', (t) => {
  t.strictSame(countBlocks([]), { words: 0, characters: 0 });
  t.strictSame(countBlocks([paragraph('one two')]), { words: 2, characters: 7 });
  t.strictSame(countBlocks([paragraph('a'), paragraph('b')]), { words: 2, characters: 6 });
  const list: Block = { type: 'orderedList', start: 9, items: [[paragraph('x')], [paragraph('y'), paragraph('z')]] };
  t.equal(plainText([list]), '9. x\n10. y\n    z');
  const link = (text: string, href: string): Block => ({
    type: 'paragraph',
    content: [{ type: 'text', text, marks: [{ type: 'link', href }] }],
  });
  t.equal(plainText([link('here', 'https://a.example')]), 'here (https://a.example)');
  t.equal(plainText([link('https://a.example', 'https://a.example')]), 'https://a.example');
  t.equal(plainText([link('a@example.org', 'mailto:a@example.org')]), 'a@example.org');
  t.strictSame(blocksOfText('one\r\ntwo\n\n\nthree'), [
    { type: 'paragraph', content: [{ type: 'text', text: 'one', marks: [] }, { type: 'break' }, { type: 'text', text: 'two', marks: [] }] },
    paragraph('three'),
  ]);
  t.end();
});

const script = (type: 'superscript' | 'subscript', before: string, text: string, after = ''): Block => ({
  type: 'paragraph',
  content: [before, text, after].flatMap((part, index): Inline[] =>
    part === '' ? [] : [{ type: 'text', text: part, marks: index === 1 ? [{ type }] : [] }],
  ),
});

test('superscripts and subscripts in a plain text box: Unicode’s characters, else ^ where the meaning needs it (decision 38)', (t) => {
  for (const [before, raised, plain] of [
    ['10', '6', '10⁶'],
    ['10', '-6', '10⁻⁶'],
    ['m', '2', 'm²'],
    ['x', 'n', 'xⁿ'],
    ['21', 'st', '21st'],
    ['2', 'ain', '2ain'],
    ['Makaton', '®', 'Makaton®'],
    ['x', 'y', 'x^y'],
    ['10', '1.5', '10^(1.5)'],
    ['2', 'n+1', '2ⁿ⁺¹'],
    ['2', 'k+1', '2^(k+1)'],
    ['10', '6 ', '10⁶ '],
    ['10', '6 y', '10⁶ ^y'],
  ] as const) {
    t.equal(plainText([script('superscript', before, raised)]), plain, plain);
  }
  t.equal(plainText([script('subscript', 'CO', '2', 'e')]), 'CO₂e');
  t.equal(plainText([script('subscript', 'CO', '2e')]), 'CO₂e');
  t.equal(plainText([script('subscript', 'Q', 'max')]), 'Qmax');
  t.strictSame(countBlocks([script('superscript', '10', '6', ' t')]), { words: 2, characters: 5 });
  t.strictSame(countBlocks([script('superscript', '10', '1.5')]), { words: 1, characters: 8 });
  t.end();
});

test('a superscript changes no number of words', (t) => {
  fc.assert(
    fc.property(anyBlocks, (blocks) => {
      const canonical = canonicalBlocks(blocks);
      t.equal(countBlocks(canonical).words, countBlocks(canonicalBlocks(withoutScripts(canonical))).words);
    }),
    { numRuns: 60 },
  );
  t.end();
});

function withoutScripts(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    if ('items' in block) return { ...block, items: block.items.map(withoutScripts) };
    return { ...block, content: block.content.map(withoutScript) };
  });
}

function withoutScript(inline: Inline): Inline {
  if (inline.type === 'break') return inline;
  return { ...inline, marks: inline.marks.filter((mark) => mark.type !== 'superscript' && mark.type !== 'subscript') };
}

test('a draft is read from its log: sections, choices and reasons, garbage left out', (t) => {
  const document = documentOf([paragraph('base')]);
  const base = Y.encodeStateAsUpdate(document);
  const before = Y.encodeStateVector(document);
  writeChosen(document, 'q1', ['b', 'a']);
  writeReason(document, 'q2', '  No\r\nevidence ');
  document.getMap('chosen').set('q2', [1, 'c']);
  const open = openDraft({ base: { update: base }, entries: [{ update: Y.encodeStateAsUpdate(document, before) }] });
  const content = readDraft(open, [SectionId.parse('q1'), SectionId.parse('q2')]);
  t.strictSame(content.blocks.get('q1'), [paragraph('base')]);
  t.strictSame(content.chosen.get('q1'), ['b', 'a']);
  t.strictSame(content.chosen.get('q2'), ['c']);
  t.equal(content.notAnswered.get('q2'), 'No\nevidence');
  t.strictSame(readDraft(openDraft({ base: { update: new Uint8Array() }, entries: [] }), [SectionId.parse('q1')]).blocks.get('q1'), []);
  t.end();
});

test('a comparison: rows of before and now, words marked, formatting told apart', (t) => {
  const was = [paragraph('We support the list in the form proposed.'), paragraph('It stays.'), paragraph('It goes.')];
  const now: Block[] = [
    paragraph('We do not support the list in the form proposed.'),
    { type: 'paragraph', content: [{ type: 'text', text: 'It stays.', marks: [{ type: 'bold' }] }] },
    { type: 'bulletList', items: [[paragraph('Quite new words here')]] },
  ];
  const rows = compareBlocks(was, now);
  t.strictSame(
    rows.map((row) => row.kind),
    ['changed', 'reformatted', 'removed', 'added'],
  );
  t.strictSame(rows[0]?.now, [
    { text: 'We ', mark: 'same' },
    { text: 'do not ', mark: 'added' },
    { text: 'support the list in the form proposed.', mark: 'same' },
  ]);
  t.strictSame(rows[0]?.was, [{ text: 'We support the list in the form proposed.', mark: 'same' }]);
  t.strictSame(
    compareBlocks(was, was).map((row) => row.kind),
    ['same', 'same', 'same'],
  );
  const side = (pieces: readonly { text: string }[]): string => pieces.map((piece) => piece.text).join('');
  fc.assert(
    fc.property(fc.array(fc.lorem(), { maxLength: 6 }), fc.array(fc.lorem(), { maxLength: 6 }), (left, right) => {
      const compared = compareBlocks(left.map(paragraph), right.map(paragraph));
      t.equal(
        compared
          .map((row) => side(row.was))
          .filter((text) => text !== '')
          .join('|'),
        left.join('|'),
      );
      t.equal(
        compared
          .map((row) => side(row.now))
          .filter((text) => text !== '')
          .join('|'),
        right.join('|'),
      );
    }),
    { numRuns: 30 },
  );
  t.strictSame(
    longestCommon(
      Array.from({ length: 2001 }, (_, n) => n),
      Array.from({ length: 2001 }, (_, n) => n + 5000),
      (a, b) => a === b,
    ),
    [],
  );
  t.end();
});

test('a comparison shows a number that was raised as a changed word, and letters that were raised as set differently', (t) => {
  const [raised] = compareBlocks([paragraph('about 106 t')], [script('superscript', 'about 10', '6', ' t')]);
  t.equal(raised?.kind, 'changed');
  t.strictSame(raised?.was, [
    { text: 'about ', mark: 'same' },
    { text: '106 ', mark: 'removed' },
    { text: 't', mark: 'same' },
  ]);
  t.strictSame(raised?.now[1], { text: '10⁶ ', mark: 'added' });
  const [ordinal] = compareBlocks([paragraph('the 21st')], [script('superscript', 'the 21', 'st')]);
  t.equal(ordinal?.kind, 'reformatted');
  t.end();
});

test('a comparison of two snapshots: questions, choices, reasons, sections added and removed', (t) => {
  const was = sampleSnapshot();
  t.strictSame(compareSnapshots(was, was), []);
  const closed = was.sections.find((section) => section.type === 'question' && section.options.length > 0);
  const [gone] = was.sections;
  const sections = was.sections
    .filter((section) => section !== gone)
    .map((section) => (section === closed && section.type === 'question' ? { ...section, chosen: [], number: '6a' } : section));
  const changes = compareSnapshots(was, { ...was, sections });
  t.strictSame(
    changes.map((change) => [change.title, change.kind]),
    [
      ['Question 6a: How far do you agree with the overall approach to redress…', 'changed'],
      ['Covering letter', 'removed'],
    ],
  );
  t.match(changes[0], { question: { now: /^6a\. / }, chosen: { was: 'Agree', now: 'None' }, stretches: [] });
  const [added] = compareSnapshots({ ...was, sections }, was).filter((change) => change.kind === 'added');
  t.equal(added?.title, 'Covering letter');
  t.end();
});

test('[QS2] a short title that changed is a change of the text to sign', (t) => {
  const was = sampleSnapshot();
  const titled = was.sections.map((section) => (section.type === 'question' ? { ...section, shortTitle: 'Redress' } : section));
  const [change] = compareSnapshots(was, { ...was, sections: titled });
  t.match(change, { title: /^Question \S+: Redress$/, question: { was: /^1\. Which factors/, now: /^1\. Redress: Which factors/ } });
  t.end();
});

test('[QS18] the page of a decision says why a question is not asked, and a change of that is a change of the text', (t) => {
  const was = sampleSnapshot();
  const askedIf = 'Asked only if the answer to question 6 is Agree';
  const notAsked = 'Not asked, because the answer to question 6 is Disagree';
  const at = (fields: object) => ({
    ...was,
    sections: was.sections.map((section) => (section.id === 'q2' && section.type === 'question' ? { ...section, ...fields } : section)),
  });
  const empty = { chosen: [], blocks: [], notAnswered: '' };
  const before = at({ ...empty, askedIf });
  const now = at({ ...empty, askedIf, notAsked });
  const shown = (snapshot: typeof was) => textView(snapshot).parts.flatMap((part) => part.sections.filter(({ id }) => id === 'q2'));
  t.match(shown(before), [{ condition: `${askedIf}.`, empty: true }]);
  t.match(shown(now), [{ condition: `${askedIf}. ${notAsked}.`, empty: false }], 'no answer is missing');
  t.match(shown(was), [{ condition: '' }]);
  t.same([textView(before).questions - textView(now).questions, textView(before).answers - textView(now).answers], [1, 0]);
  t.equal(textView(at({ askedIf, notAsked })).questions, textView(was).questions, 'one that is answered all the same counts');
  t.match(compareSnapshots(before, now), [
    { title: /^Question 3/, question: { was: /is Agree\.$/, now: /is Agree\. Not asked, because .* is Disagree\.$/ }, stretches: [] },
  ]);
  t.end();
});

test('[SO40] the address of a link stands after its words, once, wherever the signed text is shown or printed', (t) => {
  const link: Mark = { type: 'link', href: 'https://a.example/x' };
  const run = (text: string, ...marks: Mark[]): Inline => ({ type: 'text', text, marks });
  const content = [run('See '), run('the ', link), run('paper', { type: 'bold' }, link), run('.')];
  const shown = blocksHtml(withAddresses([{ type: 'bulletList', items: [[{ type: 'paragraph', content }]] }]));
  t.equal(shown.replace(/<[^>]+>/g, ''), 'See the paper (https://a.example/x).');
  t.notMatch(shown, /\(https[^<]*<\/a>/, 'the address is no part of the link');
  const itself: Block[] = [{ type: 'paragraph', content: [run('https://a.example/x', link)] }];
  t.strictSame(withAddresses(itself), itself, 'words that are the address');
  t.match(
    textView({ ...sampleSnapshot() })
      .parts.flatMap((part) => part.sections.map((one) => one.html))
      .join(''),
    /\(https:\/\/www\.gov\.uk\/send\?a=1&amp;b=2\)/,
  );
  t.end();
});
