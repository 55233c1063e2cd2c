import { test } from 'tap';
import type { Duty } from '../../src/domain/network/access.ts';
import { ExportId, MemberId, SectionId } from '../../src/domain/ids.ts';
import { isCoordinated } from '../../src/domain/network/member.ts';
import { Instant } from '../../src/domain/outcome.ts';
import type { Response } from '../../src/domain/response/response.ts';
import { succeed } from '../../src/domain/sign-off/succession.ts';
import { lapse } from '../../src/domain/sign-off/recall.ts';
import { type AnswerStanding, type Situation, blockedStages, byUrgency, endedBefore, tasksOf, waitingFor } from '../../src/domain/task.ts';
import { planDates } from '../../src/domain/time/timetable.ts';
import {
  approves,
  asksForChanges,
  at,
  closing,
  consultation,
  digest,
  go,
  member,
  network,
  office,
  opened,
  openQuestion,
  post,
  start,
  usual,
} from '../support/worlds/toy.ts';

const started = (): Response => start().response;

const now = Instant.parse('2026-06-01T09:00:00.000Z');

const none = consultation(now);
const asked = consultation(now, [openQuestion('q1', '1')]);

const answer = (id: string, standing: AnswerStanding['standing']): AnswerStanding => ({ id, number: id, standing });

function situation(change: Partial<Situation>, ...duties: readonly Duty[]): Situation {
  return {
    consultation: asked,
    response: null,
    answers: [],
    asked: null,
    latePassages: 0,
    uncoordinated: false,
    timetable: planDates(null, closing, now, 'Europe/London'),
    duties: new Set(duties),
    memberId: MemberId.parse('joan'),
    now,
    ...change,
  };
}

const whats = (change: Partial<Situation>, ...duties: readonly Duty[]): readonly string[] =>
  tasksOf(situation(change, ...duties)).map((task) => task.what);

test('[PO9] an organisation that was asked has its position as a task, until the response is sent', (t) => {
  const request = { at: now };
  t.same(whats({ response: started() }, 'lead'), ['read-through'], 'not asked');
  t.same(whats({ response: started(), asked: request }, 'lead'), ['read-through', 'give-position']);
  const { timetable } = situation({});
  const due = (response: Response): readonly string[] =>
    tasksOf(situation({ response, asked: request }, 'lead')).flatMap(({ what, dueAt }) => (what === 'give-position' ? [dueAt] : []));
  t.same(due(started()), [timetable.lock]);
  t.same(due(opened(start()).response), [timetable.submit], 'beside the locked text');
  t.same(due({ ...started(), status: 'submitted' }), []);
  t.end();
});

test('[PO5] [PO7] a promised position is due by its day, a position on an earlier text is looked at again; one task speaks of it', (t) => {
  const about = (standing: Situation['standing'], asking: Situation['asked'] = null) =>
    tasksOf(situation({ response: started(), asked: asking, standing: standing ?? null }, 'lead')).filter(
      ({ what }) => what !== 'read-through',
    );
  t.match(about({ awaitingBy: closing, changed: 3 }, { at: now }), [{ what: 'clear-position', dueAt: closing }]);
  t.equal(about({ awaitingBy: closing, changed: 3 }, { at: now }).length, 1);
  t.match(about({ awaitingBy: null, changed: 3 }), [{ what: 'look-again', passages: 3 }]);
  t.match(about({ awaitingBy: null, changed: 3 }, { at: now }), [{ what: 'give-position' }], 'asked anew');
  t.same(about({ awaitingBy: null, changed: 0 }), []);
  t.end();
});

test('[WO17] an answer with a drafting lead is a task of the lead and the coordinator, and of nobody else', (t) => {
  const lead = { sectionId: SectionId.parse('q2'), memberId: MemberId.parse('joan'), at: now, by: MemberId.parse('nadia') };
  const response: Response = { ...started(), leads: [lead] };
  const answers = [answer('q1', 'not-started'), answer('q2', 'not-started'), answer('q3', 'drafting')];
  const of = (memberId: string, duty: Duty, given = answers) =>
    tasksOf(situation({ response, answers: given, memberId: MemberId.parse(memberId) }, duty))
      .filter(({ what }) => ['write-led', 'start-answers', 'shorten', 'read-through'].includes(what))
      .map(({ what, answers: about }) => [what, ...about.map(({ id }) => id)].join(' '));
  t.same(of('joan', 'lead'), ['write-led q2', 'start-answers q1']);
  t.same(of('bob', 'lead'), ['start-answers q1']);
  t.same(of('nadia', 'coordinator'), ['start-answers q1 q2']);
  t.same(of('bob', 'lead', [answer('q2', 'over-limit')]), ['read-through'], 'its lead shortens it');
  t.same(of('joan', 'lead', [answer('q2', 'over-limit')]), ['shorten q2']);
  t.end();
});

test('[EV4] an evidence box that holds the text up is a task of the person who locks it', (t) => {
  const held = [{ id: 'q1', number: '1' }];
  t.match(tasksOf(situation({ response: started(), held }, 'coordinator')), [{ what: 'evidence-boxes', answers: held }, {}, {}]);
  t.same(whats({ response: started(), held }, 'lead'), ['read-through']);
  t.end();
});

test('before a response, only the coordinator has a task, until the close', (t) => {
  t.same(whats({ consultation: none }, 'coordinator'), ['bring-questions']);
  t.same(whats({}, 'coordinator'), ['start-response']);
  t.same(whats({}, 'lead'), []);
  t.same(whats({ now: closing }, 'coordinator'), []);
  t.end();
});

test('while drafting, writers have answers to shorten, start and read; the coordinator also checks and locks; the soonest task is first', (t) => {
  const response = started();
  const answers = [answer('q1', 'drafting'), answer('q2', 'over-limit'), answer('q3', 'not-started'), answer('q4', 'not-answering')];
  t.same(whats({ response, answers }, 'lead'), ['shorten', 'start-answers']);
  t.match(tasksOf(situation({ response, answers }, 'lead')), [{ answers: [{ id: 'q2' }] }, { answers: [{ id: 'q3' }] }]);
  t.same(whats({ response, answers: [] }, 'lead'), ['read-through']);
  t.same(whats({ response, answers: [] }, 'coordinator'), ['run-checks', 'lock']);
  t.same(whats({ response, answers }, 'coordinator'), ['shorten', 'start-answers', 'run-checks', 'lock']);
  t.same(whats({ response, answers }, 'reader', 'chair', 'approver'), []);
  const { consolidatedDraft, lock } = situation({}).timetable;
  t.equal(tasksOf(situation({ response, answers: [] }, 'lead'))[0]?.dueAt, consolidatedDraft);
  t.equal(tasksOf(situation({ response, answers: [], now: consolidatedDraft }, 'lead'))[0]?.dueAt, lock, 'then by the lock');
  const late = situation({ response, answers, now: closing }, 'coordinator');
  t.same(
    tasksOf(late).map((task) => task.what),
    ['run-checks', 'shorten', 'start-answers', 'lock'],
  );
  t.end();
});

test('while the text is being locked, nobody has a task', (t) => {
  const response: Response = {
    ...started(),
    locking: { at: now, by: MemberId.parse('nadia'), epoch: started().epoch, acknowledged: [], reason: '' },
  };
  t.same(whats({ response }, 'coordinator'), []);
  t.end();
});

test('in sign-off, the people asked decide by their date; the others wait for them', (t) => {
  const response = opened(start()).response;
  t.match(tasksOf(situation({ response }, 'lead', 'approver', 'chair')), [{ what: 'decide', office: 'chair' }]);
  t.same(whats({ response, memberId: MemberId.parse('ali') }, 'reader', 'approver', 'sponsor'), []);
  t.match(waitingFor(response), [{ slot: { memberId: 'joan' }, stage: { office: { id: 'chair' } } }]);
  t.same(waitingFor(null), []);
  t.same(waitingFor(started()), []);
  t.end();
});

test('after approval the coordinator makes the document, then sends it; a stopped response waits for the sponsor', (t) => {
  const approved = ['joan', 'vic', 'ali'].reduce((story, id) => approves(story, id), opened(start())).response;
  const made = [{ exportId: ExportId.parse('e1'), at: at(30), digest: digest('a'), format: 'pdf' as const }];
  t.same(whats({ response: approved }, 'coordinator'), ['make-document']);
  t.same(whats({ response: { ...approved, finalExports: made } }, 'coordinator'), ['record-submission']);
  t.same(whats({ response: approved }, 'lead', 'chair'), []);
  t.same(whats({ response: { ...started(), status: 'stopped' } }, 'reader', 'sponsor'), ['reopen']);
  t.same(whats({ response: { ...started(), status: 'stopped' } }, 'coordinator'), []);
  for (const status of ['submitted', 'withdrawn'] as const) t.same(whats({ response: { ...started(), status } }, 'coordinator'), []);
  t.end();
});

const fiveAndSix = consultation(now, [openQuestion('q5', '5'), openQuestion('q6', '6')]);

test('[WO7] changes that were asked for come first, with the questions that the words name; the person who asked has said their part', (t) => {
  const response = asksForChanges(opened(start()), 'joan').response;
  const answers = [answer('q5', 'drafting'), answer('q6', 'not-started')];
  const about = { consultation: fiveAndSix, response, answers };
  t.match(tasksOf(situation({ ...about, memberId: MemberId.parse('kim') }, 'lead')), [
    {
      what: 'make-changes',
      answers: [{ id: 'q5', number: '5' }],
      round: { n: 1, status: 'changes-requested', ending: { reason: 'Question 5 is wrong.' } },
    },
    { what: 'start-answers', answers: [{ id: 'q6' }] },
  ]);
  t.same(whats({ ...about, answers: [] }, 'lead', 'chair'), [], 'joan asked for them');
  t.same(
    whats({ ...about, answers: [], memberId: MemberId.parse('kim') }, 'lead'),
    ['make-changes'],
    'and nobody is to read through beside them',
  );
  t.same(whats({ ...about, answers: [] }, 'coordinator'), ['make-changes', 'run-checks', 'lock']);
  t.same(whats(about, 'reader', 'sponsor'), []);
  t.equal(endedBefore(start().response), null);
  t.equal(endedBefore(opened(start()).response), null);
  t.end();
});

test('[WO7] late passages wait for the coordinator before anything that is merely planned', (t) => {
  const late = { response: started(), latePassages: 2, answers: [answer('q1', 'not-started')] };
  t.same(whats(late, 'coordinator'), ['late-passages', 'start-answers', 'run-checks', 'lock']);
  t.match(tasksOf(situation(late, 'coordinator')), [{ passages: 2 }]);
  t.same(whats(late, 'lead'), ['start-answers']);
  const [first, second] = tasksOf(situation(late, 'coordinator'));
  t.ok(
    first !== undefined &&
      second !== undefined &&
      byUrgency(first, second) < 0 &&
      byUrgency(second, first) > 0 &&
      byUrgency(first, first) === 0,
  );
  t.end();
});

test('[WO7] a round that cannot go on by itself is a task of the coordinator', (t) => {
  const people = {
    ...usual,
    network: network([office('chair'), office('vice-chair'), office('sponsor')], [post('joan', 'chair'), post('ali', 'sponsor')]),
    members: [...usual.members, member('nadia', 'coordinator')],
  };
  const gone = { ...people, network: network([...people.network.offices], [post('ali', 'sponsor')]) };
  const open = opened(start(), { people });
  const blocked = go(open, succeed(open.response, gone, { at: at(20), hashOf: (text) => text })).response;
  t.match(blockedStages(blocked), [{ office: { id: 'chair' } }]);
  t.same(blockedStages(started()), []);
  t.match(tasksOf(situation({ response: blocked }, 'coordinator')), [{ what: 'appoint', office: 'chair' }]);
  t.same(whats({ response: blocked }, 'lead'), []);
  const lapsed = go(open, lapse(open.response, { at: closing, closesAt: closing })).response;
  t.same(whats({ response: lapsed }, 'coordinator'), ['move-close']);
  t.same(whats({ response: lapsed }, 'lead', 'chair'), []);
  t.end();
});

test('[WO7] where nobody coordinates the network, the chair checks and locks', (t) => {
  t.equal(isCoordinated(usual.members, at(0)), true);
  const uncoordinated = !isCoordinated([member('joan'), member('nadia', 'coordinator', { until: at(0) })], at(1));
  t.same(whats({ response: started(), uncoordinated }, 'reader', 'chair'), ['run-checks', 'lock']);
  t.end();
});
