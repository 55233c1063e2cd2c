import { test } from 'tap';
import { tellEvent } from '../../../src/features/audit/event-words.ts';
import { trailView } from '../../../src/features/audit/views.ts';
import { StepName } from '../../../src/domain/consultation/date-move.ts';
import { MemberId } from '../../../src/domain/ids.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import type { StoredEvent } from '../../../src/store/aggregates.ts';
import { approve, base, exported, openConsultationsWorld, send, stored, who } from '../../support/worlds/consultations.ts';
import { decides, locks } from '../../support/worlds/sign-off.ts';

const record = `${base}/record`;

const event = (type: string, data: Record<string, unknown>): StoredEvent =>
  ({ v: 1, chain: 'response/r', seq: 1, type, at: '2026-07-14T09:00:00.000Z', actor: 'gone', data, prev: '', hash: '' }) as StoredEvent;

test('[SO41] every event is told in everyday words, with who, when and its record number', async (t) => {
  const world = await openConsultationsWorld(t);
  const digest = await approve(world);
  await exported(world, digest);
  const submission = {
    channel: 'email',
    by: who.chair,
    'sent-day': '14',
    'sent-month': '7',
    'sent-year': '2026',
    'sent-time': '9am',
    reference: 'R1',
    note: '',
    digest,
  };
  await send(world.app, world, who.coordinator, `${base}/submission`, submission);
  const daniel = await world.member('daniel-rowntree');
  const page = (await daniel.get(record)).body;
  const said = [
    /Nadia Farrow added the consultation\. It closes \d+ \w+ 2026, 11:45pm/,
    /Nadia Farrow brought in version 1 of the question set: 22 questions/,
    /Nadia Farrow began the text/,
    /locked the text/,
    /Round 1 opened\. Version words \w+ \w+ \w+ \w+/,
    /Joanna Prideaux asked to decide as chair, by/,
    /Joanna Prideaux approved as chair: “Question 5 now says &lt;what&gt; we mean”\. Emailed link and typed name/,
    /The chair’s sign-off is complete/,
    /Samuel Okafor stood down as vice chair: enough have signed/,
    /Alison Thackeray approved as sponsor\. Emailed link, typed name and emailed code/,
    /Round 1 is approved/,
    /The final document was made as PDF/,
    /Nadia Farrow recorded that the text was sent 14 July 2026, 9am, through email, reference R1/,
  ];
  for (const words of said) t.match(page, words);
  const { hash } = await world.response();
  t.match(page, hash.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 '));
  t.match(page, /unbroken/);
  t.notMatch(page, /undefined|\[object|NaN/);
});

test('[SO42] a record number from an email is found in every way of copying it', async (t) => {
  const world = await openConsultationsWorld(t);
  await approve(world);
  const mail = (await world.mails(who.sponsor)).find((one) => /[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}/.test(one.text));
  const number = /[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}/.exec(mail?.text ?? '')?.[0] ?? '';
  const daniel = await world.member('daniel-rowntree');
  for (const typed of [number, number.toUpperCase(), number.replaceAll(' ', ''), ` ${number.replaceAll(' ', '-')}\n`]) {
    t.match(
      (await daniel.get(`${record}?n=${encodeURIComponent(typed)}`)).body,
      /Found: entry \d+\.[\s\S]*before it are unchanged/,
      JSON.stringify(typed),
    );
  }
  const { hash, seq } = await world.response();
  t.match((await daniel.get(`${record}?n=${hash}`)).body, new RegExp(`Found: entry ${seq}\\. All ${seq - 1} entries`));
  t.match((await daniel.get(`${record}?n=dead+beef+dead+beef`)).body, /No entry has this number/);
  t.match((await daniel.get(`${record}?n=<script>`)).body, /A record number has 16 characters/);
  t.notMatch((await daniel.get(`${record}?n=${encodeURIComponent('"><script>x')}`)).body, /<script>x/);
});

test('entries are filtered by kind and paged; odd questions to the page are no crash', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await nadia.get(`${base}/closing`);
  for (let n = 1; n <= 60; n += 1) {
    const day = { 'closes-day': String((n % 28) + 1), 'closes-month': '10', 'closes-year': '2026', 'closes-time': '5pm' };
    await nadia.post(`${base}/closing`, { ...day, reason: `Move ${n}` });
  }
  const first = (await nadia.get(record)).body;
  t.match(first, /Page 1 of 2[\s\S]*href="[^"]*\?page&#x3D;2">Older entries/);
  t.match((await nadia.get(`${record}?page=2`)).body, /Nadia Farrow added the consultation/);
  t.match((await nadia.get(`${record}?kind=text`)).body, /Nadia Farrow began the text/);
  t.notMatch((await nadia.get(`${record}?kind=text`)).body, /moved the close/);
  t.match((await nadia.get(`${record}?kind=documents`)).body, /Nothing of this kind has happened/);
  for (const query of ['?page=99999', '?page=-1', '?page=x&page=y', '?kind=constructor', '?kind=a&kind=b', '?n=a&n=b']) {
    t.equal((await nadia.get(`${record}${query}`)).status, 200, query);
  }
});

test('[SO41] a chain that was tampered with is called broken, with the place of the break', async (t) => {
  const world = await openConsultationsWorld(t);
  const consultation = await stored(world, 'send-review');
  const events = await world.services.aggregates.events('consultation', 'send-review', 0, 10);
  const network = await world.services.aggregates.get('network', 'south-east-kinship');
  if (network === null) throw new Error('no network');
  const view = trailView({
    consultation,
    response: null,
    network: network.state,
    members: new Map(),
    consultationChain: { events, broken: 'event 2 does not have its hash' },
    responseChain: null,
    positionChains: [],
    evidenceChains: [],
    now: world.services.now(),
    asked: { kind: null, page: 1, number: events[0]?.hash ?? '' },
  });
  t.match(view, { sound: false, check: /The chain is broken: event 2/, found: /Found: entry C1\. But the chain does not hold/ });
});

test('an event of an unknown kind, of a former member, or with odd data is still told', async (t) => {
  const world = await openConsultationsWorld(t);
  const network = await world.services.aggregates.get('network', 'south-east-kinship');
  if (network === null) throw new Error('no network');
  const telling = { network: network.state, members: new Map(), response: null };
  t.match(tellEvent(event('FromALaterRelease', {}), telling), { words: 'FromALaterRelease' });
  t.match(tellEvent(event('toString', {}), telling), { words: 'toString' });
  const types = [
    'ConsultationAdded',
    'ConsultationDetailsChanged',
    'ClosingMoved',
    'QuestionsImported',
    'QuestionAdded',
    'QuestionChanged',
    'QuestionRemoved',
  ]
    .concat([
      'ResponseStarted',
      'TextLocked',
      'LockAbandoned',
      'DraftReopened',
      'StageActivated',
      'StageNotApplicable',
      'StageBlocked',
      'StageSatisfied',
    ])
    .concat([
      'SlotStoodDown',
      'SlotReplaced',
      'SlotAdded',
      'ApprovalCarried',
      'Approved',
      'ChangesRequested',
      'Declined',
      'RoundRecalled',
      'RoundLapsed',
    ])
    .concat([
      'RoundResumed',
      'ResponseStopped',
      'Submitted',
      'LatePassageBrought',
      'LatePassageLeftOut',
      'LatePassageTakenUp',
      'AdditionTakenOut',
      'SectionMarkedReady',
      'SectionReadyTakenBack',
    ]);
  for (const type of types) {
    for (const data of [{}, { slot: 5, slots: 'x', office: {}, at: null, by: [1], reference: [] }]) {
      t.notMatch(tellEvent(event(type, data), telling).words, /undefined|\[object|NaN/, type);
    }
  }
});

test('[SO1] the record counts the warnings as the checks do, and gives the reasons for a lock, an approval and a recall', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  const [, counted = ''] = /Nothing blocks\. Say why (.+?) may stand/.exec((await nadia.get(`${base}/checks`)).body) ?? [];
  await locks(world);
  await decides(world, who.chair, { decision: 'approve', comment: 'I read both.' });
  const number = counted.replace(/^one /, '1 ');
  t.match((await nadia.get(`${base}/record`)).body, `${number} acknowledged: “It will be answered in the next one.”`);
  t.match((await nadia.get(`${base}/record`)).body, /approved as chair: “I read both\.” Emailed link/, 'one full stop');
  await nadia.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' });
  t.match((await nadia.get(`${base}/record`)).body, /Nadia Farrow took back round 1: “A figure is wrong\.”/);
});

test('the Sign-off page shows the end of an approved round, and does not call its text being signed', async (t) => {
  const world = await openConsultationsWorld(t);
  const nadia = await world.member(who.coordinator);
  await approve(world);
  const { body } = await nadia.get(`${base}/sign-off`);
  t.match(body, 'The version that was approved');
  t.notMatch(body, 'being signed');
  t.match(body, /<td data-l="Ended"><span>\d+ \w+ 2026, [\d:]+[ap]m<\/span><\/td>/);
});

test('[WO15] [SO41] the reason for a moved date is told though its event was stored a moment after the decision', async (t) => {
  const world = await openConsultationsWorld(t);
  const network = await world.services.aggregates.get('network', 'south-east-kinship');
  if (network === null) throw new Error('no network');
  const at = (clock: string): Instant => Instant.parse(`2026-07-20T${clock}Z`);
  const [early, late] = [at('16:00:00.000'), at('18:00:00.000')];
  const moved = { from: early, to: late, by: MemberId.parse('nadia-farrow') };
  const [first, second] = [at('09:00:00.001'), at('12:00:00.000')];
  const closingMoves = [
    { ...moved, at: first, reason: 'The department wrote.' },
    { ...moved, at: second, reason: 'It wrote again.' },
  ];
  const step = StepName.parse('lock');
  const dateMoves = closingMoves.map((move) => ({ ...move, step }));
  const telling = { network: network.state, members: new Map(), response: null, closingMoves, dateMoves };
  const told = (type: string, clock: string): string => tellEvent({ ...event(type, { ...moved, step }), at: at(clock) }, telling).words;
  for (const type of ['ClosingMoved', 'DateMoved']) {
    t.match(told(type, '09:00:00.004'), /: “The department wrote\.”$/, type);
    t.match(told(type, '12:00:00.000'), /: “It wrote again\.”$/, type);
    t.notMatch(told(type, '09:00:00.000'), /“The department/, 'before the move');
  }
});
