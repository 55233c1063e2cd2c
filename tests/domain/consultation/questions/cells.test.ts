import { test } from 'tap';
import { readLimit, readYesNo, splitOptions } from '../../../../src/domain/consultation/questions/cells.ts';
import { kindNamed, kindOf } from '../../../../src/domain/consultation/questions/kinds.ts';
import { parseNumerals } from '../../../../src/domain/consultation/questions/numeral.ts';
import { listTitle, proposedTitle } from '../../../../src/domain/consultation/questions/proposed-title.ts';
import { readOnLines, readQuestionFile } from '../../../../src/domain/consultation/questions/import.ts';

test('[QS9] limits, answers of yes or no and options are read as people and spreadsheets write them', (t) => {
  const words = /\bwords?\b/gu;
  const limits: readonly (readonly [string, number])[] = [
    ['250', 250],
    ['1,000', 1000],
    ['250 words', 250],
    ['Max. 250 words', 250],
    ['(up to 250 words)', 250],
    ['three', 3],
  ];
  for (const [typed, number] of limits) t.same(readLimit(typed, words), { number }, typed);
  for (const typed of ['', '-', 'none', 'N/A', 'no limit']) t.same(readLimit(typed, words), { number: null }, typed);
  for (const typed of ['a page', '1.5', 'max none', '250 characters']) t.equal(readLimit(typed, words), null, typed);
  t.same(['TRUE', 'y', '1', 'No', 'false', 'perhaps'].map(readYesNo), [true, true, true, false, false, null]);
  t.same(splitOptions('Agree\r\n\r\nDisagree; mostly'), ['Agree', 'Disagree; mostly']);
  t.same(splitOptions('Agree; Disagree'), ['Agree', 'Disagree']);
  t.same(splitOptions('Agree|Disagree'), ['Agree', 'Disagree']);
  t.end();
});

test('[QS9] a kind goes by many names, and follows from options that leave no doubt', (t) => {
  t.same(['Radio', 'Tick boxes', 'FREE_TEXT', 'Scale', 'yes/no', 'matrix'].map(kindNamed), [
    'single-choice',
    'multiple-choice',
    'open',
    'likert',
    'single-choice',
    null,
  ]);
  const scale = ['Strongly agree', 'Agree', 'Disagree'];
  t.equal(kindOf('How far?', scale, null), 'likert');
  t.equal(kindOf('Do you?', ['Yes', 'No', 'Not sure'], null), 'single-choice');
  t.equal(kindOf('Which three?', ['a', 'b', 'c', 'd'], 3), 'multiple-choice');
  t.equal(kindOf('Which? Select all that apply', ['a', 'b'], null), 'multiple-choice');
  t.equal(kindOf('Which?', ['a', 'b'], 1), null, 'a person decides');
  t.equal(kindOf('Why?', [], null), null);
  t.end();
});

test('[QS9] a number of JSON is the name that the file writes', (t) => {
  const file = `[{"number": 7, "text": "a?"}, {"number": 7.10, "text": "b?"}, {"number": 7.1, "text": "c?"},
    {"No.": 007e0, "text": "d?"}]`;
  t.match(readQuestionFile(file), { ok: false, wrong: /not JSON/ }, 'JSON has no leading zeros');
  const read = readQuestionFile(
    file.replace('007e0', '"007"').replace('"b?"', '"b?", "Options": [0.10, 1.0], "KIND": "radio", "Word limit": 1e2'),
  );
  if (!read.ok) throw new Error(read.wrong);
  t.same(
    read.entries.map(({ asked }) => asked?.number),
    ['7', '7.10', '7.1', '007'],
  );
  t.match(read.entries[1]?.asked, { options: ['0.10', '1.0'], wordLimit: 100 }, 'and so is a number among the options');
  const [bad] = [readQuestionFile('[{"number": "1", "text": 5, "freeText": 1}]')];
  t.match(bad, { ok: true, entries: [{ flaws: [{ field: 'text', given: '5' }] }] });
  t.match(parseNumerals('[1.50]'), [{ source: '1.50' }]);
  t.end();
});

test('[QS9] fields go by their usual names in any case; of two names for one field the better known counts', (t) => {
  const read = readQuestionFile('[{"NO.": "7a", "Question": "Why?", "Max words": "1,000", "Chapter": "B", "section": "A", "other": null}]');
  if (!read.ok) throw new Error(read.wrong);
  t.match(read.entries[0]?.asked, { number: '7a', text: 'Why?', wordLimit: 1000, part: 'A' });
  t.same(read.leftOut, [{ field: 'other', times: 1 }]);
  t.end();
});

test('[QS8] each entry knows its line, and more entries than a set may hold are refused', (t) => {
  const found = [{ line: 3, record: { number: '1', text: 'Why?' } }];
  const read = readOnLines(found, [], new Map([[0, { text: 'Why not?' }]]));
  if (!read.ok) throw new Error(read.wrong);
  t.match(read.entries[0], { asked: { text: 'Why not?' } });
  t.equal(read.lines.get('[0]'), 3);
  t.match(
    readOnLines(
      Array.from({ length: 501 }, () => ({ line: 1, record: {} })),
      [],
      new Map(),
    ),
    { ok: false, wrong: /501 entries/ },
  );
  t.end();
});

test('[QS3] a short title is proposed from the text: equal texts give equal titles', (t) => {
  const titles: readonly (readonly [string, string])[] = [
    ['How should new local SEND partnerships be designed to oversee local inclusion plans?', 'New local SEND partnerships'],
    [
      'How far do you agree with a new mandatory SENCo qualification replacing the award?',
      'New mandatory SENCo qualification replacing the award',
    ],
    ['Do you agree that the powers of inspectors, and their pay, should change?', 'Powers of inspectors'],
    ['What are your views on the pupil premium?', 'Pupil premium'],
    ['Please tell us about your organisation.', 'Organisation'],
    ['Which features matter most?', 'Features'],
    ['How far do you agree with our proposal to require homes to tell the host authority?', 'Require homes to tell the host authority'],
    ['Which partnerships of councils and trusts to support first?', 'Partnerships of councils and trusts'],
    ['Why?', 'Why'],
    ['?', ''],
    [`What is ${'x'.repeat(80)}?`, ''],
    ['', ''],
  ];
  for (const [text, title] of titles) t.equal(proposedTitle(text), title, text);
  const long = proposedTitle('Describe one two three four five six seven eight nine ten eleven twelve thirteen fourteen with');
  t.ok(long.length <= 60 && !long.endsWith(' with'));
  t.end();
});

test('[QS1] a narrow list names a question by its short title, by its subject, or by its text', (t) => {
  const text = 'How should new local SEND partnerships be designed to oversee local inclusion plans?';
  t.equal(listTitle({ text, shortTitle: 'Partnerships' }), 'Partnerships');
  t.equal(listTitle({ text }), 'New local SEND partnerships');
  t.equal(listTitle({ text: 'What carers told us', kind: 'heading' }), 'What carers told us', 'a heading is a name already (RK10)');
  t.equal(listTitle({ text: '?' }), '?');
  t.end();
});
