import { test } from 'tap';
import {
  type Consultation,
  type ConsultationEvent,
  hasClosed,
  isRepresentation,
  plannedTo,
} from '../../../src/domain/consultation/consultation.ts';
import { changeDetails, moveClosing, addQuestion } from '../../../src/domain/consultation/register.ts';
import {
  type HeadingGiven,
  type Sending,
  addRepresentation,
  changeRepresentation,
  mostHeadings,
  setHeadings,
} from '../../../src/domain/consultation/represent.ts';
import { Recipient, recipientLines, recipientName } from '../../../src/domain/consultation/representation.ts';
import { ConsultationId, MemberId, NetworkId, SectionId } from '../../../src/domain/ids.ts';
import { readHeadingLines } from '../../../src/domain/consultation/heading-lines.ts';
import { fixedSections } from '../../../src/domain/consultation/section.ts';
import { Instant, type Outcome } from '../../../src/domain/outcome.ts';
import { consultation as toyConsultation, openQuestion } from '../../support/worlds/toy.ts';

const now = Instant.parse('2026-06-01T09:00:00.000Z');
const then = Instant.parse('2026-07-20T16:00:00.000Z');
const later = Instant.parse('2026-08-03T16:00:00.000Z');
const ids = { id: ConsultationId.parse('r1'), networkId: NetworkId.parse('n1') };
const by = MemberId.parse('nadia');
const recipient: Recipient = { name: ' Ann  Other ', post: 'Minister', organisation: 'Ministry', address: ['1 Street', ' '] };
const given = {
  title: ' On funding ',
  recipient,
  email: '',
  end: { type: 'send-by' as const, at: then },
  headings: [],
} satisfies Parameters<typeof addRepresentation>[1];
const state = (outcome: Outcome<Consultation, ConsultationEvent>): Consultation => {
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome.state;
};
const code = (outcome: { readonly ok: boolean }): unknown => ('code' in outcome ? outcome.code : 'fine');
const added = state(addRepresentation(ids, given, now));

test('[RK9] a representation goes to a person, a post or an organisation', (t) => {
  t.match(addRepresentation(ids, given, now), {
    events: [{ type: 'RepresentationAdded', data: { title: 'On funding', recipient: 'Ministry', closesAt: null, sendBy: then } }],
  });
  t.ok(isRepresentation(added));
  t.same(added.representation?.recipient, { name: 'Ann Other', post: 'Minister', organisation: 'Ministry', address: ['1 Street'] });
  t.same(recipientLines(added.representation?.recipient ?? recipient), ['Ann Other', 'Minister', 'Ministry', '1 Street']);
  t.equal(recipientName({ name: 'Ann', post: '', organisation: '', address: [] }), 'Ann');
  t.equal(recipientName({ name: '', post: '', organisation: '', address: [] }), '');
  t.notOk(Recipient.safeParse({ name: '', post: '', organisation: '', address: [] }).success);
  const wrong = (change: Partial<Sending & { headings: readonly HeadingGiven[] }>): unknown =>
    code(addRepresentation(ids, { ...given, ...change }, now));
  t.equal(wrong({ title: ' ' }), 'invalid');
  t.equal(wrong({ title: 'x'.repeat(301) }), 'invalid');
  t.equal(wrong({ recipient: { ...recipient, name: '', post: ' ', organisation: '' } }), 'invalid');
  t.equal(wrong({ end: { type: 'send-by', at: now } }), 'invalid');
  t.equal(wrong({ email: 'no address' }), 'invalid');
  t.equal(wrong({ headings: [{ id: 'h1', text: '', wordLimit: null }] }), 'invalid');
  t.match(state(addRepresentation(ids, { ...given, email: 'ann@example.org' }, now)).representation, { email: 'ann@example.org' });
  t.notOk('email' in (added.representation ?? {}), 'none is kept where there is none');
  t.match(addRepresentation(ids, { ...given, headings: [{ id: 'h1', text: 'Why', wordLimit: null }] }, now), {
    state: { questionSets: [{ version: 1, questions: [{ id: 'h1' }] }] },
    events: [{ type: 'RepresentationAdded' }, { type: 'HeadingsSet', data: { version: 1, headings: 1 } }],
  });
  t.end();
});

test('[RK11] a representation has a date of our own that ends nothing, or a close of its recipient', (t) => {
  t.equal(added.closesAt, null);
  t.equal(plannedTo(added), then);
  t.notOk(hasClosed(added, later), 'its date passes, and nothing ends');
  const closing = state(addRepresentation(ids, { ...given, end: { type: 'close', at: then } }, now));
  t.equal(plannedTo(closing), then);
  t.ok(hasClosed(closing, later));
  t.throws(() => plannedTo({ closesAt: null }), TypeError);
  t.equal(code(moveClosing(added, { to: later, reason: 'So', reasonHash: '', by, at: now })), 'not-allowed', 'there is no close to move');
  t.end();
});

test('[RK11] the date to send by moves, each move kept', (t) => {
  const change = { title: 'On funding', recipient, email: '', sendBy: later, at: now, by };
  const moved = changeRepresentation(added, change);
  t.match(moved, { events: [{ type: 'RepresentationChanged' }, { type: 'SendByMoved', data: { from: then, to: later } }] });
  t.same(state(moved).representation?.moves, [{ at: now, by, from: then, to: later }]);
  t.match(changeRepresentation(added, { ...change, sendBy: null, title: 'On money' }), { events: [{ data: { title: 'On money' } }] });
  t.equal(code(changeRepresentation(added, { ...change, sendBy: then })), 'already-exists');
  t.equal(code(changeRepresentation(added, { ...change, sendBy: now })), 'invalid');
  t.equal(code(changeRepresentation(added, { ...change, title: ' ' })), 'invalid');
  t.equal(code(changeRepresentation(added, { ...change, title: 'x'.repeat(301) })), 'invalid');
  t.equal(code(changeRepresentation(toyConsultation(now), change)), 'not-found');
  const closing = state(addRepresentation(ids, { ...given, end: { type: 'close', at: then } }, now));
  t.match(state(changeRepresentation(closing, { ...change, title: 'On money' })).representation, { sendBy: null, moves: [] });
  t.end();
});

test('[RK10] headings are set in order, and a heading keeps its id when it is reworded or moved', (t) => {
  const [a, b] = [
    { id: 'h1', text: ' Why  it matters ', wordLimit: 300 },
    { id: 'h2', text: 'What we ask', wordLimit: null },
  ];
  const setTo = (on: Consultation, headings: readonly HeadingGiven[], over = on.questionSets.length) =>
    setHeadings(on, { headings, over }, now);
  const first = setTo(added, [a, b]);
  t.match(first, { events: [{ type: 'HeadingsSet', data: { version: 1, headings: 2 } }] });
  const set = state(first);
  t.match(set.questionSets.at(-1)?.questions, [
    { id: 'h1', number: '1', text: 'Why it matters', kind: 'heading', wordLimit: 300 },
    { id: 'h2', number: '2', wordLimit: null },
  ]);
  t.equal(code(setTo(set, [a, b])), 'already-exists');
  const moved = state(setTo(set, [b, { ...a, text: 'Why funding matters' }]));
  t.match(moved.questionSets, [{ version: 1 }, { version: 2, questions: [{ id: 'h2' }, { id: 'h1', text: 'Why funding matters' }] }]);
  t.equal(code(setTo(moved, [a, b], 1)), 'questions-changed', 'a page that is out of date takes nothing out');
  t.equal(code(setTo(set, [{ ...a, text: ' ' }])), 'invalid');
  t.equal(code(setTo(set, [{ ...a, id: 'no such id!' }])), 'invalid');
  t.equal(code(setTo(set, [{ ...a, wordLimit: 0 }])), 'invalid');
  t.equal(code(setTo(toyConsultation(now), [a])), 'not-found');
  const many = Array.from({ length: mostHeadings + 1 }, (_, n) => ({ ...a, id: `h${n}` }));
  t.equal(code(setTo(set, many)), 'too-large');
  t.end();
});

test('[RK10] two headings never share an id, and no heading has the id of a fixed part', (t) => {
  const heading = { id: 'h1', text: 'Why', wordLimit: null };
  const set = (headings: readonly HeadingGiven[]) => code(setHeadings(added, { headings, over: 1 }, now));
  t.equal(set([heading, { ...heading, text: 'What we ask' }]), 'invalid', 'two headings would share one text');
  for (const { id } of fixedSections) t.equal(set([heading, { ...heading, id }]), 'invalid', id);
  t.end();
});

test('[RK10] headings are read from lines that were typed or pasted', (t) => {
  const pasted =
    '1. Why it  matters (300 words)\r\n\n• What we ask\t250\nCosts (2026)\n- Next (max. 1,000 words)\n2026 plans\n(100 words)\n\t7';
  t.same(
    readHeadingLines(pasted).map(({ text, wordLimit }) => [text, wordLimit]),
    [
      ['Why it matters', 300],
      ['What we ask', 250],
      ['Costs (2026)', null],
      ['Next', 1000],
      ['2026 plans', null],
      ['(100 words)', null],
      ['7', null],
    ],
  );
  t.same(readHeadingLines(' \n\t\n'), []);
  t.end();
});

test('[RK10] nobody brings questions into a representation, nor changes it as a department’s', (t) => {
  const { id, ...asked } = openQuestion('q1', '1');
  t.equal(code(addQuestion(added, { ...asked, options: [], dependsOn: 'as-before' }, SectionId.parse(id), now)), 'not-allowed');
  t.equal(code(changeDetails(added, { title: 'Another', department: 'DfE', url: '', opensAt: null })), 'not-allowed');
  t.end();
});
