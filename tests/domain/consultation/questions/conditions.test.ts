import { test } from 'tap';
import { asksNow, conditionWords, askedIfWords, conditionOf, notAskedWords } from '../../../../src/domain/consultation/asking.ts';
import { brokenWords, conditionSaid } from '../../../../src/domain/consultation/condition-said.ts';
import { type Asked, type Consultation, currentQuestions } from '../../../../src/domain/consultation/consultation.ts';
import { ConsultationId, NetworkId, SectionId } from '../../../../src/domain/ids.ts';
import { Instant, type Outcome } from '../../../../src/domain/outcome.ts';
import { conditionSaid as said } from '../../../../src/domain/consultation/questions/condition-field.ts';
import {
  circleAmong,
  circleWords,
  findNamed,
  proposedCondition,
  readCondition,
} from '../../../../src/domain/consultation/questions/conditions.ts';
import { typedOf } from '../../../../src/domain/consultation/questions/fields.ts';
import { readQuestionFile, readQuestions } from '../../../../src/domain/consultation/questions/import.ts';
import { noDecisions } from '../../../../src/domain/consultation/questions/plan.ts';
import {
  addConsultation,
  addQuestion,
  changeQuestion,
  importQuestions,
  removeQuestion,
} from '../../../../src/domain/consultation/register.ts';

// Questions that are asked only after some answers.

const now = Instant.parse('2026-03-02T09:00:00.000Z');
const yesNo = ['Yes', 'No', 'Not sure'];
const scale = ['Strongly agree', 'Agree', 'Neither agree nor disagree', 'Disagree', 'Strongly disagree'];

function asked(number: string, options: readonly string[], dependsOn?: Asked['dependsOn']): Asked {
  const kind = options.length === 0 ? 'open' : 'single-choice';
  const none = { part: '', guidance: '', followUp: '', freeText: true, wordLimit: null, characterLimit: null } as const;
  return { ...none, kind, number, text: `Is this question ${number}?`, options, ...(dependsOn === undefined ? {} : { dependsOn }) };
}

function state<S, E>(outcome: Outcome<S, E>): S {
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome.state;
}

const given = { title: 'Kinship care', department: 'DfE', url: '', opensAt: null, closesAt: Instant.parse('2026-06-04T22:45:00.000Z') };
const empty = state(addConsultation({ id: ConsultationId.parse('c1'), networkId: NetworkId.parse('n1') }, given, now));

function keep(questions: readonly Asked[], over: Consultation = empty): Consultation {
  const ids = questions.map(({ number }) => `q${number}`);
  return state(importQuestions(over, { asked: questions, decisions: noDecisions, over: null, ids, at: now }));
}

test('[QS14] a condition is read as people write it', (t) => {
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    ['6: No', '6', ['No']],
    [' Q6 = No; Not sure ', '6', ['No', 'Not sure']],
    ['question 7a is “Yes”', '7a', ['Yes']],
    ['No to question 6', '6', ['No']],
    ['If you answered ‘No’ to question 6, please say why', '6', ['No']],
    ['If your answer to Q6 was Yes, go on', '6', ['Yes']],
    ['If the response to question 7.10 is No', '7.10', ['No']],
  ];
  for (const [typed, number, options] of table) t.same(readCondition(typed), { number, options }, typed);
  for (const typed of ['', 'always', '6', 'if it rains']) t.equal(readCondition(typed), null, typed);
  t.end();
});

test('[QS14] the answer that a condition names is found by its words, its beginning, or several with “or”', (t) => {
  const set = [
    { number: '6', options: ['Yes, in full', 'Yes, in part', 'No'] },
    { number: '7a', options: [] },
  ];
  const options = (words: readonly string[]) => findNamed({ number: '6', options: words }, set);
  t.match(options(['no']), { ok: true, options: [2] });
  t.same(options(['Yes']), { ok: true, on: set[0], options: [0, 1] });
  t.match(options(['No', 'yes, in part']), { ok: true, options: [1, 2] });
  t.match(options(['Yes in part or no']), { ok: true, options: [1, 2] });
  t.match(options(['Perhaps']), {
    ok: false,
    wrong: 'question 6 has no answer “Perhaps”',
    mend: 'Its answers are Yes, in full; Yes, in part; No',
  });
  t.match(options([]), { ok: false });
  t.match(options(['']), { ok: false });
  t.match(findNamed({ number: '7A', options: ['No'] }, set), { ok: false, wrong: 'question 7A has no options to choose from' });
  t.match(findNamed({ number: '9', options: ['No'] }, set), { ok: false, wrong: 'there is no question 9' });
  t.end();
});

test('[QS14] a file may have conditions as words or objects; a bad one is refused with its line', (t) => {
  const file = (dependsOn: string): string =>
    `{ "questions": [\n { "number": "6", "text": "Do you agree?", "kind": "single-choice", "options": ["Yes", "No"] },\n { "number": "7", "text": "Why?",\n   "dependsOn": ${dependsOn} }\n] }`;
  for (const good of [
    '"6: no"',
    '{"question": 6, "options": ["No"]}',
    '{"number": "6", "answer": "No"}',
    '{"question": "6", "answers": ["no"]}',
  ]) {
    const read = readQuestionFile(file(good));
    t.match(read, { ok: true, entries: { 1: { asked: { dependsOn: { number: '6', options: ['No'] } } } } }, good);
  }
  const bad = {
    '"9: No"': /no question 9/,
    '"6: Perhaps"': /no answer “Perhaps”/,
    '"7: No"': /question 7 has no options/,
    '"perhaps"': /names no question/,
    '{"question": "6"}': /names no question/,
    '{"question": "6", "options": []}': /no answer/,
    '[6]': /names no question/,
  };
  for (const [given, wrong] of Object.entries(bad)) {
    const read = readQuestionFile(file(given));
    if (!read.ok) throw new Error(read.wrong);
    t.match(read.entries[1]?.flaws, [{ field: 'dependsOn', wrong }], given);
    t.equal(read.lines.get('questions[1].dependsOn'), 4, given);
  }
  t.match(readQuestions([{ number: '7', text: 'Why?', dependsOn: `6: ${'x'.repeat(1100)}` }]), {
    ok: true,
    entries: [{ flaws: [{ wrong: 'this is too long' }] }],
  });
  t.match(
    readQuestions([
      { number: '6', text: 'Why?', kind: 'odd', options: 'Yes\nNo' },
      { number: '7', text: 'And?', dependsOn: '6: No' },
    ]),
    {
      entries: [{ asked: null }, { asked: { dependsOn: { number: '6' } } }],
    },
    'an entry that needs mending can be named',
  );
  t.same([said({ question: '6', options: ['No', 'Not sure'] }), said(null), said([6])], ['6: No; Not sure', '', '[6]']);
  t.equal(typedOf(asked('7', [], 'as-before')).dependsOn, '');
  t.equal(typedOf(asked('7', [], { number: '6', options: ['No', 'Not sure'] })).dependsOn, '6: No; Not sure');
  t.end();
});

test('[QS14] conditions in a circle are refused in a file and in a form', (t) => {
  const choice = { text: 'Do you agree?', kind: 'single-choice', options: ['Yes', 'No'] };
  const read = readQuestions([
    { ...choice, number: '6', dependsOn: '7: No' },
    { ...choice, number: '7', dependsOn: '6: No' },
    { ...choice, number: '8', dependsOn: '7: No' },
    { ...choice, number: '9', dependsOn: '9: No' },
  ]);
  if (!read.ok) throw new Error(read.wrong);
  t.same(
    read.entries.map(({ flaws }) => flaws.map(({ wrong }) => wrong)),
    [
      ['questions 6, 7 and 9 depend on each other'],
      ['questions 6, 7 and 9 depend on each other'],
      [],
      ['questions 6, 7 and 9 depend on each other'],
    ],
  );
  t.same(
    [
      circleWords(['6']),
      circleAmong(
        new Map([
          ['a', 'b'],
          ['b', 'c'],
          ['c', 'b'],
        ]),
      ),
    ],
    ['Question 6 depends on itself', ['b', 'c']],
  );
  const kept = keep([asked('6', yesNo), asked('7', yesNo, { number: '6', options: ['No'] })]);
  t.match(changeQuestion(kept, 'q6', asked('6', yesNo, { number: '7', options: ['Yes'] }), now), {
    ok: false,
    detail: 'Questions 6 and 7 depend on each other.',
  });
  t.match(addQuestion(kept, asked('8', [], { number: '9', options: ['Yes'] }), SectionId.parse('q8'), now), {
    ok: false,
    detail: /there is no question 9/,
  });
  t.match(
    importQuestions(empty, {
      asked: [asked('6', [], { number: '7', options: [] })],
      decisions: noDecisions,
      over: null,
      ids: ['a'],
      at: now,
    }),
    { ok: false },
  );
  t.end();
});

test('[QS14] a condition is kept by id: it survives renumbering, and a change of it makes a version', (t) => {
  const kept = keep([asked('6', yesNo), asked('7', [], { number: '6', options: ['No', 'Not sure'] })]);
  t.same(currentQuestions(kept).questions[1]?.dependsOn, { question: 'q6', options: ['o2', 'o3'] });
  const renumbered = keep([{ ...asked('6', yesNo), number: '60' }, asked('7', [], 'as-before')], kept);
  const [on, seven] = currentQuestions(renumbered).questions;
  t.same(seven?.dependsOn, { question: 'q6', options: ['o2', 'o3'] });
  t.equal(
    askedIfWords(seven ?? fail(), currentQuestions(renumbered).questions),
    'Asked only if the answer to question 60 is No or Not sure',
  );
  t.equal(askedIfWords(on ?? fail(), currentQuestions(renumbered).questions), '');
  const changed = changeQuestion(renumbered, 'q7', asked('7', [], { number: '60', options: ['yes'] }), now);
  t.match(changed, { ok: true, state: { questionSets: { 2: { questions: { 1: { dependsOn: { options: ['o1'] } } } } } } });
  const dropped = state(changeQuestion(renumbered, 'q7', asked('7', []), now));
  t.equal(currentQuestions(dropped).questions[1]?.dependsOn, undefined);
  t.end();
});

test('[QS15] if the question or the answer that a condition names is gone, the question is always asked, and says why', (t) => {
  const kept = keep([asked('6', yesNo), asked('7', [], { number: '6', options: ['No'] })]);
  const without = state(removeQuestion(kept, 'q6', now));
  const [seven] = currentQuestions(without).questions;
  if (seven === undefined) throw new Error('none');
  t.equal(conditionOf(seven, currentQuestions(without).questions), null);
  t.equal(
    asksNow(seven, [seven], () => ['o1']),
    'asked',
  );
  t.equal(
    brokenWords(without, seven),
    'It was asked only if the answer to question 6 was No. Question 6 is no longer asked, so this question always is.',
  );
  t.same(conditionSaid(without, seven), { number: '6', options: ['No'] });
  const other = state(changeQuestion(kept, 'q6', asked('6', ['Yes', 'Never']), now));
  t.match(brokenWords(other, currentQuestions(other).questions[1] ?? fail()), /Question 6 no longer has that answer/);
  t.equal(brokenWords(kept, currentQuestions(kept).questions[1] ?? fail()), '');
  t.equal(brokenWords(kept, currentQuestions(kept).questions[0] ?? fail()), '');
  const stray = { ...seven, dependsOn: { question: SectionId.parse('nobody'), options: ['o1'] } };
  t.equal(brokenWords(kept, stray), '', 'a question that was never asked is no condition');
  const odd = { ...seven, dependsOn: { question: SectionId.parse('q6'), options: ['o99'] } };
  t.same(conditionSaid(kept, odd), { number: '6', options: [] });
  const back = keep([asked('6', yesNo), asked('7', [], 'as-before')], without);
  t.equal(conditionOf(currentQuestions(back).questions[1] ?? fail(), currentQuestions(back).questions)?.on.id, 'q6', 'it counts again');
  t.end();
});

test('[QS17] a question is asked, may be asked, or is not asked, by the options that are chosen', (t) => {
  const { questions } = currentQuestions(
    keep([
      asked('6', yesNo),
      asked('7', ['Often', 'Never'], { number: '6', options: ['No'] }),
      asked('8', [], { number: '7', options: ['Often'] }),
    ]),
  );
  const [, seven, eight] = questions;
  if (seven === undefined || eight === undefined) throw new Error('none');
  const table: readonly (readonly [Readonly<Record<string, readonly string[]>>, string, string, string, string])[] = [
    [{}, 'undecided', 'undecided', '', ''],
    [{ q6: ['gone'] }, 'undecided', 'undecided', '', ''],
    [{ q6: ['o2'] }, 'asked', 'undecided', '', ''],
    [
      { q6: ['o1'] },
      'not-asked',
      'not-asked',
      'Not asked, because the answer to question 6 is Yes',
      'Not asked, because question 7 is not asked',
    ],
    [{ q6: ['o2'], q7: ['o1'] }, 'asked', 'asked', '', ''],
    [{ q7: ['o1'] }, 'undecided', 'undecided', '', ''],
    [{ q6: ['o2'], q7: ['o2'] }, 'asked', 'not-asked', '', 'Not asked, because the answer to question 7 is Never'],
    [
      { q6: ['o1'], q7: ['o1'] },
      'not-asked',
      'not-asked',
      'Not asked, because the answer to question 6 is Yes',
      'Not asked, because question 7 is not asked',
    ],
  ];
  for (const [chosen, first, second, why, whyNext] of table) {
    const chosenFor = (id: string): readonly string[] => chosen[id] ?? [];
    t.same([asksNow(seven, questions, chosenFor), asksNow(eight, questions, chosenFor)], [first, second], JSON.stringify(chosen));
    t.same(
      [notAskedWords(seven, questions, chosenFor), notAskedWords(eight, questions, chosenFor)],
      [why, whyNext],
      JSON.stringify(chosen),
    );
  }
  t.equal(
    notAskedWords(questions[0] ?? fail(), questions, () => []),
    '',
  );
  t.end();
});

test('[QS18] the condition and why it is not met are sentences; a question that is always asked has none', (t) => {
  t.equal(conditionWords({}), '');
  t.equal(conditionWords({ askedIf: 'Asked only if' }), 'Asked only if.');
  t.equal(conditionWords({ askedIf: 'Asked only if', notAsked: 'Not asked, because' }), 'Asked only if. Not asked, because.');
  t.end();
});

test('[QS16] the usual wordings propose a condition; a doubt proposes none', (t) => {
  const set = [
    { number: '5', options: scale },
    { number: '6', options: yesNo },
    { number: '7', options: [] },
    { number: '8', options: [] },
  ];
  const table: readonly (readonly [string, number, readonly [string, readonly string[]] | null])[] = [
    ['If you answered No to question 6, what would you do?', 2, ['6', ['No']]],
    ['If you answered “Not sure” to question 6, why?', 3, ['6', ['Not sure']]],
    ['What would help? (If your answer to question 6 is yes.)', 2, ['6', ['Yes']]],
    ['If no, why?', 2, ['6', ['No']]],
    ['If so, which ones?', 2, ['6', ['Yes']]],
    ['If not, why not?', 2, ['6', ['No']]],
    ['If you disagree with question 5, say why.', 2, ['5', ['Disagree', 'Strongly disagree']]],
    ['If you agreed with question 5, say why.', 2, ['5', ['Strongly agree', 'Agree']]],
    ['If you disagree, why?', 1, ['5', ['Disagree', 'Strongly disagree']]],
    ['If you agree, why?', 2, null],
    ['If no, why?', 3, null],
    ['If no, why?', 0, null],
    ['If you answered No to question 8, why?', 2, null],
    ['If you answered Perhaps to question 6, why?', 2, null],
    ['Why?', 2, null],
    ['What happens if children go to school in question time?', 2, null],
  ];
  for (const [text, place, wanted] of table) {
    t.same(proposedCondition(text, place, set), wanted === null ? null : { number: wanted[0], options: wanted[1] }, `${text} at ${place}`);
  }
  t.end();
});

function fail(): never {
  throw new Error('it is not there');
}
