import { test } from 'tap';
import { MemberId, OfficeId, SlotId } from '../../../src/domain/ids.ts';
import type { Absence } from '../../../src/domain/network/absence.ts';
import type { Member } from '../../../src/domain/network/member.ts';
import type { Instant } from '../../../src/domain/outcome.ts';
import type { People } from '../../../src/domain/round/chain.ts';
import { absenceFor, hasApproved } from '../../../src/domain/round/deputy.ts';
import { whyNotDecide } from '../../../src/domain/sign-off/decide.ts';
import { caseOfHandOver, deputisable, handBack, handOver } from '../../../src/domain/sign-off/deputise.ts';
import { recall } from '../../../src/domain/sign-off/recall.ts';
import { succeed } from '../../../src/domain/sign-off/succession.ts';
import { pictured, replay } from '../../support/replay.ts';
import {
  type Story,
  approves,
  at,
  codeOf,
  duties,
  epoch,
  glance,
  go,
  noting,
  opened,
  post,
  posted,
  posts,
  roundOf,
  start,
  usual,
} from '../../support/worlds/toy.ts';

// A decision goes to a deputy and back (SO8). The text is locked at minute 1; Joan chairs and is away with Kim as her deputy.

const joan = SlotId.parse('1-1-1');
const kim = SlotId.parse('1-1-2');

function absence(deputy: string | null, given: Partial<Absence> = {}): Absence {
  const deputyId = deputy === null ? null : MemberId.parse(deputy);
  return { from: at(-60), until: at(600), deputyId, at: at(-90), by: MemberId.parse('joan'), ...given };
}

/** The usual people, with other facts about one of them. */
function having(id: string, change: Partial<Member>, people: People = usual): People {
  return { ...people, members: people.members.map((one) => (one.id === id ? { ...one, ...change } : one)) };
}

const away = having('joan', { absences: [absence('kim')] });

function over(story: Story, people: People = away, by = 'joan', when: Instant = at(5)): Story {
  return go(story, handOver(story.response, joan, { ...people, by: MemberId.parse(by), at: when }));
}

test('[SO8] a deputy is asked in place of the holder, and one of them can decide at any time', (t) => {
  const story = over(opened(start()));
  t.equal(
    glance(story),
    'open | chair:active joan=deputised kim=pending | vice-chair:waiting vic=pending sam=pending | sponsor:waiting ali=pending',
  );
  t.match(roundOf(story).stages[0]?.slots[1], { capacity: 'deputy', deputyFor: { slot: joan, memberId: 'joan', by: 'joan', at: at(5) } });
  t.same(
    story.events.slice(-2).map(({ type }) => type),
    ['SlotDeputised', 'SlotAdded'],
  );
  t.match(whyNotDecide(story.response, posted(story, 'joan', {}, away)), { code: 'not-in-office', detail: /Your deputy decides for you/ });
  t.equal(whyNotDecide(story.response, posted(story, 'kim', {}, away)), null);
  const done = approves(story, 'kim', {}, away);
  t.equal(
    glance(done),
    'open | chair:satisfied joan=deputised kim=approved | vice-chair:active vic=pending sam=pending | sponsor:waiting ali=pending',
  );
  t.same(replay(done.events), pictured(done.response), '[SO41] the events tell as much');
  const approval = roundOf(done).stages[0]?.slots[1];
  const counts = (id: string) => approval !== undefined && hasApproved(approval, MemberId.parse(id));
  t.same(['joan', 'kim', 'vic'].map(counts), [true, true, false], 'it is an approval of both: neither satisfies another stage');
  t.end();
});

test('[SO8] a decision goes back to the holder until the deputy makes it', (t) => {
  const story = over(opened(start()));
  const back = go(story, handBack(story.response, joan));
  t.match(glance(back), /chair:active joan=pending kim=replaced/);
  t.equal(codeOf(whyNotDecide(back.response, posted(back, 'kim', {}, away))), 'not-in-office');
  t.equal(whyNotDecide(back.response, posted(back, 'joan', {}, away)), null);
  t.equal(codeOf(handBack(back.response, joan)), 'already-exists', 'once');
  t.same(replay(back.events), pictured(back.response));
  const again = over(back);
  t.match(glance(again), /chair:active joan=deputised kim=replaced kim=pending/, 'and over once more');
  const decided = approves(again, 'kim', {}, away);
  t.equal(codeOf(handBack(decided.response, joan)), 'already-exists', 'not after the decision');
  t.equal(codeOf(handBack(start().response, joan)), 'round-closed');
  t.equal(codeOf(handBack(story.response, SlotId.parse('9-9-9'))), 'already-exists');
  t.end();
});

test('[SO8] a holder names a deputy at any time, another person only before the lock', (t) => {
  const story = opened(start());
  const by = MemberId.parse('nadia');
  const tries = (given: Partial<Absence> | null, deputy: string | null = 'kim') =>
    codeOf(
      handOver(story.response, joan, { ...having('joan', { absences: given === null ? [] : [absence(deputy, given)] }), by, at: at(5) }),
    );
  t.equal(tries({}), 'accepted');
  t.equal(tries({ at: at(3) }), 'accepted', 'by herself, after the lock');
  t.equal(tries({ by, at: at(0) }), 'accepted', 'by the coordinator, before the lock');
  t.equal(tries({ by, at: at(3) }), 'not-allowed', 'by the coordinator, who knows the text that waits');
  t.equal(tries({ from: at(6) }), 'not-allowed', 'not yet away');
  t.equal(tries({ until: at(5) }), 'not-allowed', 'back already');
  t.equal(tries({}, null), 'not-allowed', 'nobody stands in');
  t.equal(tries(null), 'not-allowed');
  t.equal(absenceFor(undefined, roundOf(story), at(5)), null, 'nobody has no absence');
  t.end();
});

test('[SO8] a deputy is a current member who has not coordinated since the lock and has no other request', (t) => {
  const story = opened(start());
  const tries = (people: People) => codeOf(handOver(story.response, joan, { ...people, by: MemberId.parse('joan'), at: at(5) }));
  t.equal(tries(having('kim', { until: at(4) }, away)), 'membership-ended');
  t.equal(tries(having('joan', { absences: [absence('nobody')] })), 'membership-ended');
  t.equal(tries(having('kim', { role: 'coordinator' }, away)), 'not-allowed');
  t.equal(tries(having('kim', { coordinatedUntil: at(2) }, away)), 'not-allowed', 'coordinated when the text was locked');
  t.equal(tries(having('kim', { absences: [absence(null)] }, away)), 'not-allowed', 'is away too');
  t.equal(tries(having('kim', { absences: [absence(null, { from: at(6) })] }, away)), 'accepted', 'is away later');
  for (const asked of ['ali', 'vic']) t.equal(tries(having('joan', { absences: [absence(asked)] })), 'two-hats', asked);
  t.end();
});

test('[SO8] only an open request of a person in office is handed over', (t) => {
  const story = opened(start());
  const handing = { ...away, at: at(5) };
  t.equal(codeOf(deputisable(start().response, joan, handing) as never), 'round-closed');
  t.equal(codeOf(deputisable(story.response, SlotId.parse('9-9-9'), handing) as never), 'not-found');
  t.equal(codeOf(deputisable(story.response, SlotId.parse('1-2-1'), handing) as never), 'stage-not-active');
  t.equal(codeOf(deputisable(over(story).response, joan, handing) as never), 'already-exists', 'twice');
  t.equal(codeOf(deputisable(over(story).response, kim, handing) as never), 'already-exists', 'nor further');
  const left = { ...away, network: posts(post('ali', 'sponsor')).network };
  t.equal(codeOf(deputisable(story.response, joan, { ...left, at: at(5) }) as never), 'not-in-office');
  t.end();
});

test('[SO8] [AC3] the case of a hand-over: whose request it is, and whether an absence counts', (t) => {
  const { response } = opened(start());
  const given = (memberId: string, people: People = away) => ({ memberId, members: people.members, at: at(6) });
  t.same(caseOfHandOver(response, joan, given('joan')), { asked: true, away: true });
  const handed = over(opened(start()));
  t.same(caseOfHandOver(handed.response, kim, given('joan')), { asked: true, away: false }, 'by the slot of the deputy too');
  const back = go(handed, handBack(handed.response, joan));
  t.same(caseOfHandOver(back.response, joan, given('nadia')), { asked: false, away: false }, 'a coordinator hands over once in a round');
  const recorded = having('joan', { absences: [absence('kim', { by: MemberId.parse('nadia'), at: at(3) })] });
  const again = { ...response, rounds: response.rounds.map((round) => ({ ...round, lockedAt: at(4) })) };
  t.equal(caseOfHandOver(again, joan, given('nadia', recorded)).away, true, 'recorded before the lock');
  const relocked = { ...again, rounds: [...response.rounds.map((round) => ({ ...round, n: 0 })), ...again.rounds] };
  t.equal(caseOfHandOver(relocked, joan, given('nadia', recorded)).away, false, 'recorded after the first lock');
  t.same(caseOfHandOver(response, joan, given('kim', usual)), { asked: false, away: false });
  t.same(caseOfHandOver(response, SlotId.parse('9-9-9'), given('joan')), { asked: false, away: false });
  t.same(caseOfHandOver(start().response, joan, given('joan')), { asked: false, away: false });
  t.end();
});

test('[SO8] [SO3] the deciding command reads holder, absence and deputy anew', (t) => {
  const story = over(opened(start()));
  const tries = (people: People, change = {}) => codeOf(whyNotDecide(story.response, posted(story, 'kim', change, people)));
  t.equal(tries(away), 'accepted');
  t.equal(tries(usual), 'not-in-office', 'she is back');
  t.equal(tries(having('joan', { absences: [absence('new')] })), 'not-in-office', 'somebody else stands in');
  t.equal(tries(away, { at: at(600) }), 'not-in-office', 'the absence has ended');
  t.equal(tries(having('kim', { until: at(4) }, away)), 'not-in-office', 'the deputy has left');
  t.equal(tries(having('kim', { coordinatedUntil: at(2) }, away)), 'not-in-office', 'coordinated');
  t.equal(tries({ ...away, network: posts(post('ali', 'sponsor')).network }), 'not-in-office', 'she left office');
  t.equal(tries(having('joan', { coordinatedUntil: at(2) }, away)), 'not-in-office', 'she coordinated, so nobody decides for her');
  t.end();
});

test('[SO8] an absence that ends gives the decision back by itself; a holder who leaves office is succeeded', (t) => {
  const story = over(opened(start()));
  t.equal(codeOf(succeed(story.response, away, noting(at(12)))), 'already-exists', 'nothing changed');
  const back = go(story, succeed(story.response, usual, noting(at(12))));
  t.match(glance(back), /chair:active joan=pending kim=replaced/);
  t.same(replay(back.events), pictured(back.response));

  const appointed = { ...away, network: posts(post('new', 'chair', at(8)), post('vic', 'vice-chair'), post('ali', 'sponsor')).network };
  const succeeded = go(story, succeed(story.response, appointed, noting(at(12))));
  t.match(glance(succeeded), /chair:active joan=replaced kim=replaced new=pending/);
  t.same(replay(succeeded.events), pictured(succeeded.response));
  const returned = { ...away, network: posts(post('joan', 'chair', at(14)), post('vic', 'vice-chair'), post('ali', 'sponsor')).network };
  t.match(glance(go(succeeded, succeed(succeeded.response, returned, noting(at(15))))), /new=replaced joan=pending/, 'asked anew');

  const risen = { ...away, network: posts(post('joan', 'chair'), post('kim', 'sponsor', at(8))).network };
  t.match(
    glance(go(story, succeed(story.response, risen, noting(at(12))))),
    /chair:active joan=pending kim=replaced .* sponsor:waiting ali=replaced kim=pending/,
    'the deputy has a later office now',
  );
  t.end();
});

test('[SO8] a deputy’s approval is not carried into the next round: the holder is asked', (t) => {
  const approved = approves(over(opened(start())), 'kim', {}, away);
  const taken = go(
    approved,
    recall(approved.response, {
      by: MemberId.parse('nadia'),
      duties: duties('nadia'),
      reason: 'A figure.',
      reasonHash: '',
      at: at(20),
      epoch: epoch('e2'),
    }),
  );
  t.match(glance(opened(taken, { when: at(21) })), /chair:active joan=pending/);
  const chairs = { ...away, network: posts(post('kim', 'chair'), post('vic', 'vice-chair'), post('ali', 'sponsor')).network };
  t.match(glance(opened(taken, { when: at(21), people: chairs })), /chair:active kim=pending/, 'nor as the approval of a later holder');
  t.end();
});

test('[SO8] [SO6] a deputy asks for changes in the name of the office', (t) => {
  const story = over(opened(start()));
  const ended = approves(story, 'kim', { kind: 'request-changes', comment: 'Question 5 is wrong.' }, away);
  t.match(roundOf(ended), { status: 'changes-requested', ending: { by: 'kim', office: OfficeId.parse('chair') } });
  t.match(glance(ended), /joan=deputised kim=changes/);
  t.end();
});
