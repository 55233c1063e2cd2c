import { test } from 'tap';
import * as Y from 'yjs';
import { openLive, until } from '../support/live/live-server.ts';
import { textOf } from '../support/live/lines.ts';
import type { RawClient } from '../support/live/raw-client.ts';

// Every accepted document can be opened, up to the limit of its size.

const full = 7_900_000;

test('[CO21] a document of 7.9 MB opens for sixty people at once, and its size costs none of them', async (t) => {
  const live = await openLive(t, { limits: { bytesPerSecond: 1e9, bytesBurst: 1e9 } });
  const writer = live.client('ann');
  await writer.synced();
  for (let n = 0; Y.encodeStateAsUpdate(writer.document).byteLength < full - 300_000; n += 1) {
    writer.type('x'.repeat(290_000), `q${n}`);
    await writer.settled();
  }
  writer.type('The last line.', 'last');
  await writer.settled();
  t.ok(Y.encodeStateAsUpdate(writer.document).byteLength > full - 300_000);
  const readers = Array.from({ length: 60 }, (_, n) =>
    live.client(`member ${n % 20}`, { may: 'read', ...(n === 0 ? {} : { deaf: true }) }),
  );
  // Each asks for the text and for the people present, before the first byte of an answer.
  for (const reader of readers) reader.socket.on('open', () => reader.say({ type: 'query-awareness' }));
  const isDecided = ({ isSynced, closed }: RawClient): boolean => isSynced || closed !== null;
  // Half a gigabyte travels. In each ten seconds some of the sixty must get the whole text.
  for (let waiting = readers.length; waiting > 0;) {
    const before = waiting;
    await until('more of them to have the text', () => {
      waiting = readers.filter((reader) => !isDecided(reader)).length;
      return waiting < before;
    });
  }
  t.same(
    readers.map(({ closed }) => closed),
    readers.map(() => null),
  );
  t.equal(textOf(readers[0]?.document ?? new Y.Doc(), 'last'), 'The last line.');
});
