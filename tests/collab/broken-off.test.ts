import { test } from 'tap';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { bounded, TookTooLong } from '../../src/collab/updates/bounded.ts';
import { refuseCompression } from '../../src/collab/wire/socket.ts';
import { addLine, textOf } from '../support/live/lines.ts';

/** An update in which very many clients claim one place: Yjs compares each with all the others. */
function slow(clients: number): Uint8Array {
  const updates = Array.from({ length: clients }, (_, client) => {
    const document = new Y.Doc();
    document.clientID = client + 1;
    document.getText('place').insert(0, 'x');
    return Y.encodeStateAsUpdate(document);
  });
  return Y.mergeUpdates(updates);
}

test('[CO3] after Yjs was broken off in the middle of an update, good updates to other documents are applied as ever', (t) => {
  const bad = slow(4_000);
  const writer = new Y.Doc();
  const before = new Y.Doc();
  let brokenOff = 0;
  // Each round breaks Yjs off at another place.
  for (const milliseconds of [1, 2, 3, 5, 8, 13]) {
    try {
      bounded(
        milliseconds,
        () => {
          Y.applyUpdate(new Y.Doc(), bad);
        },
        () => undefined,
      );
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      brokenOff += 1;
    }
    addLine(writer, `Line ${milliseconds}.`);
    const update = Y.encodeStateAsUpdate(writer);
    const after = new Y.Doc();
    const events: Uint8Array[] = [];
    for (const document of [before, after]) {
      document.on('update', (news: Uint8Array) => events.push(news));
      Y.applyUpdate(document, update);
      t.equal(textOf(document), textOf(writer), 'a document made before, and one made after');
      t.same(Y.encodeStateAsUpdate(document), update);
      t.equal(document._transaction, null, 'no transaction is left open');
    }
    t.ok(events.length >= 2, 'and their listeners are told');
    after.transact(() => {
      addLine(after, 'And on.');
    });
    t.match(textOf(after), /And on\.$/);
  }
  t.ok(brokenOff > 0, `${brokenOff} were broken off`);
  t.end();
});

test('[CO20] sockets that compress are refused at the start: frames are written past the socket library', async (t) => {
  const servers = [false, true].map((perMessageDeflate) => new WebSocketServer({ noServer: true, perMessageDeflate }));
  const [plain, compressing] = servers;
  if (plain === undefined || compressing === undefined) throw new TypeError('there are two');
  refuseCompression(plain);
  t.throws(() => {
    refuseCompression(compressing);
  }, /perMessageDeflate/);
  for (const server of servers) server.close();
  await Promise.resolve();
});
