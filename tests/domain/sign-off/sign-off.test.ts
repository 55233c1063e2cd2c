import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'tap';
import { sameName } from '../../../src/domain/round/decision.ts';
import { EpochId, MemberId, SlotId } from '../../../src/domain/ids.ts';
import { abandonLock, lockText, openRound, whyNotLock } from '../../../src/domain/sign-off/lock.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { type Response, approvedRound, latestRound, responseTransitions, roundNumbered } from '../../../src/domain/response/response.ts';
import { decide, whyNotDecide } from '../../../src/domain/sign-off/decide.ts';
import { activeStages, endOf, roundTransitions, seatOf, SignOffRound } from '../../../src/domain/round/round.ts';
import { decisionOf, Slot, slotTransitions, Stage, stageTransitions } from '../../../src/domain/round/stage.ts';
import { handBack, handOver } from '../../../src/domain/sign-off/deputise.ts';
import { lapse, recall, reopenStopped, resume, whyNotRecall } from '../../../src/domain/sign-off/recall.ts';
import { succeed } from '../../../src/domain/sign-off/succession.ts';
import { advance } from '../../../src/domain/transition.ts';
import { pictured, replay } from '../../support/replay.ts';
import {
  type Story,
  abandoned,
  approves,
  asksForChanges,
  at,
  clean,
  closing,
  codeOf,
  digest,
  duties,
  epoch,
  glance,
  go,
  member,
  network,
  noting,
  office,
  opened,
  post,
  posted,
  posts,
  roundOf,
  start,
  usual,
} from '../../support/worlds/toy.ts';

const everybodyApproves = (story: Story): Story => approves(approves(approves(story, 'joan'), 'vic'), 'ali');
const takesBack = (story: Story, who: string, reason = 'A figure is wrong.') =>
  recall(story.response, {
    by: MemberId.parse(who),
    duties: duties(who),
    reason,
    reasonHash: '',
    at: at(20),
    epoch: epoch(`e${story.response.epochs.length + 1}`),
  });
const over = posts(post('joan', 'chair'), post('sam', 'vice-chair'), post('ali', 'sponsor'));

test('[SO2] a round opens: the text is locked, then the first office is asked', (t) => {
  const story = opened(start());
  t.equal(glance(story), 'open | chair:active joan=pending | vice-chair:waiting vic=pending sam=pending | sponsor:waiting ali=pending');
  t.equal(story.response.status, 'in-sign-off');
  t.equal(story.response.locking, null);
  t.same(
    story.events.map((event) => event.type),
    ['ResponseStarted', 'TextLocked', 'RoundOpened', 'StageActivated'],
  );
  t.same(
    activeStages(roundOf(story)).map((stage) => stage.activeSince),
    [at(1)],
  );
  t.end();
});

test('[SO2] a text that is not being drafted, is being locked or is blocked cannot be locked; warnings need a reason', (t) => {
  const asked = { acknowledged: [], reason: '', at: at(1), by: MemberId.parse('nadia') };
  const { response } = start();
  t.equal(codeOf(lockText(opened(start()).response, clean, asked)), 'not-drafting');
  const locked = go(start(), lockText(response, clean, asked));
  t.equal(codeOf(lockText(locked.response, clean, asked)), 'not-drafting', 'twice');
  t.equal(codeOf(whyNotLock(response, { blocks: [{ type: 'closed' }], warnings: [] }, asked)), 'consultation-closed');
  const blocked = { type: 'too-few-in-post', office: office('chair').id, needed: 1, held: 0 } as const;
  t.equal(codeOf(whyNotLock(response, { blocks: [blocked], warnings: [] }, asked)), 'checks-block');
  const warned = { blocks: [], warnings: [{ type: 'little-time', workingDays: 1 }] } as const;
  t.equal(codeOf(whyNotLock(response, warned, asked)), 'warnings-unacknowledged');
  t.equal(codeOf(whyNotLock(response, warned, { acknowledged: ['little-time'], reason: ' ' })), 'warnings-unacknowledged');
  t.equal(codeOf(whyNotLock(response, warned, { acknowledged: ['little-time'], reason: 'It must go.' })), 'accepted');
  t.same(roundOf(opened(start(), { findings: warned, reason: 'It must go.' })).warningsReason, 'It must go.');
  t.end();
});

test('[SO2] a lock is given up once, under a new epoch; then no round opens on it', (t) => {
  const asked = { acknowledged: [], reason: '', at: at(1), by: MemberId.parse('nadia') };
  const locked = go(start(), lockText(start().response, clean, asked));
  const free = abandoned(locked, 'e2');
  t.match(free.response, { status: 'drafting', locking: null, epoch: 'e2' });
  t.same(free.response.epochs.at(-1), { id: 'e2', from: 'e1', at: at(3) });
  t.equal(codeOf(abandonLock(free.response, { locked: epoch('e1'), epoch: epoch('e3'), at: at(4), because: '' })), 'not-open');
  const opening = {
    ...usual,
    locked: epoch('e1'),
    at: at(4),
    digest: digest('a'),
    questionSetVersion: 1,
    closesAt: closing,
    findings: clean,
    heard: [],
    dueAt: [],
  };
  t.equal(codeOf(openRound(free.response, opening)), 'not-open', 'too late');
  const warned = { blocks: [], warnings: [{ type: 'little-time', workingDays: 1 }] } as const;
  t.equal(
    codeOf(openRound(locked.response, { ...opening, findings: warned })),
    'warnings-unacknowledged',
    'a warning that is new on the cut',
  );
  t.end();
});

test('an office whose date is not planned, has passed or lies after the close is due at the close', (t) => {
  const { response } = go(
    start(),
    lockText(start().response, clean, { acknowledged: [], reason: '', at: at(1), by: MemberId.parse('nadia') }),
  );
  const opening = {
    ...usual,
    locked: epoch('e1'),
    at: at(4),
    digest: digest('a'),
    questionSetVersion: 1,
    closesAt: closing,
    findings: clean,
    heard: [],
  };
  const outcome = openRound(response, { ...opening, dueAt: [at(2), Instant.parse('2027-01-01T00:00:00.000Z')] });
  t.same(outcome.ok && outcome.state.rounds[0]?.stages.map((stage) => stage.dueAt), [closing, closing, closing]);
  t.end();
});

test('[SO3] [SO4] [SO9] chair, vice chair and sponsor approve in turn; the others are stood down', (t) => {
  const one = approves(opened(start()), 'joan');
  t.equal(glance(one), 'open | chair:satisfied joan=approved | vice-chair:active vic=pending sam=pending | sponsor:waiting ali=pending');
  const two = approves(one, 'vic');
  t.equal(
    glance(two),
    'open | chair:satisfied joan=approved | vice-chair:satisfied vic=approved sam=stood-down | sponsor:active ali=pending',
  );
  const three = approves(two, 'ali');
  t.equal(three.response.status, 'approved');
  t.equal(roundOf(three).status, 'approved');
  t.equal(approvedRound(three.response)?.digest, digest('a'));
  t.same(
    three.events.slice(-3).map((event) => event.type),
    ['Approved', 'StageSatisfied', 'RoundApproved'],
  );
  t.match(seatOf(roundOf(three), SlotId.parse('1-3-1'))?.slot, { decision: { kind: 'approve', assurance: 'code', networkRevision: 7 } });
  t.end();
});

test('[SO3] one function tells the page, the link and the decision why not', (t) => {
  const story = opened(start());
  const why = (who: string, change: object = {}, from: Story = story) => codeOf(whyNotDecide(from.response, posted(from, who, change)));
  t.equal(why('joan'), 'accepted');
  t.equal(why('joan', { round: 9 }), 'not-found');
  t.equal(why('joan', { slot: SlotId.parse('1-3-1') }), 'not-found', 'somebody else’s slot');
  t.equal(why('joan', { slot: SlotId.parse('1-9-9') }), 'not-found');
  t.equal(why('vic'), 'stage-not-active');
  t.equal(why('joan', { digest: digest('b') }), 'digest-mismatch');
  t.equal(why('joan', { at: closing }), 'consultation-closed', 'before any timer ran');
  t.equal(why('joan', { network: over.network, at: at(2) }), 'accepted');
  t.equal(why('joan', { network: { ...usual.network, appointments: [] } }), 'not-in-office', 'an ex-chair before any reaction ran');
  t.equal(why('joan', { members: [member('joan', 'lead', { until: at(5) })] }), 'not-in-office', 'a leaver');
  t.equal(why('joan', { members: [member('joan', 'coordinator')] }), 'not-in-office', 'the coordinator never decides');
  const decided = approves(approves(story, 'joan'), 'vic');
  t.equal(why('joan', {}, decided), 'slot-decided');
  t.equal(why('sam', {}, decided), 'stage-not-active', 'stood down');
  const back = asksForChanges(decided, 'ali');
  t.equal(why('ali', {}, back), 'slot-decided');
  t.equal(why('sam', {}, back), 'round-closed');
  t.end();
});

test('[SO3] [SO5] [SO6] [SO24] a posted decision needs its code, its reason and the stored text', (t) => {
  const story = approves(approves(opened(start()), 'joan'), 'vic');
  const code = (who: string, change: object) => codeOf(decide(story.response, posted(story, who, change)));
  t.equal(code('ali', { assurance: 'name' }), 'code-needed');
  t.equal(code('ali', { assurance: 'signed-in' }), 'accepted');
  t.equal(code('ali', { kind: 'request-changes', comment: ' \n ' }), 'reason-needed');
  t.equal(code('ali', { kind: 'decline' }), 'reason-needed');
  t.equal(code('ali', { stored: digest('b') }), 'snapshot-mismatch', '[SO9] the stored bytes are hashed again');
  t.equal(code('joan', {}), 'slot-decided');
  t.end();
});

test('[SO3] one person never satisfies two stages: two hats', (t) => {
  const both = posts(post('joan', 'chair'), post('vic', 'vice-chair'), post('joan', 'vice-chair'), post('ali', 'sponsor'));
  const story = opened(start(), { people: posts(post('new', 'chair'), post('joan', 'vice-chair'), post('ali', 'sponsor')) });
  t.match(glance(story), /chair:active new=pending \| vice-chair:waiting joan=pending/);
  const approved = approves(story, 'new', {}, posts(post('new', 'chair')));
  const round = roundOf(approved);
  const forged: Response = {
    ...approved.response,
    rounds: [
      {
        ...round,
        stages: round.stages.map((stage) => ({
          ...stage,
          slots: stage.slots.map((slot) => ({ ...slot, memberId: MemberId.parse('joan') })),
        })),
      },
    ],
  };
  const caller = posted({ ...approved, response: forged }, 'joan', {}, both);
  t.equal(codeOf(whyNotDecide(forged, caller)), 'two-hats');
  t.end();
});

test('[SO3] a member who ceased to coordinate between the lock and the opening of the round is not asked, and cannot decide', (t) => {
  const former = (id: string) => member(id, 'lead', { coordinatedUntil: at(2) });
  const people = { ...usual, members: usual.members.map((one) => (one.id === 'joan' || one.id === 'new' ? former(one.id) : one)) };
  const words = { people, when: at(3), lockedAt: at(1) };
  t.match(glance(opened(start(), words)), /chair:not-applicable \| vice-chair:active/, 'nobody else is chair');
  const story = opened(start(), { ...words, people: usual });
  t.equal(codeOf(whyNotDecide(story.response, { ...posted(story, 'joan'), ...people })), 'not-in-office');
  const chaired = { ...posts(post('new', 'chair'), post('vic', 'vice-chair'), post('ali', 'sponsor')), members: people.members };
  t.match(glance(go(story, succeed(story.response, chaired, noting(at(4))))), /chair:blocked joan=replaced \|/, 'nor as a successor');
  t.match(roundOf(opened(start(), { ...words, lockedAt: at(3) })).stages[0]?.status, 'active', 'one who ceased before the lock decides');
  t.end();
});

test('[SO4] an office may need all its holders, or two of three; each person counts once', (t) => {
  const appointments = [post('joan', 'chair'), post('vic', 'chair'), post('sam', 'chair'), post('ali', 'sponsor')];
  const all = { ...usual, network: network([office('chair', 'all'), office('sponsor')], appointments) };
  const story = approves(approves(opened(start(), { people: all }), 'joan', {}, all), 'vic', {}, all);
  t.equal(glance(story), 'open | chair:active joan=approved vic=approved sam=pending | sponsor:waiting ali=pending');
  t.match(glance(approves(story, 'sam', {}, all)), /chair:satisfied/);
  const two = { ...usual, network: network([office('chair', { atLeast: 2 }), office('sponsor')], appointments) };
  const story2 = approves(approves(opened(start(), { people: two }), 'joan', {}, two), 'vic', {}, two);
  t.match(glance(story2), /chair:satisfied joan=approved vic=approved sam=stood-down \| sponsor:active/);
  t.end();
});

test('[SO5] [SO18] request changes ends the round and opens the draft from the cut', (t) => {
  const back = asksForChanges(approves(opened(start()), 'joan'), 'vic');
  t.equal(
    glance(back),
    'changes-requested | chair:satisfied joan=approved | vice-chair:active vic=changes sam=void | sponsor:waiting ali=void',
  );
  t.match(back.response, { status: 'drafting', epoch: 'e2' });
  t.same(
    back.response.epochs.map((one) => one.from),
    [null, 'e1'],
  );
  t.match(endOf(roundOf(back)), { by: 'vic', office: 'vice-chair', reason: 'Question 5 is wrong.' });
  t.equal(approvedRound(back.response), null);
  t.end();
});

test('[SO6] [SO18] a lower office that declines opens the draft; a sponsor who declines stops the response, and only the sponsor starts it again', (t) => {
  const decline = { kind: 'decline', comment: 'It should not be sent.' } as const;
  const low = approves(opened(start()), 'joan', decline);
  t.match([low.response.status, roundOf(low).status], ['drafting', 'declined']);
  const stopped = approves(approves(approves(opened(start()), 'joan'), 'vic'), 'ali', decline);
  t.match([stopped.response.status, stopped.response.epoch], ['stopped', 'e1']);
  const again = (who: string, from: Story) => reopenStopped(from.response, { duties: duties(who), at: at(30), epoch: epoch('e2') });
  t.equal(codeOf(again('nadia', stopped)), 'not-allowed');
  t.equal(codeOf(again('joan', stopped)), 'not-allowed');
  t.equal(codeOf(again('ali', low)), 'not-open');
  t.match(go(stopped, again('ali', stopped)).response, { status: 'drafting', epoch: 'e2' });
  t.equal(codeOf(takesBack(stopped, 'ali')), 'not-open');
  t.end();
});

test('[SO11] coordinator, chair and sponsor take an open round back; chair and sponsor an approved one; nobody a submitted one', (t) => {
  const open = opened(start());
  const approved = everybodyApproves(open);
  const sent: Response = { ...approved.response, status: 'submitted' };
  const table: Readonly<Record<string, readonly [string, string, string]>> = {
    nadia: ['accepted', 'not-allowed', 'already-submitted'],
    joan: ['accepted', 'accepted', 'already-submitted'],
    ali: ['accepted', 'accepted', 'already-submitted'],
    vic: ['not-allowed', 'not-allowed', 'not-allowed'],
    new: ['not-allowed', 'not-allowed', 'not-allowed'],
  };
  for (const [who, row] of Object.entries(table)) {
    t.same(
      [open.response, approved.response, sent].map((response) => codeOf(whyNotRecall(response, duties(who)))),
      row,
      who,
    );
  }
  t.equal(codeOf(whyNotRecall(start().response, duties('joan'))), 'not-open', 'there is no round');
  t.equal(codeOf(takesBack(open, 'nadia', ' ')), 'reason-needed');
  t.equal(codeOf(takesBack(open, 'vic')), 'not-allowed');
  const back = go(open, takesBack(open, 'nadia'));
  t.equal(glance(back), 'recalled | chair:active joan=void | vice-chair:waiting vic=void sam=void | sponsor:waiting ali=void');
  t.match(back.response, { status: 'drafting', epoch: 'e2' });
  t.equal(codeOf(takesBack(back, 'joan')), 'not-open');
  t.end();
});

test('[SO13] a round lapses at the present close without approval, and goes on with its decisions if the close moves', (t) => {
  const story = approves(opened(start()), 'joan');
  t.equal(codeOf(lapse(story.response, { at: at(30), closesAt: closing })), 'not-open', 'not yet');
  const lapsed = go(story, lapse(story.response, { at: closing, closesAt: closing }));
  t.equal(roundOf(lapsed).status, 'lapsed');
  t.equal(lapsed.response.status, 'in-sign-off');
  t.equal(codeOf(lapse(lapsed.response, { at: closing, closesAt: closing })), 'not-open', 'twice');
  t.equal(codeOf(decide(lapsed.response, posted(lapsed, 'vic'))), 'round-closed');
  t.equal(codeOf(resume(story.response, { at: at(1), closesAt: closing, because: '' })), 'not-lapsed');
  t.equal(codeOf(resume(lapsed.response, { at: closing, closesAt: closing, because: '' })), 'consultation-closed');
  const later = Instant.parse('2026-08-01T12:00:00.000Z');
  const resumed = go(lapsed, resume(lapsed.response, { at: closing, closesAt: later, because: 'The department gave a week.' }));
  t.match(glance(resumed), /^open \| chair:satisfied joan=approved \| vice-chair:active/);
  t.equal(roundOf(resumed).dueAt, later);
  t.equal(endOf(roundOf(resumed)), null);
  const soon = go(lapsed, resume(lapsed.response, { at: at(5), closesAt: later, because: '' }));
  t.equal(roundOf(soon).dueAt, at(180), 'a date that still lies ahead stays');
  t.match(glance(approves(resumed, 'vic', { at: closing, closesAt: later })), /sponsor:active/);
  t.match(go(lapsed, takesBack(lapsed, 'nadia')).response, { status: 'drafting' }, '[SO18] a lapsed round is taken back too');
  t.end();
});

test('[RK11] a round on a text without a close never lapses, and each office has two days where its date has passed', (t) => {
  const late = Instant.parse('2026-09-01T09:00:00.000Z');
  const story = opened(start(), { closesAt: null, when: late });
  t.equal(roundOf(story).closesAt, null);
  t.equal(roundOf(story).dueAt, '2026-09-03T09:00:00.000Z');
  t.equal(roundOf(opened(start(), { closesAt: null })).dueAt, at(180), 'a planned date that lies ahead stands');
  t.equal(codeOf(lapse(story.response, { at: late, closesAt: null })), 'not-open');
  t.match(glance(approves(story, 'joan', { at: late, closesAt: null })), /chair:satisfied/);
  const lapsed = go(opened(start()), lapse(opened(start()).response, { at: closing, closesAt: closing }));
  t.equal(roundOf(go(lapsed, resume(lapsed.response, { at: late, closesAt: null, because: '' }))).dueAt, at(180));
  t.end();
});

test('an office with nobody in post, or whose only holder holds a later one, is passed over; the last never', (t) => {
  const vacant = posts(post('joan', 'chair'), post('ali', 'sponsor'));
  const story = opened(start(), { people: vacant });
  t.equal(glance(story), 'open | chair:active joan=pending | vice-chair:not-applicable | sponsor:waiting ali=pending');
  t.equal(roundOf(story).stages[1]?.because, 'vacant');
  t.match(glance(approves(story, 'joan', {}, vacant)), /sponsor:active/);
  const hats = posts(post('joan', 'chair'), post('ali', 'vice-chair'), post('ali', 'sponsor'));
  t.equal(roundOf(opened(start(), { people: hats })).stages[1]?.because, 'holds-later-office');
  const first = posts(post('vic', 'vice-chair'), post('ali', 'sponsor'));
  t.match(glance(opened(start(), { people: first })), /chair:not-applicable \| vice-chair:active/);
  const some = posts(post('joan', 'chair'), post('ali', 'vice-chair'), post('vic', 'vice-chair'), post('ali', 'sponsor'));
  t.match(glance(opened(start(), { people: some })), /vice-chair:waiting vic=pending \| sponsor/, 'another holder is asked instead');
  const none = posts(post('joan', 'chair'));
  t.match(
    glance(approves(opened(start(), { people: none }), 'joan', {}, none)),
    /^open .* sponsor:blocked$/,
    'the last office blocks, it is not passed over',
  );
  t.end();
});

test('a round of an unchanged text carries the approvals and names their round; the last office is always asked', (t) => {
  const back = asksForChanges(approves(opened(start()), 'joan'), 'vic');
  const again = opened(back);
  t.equal(glance(again), 'open | chair:satisfied joan=approved | vice-chair:active vic=pending sam=pending | sponsor:waiting ali=pending');
  t.match(seatOf(roundOf(again), SlotId.parse('2-1-1'))?.slot, { carriedFrom: 1 });
  const third = opened(asksForChanges(approves(again, 'vic'), 'ali'));
  t.match(glance(third), /chair:satisfied joan=approved \| vice-chair:satisfied vic=approved sam=stood-down \| sponsor:active ali=pending/);
  t.same(
    [third].map((story) =>
      roundOf(story).stages.flatMap((stage) => stage.slots.map((slot) => ('carriedFrom' in slot ? slot.carriedFrom : slot.status))),
    ),
    [[1, 2, 'stood-down', 'pending']],
  );
  t.match(glance(opened(back, { text: 'b' })), /chair:active joan=pending/, 'any other text is asked for again');
  const approved = everybodyApproves(opened(start()));
  const takenBack = opened(go(approved, takesBack(approved, 'joan')));
  t.match(glance(takenBack), /^open \| chair:active joan=pending \| vice-chair:waiting vic=approved/, 'who took it back is asked again');
  t.match(glance(approves(takenBack, 'joan')), /vice-chair:satisfied vic=approved sam=stood-down \| sponsor:active ali=pending/);
  const other = posts(post('joan', 'vice-chair'), post('new', 'chair'), post('ali', 'sponsor'));
  t.match(
    glance(opened(back, { people: other })),
    /chair:active new=pending \| vice-chair:waiting joan=pending/,
    'an approval stays with its office',
  );
  const grown = {
    ...usual,
    network: network([office('convenor'), ...usual.network.offices], [...usual.network.appointments, post('new', 'convenor')]),
  };
  t.match(glance(opened(back, { people: grown })), /convenor:active new=pending \| chair:waiting joan=approved/, 'an office that is new');
  t.end();
});

test('a round of a changed text asks all offices together when less than two working days are left', (t) => {
  const back = asksForChanges(opened(start()), 'joan');
  const when = Instant.parse('2026-07-21T22:00:00.000Z');
  const story = opened(back, { text: 'b', when });
  t.equal(glance(story), 'open | chair:active joan=pending | vice-chair:active vic=pending sam=pending | sponsor:active ali=pending');
  const done = approves(approves(approves(story, 'ali'), 'sam'), 'joan');
  t.equal(done.response.status, 'approved', 'in any order');
  t.match(glance(opened(start(), { when })), /sponsor:waiting/, 'a first round is asked in order');
  t.match(glance(opened(back, { when })), /sponsor:waiting/, 'so is the same text');
  t.end();
});

test('office changes mid-round: decisions stand, a pending slot is replaced, the successor is asked', (t) => {
  const story = approves(opened(start()), 'joan');
  t.equal(codeOf(succeed(story.response, usual, noting(at(11)))), 'already-exists', 'nothing changed');
  t.equal(codeOf(succeed(start().response, usual, noting(at(11)))), 'not-open');
  const changed = posts(post('vic', 'chair'), post('new', 'vice-chair'), post('ali', 'sponsor'));
  const next = go(story, succeed(story.response, changed, noting(at(11))));
  t.equal(
    glance(next),
    'open | chair:satisfied joan=approved | vice-chair:active vic=replaced sam=replaced new=pending | sponsor:waiting ali=pending',
  );
  t.equal(codeOf(succeed(next.response, changed, noting(at(12)))), 'already-exists', 'safe to run twice');
  t.equal(codeOf(whyNotDecide(next.response, posted(next, 'vic', { slot: SlotId.parse('1-2-1') }))), 'not-in-office');
  t.match(glance(approves(next, 'new', {}, changed)), /sponsor:active/);
  t.end();
});

test('nobody left in an office blocks its stage until somebody is appointed', (t) => {
  const story = opened(start());
  const nobody = posts(post('vic', 'vice-chair'), post('ali', 'sponsor'));
  const blocked = go(story, succeed(story.response, nobody, noting(at(2))));
  t.match(glance(blocked), /chair:blocked joan=replaced/);
  t.equal(codeOf(succeed(blocked.response, nobody, noting(at(3)))), 'already-exists');
  const hired = go(
    blocked,
    succeed(blocked.response, posts(post('new', 'chair'), post('vic', 'vice-chair'), post('ali', 'sponsor')), noting(at(4))),
  );
  t.match(glance(hired), /chair:active joan=replaced new=pending/);
  t.same(
    hired.events.slice(-2).map((event) => event.type),
    ['SlotAdded', 'StageActivated'],
  );
  t.end();
});

test('a person who joins an office that is asked changes nothing; nor does a person who is asked in another office', (t) => {
  const story = opened(start());
  const joined = posts(...usual.network.appointments, post('new', 'vice-chair'));
  t.equal(codeOf(succeed(story.response, joined, noting(at(2)))), 'already-exists');
  const moved = posts(post('ali', 'chair'), post('vic', 'vice-chair'), post('sam', 'vice-chair'), post('ali', 'sponsor'));
  t.match(
    glance(go(story, succeed(story.response, moved, noting(at(2))))),
    /chair:blocked joan=replaced \|/,
    'the sponsor is not asked as chair too',
  );
  t.end();
});

test('[SO3] two offices lose their holders at one instant: a successor in them all is asked for the last one only', (t) => {
  const story = opened(start());
  const both = posts(post('new', 'chair'), post('vic', 'vice-chair'), post('sam', 'vice-chair'), post('new', 'sponsor'));
  const next = go(story, succeed(story.response, both, noting(at(2))));
  t.equal(
    glance(next),
    'open | chair:blocked joan=replaced | vice-chair:waiting vic=pending sam=pending | sponsor:waiting ali=replaced new=pending',
  );
  t.equal(codeOf(succeed(next.response, both, noting(at(3)))), 'already-exists', 'safe to run twice');
  t.same(
    next.events.flatMap((event) => (event.type === 'SlotReplaced' ? [event.data.slot] : [])),
    ['1-1-1', '1-3-1'],
    'in the order of the chain',
  );
  const shared = posts(post('new', 'chair'), post('kim', 'chair'), post('vic', 'vice-chair'), post('new', 'sponsor'));
  t.match(
    glance(go(story, succeed(story.response, shared, noting(at(2))))),
    /chair:active joan=replaced kim=pending \|.*sponsor:waiting ali=replaced new=pending/,
    'the other successor is asked for the first office',
  );
  t.end();
});

test('[SO3] a successor asked in one office gives way there when a later office needs them', (t) => {
  const story = opened(start());
  const offices = [post('vic', 'vice-chair'), post('sam', 'vice-chair'), post('new', 'chair')];
  const chaired = go(story, succeed(story.response, posts(...offices, post('ali', 'sponsor')), noting(at(2))));
  t.match(glance(chaired), /chair:active joan=replaced new=pending/);
  const alone = posts(...offices, post('new', 'sponsor'));
  const moved = go(chaired, succeed(chaired.response, alone, noting(at(3))));
  t.match(glance(moved), /chair:blocked joan=replaced new=replaced \|.*sponsor:waiting ali=replaced new=pending/, 'nobody else chairs');
  t.equal(codeOf(succeed(moved.response, alone, noting(at(4)))), 'already-exists', 'safe to run twice');
  const helped = posts(...offices, post('kim', 'chair'), post('new', 'sponsor'));
  t.match(
    glance(go(chaired, succeed(chaired.response, helped, noting(at(3))))),
    /chair:active joan=replaced new=replaced kim=pending \|.*sponsor:waiting ali=replaced new=pending/,
    'the other chair is asked',
  );
  const approved = approves(chaired, 'new', {}, posts(...offices, post('ali', 'sponsor')));
  t.match(
    glance(go(approved, succeed(approved.response, alone, noting(at(12))))),
    /chair:satisfied joan=replaced new=approved \|.*sponsor:waiting ali=replaced$/,
    'a decision stands, and its person decides for no other office',
  );
  t.end();
});

test('the last pending person of an office may leave: its stage, or the round, is then met', (t) => {
  const all = network(
    [office('chair', 'all'), office('sponsor', 'all')],
    [post('joan', 'chair'), post('vic', 'sponsor'), post('ali', 'sponsor')],
  );
  const people = { ...usual, network: all };
  const story = approves(approves(opened(start(), { people }), 'joan', {}, people), 'vic', {}, people);
  t.match(glance(story), /sponsor:active vic=approved ali=pending/);
  const left = { ...usual, network: { ...all, appointments: [post('joan', 'chair'), post('vic', 'sponsor')] } };
  const done = go(story, succeed(story.response, left, noting(at(20))));
  t.match([done.response.status, glance(done)], ['approved', /sponsor:satisfied vic=approved ali=replaced/]);
  t.end();
});

test('a carried approval is not asked again when its waiting office changes hands', (t) => {
  const approved = everybodyApproves(opened(start()));
  const again = opened(go(approved, takesBack(approved, 'joan')));
  const joined = posts(post('joan', 'chair'), post('vic', 'vice-chair'), post('ali', 'sponsor'));
  const after = go(again, succeed(again.response, joined, noting(at(2))));
  t.match(glance(after), /vice-chair:waiting vic=approved sam=replaced/);
  t.equal(
    codeOf(succeed(after.response, posts(...joined.network.appointments, post('new', 'vice-chair')), noting(at(3)))),
    'already-exists',
  );
  t.end();
});

/** The statuses of a union of schemas, in order. */
function statusesOf(union: {
  readonly options: readonly { readonly shape: { readonly status: { readonly _zod: { readonly values?: ReadonlySet<unknown> } } } }[];
}) {
  return union.options.flatMap((one) => [...(one.shape.status._zod.values ?? [])].map(String)).sort();
}

test('the tables know every status, and nothing leads out of a final one', (t) => {
  t.same(Object.keys(roundTransitions).sort(), statusesOf(SignOffRound));
  t.same(Object.keys(stageTransitions).sort(), [...Stage.shape.status.options].sort());
  t.same(Object.keys(slotTransitions).sort(), statusesOf(Slot));
  t.same(responseTransitions.submitted, {});
  t.throws(() => advance(roundTransitions, 'recalled', 'RoundApproved'), { name: 'TypeError' });
  t.equal(roundNumbered(start().response, 1), null);
  t.equal(latestRound(start().response), null);
  t.end();
});

test('the diagrams in docs/sign-off.md are the tables', (t) => {
  const docs = readFileSync(new URL('../../../docs/sign-off.md', import.meta.url), 'utf8');
  const tables = { Response: responseTransitions, Round: roundTransitions, Stage: stageTransitions, Slot: slotTransitions };
  for (const [name, table] of Object.entries(tables)) {
    const drawn = new RegExp(`### ${name}\\n\\n\`\`\`mermaid\\nstateDiagram-v2\\n([^\`]*)`).exec(docs)?.[1] ?? '';
    const arrows = Object.entries(table).flatMap(([from, rows]) =>
      Object.entries(rows).map(([happening, to]) => `${from} --> ${to}: ${happening}`),
    );
    t.same(drawn.trim().split(/\n\s*/), arrows, name);
  }
  t.end();
});

test('[SO23] a typed name matches the name on file but for case, accents, titles and spacing', (t) => {
  const same: readonly (readonly [string, string])[] = [
    ['dr alison THACKERAY', 'Alison Thackeray'],
    ['Anne Marie O Brien', 'Anne-Marie O’Brien'],
    ['José Muñoz', 'Jose Munoz'],
    ['Soren Kaergard', 'Søren Kærgård'],
    ['Cllr. Mr. J. Smith', 'J Smith'],
    ['  Łukasz\tNowak ', 'Lukasz Nowak'],
    ['张伟', '张伟'],
  ];
  for (const [typed, file] of same) t.ok(sameName(typed, file), `${typed} = ${file}`);
  for (const [typed, file] of [
    ['', ''],
    ['Dr', 'Dr'],
    ['Alison', 'Alison Thackeray'],
    ['Alison Thackray', 'Alison Thackeray'],
    ['.', 'Alison Thackeray'],
  ] as const)
    t.notOk(sameName(typed, file), `${typed} is not ${file}`);
  t.end();
});

const people = ['joan', 'vic', 'sam', 'ali', 'new', 'nadia'] as const;
const happening = fc.oneof(
  fc.record({
    type: fc.constant('decide' as const),
    who: fc.constantFrom(...people),
    kind: fc.constantFrom('approve' as const, 'request-changes' as const, 'decline' as const),
  }),
  fc.record({ type: fc.constant('open' as const), text: fc.constantFrom('a', 'b'), late: fc.boolean() }),
  fc.record({ type: fc.constantFrom('recall' as const), who: fc.constantFrom(...people) }),
  fc.record({ type: fc.constant('away' as const), who: fc.constantFrom(...people), deputy: fc.constantFrom(...people, 'kim', null) }),
  fc.record({ type: fc.constantFrom('over' as const, 'back' as const), place: fc.nat({ max: 5 }) }),
  fc.record({ type: fc.constantFrom('lapse' as const, 'resume' as const, 'restart' as const, 'abandon' as const) }),
  fc.record({
    type: fc.constant('appoint' as const),
    posts: fc.array(fc.tuple(fc.constantFrom(...people), fc.constantFrom('chair', 'vice-chair', 'sponsor')), { maxLength: 5 }),
  }),
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Runs one random command, as far as the rules allow. */
function live(history: readonly Happening[]): Story {
  let story = start();
  let now = usual;
  for (const one of history) {
    try {
      if (one.type === 'appoint') {
        now = { ...now, network: posts(...one.posts.map(([who, where]) => post(who, where))).network };
        story = go(story, succeed(story.response, now, noting(at(12))));
      } else if (one.type === 'away') {
        now = withAbsence(now, one.who, one.deputy);
        story = go(story, succeed(story.response, now, noting(at(12))));
      } else story = step(story, one, now);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('refused'))) throw error;
    }
  }
  return story;
}

/** The people, one of whom is away from now on, or back where nobody stands in. */
function withAbsence(now: typeof usual, who: string, deputy: string | null): typeof usual {
  const by = MemberId.parse(who);
  const absences = deputy === null ? [] : [{ from: at(-60), until: at(600), deputyId: MemberId.parse(deputy), at: at(-60), by }];
  return { ...now, members: now.members.map((one) => (one.id === who ? { ...one, absences } : one)) };
}

function step(story: Story, one: Exclude<Happening, { type: 'appoint' | 'away' }>, now: typeof usual): Story {
  const next = EpochId.parse(`e${story.response.epochs.length + 1}`);
  switch (one.type) {
    case 'open':
      return opened(story, { people: now, text: one.text, when: one.late ? Instant.parse('2026-07-22T10:00:00.000Z') : at(1) });
    case 'decide':
      return story.response.rounds.length === 0 ? story : approves(story, one.who, { kind: one.kind, comment: 'Because.' }, now);
    case 'over':
    case 'back': {
      const id = latestRound(story.response)?.stages.flatMap(({ slots }) => slots)[one.place]?.id ?? SlotId.parse('none');
      const by = MemberId.parse('nadia');
      return go(story, one.type === 'over' ? handOver(story.response, id, { ...now, by, at: at(9) }) : handBack(story.response, id));
    }
    case 'recall':
      return go(story, takesBack(story, one.who));
    case 'lapse':
      return go(story, lapse(story.response, { at: closing, closesAt: closing }));
    case 'resume':
      return go(story, resume(story.response, { at: at(13), closesAt: closing, because: '' }));
    case 'restart':
      return go(story, reopenStopped(story.response, { duties: duties('ali'), at: at(14), epoch: next }));
    case 'abandon':
      return go(story, abandonLock(story.response, { locked: story.response.epoch, epoch: next, at: at(15), because: '' }));
  }
}

test('after any commands, the trail replayed through the tables reaches the state, and no text is approved without its people', (t) => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), (history) => {
      const story = live([{ type: 'open', text: 'a', late: false }, ...history]);
      const told = replay(story.events);
      const state = pictured(story.response);
      if (JSON.stringify(told, asLists) !== JSON.stringify(state, asLists)) return false;
      const seated = askedOrApproved(story);
      if (new Set(seated).size < seated.length) return false;
      const approved = approvedRound(story.response);
      if (approved === null) return true;
      const approvers = approved.stages.flatMap((stage) =>
        stage.slots.filter((slot) => slot.status === 'approved').map((slot) => slot.memberId),
      );
      const exact = approved.stages.every((stage) =>
        stage.slots.every((slot) => (decisionOf(slot)?.digest ?? approved.digest) === approved.digest),
      );
      const last = approved.stages.at(-1);
      return (
        exact &&
        new Set(approvers).size === approvers.length &&
        last?.slots.some((slot) => slot.status === 'approved' && slot.carriedFrom === null) === true
      );
    }),
    { numRuns: 1000 },
  );
  t.end();
});

/** The members with a pending or approved slot in the latest round, once for each slot. */
function askedOrApproved(story: Story): readonly MemberId[] {
  const slots = latestRound(story.response)?.stages.flatMap((stage) => stage.slots) ?? [];
  return slots.filter((slot) => slot.status === 'pending' || slot.status === 'approved').map((slot) => slot.memberId);
}

function asLists(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...(value as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1)) : value;
}
