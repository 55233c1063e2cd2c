import { test } from 'tap';
import type { Asked } from '../../../src/domain/consultation/consultation.ts';
import type { Preview } from '../../../src/domain/consultation/questions/import.ts';
import { readSource } from '../../../src/features/consultations/import/read.ts';

function preview(source: string): Preview {
  const read = readSource(source, new Map());
  if (!read.ok) throw new Error(read.wrong);
  return read;
}

const asked = (source: string): readonly (Asked | null)[] => preview(source).entries.map((entry) => entry.asked);

const pasted = `About this consultation, in 4 parts.

Chapter 2: Standards

1. What matters most in setting national standards
for children? (max 250 words)

Question 2: How far do you agree with the approach to redress?
a) Strongly agree
b) Agree
c) Disagree
If you disagree, say why.

Part B
B1 Which features matter most? (choose up to three)
\u2022 Location
\u2022 Space
\u2022 Staff
\u2022 Garden
7.10\tIs there a register of homes?
Yes / No / Not sure
[2,000 characters maximum]
7.1 Anything else?`;

test('[QS8] questions are found in a text as it is printed', (t) => {
  const read = preview(pasted);
  t.same(
    read.entries.map(({ asked: one }) => [one?.number, one?.part, one?.kind]),
    [
      ['1', 'Chapter 2: Standards', 'open'],
      ['2', 'Chapter 2: Standards', 'likert'],
      ['B1', 'Part B', 'multiple-choice'],
      ['7.10', 'Part B', 'single-choice'],
      ['7.1', 'Part B', 'open'],
    ],
  );
  t.match(read.entries[0]?.asked, { text: 'What matters most in setting national standards for children?', wordLimit: 250 });
  t.match(read.entries[1]?.asked, {
    options: ['Strongly agree', 'Agree', 'Disagree'],
    followUp: 'If you disagree, say why.',
    freeText: true,
  });
  t.match(read.entries[2]?.asked, { options: { length: 4 }, maxChoices: 3 });
  t.match(read.entries[3]?.asked, { options: ['Yes', 'No', 'Not sure'], characterLimit: 2000 });
  t.same(read.leftOut, [{ field: 'About this consultation, in 4 parts.', times: 1 }], 'a line of no question is named');
  t.equal(read.lines.get('[0]'), 5);
  t.end();
});

test('[QS8] limits of a choice are read from brackets, and other brackets stay', (t) => {
  const one = (how: string): Asked | null => asked(`1. Which (of these) matter? ${how}\na) x\nb) y\nc) z`)[0] ?? null;
  t.match(one('(select all that apply)'), { kind: 'multiple-choice', text: 'Which (of these) matter?' });
  t.match(one('(choose exactly two)'), { minChoices: 2, maxChoices: 2 });
  t.match(one('(tick at least 2 boxes)'), { minChoices: 2 });
  t.match(one('(please tick one)'), { kind: 'single-choice' });
  t.equal(one(''), null, 'what nobody can tell is asked');
  t.end();
});

test('[QS8] a text without numbers is refused with the way out; a prose line is no table', (t) => {
  t.match(readSource('Do you agree, or not?', new Map()), { ok: false, wrong: /No line begins with the number/, mend: /1\. Do you agree/ });
  t.match(readSource(' \n', new Map()), { ok: false, wrong: /nothing in it/ });
  t.match(readSource(';'.repeat(100_001), new Map()), { ok: false, wrong: /too long/ });
  t.match(readSource(Array.from({ length: 600 }, (_, n) => `${n}. Why?`).join('\n'), new Map()), { ok: false, wrong: /501 entries/ });
  t.end();
});

for (const [name, separator] of [
  ['commas', ','],
  ['semicolons', ';'],
  ['tabs', '\t'],
] as const) {
  test(`[QS8] [QS9] a table with ${name} is read by its headings, and numbers are names`, (t) => {
    const rows = [
      ['NO.', 'question', 'Word Limit', 'Options', 'Kind', 'Comment box', 'Odd'],
      ['7.10', '"Do you agree?\nSay why."', '"1,000"', '"Yes|No"', 'radio', 'TRUE', 'x'],
      ['7.1', 'What else?', '250 words', '', '', '', ''],
      ['1-2', 'And then?', '', '', '', '', ''],
      ['="007"', 'Last?', 'a page', '', '', '', ''],
    ];
    const read = preview(rows.map((cells) => cells.join(separator)).join('\r\n'));
    t.same(
      read.entries.map(({ typed }) => typed.number),
      ['7.10', '7.1', '1-2', '007'],
    );
    t.match(read.entries[0]?.asked, { text: 'Do you agree?\nSay why.', wordLimit: 1000, options: ['Yes', 'No'], freeText: true });
    t.match(read.entries[1]?.asked, { wordLimit: 250 });
    t.match(read.entries[3]?.flaws, [{ field: 'wordLimit', wrong: 'the limit must be a number' }]);
    t.equal(read.lines.get('[3]'), 6);
    t.same(read.leftOut, [{ field: 'Odd', times: 1 }]);
    t.end();
  });
}

test('[QS8] a table that cannot be read says what to write', (t) => {
  t.match(readSource('Number,Type\n1,text', new Map()), { ok: false, wrong: 'No column is headed “Question”' });
  t.match(readSource('Number,Question', new Map()), { ok: false, wrong: /no question under the headings/ });
  t.match(readSource('Number,Question\n1,"Why?', new Map()), { ok: false, wrong: /quotation mark is opened on line 2/ });
  t.match(asked('Question,Text\nQuestion 7a,Why?'), [{ number: '7a', text: 'Why?' }], 'beside “Text”, “Question” is the number');
  t.end();
});

test('[QS8] JSON is still read, with its lines', (t) => {
  t.match(asked('\ufeff{"questions": [{"number": 7.10, "text": "Why?"}]}'), [{ number: '7.10' }]);
  t.match(readSource('[{"number": 1,', new Map()), { ok: false, wrong: /not JSON/ });
  t.end();
});

test('[SE11] a long hostile paste is read or refused at once', (t) => {
  const texts = {
    'a number without an end': `q1${'-'.repeat(100_000)}x`,
    'brackets without an end': `1. Do you agree?\n${')'.repeat(100_000)}x`,
    'strokes without options': `1. Do you agree?\n${' / '.repeat(50_000)}x`,
    'one option again and again': `number,text,options\n1,Do you agree?,${'a;'.repeat(40_000)}`,
  };
  for (const [what, text] of Object.entries(texts)) {
    const since = performance.now();
    readSource(text, new Map());
    const took = performance.now() - since;
    t.ok(took < 2_000, `${what}: ${took} ms`);
  }
  const options = preview(texts['one option again and again']).entries[0]?.flaws.filter(({ field }) => field === 'options') ?? [];
  t.match(options.at(-1), { wrong: 'there are 40000 options' }, 'the number of options is said');
  t.equal(options.length, 50, 'and the flaws of the first fifty');
  t.end();
});
