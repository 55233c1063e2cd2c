import { test } from 'tap';
import { type AnswerFacts, type Checked, runChecks, warningKey } from '../../../src/domain/sign-off/checks.ts';
import type { Question } from '../../../src/domain/consultation/consultation.ts';
import { coverageOf } from '../../../src/domain/response/printed.ts';
import { ExportId, MemberId, OrganisationId, PositionsId, ResponseId, SectionId, VersionId } from '../../../src/domain/ids.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { finalExports } from '../../../src/domain/response/response.ts';
import { recordFinalExport, submit, whyNotExportFinal, whyNotSubmit } from '../../../src/domain/document/release.ts';
import type { Response } from '../../../src/domain/response/response.ts';
import type { Submission } from '../../../src/domain/response/submission.ts';
import { type Positions, noPositions } from '../../../src/domain/positions/positions.ts';
import { standingsOf } from '../../../src/domain/positions/totals.ts';
import { lapse, recall } from '../../../src/domain/sign-off/recall.ts';
import {
  approves,
  at,
  authority,
  closing,
  codeOf,
  digest,
  duties,
  epoch,
  go,
  network,
  office,
  opened,
  post,
  posts,
  start,
  usual,
} from '../../support/worlds/toy.ts';

function question(id: string, change: Partial<Question> = {}): Question {
  return {
    id: SectionId.parse(id),
    number: id,
    text: 'What do you think?',
    kind: 'open',
    options: [],
    part: '',
    guidance: '',
    followUp: '',
    freeText: true,
    wordLimit: null,
    characterLimit: null,
    ...change,
  };
}

const written: AnswerFacts = { words: 200, characters: 1000, chosen: [], notAnswered: '' };
const checked = (change: Partial<Checked> = {}): Checked => ({
  ...usual,
  questions: [question('7a')],
  answers: new Map([['7a', written]]),
  leftBehind: [],
  printed: new Map([['7a', 'What do you think? We agree.']]),
  written: new Map([['7a', 'We agree.']]),
  boxes: { held: [], differing: [] },
  known: [],
  coverage: coverageOf([[0x20, 0x7e]]),
  longestReason: 2000,
  unreachable: new Set(),
  standings: [],
  text: digest('a'),
  closesAt: closing,
  at: at(0),
  ...change,
});
const found = (change: Partial<Checked>) => {
  const { blocks, warnings } = runChecks(checked(change));
  return [...blocks.map((block) => JSON.stringify(block)), ...warnings.map(warningKey)];
};

test('[QS17] a question that is not asked needs no answer, and one that it has is a warning', (t) => {
  const six = question('6', {
    kind: 'single-choice',
    options: [
      { id: 'o1', text: 'Yes' },
      { id: 'o2', text: 'No' },
    ],
  });
  const seven = question('7', { dependsOn: { question: six.id, options: ['o2'] } });
  const none = { ...written, words: 0, characters: 0 };
  const all = (chosen: readonly string[], answer: AnswerFacts) =>
    found({
      questions: [six, seven],
      answers: new Map([
        ['6', { ...written, chosen }],
        ['7', answer],
      ]),
      printed: new Map(),
      written: new Map(),
    });
  t.same(all(['o1'], none), []);
  t.same(all(['o1'], written), ['answer-not-asked:7']);
  t.same(all(['o1'], { ...none, chosen: ['x'] }), ['answer-not-asked:7']);
  t.same(all(['o2'], none), ['unanswered:7']);
  t.same(found({ questions: [six, seven], answers: new Map(), printed: new Map(), written: new Map() }), ['unanswered:6', 'unanswered:7']);
  t.end();
});

test('[QS13] an answer whose question went is a warning until it is brought into another question', (t) => {
  t.same(found({ leftBehind: [SectionId.parse('q5')] }), ['left-behind:q5']);
  t.end();
});

test('[SO1] a text that can be locked has no findings', (t) => {
  t.same(found({}), []);
  t.end();
});

test('[SO1] an answer over its hard limit blocks, in words or in characters; at the limit it does not', (t) => {
  const blocks = (change: Partial<Question>) => runChecks(checked({ questions: [question('7a', change)] })).blocks;
  t.same(blocks({ wordLimit: 199 }), [{ type: 'over-limit', question: '7a', unit: 'words', count: 200, limit: 199 }]);
  t.same(blocks({ characterLimit: 999 }), [{ type: 'over-limit', question: '7a', unit: 'characters', count: 1000, limit: 999 }]);
  t.same(blocks({ wordLimit: 200, characterLimit: 1000 }), []);
  t.same(runChecks(checked({ questions: [question('8', { wordLimit: 1 })] })).blocks, [], 'nothing written is within any limit');
  t.end();
});

test('[QS6] more options than the department takes block, and so do some but too few', (t) => {
  const options = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id }));
  const blocks = (chosen: readonly string[], change: Partial<Question>) =>
    runChecks(
      checked({
        questions: [question('7a', { kind: 'multiple-choice', options, ...change })],
        answers: new Map([['7a', { ...written, chosen }]]),
      }),
    ).blocks;
  t.same(blocks(['a', 'b', 'c', 'd'], { maxChoices: 3 }), [{ type: 'too-many-choices', question: '7a', count: 4, limit: 3 }]);
  t.same(blocks(['a', 'b', 'gone', 'c'], { maxChoices: 3 }), [], 'an option that is not offered any more is not printed');
  t.same(blocks(['a'], { minChoices: 2 }), [{ type: 'too-few-choices', question: '7a', count: 1, limit: 2 }]);
  t.same(blocks([], { minChoices: 2 }), [], 'an unanswered question warns instead');
  t.same(blocks(['a', 'b', 'c', 'd'], {}), []);
  t.end();
});

test('[EV4] [EV11] a box that may not go out blocks, at its section', (t) => {
  const held = [{ section: '7a', evidence: 'e1', because: 'restricted' } as const];
  t.same(runChecks(checked({ boxes: { held, differing: [] } })).blocks, [{ type: 'evidence-held', ...held[0] }]);
  t.end();
});

test('[EV12] a box that says something else than its evidence warns, and its key keeps the words out of the record', (t) => {
  const differing = { section: '7a', evidence: 'e1', quotes: true, differences: [{ box: 'forty', evidence: '41' }], mayName: null };
  const boxes = { held: [], differing: [differing] };
  t.same(runChecks(checked({ boxes })).warnings, [{ type: 'evidence-differs', ...differing }]);
  t.same(found({ boxes }), ['evidence-differs:7a:e1:1:7']);
  t.same(found({ boxes: { held: [], differing: [{ ...differing, mayName: 'Kent' }] } }), ['evidence-differs:7a:e1:1:11']);
  t.end();
});

test('[SO46] a character that no font draws warns at its section, and its key names it', (t) => {
  const printed = new Map([
    ['7a', 'ᚠ is a rune, ᚠ too'],
    ['8', 'plain'],
    ['names-and-titles', 'Ann ᚢᚠ'],
  ]);
  t.same(runChecks(checked({ printed })).warnings, [
    { type: 'not-drawn', section: '7a', characters: ['ᚠ'] },
    { type: 'not-drawn', section: 'names-and-titles', characters: ['ᚢ', 'ᚠ'] },
  ]);
  t.same(found({ printed }), ['not-drawn:7a:U+16A0:1', 'not-drawn:names-and-titles:U+16A2:U+16A0:2']);
  const many = warningKey({ type: 'not-drawn', section: 's'.repeat(40), characters: Array.from({ length: 500 }, () => '\u{1FABF}') });
  t.ok(many.length <= 200, 'a key is at most as long as its form field');
  t.ok(many.endsWith(':500'), 'another number of characters is another warning');
  t.end();
});

test('[PR2] a text that may tell who a child is warns at its section, and its key keeps the words out of the record', (t) => {
  const told = new Map([
    ['7a', 'Ella Brown, 9, waited. DOB 12/03/2015. Noah Pike (7) too.'],
    ['8', 'North Downs, 9, replied.'],
  ]);
  t.same(found({ written: told, known: ['North Downs Council'] }), ['may-tell-a-child:7a:name-near-age-2:birth-date-1']);
  t.end();
});

test('[SO1] a question neither answered nor marked with a reason warns; so does a closed one without its option', (t) => {
  const closed = question('1', { kind: 'likert', options: [{ id: 'yes', text: 'Yes' }] });
  const answer = (change: Partial<AnswerFacts>) => new Map([['1', { ...written, ...change }]]);
  t.same(found({ questions: [closed], answers: new Map() }), ['unanswered:1']);
  t.same(found({ questions: [closed], answers: answer({}) }), ['no-option:1']);
  t.same(found({ questions: [closed], answers: answer({ words: 0, chosen: ['yes'] }) }), []);
  t.same(found({ questions: [closed], answers: answer({ words: 0, notAnswered: 'It is for individual councils.' }) }), []);
  t.end();
});

test('[SO1 ED22] a reason for not answering that is too long to print blocks', (t) => {
  const blocks = (length: number) =>
    runChecks(checked({ answers: new Map([['7a', { ...written, words: 0, notAnswered: 'x'.repeat(length) }]]) })).blocks;
  t.same(blocks(2001), [{ type: 'reason-too-long', question: '7a', count: 2001, limit: 2000 }]);
  t.same(blocks(2000), []);
  t.end();
});

test('[SO1] an office that cannot decide blocks; one that is passed over warns', (t) => {
  t.same(found({ ...posts(post('joan', 'chair')) }), [
    '{"type":"too-few-in-post","office":"sponsor","needed":1,"held":0}',
    'passed-over:vice-chair',
  ]);
  const two = network([office('chair', { atLeast: 2 }), office('sponsor')], [post('joan', 'chair'), post('ali', 'sponsor')]);
  t.same(found({ network: two }), ['{"type":"too-few-in-post","office":"chair","needed":2,"held":1}']);
  t.same(found({ unreachable: new Set([MemberId.parse('ali')]) }), ['{"type":"unreachable","office":"sponsor","member":"ali"}']);
  t.same(found({ unreachable: new Set([MemberId.parse('vic')]) }), [], 'another vice chair can be reached');
  t.end();
});

test('[SO1] a closed consultation blocks; less than two working days left warns', (t) => {
  t.same(found({ closesAt: at(0) }), ['{"type":"closed"}']);
  t.same(found({ at: Instant.parse('2026-07-22T09:00:00.000Z') }), ['little-time']);
  t.same(found({ at: Instant.parse('2026-07-20T09:00:00.000Z') }), []);
  t.same(found({ closesAt: null, at: Instant.parse('2026-07-22T09:00:00.000Z') }), [], '[RK11] nothing closes');
  t.end();
});

test('[RK5] an endorsement without the document, or without a word why, cannot be locked', (t) => {
  t.same(found({ endorsement: { attached: false, written: false } }), ['{"type":"not-attached"}', '{"type":"no-letter"}']);
  t.same(found({ endorsement: { attached: true, written: true } }), []);
  t.end();
});

const signed = approves(approves(approves(opened(start()), 'joan'), 'vic'), 'ali');
const made = { exportId: ExportId.parse('x1'), format: 'pdf', digest: digest('a'), artefact: digest('f'), at: at(30) } as const;
const exported = go(signed, recordFinalExport(signed.response, made));
const sent: Submission = {
  at: at(40),
  by: MemberId.parse('nadia'),
  recordedAt: at(41),
  channel: 'portal',
  reference: 'ANON-1',
  note: '',
  digest: digest('a'),
  receipt: null,
};

test('[SO15] a final document is of the approved text, by those with the export right', (t) => {
  const of = (letter: string) => ({ stored: digest(letter), held: [] });
  t.equal(codeOf(whyNotExportFinal(signed.response, duties('nadia'), of('a'))), 'accepted');
  t.equal(codeOf(whyNotExportFinal(signed.response, duties('vic'), of('a'))), 'not-allowed');
  t.equal(codeOf(whyNotExportFinal(opened(start()).response, duties('nadia'), of('a'))), 'not-approved');
  t.equal(codeOf(whyNotExportFinal(signed.response, duties('nadia'), of('b'))), 'snapshot-mismatch');
  const held = [{ section: '7a', evidence: 'e1', because: 'withdrawn' } as const];
  t.equal(codeOf(whyNotExportFinal(signed.response, duties('nadia'), { ...of('a'), held })), 'evidence-held', '[EV11]');
  t.equal(finalExports(exported.response).length, 1);
  t.same(finalExports(opened(start()).response), [], 'nothing is approved yet');
  const earlier = go(signed, recordFinalExport(signed.response, { ...made, at: Instant.parse('2020-01-01T00:00:00.000Z') })).response;
  t.equal(codeOf(whyNotSubmit(earlier, duties('nadia'), digest('a'))), 'no-final-export', 'a file of an earlier round does not count');
  t.equal(codeOf(recordFinalExport(exported.response, made)), 'already-exists', 'safe to run twice');
  t.equal(codeOf(recordFinalExport(signed.response, { ...made, digest: digest('b') })), 'not-approved');
  t.end();
});

test('[SO16] submitted: once, by those with the right, with the final document', (t) => {
  const why = (response: Response, value = sent.digest, who = 'nadia') => codeOf(whyNotSubmit(response, duties(who), value));
  t.equal(why(exported.response), 'accepted');
  t.equal(why(exported.response, digest('a'), 'vic'), 'not-allowed');
  t.equal(why(signed.response), 'no-final-export');
  t.equal(why(exported.response, digest('b')), 'digest-mismatch');
  t.equal(why(start().response), 'not-approved');
  const done = go(exported, submit(exported.response, duties('nadia'), sent));
  t.match(done.response, { status: 'submitted', submission: { reference: 'ANON-1' } });
  t.equal(codeOf(submit(done.response, duties('nadia'), sent)), 'already-submitted');
  t.equal(
    codeOf(recall(done.response, { by: sent.by, duties: duties('ali'), reason: 'x', reasonHash: '', at: at(50), epoch: epoch('e9') })),
    'already-submitted',
    'nothing is taken back after',
  );
  t.end();
});

test('[SO16] what was sent without approval is recorded as exactly that', (t) => {
  const why = (response: Response) => codeOf(whyNotSubmit(response, duties('nadia'), null));
  const open = opened(start());
  t.equal(why(start().response), 'accepted');
  t.equal(why(open.response), 'not-approved', 'a round is open: take it back first');
  t.equal(why(go(open, lapse(open.response, { at: closing, closesAt: closing })).response), 'accepted');
  t.equal(why(signed.response), 'invalid', 'the approved text is there');
  t.equal(why({ ...start().response, status: 'withdrawn' }), 'not-open');
  t.equal(
    why({ ...start().response, locking: { at: at(1), by: sent.by, epoch: epoch('e1'), acknowledged: [], reason: '' } }),
    'not-drafting',
  );
  t.end();
});

test('[SO1] [PO14] no reply, a clearance that is awaited and a position on an earlier text warn; a network without positions hears nothing of them', (t) => {
  const organisations = ['a', 'b', 'c', 'd'].map((id) => authority(id, id.toUpperCase(), at(-10_000)));
  const net = { ...network([], []), organisations };
  const of = { networkId: net.id, responseId: ResponseId.parse('r1') };
  const source = { how: 'given', by: MemberId.parse('m1') } as const;
  const says = (id: string, letter: string, until: Instant | null = null): Positions => ({
    ...noPositions({ ...of, id: PositionsId.parse(id), organisationId: OrganisationId.parse(id) }),
    said: [
      {
        kind: 'position',
        position: 'endorses',
        exceptions: [],
        note: null,
        listing: 'listed',
        source,
        at: at(0),
        text: { digest: digest(letter), version: VersionId.parse('v1') },
        round: null,
      },
      ...(until === null ? [] : [{ kind: 'awaiting' as const, until, source, at: at(0) }]),
    ],
  });
  t.same(found({ standings: standingsOf(net, [], at(1)) }), []);
  const standings = standingsOf(net, [says('a', 'a'), says('b', 'b'), says('c', 'a', at(60))], at(1));
  t.same(found({ standings, text: digest('a') }), [
    'position-on-earlier-text:b:bbbbbbbbbbbb',
    'awaiting-clearance:c:2026-07-01T10:00:00.000Z',
    'no-reply:d',
  ]);
  const clear = standingsOf({ ...net, organisations: organisations.slice(0, 1) }, [says('a', 'a')], at(1));
  t.same(found({ standings: clear, text: digest('a') }), []);
  const asked = { ...noPositions({ ...of, id: PositionsId.parse('d'), organisationId: OrganisationId.parse('d') }), asked: [] };
  t.same(found({ standings: standingsOf({ ...net, organisations: organisations.slice(3) }, [asked], at(1)) }), ['no-reply:d']);
  t.end();
});

test('[PO15] a round keeps how much of each position its text holds; a round without positions keeps nothing of them', (t) => {
  const heard = [{ organisation: OrganisationId.parse('a'), said: 2, head: digest('f') }];
  const story = opened(start(), { heard });
  t.same(story.response.rounds[0]?.heard, heard);
  t.match(story.events.find((event) => event.type === 'RoundOpened')?.data, { heard });
  const before = opened(start());
  t.notOk(Object.hasOwn(before.response.rounds[0] ?? {}, 'heard'));
  t.notOk(Object.hasOwn(before.events.find((event) => event.type === 'RoundOpened')?.data ?? {}, 'heard'));
  t.end();
});
