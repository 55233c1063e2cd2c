import { test } from 'tap';
import { markerOf } from '../../../src/text/pasted/markers.ts';
import { readyToParse } from '../../../src/text/pasted/markup.ts';
import { blocksOfPlain } from '../../../src/text/pasted/plain.ts';
import { readPasted } from '../../../src/text/pasted/read.ts';
import { addressOf } from '../../../src/text/pasted/links.ts';
import { declarationsOf } from '../../../src/text/pasted/style.ts';
import { flattened } from '../../../src/text/pasted/flatten.ts';
import { nothingLeftOut, sayLeftOut } from '../../../src/text/pasted/left-out.ts';
import { plainText } from '../../../src/text/plain.ts';
import type { Block } from '../../../src/domain/consultation/section.ts';
import type { PastedElement, PastedNode } from '../../../src/text/pasted/tree.ts';

test('[ED14] a tree of 100,000 elements inside each other is read without recursion', (t) => {
  let node: PastedNode = { nodeType: 3, nodeName: '#text', nodeValue: 'deep', firstChild: null, nextSibling: null };
  for (let depth = 0; depth < 100_000; depth += 1) {
    const firstChild = node;
    const element: PastedElement = {
      nodeType: 1,
      nodeName: 'DIV',
      nodeValue: null,
      firstChild,
      nextSibling: null,
      getAttribute: () => null,
    };
    node = element;
  }
  t.same(readPasted(node).blocks, [{ type: 'paragraph', content: [{ type: 'text', text: 'deep', marks: [] }] }]);
  t.end();
});

test("[ED15] markers of Word's lists are read by their text, and by their style sheet where it says more", (t) => {
  const cases = [
    ['·', '', 'bullet', []],
    ['o', '', 'bullet', []],
    ['§', '', 'bullet', []],
    ['-', '', 'bullet', []],
    ['\u{f0b7}', '', 'bullet', []],
    ['1.', '', 'number', [1]],
    ['12)', '', 'number', [12]],
    ['7', '', 'number', [7]],
    ['2.3.', '', 'number', [3]],
    ['A.1', '', 'number', [1]],
    ['(iv)', '', 'number', [4]],
    ['i.', '', 'number', [1, 9]],
    ['c)', '', 'number', [3, 100]],
    ['v.', '', 'number', [22, 5]],
    ['v.', 'roman-lower', 'number', [5]],
    ['i.', 'alpha-lower', 'number', [9]],
    ['bb.', '', 'number', [28]],
    ['XLII.', '', 'number', [42]],
    ['o.', '', 'number', [15]],
    ['o', 'alpha-lower', 'number', [15]],
    ['o', 'bullet', 'bullet', []],
    ['Recommendation 4:', '', 'words', []],
    ['Step 1.', '', 'words', []],
  ] as const;
  for (const [text, format, kind, numbers] of cases) t.same(markerOf(` ${text}\u00a0 `, format), { kind, numbers }, `${text} ${format}`);
  t.end();
});

test('[ED16] plain text is taken word for word, a line a paragraph', (t) => {
  const text = (line: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text: line, marks: [] }] });
  const kept = [
    'Figures *provisional*, see __init__ and _this_',
    '2022. was a bad year',
    '# of children  two spaces',
    '- a dash',
    '> <b>&amp;',
  ];
  t.same(blocksOfPlain(kept.join('\r\n')), kept.map(text));
  t.same(blocksOfPlain('one\n\n\n two \r three'), [text('one'), text(' two '), text(' three')], 'blank lines part paragraphs');
  t.same(blocksOfPlain(' '), [text(' ')]);
  t.same(blocksOfPlain('co\u00adoperate\u200b \ufeffnow'), [text('cooperate now')], 'nothing that cannot be seen');
  t.same(blocksOfPlain('a\vb'), [
    {
      type: 'paragraph',
      content: [{ type: 'text', text: 'a', marks: [] }, { type: 'break' }, { type: 'text', text: 'b', marks: [] }],
    },
  ]);
  t.same(blocksOfPlain(''), []);
  t.end();
});

test('[ED15] the addresses of links are unwrapped, and only allowed ones are kept', (t) => {
  const safe = (url: string): string =>
    `https://eur03.safelinks.protection.outlook.com/?url=${encodeURIComponent(url)}&data=05%7Cn.farrow%40example.org&reserved=0`;
  t.equal(addressOf(safe('https://www.gov.uk/send?a=1&b=2#c')), 'https://www.gov.uk/send?a=1&b=2#c');
  t.equal(addressOf(safe(safe('https://www.gov.uk/'))), 'https://www.gov.uk/', 'wrapped twice');
  t.equal(addressOf(safe('javascript:alert(1)')), safe('javascript:alert(1)'), 'an address that is not allowed stays wrapped');
  t.equal(addressOf('https://www.google.com/url?q=https://www.gov.uk/send&sa=D'), 'https://www.gov.uk/send');
  t.equal(addressOf('https://www.google.com/search?q=https://www.gov.uk/'), 'https://www.google.com/search?q=https://www.gov.uk/');
  t.equal(
    addressOf('https://safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fgov.uk'),
    'https://safelinks.protection.outlook.com.evil.example/?url=https%3A%2F%2Fgov.uk',
  );
  t.equal(addressOf(' https://example.org/a b\n '), 'https://example.org/a%20b');
  for (const bad of ['javascript:alert(1)', 'file:///S:/x', '#top', '/relative', 'data:text/html,x', ''])
    t.equal(addressOf(bad), null, bad);
  t.end();
});

test('[ED14] a style attribute is read as text', (t) => {
  const read = declarationsOf(`Font-Weight: BOLD !important; mso-comment-author:"Farrow; N"; background:url(data:a;b) ; color`);
  t.same(
    [...read],
    [
      ['font-weight', 'bold'],
      ['mso-comment-author', '"farrow; n"'],
      ['background', 'url(data:a;b)'],
    ],
  );
  t.end();
});

test('[ED14] a browser is not asked to parse what would stop it', (t) => {
  t.equal(readyToParse('<div>'.repeat(1001)), null);
  t.equal(readyToParse('<b><i>'.repeat(50_000)), null);
  const flat = `${'<div><p>x'.repeat(900)}${'<li>x'.repeat(5000)}${'<div>y</div>'.repeat(5000)}`;
  t.equal(readyToParse(flat), flat);
  t.equal(readyToParse('<STYLE>p{}</STYLE>'), '<script type=text/plain data-pasted-style>p{}</script>', 'style sheets least of all');
  t.equal(readyToParse("<p style='a:b'>with style=x <b\nSTYLE = c>"), "<p data-pasted-style='a:b'>with style=x <b\ndata-pasted-style = c>");
  t.end();
});

test('[ED17] one line says what was left out', (t) => {
  const said = (counts: Partial<typeof nothingLeftOut>): string => sayLeftOut({ ...nothingLeftOut, ...counts });
  t.equal(said({}), '');
  t.equal(said({ deletions: 3 }), '3 deletions were left out.');
  t.equal(said({ pictures: 1 }), '1 picture was left out.');
  t.equal(said({ deletions: 3, comments: 1, pictures: 1 }), '3 deletions, 1 comment and 1 picture were left out.');
  t.equal(said({ links: 1 }), 'The address of 1 link was left out.');
  t.equal(said({ comments: 1200, links: 2 }), '1,200 comments and the addresses of 2 links were left out.');
  t.equal(said({ tables: 2, hidden: 1 }), '1 hidden passage was left out. 2 tables became lines, one for each row.');
  t.end();
});

test('[ED17] lists that have no room come up, and no word of them is lost', (t) => {
  const item = (line: string, ...below: Block[]): Block[] => [
    { type: 'paragraph', content: [{ type: 'text', text: line, marks: [] }] },
    ...below,
  ];
  const list: Block = {
    type: 'bulletList',
    items: [
      item('a', { type: 'orderedList', start: 3, items: [item('b', { type: 'bulletList', items: [item('c')] }), item('d')] }),
      item('e'),
    ],
  };
  t.equal(plainText(flattened([list], 8)), plainText([list]));
  t.equal(plainText(flattened([list], 2)), '- a\n  3. b\n  4. c\n  5. d\n- e');
  t.equal(plainText(flattened([list], 1)), '- a\n- b\n- c\n- d\n- e');
  t.equal(plainText(flattened([list], 0)), '- a\n\n3. b\n\n- c\n\n4. d\n\n- e');
  t.end();
});
