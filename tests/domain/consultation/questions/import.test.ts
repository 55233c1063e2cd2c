import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'tap';
import { placesIn } from '../../../../src/domain/consultation/questions/json-places.ts';
import { type Entry, readEntry } from '../../../../src/domain/consultation/questions/entry.ts';
import { type EntryField, typedOf } from '../../../../src/domain/consultation/questions/fields.ts';
import { whyTooMuch } from '../../../../src/domain/consultation/questions/json-size.ts';
import { type Preview, readQuestionFile, readQuestions } from '../../../../src/domain/consultation/questions/import.ts';

function preview(value: unknown): Preview {
  const read = readQuestions(value);
  if (!read.ok) throw new Error(read.wrong);
  return read;
}

function one(raw: unknown): Entry {
  const [entry] = preview([raw]).entries;
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

const flawed = (raw: unknown): readonly (readonly [EntryField, string])[] => one(raw).flaws.map((flaw) => [flaw.field, flaw.wrong]);
const open = { number: '1', text: 'What matters most?', kind: 'open' };
const scale = { number: '6', text: 'How far do you agree?', kind: 'likert', options: ['Agree', 'Neither', 'Disagree'] };

test('the four demonstration sets are read whole', (t) => {
  const folder = new URL('../../../../demo/consultations/', import.meta.url);
  const found = readdirSync(folder).filter((name) => name.endsWith('.json'));
  t.equal(found.length, 4);
  for (const name of found) {
    const read = readQuestionFile(readFileSync(new URL(name, folder), 'utf8'));
    t.ok(read.ok, name);
    if (read.ok)
      t.same(
        read.entries.flatMap((entry) => entry.flaws),
        [],
        `${name} has nothing to mend`,
      );
  }
  const send = readQuestionFile(readFileSync(new URL('dfe-send-review-2022.json', folder), 'utf8'));
  t.match(send, { ok: true, leftOut: [{ field: 'seen', times: 22 }] });
  if (send.ok) {
    t.equal(send.entries.length, 22);
    t.match(send.entries[5]?.asked, {
      number: '6',
      kind: 'likert',
      options: { length: 5 },
      wordLimit: 250,
      part: 'Chapter 2',
      freeText: true,
    });
  }
  const gaps = readQuestionFile(readFileSync(new URL('dfe-reforming-childrens-homes-care-2013.json', folder), 'utf8'));
  if (gaps.ok)
    t.same(
      gaps.entries.map((entry) => entry.asked?.number),
      ['1', '2', '3', '5', '6', '8', '10'],
    );
  t.end();
});

test('garbage says where it breaks, and throws nothing', (t) => {
  t.match(readQuestionFile(''), { ok: false, wrong: /nothing in it/ });
  t.match(readQuestionFile('\ufeff \n'), { ok: false, wrong: /nothing in it/ });
  t.match(readQuestionFile('[{"number": "1",\n "text": oops}]'), { ok: false, wrong: /line 2, character 10/ });
  t.match(readQuestionFile('{"questions": ['), { ok: false, wrong: /not JSON: it breaks off at line 1, character 16/ });
  t.match(readQuestionFile('[{"number": 1, "text": 1 2}]'), { ok: false, wrong: /line 1, character 26/ });
  t.match(readQuestionFile('\u0000PNG'), { ok: false, wrong: /line 1, character 1/ });
  t.match(readQuestionFile('['.repeat(100_000)), { ok: false, wrong: /not JSON/ });
  t.match(readQuestionFile(`${'['.repeat(1000)}${']'.repeat(1000)}`), { ok: true });
  t.match(one([[[[[{}]]]]]).flaws[1], { wrong: 'this is no question: [[[[…]]]]' });
  t.match(one({ ...open, text: { a: { b: { c: {} } } } }).flaws[0], { given: '{"a":{"b":{"c":{…}}}}' });
  for (const value of ['"text"', '7', 'null', '{}', '{"questions": "7"}']) {
    t.match(readQuestionFile(value), { ok: false, wrong: /no list of questions/, mend: /“questions”/ }, value);
  }
  t.match(readQuestionFile('[]'), { ok: false, wrong: /empty/ });
  t.match(readQuestions(Array.from({ length: 600 }, (_, n) => ({ ...open, number: n }))), {
    ok: false,
    wrong: 'There are 600 entries in it',
  });
  t.end();
});

test('every bad entry is named by path, with each fault and how to mend it', (t) => {
  const read = preview({
    questions: [
      open,
      { ...scale, kind: 'slider' },
      { ...open, number: '18', wordLimit: 'a page or two' },
      { ...open, number: 1 },
      7,
      'Only words?',
      null,
    ],
  });
  t.same(
    read.entries.flatMap((entry) => entry.flaws.map(({ path, wrong }) => [entry.n, path, wrong])),
    [
      [1, 'questions[1].kind', 'we do not know the kind “slider”'],
      [2, 'questions[2].wordLimit', 'the limit must be a number'],
      [3, 'questions[3].number', 'the number 1 is used by entry 1 already'],
      [4, 'questions[4].number', 'the number is missing'],
      [4, 'questions[4].text', 'this is no question: 7'],
      [5, 'questions[5].number', 'the number is missing'],
      [6, 'questions[6].number', 'the number is missing'],
      [6, 'questions[6].text', 'this is no question: null'],
    ],
  );
  t.match(read.entries[1]?.flaws, [{ given: '"slider"', mend: /^3 options follow in the file, so a scale or a choice would fit/ }]);
  t.match(read.entries[2]?.flaws, [{ given: '"a page or two"', mend: /Only the number/ }]);
  t.equal(read.entries[2]?.typed.wordLimit, 'a page or two', 'what stands in the file is shown as it is');
  t.equal(read.entries[5]?.typed.text, 'Only words?');
  t.same(
    read.entries.map((entry) => entry.asked !== null),
    [true, false, false, false, false, false, false],
  );
  t.end();
});

test('numbers are as printed, and two that differ in case only are one', (t) => {
  t.match(one({ ...open, number: ' 7a ' }).asked, { number: '7a' });
  t.match(one({ ...open, number: 7 }).asked, { number: '7' });
  t.same(flawed({ ...open, number: 'x'.repeat(21) }), [['number', 'this has 21 characters']]);
  t.same(flawed({ ...open, number: ['7'] }), [['number', 'this must be words']]);
  t.match(
    preview([
      { ...open, number: '7A' },
      { ...open, number: '7a' },
    ]).entries[1]?.flaws,
    [{ field: 'number', path: '[1].number' }],
  );
  t.end();
});

test('kinds are recognised in any spelling, and fit the options', (t) => {
  t.match(one({ ...scale, kind: 'Single choice' }).asked, { kind: 'single-choice' });
  t.match(one({ ...scale, kind: 'MULTIPLE_CHOICE' }).asked, { kind: 'multiple-choice' });
  t.match(one({ number: '1', text: 'No kind' }).asked, { kind: 'open', freeText: true });
  t.match(one({ ...open, kind: null }).asked, { kind: 'open' });
  t.same(flawed({ ...scale, kind: undefined }), [['kind', 'the kind is missing']]);
  t.same(flawed({ ...scale, kind: '' }), [['kind', 'the kind is missing']]);
  t.same(flawed({ ...scale, kind: 5 }), [['kind', 'we do not know the kind “5”']]);
  t.same(flawed({ ...scale, kind: 'open' }), [['kind', 'a question for text has no options, but 3 follow']]);
  t.same(flawed({ ...scale, options: ['Agree'] }), [['options', 'a scale needs two options or more']]);
  t.same(flawed({ ...scale, kind: 'single-choice', options: [] }), [['options', 'there are no options to choose from']]);
  t.match(one({ ...scale, kind: 'single-choice', options: ['I confirm'] }).asked, { options: ['I confirm'] });
  t.match(one({ ...open, kind: 'tick' }).flaws, [{ mend: 'Choose what it asks for' }]);
  t.match(one({ ...open, kind: 'tick', options: ['x'] }).flaws, [{ mend: /^One option follows/ }]);
  t.end();
});

test('options are texts, each with words and each once', (t) => {
  t.match(one({ ...scale, options: [{ id: 'a', text: ' Agree ' }, 5, 'No'] }).asked, { options: ['Agree', '5', 'No'] });
  t.same(flawed({ ...scale, options: 5 }), [['options', 'the options must be a list']]);
  t.same(flawed({ ...scale, options: 'Agree, disagree' }), [['options', 'a scale needs two options or more']]);
  t.match(one({ ...scale, options: 'Agree; Disagree' }).asked, { options: ['Agree', 'Disagree'] }, 'in one cell');
  t.same(flawed({ ...scale, options: ['Agree', '', null, 'agree'] }), [
    ['options', 'option 2 has no words'],
    ['options', 'option 3 has no words'],
    ['options', 'the option “agree” is there twice'],
  ]);
  t.same(flawed({ ...scale, options: ['Agree', 'x'.repeat(501)] }), [['options', 'option 2 has 501 characters']]);
  t.same(flawed({ ...scale, options: Array.from({ length: 51 }, (_, n) => `Option ${n}`) }), [['options', 'there are 51 options']]);
  t.equal(one({ ...scale, options: ['Agree', { label: 'No' }] }).typed.options, 'Agree\n{"label":"No"}');
  t.end();
});

test('limits are whole numbers in words or characters', (t) => {
  t.match(one({ ...open, wordLimit: '250', characterLimit: 32_000 }).asked, { wordLimit: 250, characterLimit: 32_000 });
  t.match(one({ ...open, wordLimit: null, characterLimit: ' ' }).asked, { wordLimit: null, characterLimit: null });
  for (const wordLimit of [0, -5, 2.5, 1e9, '0']) {
    t.same(flawed({ ...open, wordLimit }), [['wordLimit', 'the limit must be a whole number from 1 to 100,000']], String(wordLimit));
  }
  t.same(flawed({ ...open, characterLimit: true }), [['characterLimit', 'the limit must be a number']]);
  t.end();
});

test('a box for words is there where the file says so, or a limit or a follow-up shows it', (t) => {
  const box = (more: object): boolean | undefined => one({ ...scale, ...more }).asked?.freeText;
  t.same([box({}), box({ wordLimit: 5 }), box({ characterLimit: 5 }), box({ followUp: 'Why?' })], [false, true, true, true]);
  t.same(
    [box({ hasFreeText: true }), box({ freeText: false, wordLimit: 5 }), box({ freeText: 'yes' }), box({ freeText: 'no' })],
    [true, false, true, false],
  );
  t.equal(one({ ...open, hasFreeText: false }).asked?.freeText, true, 'a question for text always has one');
  t.same(flawed({ ...scale, freeText: 'perhaps' }), [['freeText', 'this must be true or false']]);
  t.end();
});

test('HTML stays words, controls go, right-to-left letters stay, long texts are refused', (t) => {
  const html = '<script>alert(1)</script> & "q"';
  t.match(one({ ...open, text: html, section: `${html}\u202e` }).asked, { text: html, part: html });
  t.match(one({ ...open, text: 'هل\u0000 توافق؟' }).asked, { text: 'هل توافق؟' });
  t.same(flawed({ ...open, text: 'x'.repeat(5001) }), [['text', 'this has 5001 characters']]);
  t.same(flawed({ ...open, followUp: ['x'], guidance: {} }), [
    ['followUp', 'this must be words'],
    ['guidance', 'this must be words'],
  ]);
  t.match(one({ ...open, followUp: ['x'.repeat(200)] }).flaws, [{ given: /…$/, mend: 'Write words, or leave it empty' }]);
  t.same(flawed({ ...open, text: '\u0000' }), [['text', 'the text is missing']]);
  t.end();
});

test('the part goes by several names, and fields without a place are counted', (t) => {
  t.match(one({ ...open, chapter: 'Chapter 2' }).asked, { part: 'Chapter 2' });
  t.match(one({ ...open, part: null, section: 'B' }).asked, { part: 'B' });
  t.same(preview([{ ...open, seen: true, odd: 1 }, { ...scale, seen: false }, 'x']).leftOut, [
    { field: 'seen', times: 2 },
    { field: 'odd', times: 1 },
  ]);
  const proto: unknown = JSON.parse('{"number": "1", "text": "x", "__proto__": {"kind": "slider"}, "constructor": 1}');
  t.same(
    preview([proto]).leftOut.map(({ field }) => field),
    ['__proto__', 'constructor'],
  );
  t.end();
});

test('a typed value stands in place of the file’s', (t) => {
  const file = JSON.stringify([
    { ...scale, kind: 'slider', options: 5 },
    { ...open, wordLimit: 'many' },
  ]);
  const mends = new Map([
    [0, { kind: 'likert', options: 'Agree\r\n\r\nDisagree' }],
    [1, { wordLimit: '250', number: '1b' }],
  ]);
  const read = readQuestionFile(file, mends);
  t.ok(read.ok);
  if (read.ok) {
    t.match(read.entries[0]?.asked, { kind: 'likert', options: ['Agree', 'Disagree'] });
    t.match(read.entries[1]?.asked, { number: '1b', wordLimit: 250 });
  }
  t.match(readEntry({}, 0, '', { number: '', text: 'x' }).flaws, [{ field: 'number', given: '""' }]);
  t.end();
});

test('[QS5] the fewest and the most options are kept where several can be chosen', (t) => {
  const several = { number: '10', text: 'Which three features matter most?', kind: 'multiple-choice', options: ['a', 'b', 'c', 'd'] };
  t.match(one({ ...several, maxChoices: 3 }).asked, { maxChoices: 3 });
  t.match(one({ ...several, minChoices: '2', maxChoices: '3' }).asked, { minChoices: 2, maxChoices: 3 });
  t.notOk('maxChoices' in (one(several).asked ?? {}), 'no limit is no field');
  t.notOk('maxChoices' in (one({ ...several, kind: 'single-choice', maxChoices: 1 }).asked ?? {}), 'of one choice, one is chosen');
  t.same(flawed({ ...several, minChoices: 5 }), [['minChoices', 'there are fewer options to choose']]);
  t.same(flawed({ ...several, minChoices: 3, maxChoices: 2 }), [['minChoices', 'there are fewer options to choose']]);
  const { asked } = one({ ...several, minChoices: 2, maxChoices: 3 });
  if (asked !== null) t.same(readEntry({}, 0, '', typedOf(asked)).asked, asked, 'a form shows and reads them again');
  t.end();
});

test('[QS1] a short title is one line of at most 60 characters', (t) => {
  t.equal(one({ ...open, shortTitle: ' Local\n partnerships ' }).asked?.shortTitle, 'Local partnerships');
  t.notOk('shortTitle' in (one({ ...open, shortTitle: ' ' }).asked ?? {}), 'an empty one is none');
  t.same(flawed({ ...open, shortTitle: 'x'.repeat(61) }), [['shortTitle', 'this has 61 characters']]);
  t.same(flawed({ ...open, shortTitle: ['Local'] }), [['shortTitle', 'this must be words']]);
  t.end();
});

test('a question’s form values read back as the question', (t) => {
  for (const raw of [
    open,
    { ...open, shortTitle: 'Priorities' },
    scale,
    { ...scale, wordLimit: 250, characterLimit: 2000, hasFreeText: false, guidance: 'See page 7' },
  ]) {
    const { asked } = one(raw);
    if (asked === null) throw new Error('not read');
    t.same(readEntry({}, 0, '', typedOf(asked)).asked, asked);
  }
  t.equal(one({ ...scale, hasFreeText: true }).typed.freeText, 'yes');
  t.equal(one({ ...scale, freeText: 'perhaps' }).typed.freeText, 'perhaps');
  t.end();
});

test('every value of a file has its line, and every fault in JSON its place', (t) => {
  const { lines, brokenAt } = placesIn(
    '{\n "questions": [\n  {"number": "1",\n   "kind" : "open"},\n  {"options": [1,\n 2]}, [], {} ],\n"x": -1.5e+3}\n',
  );
  t.equal(brokenAt, null);
  t.same(Object.fromEntries(lines), {
    questions: 2,
    'questions[0]': 3,
    'questions[0].number': 3,
    'questions[0].kind': 4,
    'questions[1]': 5,
    'questions[1].options': 5,
    'questions[2]': 6,
    'questions[3]': 6,
    x: 7,
  });
  t.same([...placesIn('[{"a": [[1]]}]').lines.keys()], ['[0]', '[0].a', '[0].a[0]']);
  const broken = [
    ['', 0],
    ['{,}', 1],
    ['{"a" 1}', 5],
    ['{"a": }', 6],
    ['{"a": 1,}', 8],
    ['{"a": 1]', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['[01]', 2],
    ['[+1]', 1],
    ['[tru]', 1],
    ['["a\\x"]', 3],
    ['["a\\u12"]', 3],
    ['["a\nb"]', 3],
    ['["a', 3],
    ['{"a', 3],
    ['[] []', 3],
    ["['a']", 1],
  ] as const;
  for (const [text, at] of broken) t.equal(placesIn(text).brokenAt, at, text);
  for (const text of ['"\\u00e9\\n\\""', '-0.5', 'null', ' [ ] ', '{"":{}}']) t.equal(placesIn(text).brokenAt, null, text);
  t.end();
});

test('the walk agrees with JSON.parse about what is JSON', (t) => {
  const alphabet = ['{', '}', '[', ']', ',', ':', '"a"', '"\\', '1', '-', 'null', ' ', '\n', '0.5', 'e'];
  const texts = fc.array(fc.constantFrom(...alphabet), { maxLength: 9 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(texts, fc.json(), fc.string()), (text) => {
      t.equal(placesIn(text).brokenAt === null, parses(text));
    }),
    { numRuns: 500, seed: 7 },
  );
  t.end();
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('[SE11] a text that costs too much to read is refused at its first excess; its strings are not counted', (t) => {
  const large = `[${'0,'.repeat(2_500_000)}0]`;
  const started = process.cpuUsage();
  t.match(readQuestionFile(large), { ok: false, wrong: 'There are more than 100,000 values in it' });
  t.ok(process.cpuUsage(started).user < 500_000, 'seconds of processor time otherwise');
  t.match(readQuestionFile('['.repeat(200_000)), { ok: false, wrong: /too deep/ });
  t.match(readQuestionFile(`{"questions":${'[{"a":'.repeat(6_000)}`), { ok: false, wrong: /too deep/ });
  t.equal(whyTooMuch('[{"a":[1]}]'.repeat(20)), null, 'closed brackets are no depth');
  t.equal(whyTooMuch(JSON.stringify([`${'[{,'.repeat(200_000)}\\"${'[,'.repeat(200_000)}`])), null, 'words of a question');
  t.equal(whyTooMuch(`["${'[,'.repeat(200_000)}`), null, 'a string that never ends');
  const option = 'x'.repeat(20);
  const most = Array.from({ length: 500 }, (_, n) => ({
    number: String(n),
    text: 'Why?',
    kind: 'single-choice',
    options: Array<string>(50).fill(option),
  }));
  t.ok(readQuestionFile(JSON.stringify(most)).ok, 'the largest question set');
  t.end();
});
