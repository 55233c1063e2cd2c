import { test } from 'tap';
import { type Asked, type Consultation, currentQuestions } from '../../../../src/domain/consultation/consultation.ts';
import { everAsked, goneQuestions, offersIn } from '../../../../src/domain/consultation/gone.ts';
import { ConsultationId, NetworkId } from '../../../../src/domain/ids.ts';
import { Instant, type Outcome } from '../../../../src/domain/outcome.ts';
import { WordWeights } from '../../../../src/domain/consultation/questions/likeness.ts';
import { movedIn } from '../../../../src/domain/consultation/questions/moves.ts';
import { type Decisions, noDecisions, planImport } from '../../../../src/domain/consultation/questions/plan.ts';
import { addConsultation, importQuestions, removeQuestion, versionShown } from '../../../../src/domain/consultation/register.ts';

// How the questions of a newer set continue those in force.

const now = Instant.parse('2026-03-02T09:00:00.000Z');
const later = Instant.parse('2026-03-03T09:00:00.000Z');

function asked(number: string, text: string, part = '', more: Partial<Asked> = {}): Asked {
  const none = { kind: 'open', options: [], guidance: '', followUp: '', freeText: true, wordLimit: null, characterLimit: null } as const;
  return { ...none, number, text, part, ...more };
}

function state<S, E>(outcome: Outcome<S, E>): S {
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome.state;
}

function keep(consultation: Consultation, questions: readonly Asked[], decisions: Decisions = noDecisions, prefix = 'n'): Consultation {
  const ids = questions.map((_, n) => `${prefix}${n + 1}`);
  return state(importQuestions(consultation, { asked: questions, decisions, over: versionShown(consultation), ids, at: later }));
}

const given = {
  title: 'Kinship care',
  department: 'Department for Education',
  url: '',
  opensAt: null,
  closesAt: Instant.parse('2026-06-04T22:45:00.000Z'),
};
const empty = state(addConsultation({ id: ConsultationId.parse('c1'), networkId: NetworkId.parse('n1') }, given, now));

const standards = 'Which factors matter most in setting national standards for kinship care?';
const partnerships = 'How should new local partnerships of councils and carers be designed?';
const training = 'What training should kinship carers be offered in their first year?';
const redress = 'How far do you agree with the proposed approach to redress and complaints?';
const money = 'How should allowances for carers be set, and how often should they be reviewed?';
const first = [
  asked('1', standards, 'Standards'),
  asked('2', partnerships, 'Standards'),
  asked('3', training, 'Support'),
  asked('4', redress, 'Support'),
  asked('5', money, 'Money'),
];
const before = keep(empty, first, noDecisions, 'q');

function planOf(questions: readonly Asked[], decisions: Decisions = noDecisions) {
  const { each, removed, clashes } = planImport(before, questions, decisions);
  return {
    each: each.map(({ was, partOf, how, isMoved }) => [was?.id ?? (partOf === null ? null : `part of ${partOf.id}`), how, isMoved]),
    removed: removed.map(({ was, into }) => [was.id, into]),
    clashes: clashes.map(({ was, places }) => [was.id, places]),
  };
}

test('[QS11] each kind of change is told from the others, and every question in force is accounted for', (t) => {
  const [one, two, three, four, five] = first;
  if (one === undefined || two === undefined || three === undefined || four === undefined || five === undefined) throw new Error('none');
  const half = ['How should allowances for carers be set?', 'How often should allowances for carers be reviewed?'] as const;
  const table = {
    same: [first, first.map((_, n) => [`q${n + 1}`, 'same', false]), []],
    renumbered: [[asked('7', standards, 'Standards'), two, three, four, five], [['q1', 'renumbered', false]], []],
    'moved to another part': [[one, two, four, five, { ...three, part: 'Money' }], { 4: ['q3', 'moved', true] }, []],
    'moved within its part': [
      [two, one, three, four, five],
      [
        ['q2', 'moved', true],
        ['q1', 'same', false],
      ],
      [],
    ],
    'a part with a new name moves nothing': [
      first.map((question) => ({ ...question, part: question.part.replace('Standards', 'Chapter 2: Standards') })),
      first.map((_, n) => [`q${n + 1}`, 'same', false]),
      [],
    ],
    reworded: [
      [one, asked('2', 'How should the local partnerships of councils and kinship carers be designed?', 'Standards')],
      { 1: ['q2', 'reworded', false] },
      ['q3', 'q4', 'q5'],
    ],
    'reworded to an inner part of itself': [
      [asked('9', `${training} Please give examples of training that has worked well where you are, and say who paid for it.`)],
      [['q3', 'reworded', false]],
      ['q1', 'q2', 'q4', 'q5'],
    ],
    removed: [[one, two, three, five], [], ['q4']],
    new: [[...first, asked('6', 'Should schools have a named lead?', 'Money')], { 5: [null, 'new', false] }, []],
    split: [
      [one, two, three, four, asked('5a', half[0], 'Money'), asked('5b', half[1], 'Money')],
      { 4: ['part of q5', 'split', false], 5: ['q5', 'split', false] },
      [],
    ],
  } as const;
  for (const [name, [set, wanted, gone]] of Object.entries(table)) {
    const plan = planOf(set);
    for (const [n, row] of Object.entries(wanted)) t.same(plan.each[Number(n)], row, `${name}, question ${Number(n) + 1}`);
    t.same(
      plan.removed.map(([id]) => id),
      gone,
      name,
    );
    t.same(plan.clashes, [], name);
  }
  t.end();
});

test('[QS11] two questions that became one are merged, and the answer of the one that went is offered', (t) => {
  const two = keep(
    empty,
    [asked('1', standards), asked('2', 'How should allowances be set?'), asked('3', 'How often should allowances be reviewed?')],
    noDecisions,
    'q',
  );
  const one = [asked('1', standards), asked('2', 'How should allowances be set, and how often should they be reviewed?')];
  const plan = planImport(two, one);
  t.same(
    [plan.each.map(({ was, how }) => [was?.id, how]), plan.removed.map(({ was, into }) => [was.id, into])],
    [
      [
        ['q1', 'same'],
        ['q3', 'merged'],
      ],
      [['q2', 1]],
    ],
  );
  const kept = keep(two, one);
  t.same(currentQuestions(kept).offers, [{ from: 'q2', to: 'q3' }]);
  t.match(goneQuestions(kept), [{ question: { id: 'q2' }, at: later, offeredTo: ['q3'] }]);
  t.end();
});

test('[QS11] a person corrects the origin of a question, and the end of a question that is gone', (t) => {
  const set = [asked('1', standards), asked('2', 'What else?'), asked('3', money)];
  const decided = planOf(set, {
    origins: new Map([
      [0, { is: 'new' }],
      [1, { is: 'continues', id: 'q4' }],
      [2, { is: 'part-of', id: 'q5' }],
    ]),
    gone: new Map([
      ['q1', 1],
      ['q2', null],
      ['q3', 99],
    ]),
  });
  t.same(
    decided.each.map(([id, how]) => [id, how]),
    [
      [null, 'new'],
      ['q4', 'merged'],
      ['part of q5', 'split'],
    ],
  );
  t.same(
    decided.removed,
    [
      ['q1', 1],
      ['q2', null],
      ['q3', null],
      ['q5', null],
    ],
    'a place outside the set is none',
  );
  const taken = planOf(set, { origins: new Map([[1, { is: 'continues', id: 'q1' }]]), gone: new Map() });
  t.same(
    taken.each.map(([id]) => id),
    [null, 'q1', 'q5'],
    'the question that somebody gives away is no longer continued by another',
  );
  const unknown = planOf(set, { origins: new Map([[0, { is: 'continues', id: 'nobody' }]]), gone: new Map() });
  t.same(unknown.each[0]?.[0], 'q1', 'an id of no question decides nothing');
  t.end();
});

test('[QS11] no two questions continue one: such a set is not kept', (t) => {
  const decisions: Decisions = {
    ...noDecisions,
    origins: new Map([
      [0, { is: 'continues', id: 'q1' }],
      [1, { is: 'continues', id: 'q1' }],
    ]),
  };
  t.same(planOf(first, decisions).clashes, [['q1', [0, 1]]]);
  const outcome = importQuestions(before, { asked: first, decisions, over: 1, ids: ['a', 'b', 'c', 'd', 'e'], at: later });
  t.match(outcome, { ok: false, code: 'invalid', detail: /continues question 1/ });
  t.end();
});

test('[QS11] a set that changed since it was shown is not overwritten, and the form of the same set sent twice changes nothing', (t) => {
  const newer = [...first, asked('6', 'Should schools have a named lead?')];
  const ids = newer.map((_, n) => `x${n}`);
  const form = { asked: newer, decisions: { ...noDecisions, origins: new Map([[5, { is: 'new' as const }]]) }, over: 1, ids, at: later };
  const kept = state(importQuestions(before, form));
  t.match(importQuestions(kept, form), { ok: false, code: 'already-exists' });
  t.match(importQuestions(kept, { ...form, asked: first }), { ok: false, code: 'questions-changed' });
  t.match(importQuestions(kept, { ...form, asked: first, over: versionShown(kept) }), { ok: true });
  t.equal(versionShown(empty), 0);
  t.match(
    importQuestions(before, { ...form, over: versionShown(empty) }),
    { ok: false, code: 'questions-changed' },
    'two first sets at once',
  );
  t.end();
});

test('[QS12] offers stay with the consultation while their question is asked, each once', (t) => {
  const half = [
    asked('5a', 'How should allowances for carers be set?', 'Money'),
    asked('5b', 'How often should allowances for carers be reviewed?', 'Money'),
  ];
  const split = keep(before, [...first.slice(0, 4), ...half]);
  t.same(offersIn(split), [{ from: 'q5', to: 'n5' }]);
  const next = [...first.slice(0, 4), asked('5', 'What about money?'), ...half.slice(1), asked('6', 'Anything else?')];
  const said: Decisions['origins'] = new Map([
    [4, { is: 'new' }],
    [5, { is: 'continues', id: 'q5' }],
    [6, { is: 'part-of', id: 'q5' }],
  ]);
  const again = keep(split, next, { ...noDecisions, origins: said }, 'm');
  t.same(offersIn(again), [{ from: 'q5', to: 'm7' }], 'the part that went is offered nothing');
  t.same(
    goneQuestions(again).map(({ question, offeredTo }) => [question.id, offeredTo]),
    [['n5', []]],
  );
  const without = state(removeQuestion(again, 'q1', later));
  t.same(
    goneQuestions(without).map(({ question }) => question.id),
    ['q1', 'n5'],
  );
  t.equal(everAsked(without).size, 8);
  t.end();
});

test('[QS11] a part keeps its name where most of its questions went, and the others moved', (t) => {
  const kept = ['Q', 'R', 'R'].map((part, place) => ({ was: { part: 'P', place }, now: { part, place } }));
  const { toPart, inOrder } = movedIn(kept);
  t.same([[...toPart], [...inOrder]], [[0], []]);
  t.end();
});

test('[QS11] words are weighed: those that few questions have say more than those that all have', (t) => {
  const weights = new WordWeights(['How far do you agree with homes?', 'How far do you agree with schools?', 'Homes?']);
  const [homes, schools, other] = ['How far do you agree with homes?', 'How far do you agree with schools?', 'Unheard of'].map((text) =>
    weights.wordsOf(text),
  );
  if (homes === undefined || schools === undefined || other === undefined) throw new Error('none');
  t.ok(weights.likeness(homes, schools) < 0.85);
  t.equal(weights.likeness(homes, other), 0);
  t.same(
    [...weights.wordsOf('Policies, homes and reviewed training, less class').words],
    ['polic', 'home', 'and', 'review', 'train', 'less', 'class'],
  );
  t.end();
});
