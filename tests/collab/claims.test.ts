import { setTimeout as after } from 'node:timers/promises';
import { test } from 'tap';
import * as Y from 'yjs';
import { HonestPage } from '../support/live/honest-page.ts';
import { type LiveServer, openLive, until } from '../support/live/live-server.ts';
import type { RawClient } from '../support/live/raw-client.ts';
import { stream } from '../support/live/streams.ts';
import { annGone, copyAs, edit, words } from '../support/written.ts';

// A whole answer leaves out words that the server seems to have. Somebody else may have sent those in its sender's name.

const nothing = Uint8Array.of(0, 0);

/** Somebody else writes in the place of words that an author has not sent yet. */
async function forge(live: LiveServer, author: Y.Doc, text = 'Six or more'): Promise<void> {
  const mallory = live.client('mallory');
  await mallory.settled();
  const copy = copyAs(author, author.clientID);
  const update = edit(copy, () => {
    words(copy).insert(5, text);
  });
  mallory.say({ type: 'update', update });
  await mallory.settled();
  await mallory.close();
}

/** Questions of the server to a client. */
function questions({ frames }: Pick<RawClient, 'frames'>): number {
  return frames.filter(({ type }) => type === 'step1').length;
}

test('[CO12] an answer without the words that others wrote in its sender’s name is not acknowledged', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  await forge(live, ann);
  words(ann).insert(5, ' More');
  const back = live.client('ann', { mute: true, document: ann });
  await back.until('the server to ask', () => questions(back) === 1);
  back.say({ type: 'step1', stateVector: Y.encodeStateVector(ann) });
  back.say({ type: 'step2', update: nothing });
  await back.until('the server to ask for the words', () => questions(back) === 2);
  back.say({ type: 'step2', update: nothing });
  await after(200);
  t.equal(back.durable, 1, 'the question, and no answer');
  t.equal(questions(back), 2, 'it is asked once');
  const frame = back.frames.findLast(({ type }) => type === 'step1');
  const update = Y.encodeStateAsUpdate(ann, frame?.type === 'step1' ? frame.stateVector : undefined);
  back.say({ type: 'step2', update });
  t.equal(await back.ending(), 'contradicted', 'its words are not the ones that are there');
});

test('[CO12] a client that answers as y-protocols does is told that its words stand nowhere, over sockets, streams and polls', async (t) => {
  for (const way of ['socket', 'stream', 'polls'] as const) {
    const live = await openLive(t);
    const ann = await annGone(live);
    await forge(live, ann);
    words(ann).insert(5, ' More');
    if (way === 'socket') {
      const back = live.client('ann', { document: ann });
      t.equal(await back.ending(), 'contradicted', way);
      t.ok(back.durable < 2, 'and its answer was not acknowledged');
      continue;
    }
    const back = stream(t, live, 'ann', { document: ann, way });
    await until('an end', async () => {
      if (way === 'polls' && back.id !== '' && back.closed === null) await back.poll();
      return back.closed !== null;
    });
    t.equal(back.closed, 'contradicted', way);
    t.ok(back.durable < 2, 'and its answer was not acknowledged');
  }
});

test('[CO12] a client that answers as y-protocols does is told so too if its words were deleted since', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  await forge(live, ann);
  const eve = live.client('eve');
  await eve.settled();
  words(eve.document).delete(5, 11);
  await eve.settled();
  words(ann).insert(5, ' More');
  // Deaf: an answer that is made before the deletion has come.
  t.equal(await live.client('ann', { document: ann, deaf: true }).ending(), 'contradicted');
});

test('[CO12] an author whose words others brought back shows them, and is acknowledged', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const update = edit(ann, () => {
    words(ann).insert(5, ' More');
  });
  const bob = live.client('bob');
  await bob.settled();
  // The words that a crash lost, from the page of somebody who had seen them.
  bob.say({ type: 'update', update });
  await bob.settled();
  const back = live.client('ann', { document: ann });
  await back.settled();
  t.equal(questions(back), 2);
  t.equal(back.closed, null);
  back.type('And on.');
  await back.settled();
  t.equal(back.text(), 'Mine. More\nAnd on.');
  await forge(live, copyAs(bob.document, 99), 'Under another name. ');
  await back.settled();
  t.equal(questions(back), 2, 'and is not asked again');
});

test('[CO12] a page that sends its own edits first is asked for nothing more, nor is a client without acknowledgements', async (t) => {
  const live = await openLive(t);
  const page = new HonestPage('ann');
  page.come(live);
  await until('the page', () => page.isSettled);
  page.type('Hers.');
  await until('the page', () => page.isSettled);
  await page.leave();
  const { document } = page;
  await forge(live, document, 'x');
  page.come(live);
  await until('the page, with nothing to send', () => page.isSettled);
  t.equal(page.refusal, null);
  await page.leave();

  const own = live.client('ann', { document, own: 'first' });
  await own.settled();
  t.equal(questions(own), 1);
  const plain = live.client('ann', { document, plain: true });
  await plain.synced();
  plain.type('From y-websocket.');
  await own.until('it', () => own.text().endsWith('From y-websocket.'));
  t.equal(questions(plain), 1);
  t.same([own.closed, plain.closed], [null, null]);
});
