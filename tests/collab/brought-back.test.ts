import { test } from 'tap';
import * as Y from 'yjs';
import { partsOf } from '../../client/offline/parts.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { openLive } from '../support/live/live-server.ts';
import { annGone, authorsOf, copyAs, edit, outcome, words } from '../support/written.ts';

// Edits that honest clients resend after a cut, a crash or a lost acknowledgement: they are saved, or not acknowledged.

test('[CO12] words that others have deleted since still count as saved, before and after a restart', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const live = await openLive(t, { store });
  const ann = await annGone(live);
  const unacknowledged = edit(ann, () => {
    words(ann).insert(5, ' In flight');
  });
  t.equal(await outcome(live, 'ann', unacknowledged), 'saved');
  const bob = live.client('bob');
  await bob.settled();
  words(bob.document).delete(0, 12);
  await bob.settled();
  t.equal(await outcome(live, 'ann', unacknowledged), 'saved');
  await live.close();
  t.equal(await outcome(await openLive(t, { store }), 'ann', unacknowledged), 'saved');
});

test('[CO12] after a crash others bring back words that their author had deleted, and the author’s own copy is then known', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const typed = edit(ann, () => {
    words(ann).insert(5, ' Teh');
  });
  const corrected = edit(ann, () => {
    words(ann).delete(7, 2);
    words(ann).insert(7, 'he');
  });
  const bob = live.client('bob', { document: copyAs(ann, 77) });
  await bob.settled();
  t.equal(await outcome(live, 'ann', Y.mergeUpdates([typed, corrected])), 'saved');
  t.match(await authorsOf(live), { [ann.clientID]: { member: 'ann', how: 'relayed' } });
  t.equal(words(bob.document).toJSON(), 'Mine. The');
});

test('[CO12] a whole answer whose words were deleted while it travelled harms nobody', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const bob = live.client('bob');
  await bob.settled();
  const answer = Y.encodeStateAsUpdate(bob.document);
  words(bob.document).delete(0, 5);
  await bob.settled();
  bob.say({ type: 'step2', update: answer });
  bob.say({ type: 'step2', update: Y.encodeStateAsUpdate(ann) });
  await bob.settled();
  t.equal(bob.closed, null);
});

test('[CO12] nor does one that fills a gap of its sender’s edits, though others’ words were deleted meanwhile', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const [carol, bob] = [copyAs(ann, 55), copyAs(ann, 77)];
  const typed = edit(ann, () => {
    words(ann).insert(5, ' Teh');
  });
  Y.applyUpdate(carol, typed);
  const lost = edit(carol, () => {
    words(carol).insert(9, ' C.');
  });
  for (const update of [typed, lost]) Y.applyUpdate(bob, update);
  const his = edit(bob, () => {
    words(bob).insert(12, ' And Bob.');
  });
  const back = live.client('bob', { mute: true });
  await back.until('the server to ask', () => back.frames.length > 0);
  const [question] = back.frames;
  const answer = Y.encodeStateAsUpdate(bob, question?.type === 'step1' ? question.stateVector : undefined);
  const corrected = edit(ann, () => {
    words(ann).delete(7, 2);
    words(ann).insert(7, 'he');
  });
  t.equal(await outcome(live, 'ann', typed, corrected), 'saved');
  back.say({ type: 'update', update: his });
  back.say({ type: 'step2', update: answer });
  await back.settled();
  const fresh = live.client('fresh');
  await fresh.synced();
  t.match(fresh.text(), / C\. And Bob\./);
});

test('[CO12] a whole answer that leaves out a dropped edit does not settle that edit', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const bob = copyAs(ann, 77);
  Y.applyUpdate(
    ann,
    edit(bob, () => {
      words(bob).insert(5, ' Lost in a crash.');
    }),
  );
  const kept = Array.from({ length: 5 }, (_, n) =>
    edit(ann, () => {
      words(ann).insert(22 + n * 40_000, String(n).repeat(40_000));
    }),
  );
  const back = live.client('ann', { mute: true });
  await back.until('the server to ask', () => back.frames.length > 0);
  const [question] = back.frames;
  if (question?.type !== 'step1') throw new TypeError('the server asks first');
  // The editor does this where its whole answer is larger than a frame.
  const ours = Y.decodeStateVector(question.stateVector).set(ann.clientID, Y.getState(ann.store, ann.clientID));
  const bring = (): void => {
    for (const update of partsOf(kept)) back.say({ type: 'update', update });
    back.say({ type: 'step2', update: Y.encodeStateAsUpdate(ann, Y.encodeStateVector(ours)) });
  };
  const asked = (): number => back.frames.filter(({ type }) => type === 'step1').length;
  bring();
  await back.until('the server to ask again', () => asked() >= 2);
  const reader = live.client('reader');
  await reader.until('the lost words', () => reader.text().includes('Lost in a crash.'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(back.durable, 0, 'nothing is acknowledged as saved');
  t.notMatch(reader.text(), /000/);
  bring();
  await back.settled();
  await reader.until('hers', () => reader.text().endsWith('444'));
  t.equal(back.closed, null);
});
