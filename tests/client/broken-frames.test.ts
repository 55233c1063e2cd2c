import * as encoding from 'lib0/encoding';
import type { Page, WebSocketRoute } from 'playwright-core';
import { t as suite, test } from 'tap';
import * as Y from 'yjs';
import { applyTogether } from '../../client/editor/connection/applying.ts';
import { messageType, syncType } from '../../src/collab/wire/protocol.ts';
import { noBrowser } from '../support/browser.ts';
import { caretIn, mounted, plain, saved, until } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 120_000 };

suite.setTimeout(290_000);

/** An update that claims more clients than it holds. */
const broken = Uint8Array.of(9, 1);

function updateWith(words: string, client: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  doc.getText('words').insert(0, words);
  return Y.encodeStateAsUpdate(doc);
}

test('[CO3] an unreadable update keeps no other update away', (t) => {
  const doc = new Y.Doc();
  const { isWhole, errors } = applyTogether(doc, [updateWith('one', 1), broken, updateWith('two', 2)], 'server');
  t.equal(isWhole, false, 'the page must join anew');
  t.equal(errors.length, 2, 'of all together, and of the broken one');
  t.match(doc.getText('words').toJSON(), /one.*two|two.*one/v);
  t.end();
});

test('[CO3] a listener that throws leaves the document whole', (t) => {
  for (const updates of [[updateWith('one', 1)], [updateWith('one', 1), updateWith('two', 2)]]) {
    const doc = new Y.Doc();
    doc.on('update', () => {
      throw new Error('a listener');
    });
    const { isWhole, errors } = applyTogether(doc, updates, 'server');
    t.equal(isWhole, true, 'the page counts as synced');
    t.match(errors, [/a listener/v]);
    t.equal(doc.getText('words').length, updates.length * 3);
  }
  t.same(applyTogether(new Y.Doc(), [], 'server'), { isWhole: true, errors: [] });
  t.end();
});

/** Opens a page again with its sockets in the hands of the test. The last one is the newest. */
async function withSockets(page: Page): Promise<readonly WebSocketRoute[]> {
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/\/live\//v, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await page.reload();
  await mounted(page);
  await saved(page, 'saved');
  return sockets;
}

function frameOf(update: Uint8Array): Buffer {
  const bytes = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.sync);
    encoding.writeVarUint(encoder, syncType.update);
    encoding.writeVarUint8Array(encoder, update);
  });
  return Buffer.from(bytes);
}

const brokenFrames = {
  'an update that cannot be read': frameOf(broken),
  'a frame that ends too early': frameOf(new Uint8Array(40)).subarray(0, 20),
};

for (const [name, frame] of Object.entries(brokenFrames)) {
  test(`[CO3] after ${name}, the page joins anew and shows the words of others`, options, async (t) => {
    const world = await openEditorWorld(t, 3);
    const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
    await mounted(owen);
    const sockets = await withSockets(cerys);
    const before = sockets.length;
    sockets.at(-1)?.send(frame);
    await caretIn(owen, 'q1');
    await owen.keyboard.type(' hers');
    t.ok(await until(async () => (await plain(cerys, 'q1')).includes(' hers')), 'words after the broken frame');
    t.ok(await until(() => Promise.resolve(sockets.length === before + 1)), 'on a new connection');
    await saved(cerys, 'saved');
    await caretIn(cerys, 'q1');
    await cerys.keyboard.type(' mine');
    await saved(cerys, 'saved');
    t.ok(await until(async () => (await plain(owen, 'q1')).includes(' mine')));
    t.equal(sockets.length, before + 1, 'once');
  });
}

test('[CO12] where a frame arrives twice, the page joins anew, and every word is saved', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  let doubled = 0;
  let opened = 0;
  await cerys.routeWebSocket(/\/live\//v, (socket) => {
    const server = socket.connectToServer();
    opened += 1;
    socket.onMessage((frame) => {
      server.send(frame);
      const isEdit = typeof frame !== 'string' && frame[0] === messageType.sync && frame[1] === syncType.update;
      if (!isEdit || doubled > 0) return;
      doubled += 1;
      server.send(frame);
    });
  });
  await cerys.reload();
  await mounted(cerys);
  await saved(cerys, 'saved');
  await caretIn(cerys, 'q1');
  await cerys.keyboard.type(' every word of it, once', { delay: 20 });
  t.ok(await until(() => Promise.resolve(opened === 2)), 'the page joins anew');
  await saved(cerys, 'saved');
  t.equal(doubled, 1);
  t.ok(await until(async () => (await plain(owen, 'q1')).endsWith(' every word of it, once')));
  await cerys.keyboard.type(' and on');
  await saved(cerys, 'saved');
  t.ok(await until(async () => (await plain(owen, 'q1')).endsWith(' and on')));
  t.equal(opened, 2, 'once');
});

test('[CO41] a page ignores messages of a type that only a later release knows', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  const sockets = await withSockets(cerys);
  const before = sockets.length;
  const tomorrow = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 104);
    encoding.writeVarString(encoder, 'of tomorrow');
  });
  const state = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, messageType.status);
    encoding.writeVarString(encoder, 'of tomorrow');
  });
  for (const frame of [tomorrow, state]) sockets.at(-1)?.send(Buffer.from(frame));
  await caretIn(cerys, 'q1');
  await cerys.keyboard.type(' goes on');
  await saved(cerys, 'saved');
  t.ok(await until(async () => (await plain(owen, 'q1')).endsWith(' goes on')));
  t.equal(sockets.length, before, 'on the same connection');
});
