import { test } from 'tap';
import {
  type Asked,
  type Consultation,
  addedAt,
  currentQuestions,
  hasClosed,
  shortTitle,
} from '../../../src/domain/consultation/consultation.ts';
import { knownSections } from '../../../src/domain/consultation/known-sections.ts';
import { ConsultationId, MemberId, NetworkId, SectionId } from '../../../src/domain/ids.ts';
import { Instant, type Outcome } from '../../../src/domain/outcome.ts';
import { pairOptions } from '../../../src/domain/consultation/questions/match.ts';
import { noDecisions, planImport } from '../../../src/domain/consultation/questions/plan.ts';
import {
  addConsultation,
  addQuestion,
  changeDetails,
  changeQuestion,
  importQuestions,
  moveClosing,
  removeQuestion,
} from '../../../src/domain/consultation/register.ts';
import { isWebAddress } from '../../../src/domain/typed/link.ts';
import { cleanLine, cleanText, gist, likeness, Likenesses } from '../../../src/domain/consultation/wording.ts';

const at = (text: string): Instant => Instant.parse(text);
const now = at('2026-03-02T09:00:00.000Z');
const later = at('2026-03-03T09:00:00.000Z');
const close = at('2026-06-04T22:45:00.000Z');
const ids = { id: ConsultationId.parse('c1'), networkId: NetworkId.parse('n1') };
const registration = {
  title: 'SEND Review: right support, right place, right time',
  department: 'Department for Education',
  url: 'https://consult.example.org/send',
  opensAt: at('2026-03-01T00:00:00.000Z'),
  closesAt: close,
};

function state<S, E>(outcome: Outcome<S, E>): S {
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome.state;
}

function asked(number: string, text: string, more: Partial<Asked> = {}): Asked {
  return {
    number,
    text,
    kind: 'open',
    options: [],
    part: '',
    guidance: '',
    followUp: '',
    freeText: true,
    wordLimit: 250,
    characterLimit: null,
    ...more,
  };
}

const added = (): Consultation => state(addConsultation(ids, registration, now));
const imported = (consultation: Consultation, questions: readonly Asked[], prefix = 'q', fresh: readonly number[] = []): Consultation =>
  state(
    importQuestions(consultation, {
      asked: questions,
      decisions: { ...noDecisions, origins: new Map(fresh.map((place) => [place, { is: 'new' }])) },
      over: null,
      ids: questions.map((_, n) => `${prefix}${n + 1}`),
      at: later,
    }),
  );
const idsOf = (consultation: Consultation): readonly string[] => currentQuestions(consultation).questions.map((question) => question.id);

test('a consultation is added without questions, and its words are cleaned', (t) => {
  const outcome = addConsultation(ids, { ...registration, title: '  SEND\u202e Review:\n right\u0000 support ', url: '' }, now);
  t.match(outcome, { ok: true, events: [{ type: 'ConsultationAdded', data: { title: 'SEND Review: right support', closesAt: close } }] });
  t.same(state(outcome).questionSets, [{ version: 1, at: now, questions: [] }]);
  t.equal(addedAt(state(outcome)), now);
  t.notOk(hasClosed(state(outcome), now));
  t.ok(hasClosed(state(outcome), close));
  t.end();
});

test('a wrong registration is refused with a sentence that says what to mend', (t) => {
  const bad = [
    [{ title: ' \u0000 ' }, /title/],
    [{ department: '' }, /who asks/],
    [{ url: 'javascript:alert(1)' }, /https/],
    [{ url: 'https://' }, /https/],
    [{ opensAt: close }, /open before/],
    [{ closesAt: at('2026-03-01T12:00:00.000Z') }, /passed/],
    [{ title: 'x'.repeat(301) }, /too long/],
  ] as const;
  for (const [change, detail] of bad) {
    t.match(
      addConsultation(ids, { ...registration, ...change }, now),
      { ok: false, code: 'invalid', detail },
      JSON.stringify(change).slice(0, 60),
    );
  }
  t.notOk(isWebAddress(`https://example.org/${'x'.repeat(2048)}`));
  t.notOk(isWebAddress('https://exa mple.org'));
  t.notOk(isWebAddress('http://[::1'));
  t.ok(isWebAddress('HTTP://example.org/a?b=c#d'));
  t.end();
});

test('details change, and the close stays', (t) => {
  const { closesAt, ...details } = registration;
  const outcome = changeDetails(added(), { ...details, title: 'Another', opensAt: null });
  t.match(outcome, { ok: true, events: [{ type: 'ConsultationDetailsChanged', data: { title: 'Another' } }] });
  t.match(state(outcome), { title: 'Another', opensAt: null, closesAt });
  t.match(changeDetails(added(), { ...details, department: '' }), { ok: false, code: 'invalid' });
  t.match(changeDetails(added(), { ...details, department: 'x'.repeat(400) }), { ok: false, code: 'invalid', detail: /too long/ });
  t.end();
});

test('the close moves with a reason, whose words stay out of the event', (t) => {
  const move = {
    to: at('2026-06-18T22:45:00.000Z'),
    reason: 'Accessible versions came late',
    reasonHash: 'abc',
    by: MemberId.parse('m1'),
    at: now,
  };
  const outcome = moveClosing(added(), move);
  t.match(outcome, { ok: true, events: [{ type: 'ClosingMoved', data: { from: close, to: move.to, reasonHash: 'abc' } }] });
  t.same(state(outcome).closingMoves, [{ at: now, by: 'm1', from: close, to: move.to, reason: move.reason }]);
  t.equal(state(outcome).closesAt, move.to);
  t.match(moveClosing(state(outcome), move), { ok: false, code: 'already-exists' }, 'a form sent twice moves nothing');
  t.match(moveClosing(added(), { ...move, reason: ' ' }), { ok: false, code: 'reason-needed' });
  t.match(moveClosing(added(), { ...move, reason: 'x'.repeat(2001) }), { ok: false, code: 'invalid', detail: /2,000/ });
  t.match(moveClosing(added(), { ...move, to: at('2026-03-01T00:00:00.000Z') }), { ok: false, code: 'invalid', detail: /passed/ });
  const opensLater = { ...added(), opensAt: at('2026-04-01T00:00:00.000Z') };
  t.match(moveClosing(opensLater, { ...move, to: at('2026-03-20T00:00:00.000Z') }), { ok: false, code: 'invalid', detail: /open before/ });
  t.match(moveClosing({ ...added(), opensAt: null }, move), { ok: true });
  t.end();
});

const first = [
  asked('1', 'Which factors matter most in setting national standards?'),
  asked('2', 'How should new local partnerships be designed?'),
  asked('7', 'Do you agree with the approach to redress?', { kind: 'likert', options: ['Agree', 'Neither', 'Disagree'] }),
  asked('7a', 'Give reasons.'),
];

test('the first import fills version 1; later ones are new versions and the old ones stay', (t) => {
  const one = imported(added(), first);
  t.same([one.questionSets.length, currentQuestions(one).version, currentQuestions(one).at], [1, 1, now]);
  const two = imported(one, [...first, asked('9', 'Is there anything else?')], 'r');
  t.same(
    two.questionSets.map((set) => [set.version, set.questions.length]),
    [
      [1, 4],
      [2, 5],
    ],
  );
  t.equal(addedAt(two), now);
  t.same(idsOf(two), ['q1', 'q2', 'q3', 'q4', 'r5']);
  t.match(
    importQuestions(two, {
      asked: [...first, asked('9', 'Is there anything else?')],
      decisions: noDecisions,
      over: null,
      ids: ['a', 'b', 'c', 'd', 'e'],
      at: later,
    }),
    { ok: false, code: 'already-exists' },
    'the same set again changes nothing',
  );
  t.match(importQuestions(two, { asked: [], decisions: noDecisions, over: null, ids: [], at: later }), { ok: false, code: 'invalid' });
  t.end();
});

test('sections survive renumbering, rewording and moving', (t) => {
  const before = imported(added(), first);
  const after = [
    asked('1', 'Do you agree with the approach to redress?', { kind: 'likert', options: ['disagree', 'AGREE', 'Not sure'] }),
    asked('2', 'How should the new local partnerships be designed and paid for?'),
    asked('3', 'Which factors matter most in setting national standards?'),
    asked('4', 'What should happen to transport?'),
    asked('7a', 'Explain what you said.'),
  ];
  t.same(
    planImport(before, after).each.map((pairing) => [pairing.was?.id ?? null, pairing.how]),
    [
      ['q3', 'renumbered'],
      ['q2', 'reworded'],
      ['q1', 'renumbered'],
      [null, 'new'],
      ['q4', 'reworded'],
    ],
  );
  const kept = imported(before, after, 'r');
  t.same(idsOf(kept), ['q3', 'q2', 'q1', 'r4', 'q4']);
  const [redress] = currentQuestions(kept).questions;
  t.same(redress?.options, [
    { id: 'o3', text: 'disagree' },
    { id: 'o1', text: 'AGREE' },
    { id: 'o4', text: 'Not sure' },
  ]);
  t.end();
});

test('the most similar wording wins, no question is continued twice, and a person may declare one new', (t) => {
  const before = imported(added(), [asked('1', 'How should funding bands be set?'), asked('2', 'Anything else?')]);
  const after = [asked('1', 'How should national funding bands be set?'), asked('2', 'How should funding bands be set now?')];
  t.same(
    planImport(before, after).each.map((pairing) => pairing.was?.id ?? null),
    ['q2', 'q1'].toReversed(),
  );
  t.same(idsOf(imported(before, after, 'r', [0])), ['r1', 'q2']);
  const twins = imported(added(), [asked('7a', 'Give reasons'), asked('9a', 'Give reasons')]);
  t.same(idsOf(imported(twins, [asked('8a', 'Give reasons.'), asked('9a', 'Give reasons.')], 'r')), ['q1', 'q2']);
  t.end();
});

test('a question that was dropped comes back with its answer, by its words only', (t) => {
  const before = imported(added(), first);
  const without = imported(before, first.slice(0, 2), 'r');
  const again = imported(without, [...first.slice(0, 2), asked('8', 'Give reasons.'), asked('7', 'Another thing entirely?')], 's');
  t.same(idsOf(again), ['q1', 'q2', 'q4', 's4']);
  t.end();
});

test('one question is added, changed or taken out as a new version', (t) => {
  const before = imported(added(), first);
  const q = (id: string): SectionId => SectionId.parse(id);
  const plus = state(addQuestion(before, asked('8', 'One more?'), q('x1'), later));
  t.same([currentQuestions(plus).version, idsOf(plus)], [2, ['q1', 'q2', 'q3', 'q4', 'x1']]);
  t.match(addQuestion(plus, asked('8', 'One more?'), q('x1'), later), { ok: false, code: 'already-exists' });
  t.match(addQuestion(before, asked('7A', 'Twice?'), q('x1'), later), { ok: false, code: 'invalid', detail: /7A is used twice/ });
  t.match(addQuestion(before, asked('', 'No number?'), q('x1'), later), { ok: false, code: 'invalid' });
  const changed = changeQuestion(before, 'q2', asked('2', 'How should they be designed?'), later);
  t.match(changed, { ok: true, events: [{ type: 'QuestionChanged', data: { version: 2, questionId: 'q2' } }] });
  t.match(changeQuestion(before, 'q2', asked('2', 'How should new local partnerships be designed?'), later), {
    ok: false,
    code: 'already-exists',
  });
  const titled = changeQuestion(
    before,
    'q2',
    { ...asked('2', 'How should new local partnerships be designed?'), shortTitle: 'Design' },
    later,
  );
  t.match(
    state(titled).questionSets.at(-1),
    { version: 2, questions: { 1: { shortTitle: 'Design' } } },
    '[QS2] a short title makes a version',
  );
  t.match(changeQuestion(before, 'nobody', asked('2', 'x'), later), { ok: false, code: 'not-found' });
  const gone = removeQuestion(before, 'q4', later);
  t.match(gone, { ok: true, events: [{ type: 'QuestionRemoved', data: { version: 2, questionId: 'q4' } }] });
  t.same(idsOf(state(gone)), ['q1', 'q2', 'q3']);
  t.match(removeQuestion(before, 'nobody', later), { ok: false, code: 'not-found' });
  t.end();
});

test('a set of more than 500 questions is refused', (t) => {
  const many = Array.from({ length: 501 }, (_, n) => asked(String(n), `Question of its own ${n}?`));
  const outcome = importQuestions(added(), {
    asked: many,
    decisions: noDecisions,
    over: null,
    ids: many.map((_, n) => `q${n}`),
    at: later,
  });
  t.match(outcome, { ok: false, code: 'too-large' });
  t.throws(() => currentQuestions({ ...added(), questionSets: [] }), TypeError);
  t.end();
});

test('an option with unchanged words keeps its id, and no id ever comes to mean something else', (t) => {
  const had = [
    { id: 'o1', text: 'Yes' },
    { id: 'o7', text: 'No' },
    { id: 'legacy', text: 'Maybe' },
  ];
  t.same(pairOptions(had, ['no.', 'Partly', 'maybe', 'Never']), [
    { id: 'o7', text: 'no.' },
    { id: 'o8', text: 'Partly' },
    { id: 'legacy', text: 'maybe' },
    { id: 'o9', text: 'Never' },
  ]);
  t.same(pairOptions([], ['<5', '>5']), [
    { id: 'o1', text: '<5' },
    { id: 'o2', text: '>5' },
  ]);
  t.end();
});

test('titles are shortened for menus at a colon or a word', (t) => {
  t.equal(shortTitle('SEND Review: right support, right place, right time'), 'SEND Review');
  t.equal(shortTitle(' : odd '), ': odd');
  t.equal(
    shortTitle('Relationships education, relationships and sex education, and health education'),
    'Relationships education, relationships…',
  );
  t.equal(shortTitle('Kinship care'), 'Kinship care');
  t.end();
});

test('controls and overrides are taken out of wording, letters of every script stay', (t) => {
  t.equal(cleanText('a\u0000b\u0007c\r\nd\re\u2028f\tg'), 'abc\nd\ne\nf\tg');
  t.equal(cleanText('\u202eevil\u202c \u2066x\u2069 مرحبا שלום'), 'evil x مرحبا שלום');
  t.equal(cleanText('cafe\u0301 \ud800'), 'café \ufffd');
  t.equal(cleanLine('  two \n\t words '), 'two words');
  t.equal(gist('“Do you AGREE?” (yes/no)'), 'do you agree yes/no');
  t.equal(likeness('a b c', 'a b c'), 1);
  t.equal(likeness('a', 'b'), 0);
  const texts = ['a b c', 'a b', 'd', ''];
  const alike = new Likenesses(texts);
  for (const text of ['a B, c', 'd a', '', 'a b z'])
    t.same(
      alike.to(text),
      texts.map((one) => likeness(one, text)),
      'many at once are as alike as one by one',
    );
  t.end();
});

test('[TX21] a response can hold the fixed sections, every question ever asked and every option ever offered', (t) => {
  const both = { kind: 'multiple-choice' as const, options: ['Yes', 'No'] };
  const first = state(addQuestion(added(), asked('1', 'Do you agree?', both), SectionId.parse('q1'), now));
  const second = state(addQuestion(first, asked('2', 'Why?'), SectionId.parse('q2'), now));
  const renamed = state(changeQuestion(second, 'q1', asked('1', 'Do you agree?', { ...both, options: ['Yes', 'Not sure'] }), later));
  const { fixed, questions } = knownSections(state(removeQuestion(renamed, 'q2', later)));
  t.same([...fixed], ['covering-letter', 'about-the-network', 'key-messages', 'general-comments']);
  t.same(
    [...questions].map(([id, options]) => [id, [...options]]),
    [
      ['q1', ['o1', 'o2', 'o3']],
      ['q2', []],
    ],
  );
  t.end();
});
