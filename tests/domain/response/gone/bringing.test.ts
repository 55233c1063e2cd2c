import { test } from 'tap';
import { type Consultation, Question } from '../../../../src/domain/consultation/consultation.ts';
import { ConsultationId, EpochId, MemberId, NetworkId, ResponseId, SectionId } from '../../../../src/domain/ids.ts';
import type { Duty } from '../../../../src/domain/network/access.ts';
import { Digest, Instant } from '../../../../src/domain/outcome.ts';
import { bringAnswer, broughtOf, isBroughtInto, whyNotBringAnswers, whyNotInto } from '../../../../src/domain/response/gone/bringing.ts';
import { startResponse } from '../../../../src/domain/response/response.ts';

const at = Instant.parse('2026-03-02T09:00:00.000Z');
const id = (text: string): SectionId => SectionId.parse(text);
const question = (name: string, freeText = true): Question =>
  Question.parse({
    ...{
      id: name,
      number: name,
      text: 'Why?',
      kind: freeText ? 'open' : 'single-choice',
      options: freeText ? [] : [{ id: 'o1', text: 'Yes' }],
    },
    ...{ part: '', guidance: '', followUp: '', freeText, wordLimit: null, characterLimit: null },
  });
const consultation: Consultation = {
  ...{ id: ConsultationId.parse('c1'), networkId: NetworkId.parse('n1'), title: 'Kinship', department: 'DfE', url: '', opensAt: null },
  ...{ closesAt: at, closingMoves: [] },
  questionSets: [
    { version: 1, at, questions: [question('q1'), question('q2'), question('q3', false)] },
    { version: 2, at, questions: [question('q2'), question('q3', false), question('q4')], offers: [{ from: id('q2'), to: id('q4') }] },
  ],
};
const response = startResponse({
  ...{ id: ResponseId.parse('r1'), networkId: NetworkId.parse('n1'), consultationId: ConsultationId.parse('c1') },
  ...{ epoch: EpochId.parse('lines-e1'), at, marking: '' },
}).state;
const coordinator: ReadonlySet<Duty> = new Set(['coordinator']);
const brought = { section: id('q1'), into: id('q2'), digest: Digest.parse('a'.repeat(64)), at, by: MemberId.parse('m1') };

test('[QS13] the coordinator brings the answer to a question that went into one that is asked, once for its words', (t) => {
  t.equal(whyNotBringAnswers(response, coordinator), null);
  t.match(whyNotBringAnswers(response, new Set(['lead'])), { code: 'not-allowed' });
  t.match(whyNotBringAnswers({ ...response, status: 'approved' }, coordinator), { code: 'not-drafting' });
  const done = bringAnswer(response, brought, coordinator);
  t.match(done, { ok: true, events: [{ type: 'AnswerBrought', data: { section: 'q1', into: 'q2' } }] });
  const after = done.ok ? done.state : response;
  t.match(bringAnswer(after, brought, coordinator), { ok: false, code: 'already-exists' });
  t.match(bringAnswer(after, { ...brought, digest: Digest.parse('b'.repeat(64)) }, coordinator), { ok: true }, 'more was written since');
  t.match(bringAnswer(after, brought, new Set(['lead'])), { ok: false, code: 'not-allowed' });
  t.same([broughtOf(after, 'q1').length, broughtOf(after, 'q9').length, isBroughtInto(response, brought)], [1, 0, false]);
  t.end();
});

test('[QS12] [QS13] an answer goes from a question that went, or that offers it, into a question with a box for words', (t) => {
  const why = (section: string, into: string) => whyNotInto(consultation, { section: id(section), into: id(into) });
  t.equal(why('q1', 'q2'), null);
  t.equal(why('q2', 'q4'), null, 'a part of a question that was split');
  t.match(why('q2', 'q3'), { code: 'not-found' }, 'a question that is asked gives its answer to no other');
  t.match(why('q9', 'q2'), { code: 'not-found' });
  t.match(why('q1', 'q1'), { code: 'invalid' });
  t.match(why('q1', 'q3'), { code: 'invalid' }, 'it has no box for words');
  t.end();
});
