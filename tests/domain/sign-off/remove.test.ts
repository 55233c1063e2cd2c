import { test } from 'tap';
import { MemberId, RemovalId } from '../../../src/domain/ids.ts';
import type { Outcome } from '../../../src/domain/outcome.ts';
import { wordsRemoved } from '../../../src/domain/removed.ts';
import {
  type Places,
  isBeingRemoved,
  isClosedForGood,
  noPlaces,
  placesOf,
  removalNamed,
  removalOf,
  removalUnderWay,
} from '../../../src/domain/response/removal/removal.ts';
import { type Response, isOpen } from '../../../src/domain/response/response.ts';
import type { ResponseEvent } from '../../../src/domain/response/response-event.ts';
import { lockText } from '../../../src/domain/sign-off/lock.ts';
import { reopenStopped } from '../../../src/domain/sign-off/recall.ts';
import { type Clearing, beginRemoval, clearText, finishRemoval, repeatRemoval, whyNotRemove } from '../../../src/domain/sign-off/remove.ts';
import { approves, at, clean, codeOf, digest, duties, epoch, go, opened, start } from '../../support/worlds/toy.ts';

const id = RemovalId.parse('gone');
const coordinator = duties('nadia');
const chair = duties('joan');
const order = {
  id,
  by: MemberId.parse('nadia'),
  duties: coordinator,
  reason: 'A name.',
  reasonHash: 'h',
  at: at(9),
  epoch: epoch('e9'),
  files: [],
};
const places: Places = {
  characters: [{ client: 1, clock: 2, length: 3 }],
  fields: [{ kind: 'response', id: 'r1', path: ['locking', 'reason'] }],
  disposed: [{ owner: 'r1', digest: digest('a') }],
  draft: 2,
  more: 1,
};

function of(outcome: Outcome<Response, ResponseEvent>): Response {
  if (!outcome.ok) throw new Error(outcome.detail);
  return outcome.state;
}

const clearing = (response: Response, more: Partial<Clearing> = {}): Clearing => ({
  id,
  at: at(10),
  seen: response,
  ended: new Map([[response.epoch, null]]),
  places,
  ...more,
});

test('[CO15] a removal: nobody writes until the text goes on without the words, in a new epoch', (t) => {
  const first = start().response;
  const begun = of(beginRemoval(first, order));
  t.notOk(isOpen(begun));
  t.ok(isBeingRemoved(begun));
  t.equal(codeOf(lockText(begun, clean, { at: at(9), by: order.by, acknowledged: [], reason: '' })), 'not-drafting');
  t.equal(codeOf(whyNotRemove(begun, coordinator)), 'already-exists', 'one at a time');
  t.equal(codeOf(finishRemoval(begun, { id, at: at(11), places, as: 'done' })), 'already-exists');

  const cleared = of(clearText(begun, clearing(begun)));
  t.match(cleared, { status: 'drafting', epoch: 'e9' });
  t.ok(isOpen(cleared));
  t.ok(isClosedForGood(cleared, first.epoch));
  t.notOk(isClosedForGood(cleared, 'e9'));
  t.notOk(isClosedForGood(first, first.epoch));
  t.equal(codeOf(clearText(cleared, clearing(cleared))), 'already-exists', 'once');
  t.equal(codeOf(clearText(first, clearing(first))), 'already-exists');

  const done = finishRemoval(cleared, { id, at: at(11), places, as: 'done' });
  t.match(done, { ok: true, events: [{ type: 'RemovalDone', data: { removal: id, places: 5 } }] });
  t.equal(removalUnderWay(of(done)), null);
  t.equal(removalUnderWay(of(finishRemoval(cleared, { id, at: at(11), places, as: 'lost' }))), null);
  t.equal(removalOf(of(done), digest('a'))?.id, id);
  t.equal(removalOf(of(done), digest('b')), null);
  t.equal(removalOf(first, digest('a')), null);
  t.equal(removalNamed(first, id), null);
  t.equal(removalNamed(of(done), 'other'), null);
  t.equal(placesOf({ places: noPlaces }), 0);
  const again = of(beginRemoval(of(done), { ...order, id: RemovalId.parse('again') }));
  const both = of(clearText(again, clearing(again, { id: RemovalId.parse('again') })));
  t.match(
    both.removals,
    [
      { id, status: 'done' },
      { id: 'again', status: 'cleared' },
    ],
    'an earlier one stays as it is',
  );
  t.end();
});

test('[CO15] an open round is taken back first, and its epochs keep their late passages under new names', (t) => {
  const story = opened(start());
  const before = story.response.epoch;
  const begun = beginRemoval(story.response, order);
  t.match(begun, { events: [{ type: 'RoundRecalled' }, { type: 'RemovalBegun', data: { from: before, epoch: 'e9' } }] });
  const held = {
    ...of(begun),
    latePassages: [{ epoch: before, member: order.by, section: 'q1', digest: digest('a'), became: 'left-out', at: at(1), by: order.by }],
  } as unknown as Response;
  const cleared = clearText(held, clearing(held, { ended: new Map([[before, epoch('kept')]]) }));
  t.match(cleared, { state: { status: 'drafting', epoch: 'e9', epochs: [{ id: 'kept' }, { id: 'e9', from: 'kept' }] } });
  t.match(of(cleared), { rounds: [{ epoch: 'kept', status: 'recalled' }], latePassages: [{ epoch: 'kept' }] });
  t.match(cleared, { events: [{ type: 'TextCleared' }, { type: 'DraftReopened', data: { epoch: 'e9', from: 'kept' } }] });
  const chained = {
    ...of(begun),
    epochs: [
      { id: epoch('e0'), from: null, at: at(0) },
      { id: before, from: epoch('e0'), at: at(1) },
    ],
  };
  t.match(of(clearText(chained, clearing(chained))).epochs[1], { from: 'e0' });
  t.equal(codeOf(clearText(held, clearing(held, { seen: { ...held, epoch: epoch('other') } }))), 'text-moved');
  t.equal(codeOf(clearText(held, clearing(held, { seen: { ...held, status: 'submitted' } }))), 'text-moved');
  t.end();
});

test('[CO15] of an approved or sent text only the chair or the sponsor removes words; what was sent stays sent', (t) => {
  const story = ['joan', 'vic', 'ali'].reduce((so, who) => approves(so, who), opened(start()));
  t.equal(story.response.status, 'approved');
  t.equal(codeOf(beginRemoval(story.response, order)), 'not-allowed');
  const taken = of(beginRemoval(story.response, { ...order, duties: chair }));
  t.match(of(clearText(taken, clearing(taken))), { status: 'drafting', rounds: [{ status: 'recalled' }] });
  const sent: Response = { ...story.response, status: 'submitted' };
  t.equal(codeOf(whyNotRemove(sent, coordinator)), 'not-allowed');
  const begun = of(beginRemoval(sent, { ...order, duties: chair }));
  t.match(of(clearText(begun, clearing(begun))), { status: 'submitted', rounds: [{ status: 'approved' }] });
  t.end();
});

test('[CO15] a removal needs a reason, and no lock in between; a stopped text stays stopped', (t) => {
  const { response } = start();
  t.equal(codeOf(beginRemoval(response, { ...order, reason: ' ' })), 'reason-needed');
  const locking = go(start(), lockText(response, clean, { at: at(1), by: order.by, acknowledged: [], reason: '' })).response;
  t.equal(codeOf(whyNotRemove(locking, coordinator)), 'not-drafting');
  const stopped: Response = { ...response, status: 'stopped' };
  const begun = of(beginRemoval(stopped, order));
  t.equal(codeOf(reopenStopped(begun, { duties: duties('ali'), at: at(10), epoch: epoch('e8') })), 'not-drafting');
  t.match(of(clearText(begun, clearing(begun))), { status: 'stopped', epoch: 'e9' });
  t.end();
});

test('[CO15] [OP6] a removal is repeated on what a backup had', (t) => {
  const done = { ...of(beginRemoval(start().response, order)).removals?.[0], status: 'done', places } as never;
  const again = repeatRemoval(start().response, done, epoch('e7'));
  t.match(again.state.removals, [{ id, status: 'begun', epoch: 'e7', closed: [], places }]);
  t.equal(repeatRemoval(again.state, done, epoch('e6')).state.removals?.length, 1, 'under one name once');
  t.match(wordsRemoved({ a: 1 }, id, 2), { state: { a: 1 }, events: [{ type: 'WordsRemoved', data: { removal: id, places: 2 } }] });
  t.end();
});
