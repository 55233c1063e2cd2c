import { test } from 'tap';
import { type Consultation, currentQuestions } from '../../../src/domain/consultation/consultation.ts';
import { type Certificate, type Person, approvalTime, certificateCode, certificateOf } from '../../../src/domain/document/certificate.ts';
import { type Export, artefactOf, exportFileName, failedExport, madeExport } from '../../../src/domain/document/export.ts';
import { ConsultationId, ExportId, MemberId, NetworkId, OrganisationId, ResponseId, SectionId, SlotId } from '../../../src/domain/ids.ts';
import type { Network } from '../../../src/domain/network/network.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { type DraftContent, Snapshot, composeSnapshot, sectionIds } from '../../../src/domain/response/snapshot.ts';
import { handOver } from '../../../src/domain/sign-off/deputise.ts';
import {
  type Story,
  approves,
  asksForChanges,
  at,
  closing,
  digest,
  go,
  opened,
  post,
  posts,
  roundOf,
  start,
  usual,
} from '../../support/worlds/toy.ts';

const person = (id: string): Person => ({ name: `${id} Name`, organisation: '' });

function certify(story: Story, network: Network = usual.network, writers: readonly string[] = []): Certificate {
  return certificateOf({
    response: story.response,
    round: roundOf(story),
    network,
    consultation: { title: 'SEND Review' },
    person,
    writers: new Set(writers),
    versionWords: 'one two three four',
    since: [],
    recordNumber: 'ab'.repeat(32),
  });
}

test('[SO43] a certificate names every office, each approver with capacity and assurance, and the people who stood down', (t) => {
  const story = ['joan', 'vic', 'ali'].reduce((so, who) => approves(so, who, { at: at(who === 'ali' ? 30 : 10) }), opened(start()));
  const certificate = certify(story, usual.network, ['vic']);
  t.match(certificate, {
    code: /^T-2026-[2-9A-Z]{4}$/,
    title: 'SEND Review',
    round: 1,
    versionWords: 'one two three four',
    since: [],
    digest: digest('a'),
    approvedAt: at(30),
    earlier: [],
    stages: [
      {
        office: 'chair',
        asked: 1,
        status: 'satisfied',
        decisions: [{ person: { name: 'joan Name' }, assurance: 'name', wrote: false, carriedFrom: null }],
      },
      { office: 'vice chair', asked: 2, decisions: [{ person: { name: 'vic Name' }, wrote: true }], stoodDown: [{ name: 'sam Name' }] },
      { office: 'sponsor', decisions: [{ assurance: 'code', capacity: 'holder' }] },
    ],
  });
  t.strictSame(certify(story, usual.network, ['vic']), certificate, 'the same round gives the same certificate');
  t.end();
});

test('[SO8] [SO43] a certificate names a deputy and the holder of the office, and counts one of them as asked', (t) => {
  const absence = { from: at(-60), until: at(600), deputyId: MemberId.parse('kim'), at: at(-60), by: MemberId.parse('joan') };
  const away = { ...usual, members: usual.members.map((one) => (one.id === 'joan' ? { ...one, absences: [absence] } : one)) };
  const first = opened(start());
  const slot = roundOf(first).stages[0]?.slots[0]?.id ?? SlotId.parse('none');
  const over = go(first, handOver(first.response, slot, { ...away, by: MemberId.parse('joan'), at: at(5) }));
  const { stages } = certify(approves(over, 'kim', {}, away));
  t.match(stages[0], {
    asked: 1,
    decisions: [{ person: { name: 'kim Name' }, capacity: 'deputy', onBehalfOf: { name: 'joan Name' } }],
    stoodDown: [],
  });
  t.end();
});

test('[SO43] a certificate names offices that were not applicable, and earlier rounds that ended without approval', (t) => {
  const few = posts(post('joan', 'chair'), post('ali', 'sponsor'));
  const first = asksForChanges(opened(start(), { people: few }), 'joan');
  const second = ['joan', 'ali'].reduce((story, who) => approves(story, who, {}, few), opened(first, { people: few, text: 'b' }));
  const certificate = certify(second, few.network);
  t.match(certificate.stages[1], { office: 'vice chair', asked: 0, status: 'not-applicable', because: 'vacant', decisions: [] });
  t.match(certificate.earlier, [{ n: 1, status: 'changes-requested', office: 'chair', endedAt: at(10) }]);
  t.end();
});

test('[SO43] a person who left is still counted, and the time of a round without decisions is its opening', (t) => {
  const story = opened(start());
  t.equal(approvalTime(roundOf(story)), at(1));
  t.match(certify(story).earlier, []);
  const approved = approves(story, 'joan');
  const { stages } = certificateOf({
    response: {
      ...approved.response,
      rounds: [
        { ...roundOf(story), n: 1 },
        { ...roundOf(approved), n: 2 },
      ],
    },
    round: { ...roundOf(approved), n: 2 },
    network: usual.network,
    consultation: { title: 'SEND Review' },
    person: () => ({ name: 'A former member', organisation: '' }),
    writers: new Set(),
    versionWords: '',
    since: [],
    recordNumber: '',
  });
  t.equal(stages[0]?.decisions[0]?.person.name, 'A former member');
  t.match(
    certificateOf({
      response: { ...approved.response, rounds: [roundOf(story), { ...roundOf(approved), n: 2 }] },
      round: { ...roundOf(approved), n: 2 },
      network: usual.network,
      consultation: { title: '' },
      person,
      writers: new Set(),
      versionWords: '',
      since: [],
      recordNumber: '',
    }).earlier,
    [{ n: 1, office: '', endedAt: null }],
  );
  t.end();
});

test('[SO15] a certificate’s code is short: the network, the year and part of the digest', (t) => {
  t.equal(certificateCode('South East Regional Kinship Network', at(0), digest('0')), 'SERKN-2026-2222');
  t.equal(certificateCode('réseau', at(0), digest('f')), '2026-ZZZZ');
  t.end();
});

const network: Network = {
  ...usual.network,
  id: NetworkId.parse('n1'),
  about: 'About us.',
  overseenBy: 'the directors',
  contact: 'us@example.org',
  organisations: [
    { id: 'a', from: '2020-01-01T00:00:00.000Z', until: null },
    { id: 'b', from: '2020-01-01T00:00:00.000Z', until: '2026-01-01T00:00:00.000Z' },
    { id: 'c', from: '2027-01-01T00:00:00.000Z', until: null },
    { id: 'd', from: '2020-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' },
  ].map(({ id, from, until }) => ({
    id: OrganisationId.parse(id),
    name: `Council ${id}`,
    kind: 'authority',
    brand: '',
    deliveryBody: '',
    from: Instant.parse(from),
    until: until === null ? null : Instant.parse(until),
    successor: null,
  })),
};

const question = { options: [], part: '', guidance: '', followUp: '', freeText: true, wordLimit: null, characterLimit: null };
const options = ['yes', 'no', 'maybe'].map((id) => ({ id, text: id }));
const consultation: Consultation = {
  id: ConsultationId.parse('c1'),
  networkId: NetworkId.parse('n1'),
  title: 'SEND Review',
  department: 'DfE',
  url: '',
  opensAt: null,
  closesAt: closing,
  closingMoves: [],
  questionSets: [
    { version: 1, at: at(0), questions: [] },
    {
      version: 2,
      at: at(0),
      questions: [
        { ...question, id: SectionId.parse('q1'), number: '1', text: 'Open?', kind: 'open' },
        { ...question, id: SectionId.parse('q2'), number: '2', text: 'One?', kind: 'single-choice', options },
        { ...question, id: SectionId.parse('q3'), number: '3', text: 'Many?', kind: 'multiple-choice', options },
        { ...question, id: SectionId.parse('q4'), number: '4', text: 'Not?', kind: 'open' },
        { ...question, id: SectionId.parse('q5'), number: '5', text: 'Later?', kind: 'open' },
      ],
    },
  ],
};

test('[SO40] a snapshot holds everything printed: fixed sections, then questions, with the organisations in force', (t) => {
  const text = { type: 'paragraph' as const, content: [{ type: 'text' as const, text: 'Words', marks: [] }] };
  const content: DraftContent = {
    blocks: new Map([
      ['covering-letter', [text]],
      ['q1', [text]],
    ]),
    chosen: new Map([
      ['q2', ['maybe', 'yes', 'gone']],
      ['q3', ['maybe', 'yes', 'gone']],
    ]),
    notAnswered: new Map([
      ['q1', 'but it is'],
      ['q4', 'No evidence.'],
    ]),
  };
  const snapshot = composeSnapshot(network, consultation, { marking: 'OFFICIAL' }, content, at(0));
  t.strictSame(snapshot.organisations, ['Council a', 'Council d']);
  t.equal(snapshot.consultation.questionSetVersion, 2);
  t.strictSame(
    snapshot.sections.map((section) => section.id),
    sectionIds(consultation),
  );
  t.match(snapshot.sections.slice(4), [
    { number: '1', blocks: [text], notAnswered: '' },
    { chosen: ['yes'] },
    { chosen: ['yes', 'maybe'], notAnswered: '' },
    { notAnswered: 'No evidence.' },
    { notAnswered: '' },
  ]);
  t.match(snapshot.statement, /Freedom of Information Act 2000/);
  t.strictSame(composeSnapshot(network, consultation, { marking: 'OFFICIAL' }, content, at(90)), snapshot, 'whenever it is made');
  t.end();
});

test('[QS2] a snapshot has a short title only where the question has one, so an earlier digest stays equal', (t) => {
  const content: DraftContent = { blocks: new Map(), chosen: new Map(), notAnswered: new Map() };
  const was = composeSnapshot(network, consultation, { marking: 'OFFICIAL' }, content, at(0));
  t.notMatch(JSON.stringify(was), /shortTitle|Choices/);
  const now = currentQuestions(consultation).questions.map((one) =>
    one.id === 'q1' ? { ...one, shortTitle: 'Openness' } : one.id === 'q3' ? { ...one, minChoices: 1, maxChoices: 2 } : one,
  );
  const titled = { ...consultation, questionSets: [{ version: 3, at: at(0), questions: now }] };
  const is = composeSnapshot(network, titled, { marking: 'OFFICIAL' }, content, at(0));
  t.match(is.sections[4], { number: '1', shortTitle: 'Openness' });
  t.match(is.sections[6], { number: '3', minChoices: 1, maxChoices: 2 }, '[QS5]');
  t.strictSame(Snapshot.parse(is), is, 'it reads back as it is');
  t.strictSame(Snapshot.parse(was), was, 'and so does an earlier one');
  t.end();
});

test('[QS18] a snapshot says on what a question depends, and why it is not asked; an earlier digest stays equal', (t) => {
  const content: DraftContent = { blocks: new Map(), chosen: new Map([['q2', ['maybe']]]), notAnswered: new Map() };
  const was = composeSnapshot(network, consultation, { marking: 'OFFICIAL' }, content, at(0));
  t.notMatch(JSON.stringify(was), /askedIf|notAsked/);
  const set = (on: string): Consultation => ({
    ...consultation,
    questionSets: [
      {
        version: 3,
        at: at(0),
        questions: currentQuestions(consultation).questions.map((one) =>
          one.id === 'q4' ? { ...one, dependsOn: { question: SectionId.parse(on), options: ['yes'] } } : one,
        ),
      },
    ],
  });
  const compose = (on: string, chosen: readonly string[]): Snapshot =>
    composeSnapshot(network, set(on), { marking: 'OFFICIAL' }, { ...content, chosen: new Map(chosen.map((one) => ['q2', [one]])) }, at(0));
  const askedIf = 'Asked only if the answer to question 2 is yes';
  const isOut = compose('q2', ['maybe']);
  t.match(isOut.sections[7], { number: '4', askedIf, notAsked: 'Not asked, because the answer to question 2 is maybe' });
  t.strictSame(Snapshot.parse(isOut), isOut, 'it reads back as it is');
  for (const chosen of [[], ['yes']]) {
    t.match(compose('q2', chosen).sections[7], { askedIf });
    t.notMatch(JSON.stringify(compose('q2', chosen)), /notAsked/, 'a question that is asked, or may be');
  }
  t.notMatch(JSON.stringify(compose('gone', ['maybe'])), /askedIf|notAsked/, 'a broken condition');
  t.end();
});

const job: Export = {
  id: ExportId.parse('x1'),
  networkId: NetworkId.parse('n1'),
  responseId: ResponseId.parse('r1'),
  format: 'pdf',
  purpose: 'draft',
  snapshot: digest('a'),
  certificate: '',
  askedBy: MemberId.parse('joan'),
  askedAt: at(0),
  status: 'queued',
  attempts: 0,
};

test('an export is made once; a failed attempt is repeated, three attempts at most, and never in vain', (t) => {
  t.match(madeExport(job, digest('b')), { ok: true, state: { status: 'ready', artefact: digest('b') }, events: [{ type: 'ExportMade' }] });
  t.same([job, { ...job, status: 'ready', artefact: digest('b') } as const].map(artefactOf), [null, digest('b')]);
  t.match(madeExport({ ...job, status: 'ready', artefact: digest('b') }, digest('b')), { ok: false, code: 'already-exists' });
  t.match(failedExport(job, 'x'.repeat(900), 'again'), {
    state: { status: 'queued', attempts: 1 },
    events: [{ data: { because: 'x'.repeat(500) } }],
  });
  t.match(failedExport({ ...job, attempts: 2 }, 'slow', 'again'), { state: { status: 'failed', attempts: 3 } });
  t.match(failedExport(job, 'snapshot', 'never'), { state: { status: 'failed', attempts: 1 } });
  t.match(failedExport({ ...job, status: 'failed' }, 'x', 'again'), { ok: false });
  t.end();
});

test('a file is named in lower case with hyphens, and neither “draft” nor “final”', (t) => {
  t.equal(
    exportFileName('South East Regional Kinship Network', 'SEND Review: right support', { noun: 'response', at: at(0) }),
    'serkn-send-review-response-2026-07',
  );
  t.equal(exportFileName('réseau', 'Final draft: l’école', { noun: 'response', at: at(0) }), 'response-2026-07');
  t.equal(exportFileName('réseau', 'L’École & “Wales”', { noun: 'endorsement', at: at(0) }), 'lecole-wales-endorsement-2026-07');
  t.end();
});

test('[PO15] a certificate holds the positions since the lock, without their words', (t) => {
  const story = approves(opened(start()), 'joan');
  const one = { organisation: 'Kent', position: 'does-not-endorse', was: 'endorses', exceptions: [], at: at(9) } as const;
  const { since } = certificateOf({
    response: story.response,
    round: roundOf(story),
    network: usual.network,
    consultation: { title: 'SEND Review' },
    person,
    writers: new Set(),
    versionWords: '',
    since: [{ ...one, words: 'We cannot pay for it.' }],
    recordNumber: '',
  });
  t.strictSame(since, [{ ...one, words: '' }]);
  t.end();
});
