import * as Y from 'yjs';
import { encodeFrame } from '../../../../src/collab/wire/protocol.ts';
import { addLine } from '../../../support/live/lines.ts';
import { awarenessFrame, bomb, garbage as unreadable, nested, randomBytes, unknownMessages } from '../bytes.ts';
import type { Case, Peer, Room } from '../harness.ts';

/** Garbage may end its sender's connection; nobody else may notice. */
export const garbage: readonly Case[] = [
  {
    name: 'frames that cannot be read',
    rule: 'CO3',
    run: (t, room) =>
      room.undisturbed(t, async () => {
        for (const [, bytes] of unreadable()) {
          const mallory = await room.mute('mallory');
          mallory.raw(bytes);
          await answered(mallory);
        }
      }),
  },
  {
    name: 'messages of an unknown type are ignored, and a page of a later release goes on',
    rule: 'CO41',
    run: (t, room) =>
      room.undisturbed(t, async () => {
        const page = await room.mute('page-of-tomorrow');
        for (const bytes of unknownMessages) page.raw(bytes);
        page.say({ type: 'step1', stateVector: Uint8Array.of(0) });
        await page.until('an answer', () => page.frames.some(({ type }) => type === 'step2'));
      }),
  },
  {
    name: 'random bytes',
    rule: 'CO3',
    run: (t, room) =>
      room.undisturbed(t, async () => {
        const random = randomBytes(7);
        for (let n = 0; n < 60; n += 1) {
          const mallory = await room.mute(`mallory-${n % 7}`);
          const bytes = random(1 + (n % 40));
          bytes[0] = n % 4;
          mallory.raw(bytes);
          mallory.raw(random(200));
          await mallory.close();
        }
      }),
  },
  {
    name: 'every truncation and many corruptions of a real update',
    rule: 'CO3',
    run: (t, room) => room.undisturbed(t, () => corrupt(room)),
  },
  {
    name: 'a frame of 20 MB',
    rule: 'CO3',
    run: (t, room) =>
      room.undisturbed(t, async () => {
        for (const bytes of [new Uint8Array(20_000_000), encodeFrame({ type: 'update', update: new Uint8Array(20_000_000) })]) {
          const mallory = await room.mute('mallory');
          mallory.raw(bytes);
          await answered(mallory);
        }
      }),
  },
  {
    name: 'causal bombs: updates that build on a clock never sent',
    rule: 'CO4',
    run(t, room) {
      const bombs = Array.from({ length: 20 }, () => bomb(2_000));
      return room.undisturbed(t, async () => {
        for (let n = 0; n < 5; n += 1) {
          const mallory = await room.mute(`mallory-${n}`);
          for (const update of bombs) mallory.say({ type: 'update', update });
          await answered(mallory);
        }
      });
    },
  },
  {
    name: 'deep nesting, in the text and in awareness',
    rule: 'CO3',
    run(t, room) {
      const deep = 50_000;
      const frames = [
        encodeFrame({ type: 'update', update: nested(5_000) }),
        awarenessFrame(`${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`),
        awarenessFrame(`{"a":${'['.repeat(deep)}${']'.repeat(deep)}}`),
      ];
      return room.undisturbed(t, async () => {
        for (const [index, bytes] of frames.entries()) {
          const mallory = await room.mute(`mallory-${index}`);
          mallory.raw(bytes);
          await answered(mallory);
        }
      });
    },
  },
];

/** Waits until the server has dealt with the frames sent so far: it answers a later one, or ends the connection. */
async function answered(mallory: Peer): Promise<void> {
  const { length } = mallory.frames;
  mallory.say({ type: 'step1', stateVector: Uint8Array.of(0) });
  await mallory.until(
    'an answer or the end',
    () => mallory.closed !== null || mallory.frames.slice(length).some(({ type }) => type === 'step2'),
  );
  await mallory.cut();
}

async function corrupt(room: Room): Promise<void> {
  const source = new Y.Doc();
  addLine(source, 'A sentence to build on.');
  const mallory = room.peer('mallory', { document: source });
  await mallory.synced();
  const before = Y.encodeStateVector(source);
  addLine(source, 'More.');
  const update = Y.encodeStateAsUpdate(source, before);
  const send = async (bytes: Uint8Array, n: number): Promise<void> => {
    const peer = await room.mute(`mallory-${n % 7}`);
    peer.say({ type: 'update', update: bytes });
    await peer.close();
  };
  for (let length = 0; length < update.byteLength; length += 1) await send(update.slice(0, length), length);
  const random = randomBytes(11);
  for (let n = 0; n < 60; n += 1) {
    const bytes = new Uint8Array(update);
    bytes[(random(1)[0] ?? 0) % bytes.byteLength] = random(1)[0] ?? 0;
    await send(bytes, n);
  }
}
