import * as Y from 'yjs';
import { encodeFrame } from '../../../../src/collab/wire/protocol.ts';
import type { Case, Room } from '../harness.ts';
import { frameBytes, type FrameShape, type WireClient } from '../wire.ts';

const [continuation, text, binary, close, ping, pong] = [0, 1, 2, 8, 9, 10];
const hello = encodeFrame({ type: 'step1', stateVector: Y.encodeStateVector(new Y.Doc()) });

/** Frames that end the connection, by RFC 6455; each list is sent one after the other. */
const violations: Readonly<Record<string, readonly FrameShape[]>> = {
  'a frame without a mask': [{ opcode: binary, payload: hello, mask: 'missing' }],
  'an opcode of no data frame': [{ opcode: 3, payload: hello }],
  'an opcode of no control frame': [{ opcode: 11 }],
  'a reserved bit': [{ opcode: binary, payload: hello, reserved: 2 }],
  'compression that was not agreed on': [{ opcode: binary, payload: hello, reserved: 4 }],
  'a ping in fragments': [{ opcode: ping, fin: 0 }],
  'a ping of 126 bytes': [{ opcode: ping, payload: new Uint8Array(126) }],
  'a ping that claims 2 MB': [{ opcode: ping, claimed: 2_000_000n }],
  'a close frame of one byte': [{ opcode: close, payload: Uint8Array.of(3) }],
  'a close frame with code 1005': [{ opcode: close, payload: Uint8Array.of(0x03, 0xed) }],
  'a close frame with code 7': [{ opcode: close, payload: Uint8Array.of(0, 7) }],
  'a close reason that is not UTF-8': [{ opcode: close, payload: Uint8Array.of(0x03, 0xe8, 0xff, 0xfe) }],
  'text that is not UTF-8': [{ opcode: text, payload: Uint8Array.of(0xc3, 0x28) }],
  'a continuation of nothing': [{ opcode: continuation, payload: hello }],
  'a message inside another': [
    { opcode: binary, payload: hello, fin: 0 },
    { opcode: binary, payload: hello },
  ],
  'a length with its first bit set': [{ opcode: binary, claimed: 1n << 63n }],
  'a length of 2 to the 53': [{ opcode: binary, claimed: 1n << 53n }],
};

/** Correct and incorrect WebSocket frames, sent over bare TCP. */
export const frames: readonly Case[] = [
  {
    name: 'a ping is answered, and a message in fragments is one message',
    rule: 'RFC 6455',
    async run(t, room) {
      const wire = await room.wire('ann');
      const word = Uint8Array.of(1, 2, 3);
      wire.send({ opcode: binary, payload: hello.slice(0, 1), fin: 0 });
      wire.send({ opcode: ping, payload: word });
      for (const byte of hello.slice(1)) wire.send({ opcode: continuation, payload: Uint8Array.of(byte), fin: 0 });
      wire.send({ opcode: continuation });
      await answersStep1(wire);
      const answer = wire.frames.find(({ opcode }) => opcode === pong);
      t.same([...(answer?.payload ?? [])], [...word]);
    },
  },
  ...Object.entries(violations).map(([name, shapes]): Case => ({
    name: `a frame violation: ${name}`,
    rule: 'RFC 6455',
    run: (t, room) =>
      room.undisturbed(t, async () => {
        const wire = await room.wire('mallory');
        for (const shape of shapes) wire.send(shape);
        t.ok(await wire.ends(), 'the connection is ended');
      }),
  })),
  {
    name: 'a text message, which is not this protocol',
    rule: 'CO3',
    run: (t, room) =>
      room.undisturbed(t, async () => {
        const wire = await room.wire('mallory');
        wire.send({ opcode: text, payload: new TextEncoder().encode('hello') });
        await wire.ends(500);
      }),
  },
  {
    name: 'cables cut in the middle of a frame, and frames that never end',
    rule: 'CO3',
    run: (t, room) => room.undisturbed(t, () => halves(room)),
  },
];

async function halves(room: Room): Promise<void> {
  const whole = frameBytes({ opcode: binary, payload: new Uint8Array(70_000) });
  for (let n = 0; n < 30; n += 1) {
    const wire = await room.wire(`mallory-${n % 10}`);
    wire.write(whole.subarray(0, 1 + ((n * 997) % 60_000)));
    await wire.drained();
    if (n % 2 === 0) wire.cut();
    else wire.send({ opcode: binary, claimed: 900_000n });
  }
}

async function answersStep1(wire: WireClient): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!wire.frames.some(({ opcode, payload }) => opcode === binary && payload[0] === 0 && payload[1] === 1)) {
    if (performance.now() > deadline) throw new Error('SyncStep1 was not answered');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
