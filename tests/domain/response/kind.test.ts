import { test } from 'tap';
import { MemberId, SectionId } from '../../../src/domain/ids.ts';
import type { Duty } from '../../../src/domain/network/access.ts';
import { type Outcome, refusals } from '../../../src/domain/outcome.ts';
import { type Wish, attachDocument, chooseKind, whyNotChoose } from '../../../src/domain/response/kind/choosing-kind.ts';
import { type Attachment, endorsementOf, kindOf, namedBody, notResponding } from '../../../src/domain/response/kind/kind.ts';
import { Response, type ResponseEvent, isOpen, whyNotOpen } from '../../../src/domain/response/response.ts';
import { fixedIn, fixedNamed, fixedSectionNamed, questionsIn } from '../../../src/domain/response/kind/sections.ts';
import { composeSnapshot } from '../../../src/domain/response/snapshot.ts';
import { takingPositions } from '../../../src/domain/response/taking-positions.ts';
import { whyNotSubmit } from '../../../src/domain/document/release.ts';
import { whyNotLock } from '../../../src/domain/sign-off/lock.ts';
import {
  at,
  clean,
  closing,
  consultation as toyConsultation,
  digest,
  network,
  opened,
  openQuestion,
  start,
} from '../../support/worlds/toy.ts';

const consultation = toyConsultation(at(0), [openQuestion('q1', '1')]);
const duties: ReadonlySet<Duty> = new Set(['coordinator']);
const by = MemberId.parse('nadia');
const choosing = { consultation, duties, at: at(1), by, hashOf: () => digest('a') };
const recipient = { name: 'A Minister', post: '', organisation: 'Ministry', address: [] };
const representation = { ...consultation, closesAt: null, representation: { recipient, sendBy: closing, moves: [] } };
const endorses: Wish = { type: 'endorse', body: 'The association' };
const declines: Wish = { type: 'none', reason: 'Nothing to add' };
const attachment: Attachment = { digest: digest('d'), name: 'theirs.pdf', type: 'pdf', bytes: 7, at: at(1), by };

function after(outcome: Outcome<Response, ResponseEvent>): Response {
  if (!outcome.ok) throw new Error(outcome.detail);
  return Response.parse(outcome.state);
}
const chosen = (wish: Wish, from = start().response): Response => after(chooseKind(from, wish, choosing));
const code = (outcome: { readonly ok: boolean } | null): unknown => (outcome !== null && 'code' in outcome ? outcome.code : 'fine');

test('[RK1] a network responds where nobody chose, and each choice is kept with its person and time', (t) => {
  const { response } = start();
  t.equal(kindOf(response), 'respond');
  t.equal(notResponding(response), null);
  t.equal(endorsementOf(response), null);
  t.equal(namedBody(response), '');
  const outcome = chooseKind(response, { type: 'none', reason: '  Nothing\u0000 to add ' }, choosing);
  t.match(outcome, { events: [{ type: 'KindChosen', data: { kind: 'none', before: 'respond', reasonHash: digest('a') } }] });
  t.same(notResponding(after(outcome)), { type: 'none', reason: 'Nothing to add', at: at(1), by });
  t.equal(code(chooseKind(response, { type: 'respond' }, choosing)), 'already-exists');
  t.equal(code(chooseKind(chosen(declines), declines, choosing)), 'already-exists');
  t.equal(code(chooseKind(response, declines, { ...choosing, duties: new Set(['lead', 'chair']) })), 'not-allowed');
  t.end();
});

test('[RK1] a choice has what its kind needs', (t) => {
  const { response } = start();
  const refusal = (wish: Wish, asked = consultation): unknown => code(chooseKind(response, wish, { ...choosing, consultation: asked }));
  t.equal(refusal({ type: 'none', reason: ' ' }), 'reason-needed');
  t.equal(refusal({ type: 'none', reason: 'x'.repeat(2001) }), 'invalid');
  t.equal(refusal({ type: 'endorse', body: ' ' }), 'invalid');
  t.equal(refusal({ type: 'endorse', body: 'x'.repeat(201) }), 'invalid');
  t.equal(refusal(endorses, representation), 'invalid', 'nobody else wrote our own letter');
  t.equal(refusal(declines, representation), 'fine');
  t.end();
});

test('[RK2] choosing another kind and back keeps the attached document and the name of the body', (t) => {
  const attached = after(attachDocument(chosen(endorses), { consultation, duties, at: at(1), attachment }));
  t.match(endorsementOf(attached), { body: 'The association', attachment: { name: 'theirs.pdf' } });
  const back = chosen({ type: 'respond' }, attached);
  t.match(back.kinds, [{ type: 'endorse' }, { type: 'respond' }]);
  t.equal(endorsementOf(back), null);
  t.equal(namedBody(back), 'The association');
  t.match(endorsementOf(chosen(endorses, back)), { attachment: { name: 'theirs.pdf' } });
  t.end();
});

test('[RK3] the kind changes while nothing is locked and the consultation is open', (t) => {
  const why = (response: Response | null, when = at(1)): unknown => code(whyNotChoose(response, consultation, { duties, at: when }));
  const locked = opened(start()).response;
  t.equal(why(null), 'fine');
  t.equal(why(start().response), 'fine');
  t.equal(why(locked), 'not-drafting');
  t.match(whyNotChoose(locked, consultation, { duties, at: at(1) }), { detail: /Take it back first/ });
  t.equal(why({ ...locked, status: 'submitted' }), 'already-submitted');
  t.equal(why({ ...locked, status: 'withdrawn' }), 'not-allowed');
  t.equal(why(start().response, closing), 'consultation-closed');
  t.equal(
    code(attachDocument({ ...chosen(endorses), status: 'approved' }, { consultation, duties, at: at(1), attachment })),
    'not-drafting',
  );
  t.end();
});

test('[RK4] the document belongs to an endorsement, and the same file is attached once', (t) => {
  const attaching = { consultation, duties, at: at(1), attachment };
  t.equal(code(attachDocument(start().response, attaching)), 'invalid');
  const outcome = attachDocument(chosen(endorses), attaching);
  t.match(outcome, { events: [{ type: 'DocumentAttached', data: { name: 'theirs.pdf', digest: digest('d') } }] });
  t.equal(code(attachDocument(after(outcome), attaching)), 'already-exists');
  t.equal(code(attachDocument(after(outcome), { ...attaching, attachment: { ...attachment, name: 'renamed.pdf' } })), 'fine');
  t.equal(code(attachDocument(after(outcome), { ...attaching, attachment: { ...attachment, digest: digest('e') } })), 'fine');
  t.end();
});

const content = { blocks: new Map(), chosen: new Map(), notAnswered: new Map() };
const composed = (response: Response, asked = consultation) => composeSnapshot(network([], []), asked, response, content, at(1));

test('[RK4] [RK5] the locked text of an endorsement holds the document’s digest, and no question', (t) => {
  const empty = composed(chosen(endorses));
  t.same(empty.endorsed, { body: 'The association', attachment: null });
  t.match(JSON.stringify(empty.sections), /not attached yet/);
  const whole = composed({ ...chosen(endorses), attachment });
  t.same(whole.endorsed, { body: 'The association', attachment: { digest: digest('d'), name: 'theirs.pdf', type: 'pdf', bytes: 7 } });
  t.same(
    whole.sections.map(({ id }) => id),
    ['endorsed-response', 'covering-letter', 'general-comments'],
  );
  t.match(JSON.stringify(whole.sections[0]), new RegExp(digest('d')), 'the digest is read with the text');
  const plain = composed(start().response);
  t.notOk('endorsed' in plain || 'recipient' in plain, 'a response has its digest of before');
  t.end();
});

test('[RK7] nothing is written, asked, locked or sent while the network does not respond', (t) => {
  const none = chosen(declines);
  t.notOk(isOpen(none));
  t.equal(code(whyNotOpen(none)), 'not-responding');
  t.equal(code(whyNotOpen(start().response)), 'fine');
  t.equal(code(whyNotOpen(opened(start()).response)), 'not-drafting');
  t.equal(code(takingPositions(none, consultation, at(1)).whyNot), 'not-responding');
  t.equal(code(whyNotLock(none, clean, { acknowledged: [], reason: '' })), 'not-responding');
  t.equal(code(whyNotSubmit(none, duties, null)), 'not-responding');
  t.same(questionsIn({ consultation, response: none }), []);
  const back = chosen({ type: 'respond' }, none);
  t.ok(isOpen(back), 'it can be taken back');
  t.equal(questionsIn({ consultation, response: back }).length, 1);
  t.match(refusals['not-responding'], /take that back/);
  t.end();
});

test('[RK5] [RK10] each kind has its own parts', (t) => {
  const ids = (sections: readonly { readonly id: string }[]): readonly string[] => sections.map(({ id }) => id);
  t.equal(fixedIn({ consultation, response: null }).length, 4);
  t.same(ids(fixedIn({ consultation, response: chosen(endorses) })), ['covering-letter', 'general-comments']);
  t.same(ids(fixedNamed(representation)), ['covering-letter', 'about-the-network']);
  t.equal(fixedSectionNamed(representation, 'covering-letter')?.title, 'Opening');
  t.equal(fixedSectionNamed(representation, 'key-messages')?.title, 'Key messages', 'a part of another kind keeps its name');
  t.equal(fixedSectionNamed(representation, null), undefined);
  t.equal(questionsIn({ consultation, response: null })[0]?.id, SectionId.parse('q1'));
  t.end();
});

test('[RK9] the locked text of a representation holds its recipient, and no close', (t) => {
  const letter = composed(start().response, representation);
  t.same(letter.recipient, recipient);
  t.equal(letter.consultation.closesAt, null);
  t.end();
});
