import { encodeFrame } from '../../../../src/collab/wire/protocol.ts';
import { sectionText } from '../../../../src/text/lines/stored.ts';
import type { Case, Room } from '../harness.ts';
import { frameBytes } from '../wire.ts';

/** Correct frames, but too many of them. */
export const pressure: readonly Case[] = [
  { name: 'a million tiny frames', rule: 'CO21', run: (t, room) => room.undisturbed(t, () => tiny(room)) },
  { name: 'readers who do not read', rule: 'CO21', run: (t, room) => room.undisturbed(t, () => unread(room)) },
  {
    name: 'questions from a client that does not read the answers',
    rule: 'CO21',
    run: (t, room) =>
      room.undisturbed(t, async () => {
        const [ann] = await room.peers('ann');
        ann.type('x'.repeat(200_000));
        const wire = await room.wire('mallory');
        wire.socket.pause();
        const question = frameBytes({ opcode: 2, payload: encodeFrame({ type: 'step1', stateVector: Uint8Array.of(0) }) });
        for (let n = 0; n < 500 && wire.write(question); n += 1);
        await ann.until('a moment', () => ann.frames.length > 3);
      }),
  },
  {
    name: 'a crowd that connects, leaves and connects again',
    rule: 'CO2',
    run: (t, room) =>
      room.undisturbed(t, async () => {
        const [ann] = await room.peers('ann');
        ann.type('Here.');
        for (let round = 0; round < 3; round += 1) {
          const crowd = Array.from({ length: 100 }, (_, index) => room.peer(`visitor-${index}`));
          await Promise.all(crowd.map((peer) => peer.until('the text', () => peer.text() === 'Here.')));
          await Promise.all(crowd.map((peer) => peer.cut()));
        }
      }),
  },
];

async function tiny(room: Room): Promise<void> {
  const wire = await room.wire('mallory');
  const frame = frameBytes({ opcode: 2, payload: encodeFrame({ type: 'awareness', entries: [] }) });
  const thousand = Buffer.concat(Array.from({ length: 1_000 }, () => frame));
  for (let n = 0; n < 1_000 && !wire.isOver; n += 1) {
    wire.write(thousand);
    await wire.drained();
  }
}

async function unread(room: Room): Promise<void> {
  const [ann, bob] = await room.peers('ann', 'bob');
  const slow = await Promise.all([0, 1, 2, 3].map((n) => room.wire(`slow-${n}`)));
  for (const wire of slow) wire.socket.pause();
  // Each line replaces the last, so far more bytes are sent than remain.
  for (let n = 0; n < 60; n += 1) {
    ann.document.transact(() => {
      const text = sectionText(ann.document, 'q1');
      text.delete(0, text.length);
      ann.type(`${n} ${'x'.repeat(100_000)}`);
    });
    await bob.until(`line ${n}`, () => bob.text().startsWith(`${n} `));
  }
}
