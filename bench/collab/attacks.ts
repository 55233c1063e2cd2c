import { randomBytes, randomInt } from 'node:crypto';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { markerName, sectionText } from '../../src/text/lines/stored.ts';
import { type Address, Client, type Seat } from './client.ts';
import { after } from './course.ts';
import { awarenessMessage, syncMessage } from './dialects.ts';
import { person, room } from './row.ts';
import { sectionOf, typedEdits } from './texts.ts';
import { framed } from './wire.ts';

/** Somebody who attacks a room until a time, by `performance.now()`; `victims` are the client ids of the others there. */
export type Attack = (address: Address, victims: readonly number[], until: number) => Promise<void>;

/** The people that attacks may be made by: nobody else sits as these. */
export const attackers = 40;
const firstAttacker = 10;
let next = 0;

function seat(): Seat {
  next = (next + 1) % attackers;
  return { room: room(0), person: person(firstAttacker + next) };
}

/** Comes in as everybody does, does its worst, waits to be thrown out, and comes again. */
function again(act: (client: Client) => Promise<void> | void): Attack {
  return async (address, _victims, until) => {
    while (performance.now() < until) {
      const client = new Client(address, seat());
      try {
        await client.synced;
        await act(client);
        await Promise.race([client.wire.closed, after(100)]);
      } catch {
        await after(50);
      }
      client.wire.cut();
    }
  };
}

function messages(count: number, body: (n: number) => Uint8Array): Attack {
  return again(async (client) => {
    for (let n = 0; n < count && !client.wire.isOver; n += 1) {
      client.wire.write(framed(Buffer.concat([client.prefix, body(n)])));
      if (n % 20 === 0) await client.wire.drained();
    }
  });
}

const truncated = [[0, 2, 0xff, 0xff], [0x80], [0, 0x80], [1, 0xff, 0xff, 0xff], [0, 1, 5, 1, 2], [0, 0, 0x81]];

function hugeLength(n: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, n % 2);
    if (n % 2 === 0) encoding.writeVarUint(encoder, n % 3);
    const size = [2 ** 31, 2 ** 32 - 1, 2 ** 40, Number.MAX_SAFE_INTEGER][n % 4] ?? 0;
    if (n % 8 < 4) encoding.writeVarUint(encoder, size);
    else {
      // The message is whole; the update or the list of states inside claims to be huge.
      const inner = encoding.encode((inside) => {
        encoding.writeVarUint(inside, size);
      });
      encoding.writeVarUint8Array(encoder, inner);
    }
  });
}

const twentyMegabytes = 20 * 1_048_576;

function hugeFrames(): Attack {
  const body = Buffer.alloc(twentyMegabytes, 7);
  // Made once: making it takes long enough to stall the generator itself.
  let frame: Buffer | null = null;
  return again(async (client) => {
    frame ??= framed(Buffer.concat([syncMessage(client.prefix, 'update', new Uint8Array(0)).subarray(0, -1), body]));
    client.wire.write(frame);
    await Promise.race([client.wire.drained(), after(2000)]);
  });
}

const violations: readonly (readonly number[])[] = [
  [0xc2, 0x80, 0, 0, 0, 0],
  [0x82, 0x01, 7],
  [0x83, 0x80, 0, 0, 0, 0],
  [0x8b, 0x80, 0, 0, 0, 0],
  [0x09, 0x80, 0, 0, 0, 0],
  [0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0],
  [0x80, 0x80, 0, 0, 0, 0],
  [0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
  [0x88, 0x81, 0, 0, 0, 0, 3],
  [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed],
  [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28],
];
let violation = 0;

function tinyFrames(count: number): Attack {
  const atOnce = 10_000;
  return async (address, _victims, until) => {
    let left = count;
    const flood = again(async (client) => {
      const one = framed(syncMessage(client.prefix, 'update', new Uint8Array([0, 0])));
      const many = Buffer.concat(Array.from({ length: atOnce }, () => one));
      while (left > 0 && !client.wire.isOver && performance.now() < until) {
        client.wire.write(many);
        left -= atOnce;
        await client.wire.drained();
      }
    });
    await flood(address, [], until);
  };
}

const forgedClocks: Attack = async (address, victims, until) => {
  const forge = again((client) => {
    for (const victim of victims) {
      for (const clock of [1_000_000_000, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
        const lie = { client: victim, clock, state: { user: { name: 'Nobody' } } };
        client.wire.write(framed(awarenessMessage(client.prefix, lie)));
        client.wire.write(framed(awarenessMessage(client.prefix, { ...lie, state: null })));
      }
    }
  });
  await forge(address, victims, until);
};

const forgedIds: Attack = again(async (client) => {
  const state = { user: { name: 'x'.repeat(1000) } };
  for (let n = 0; n < 1500 && !client.wire.isOver; n += 1) {
    client.wire.write(framed(awarenessMessage(client.prefix, { client: randomInt(1, 2 ** 31), clock: 1, state })));
    if (n % 50 === 0) await client.wire.drained();
  }
});

function causalBombs(): Attack {
  // Each builds on a beginning that never comes.
  const bombs = Array.from({ length: 300 }, (_, n) => typedEdits(5000 + n, 6).slice(3)).flat();
  let at = 0;
  return again(async (client) => {
    for (let n = 0; n < 100 && !client.wire.isOver; n += 1) {
      at = (at + 1) % bombs.length;
      client.edit(client.frameOf(bombs[at] ?? new Uint8Array([0, 0])));
      if (n % 20 === 0) await client.wire.drained();
    }
  });
}

function deepNesting(): Attack {
  const depth = 8000;
  const document = new Y.Doc();
  document.transact(() => {
    let inside = new Y.XmlElement(markerName);
    sectionText(document, 'q1').insertEmbed(0, inside);
    for (let level = 1; level < depth; level += 1) {
      const marker = new Y.XmlElement(markerName);
      inside.insert(0, [marker]);
      inside = marker;
    }
  });
  const update = Y.encodeStateAsUpdate(document);
  const state = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const inner = encoding.encode((encoder) => {
    for (const number of [1, 77, 1]) encoding.writeVarUint(encoder, number);
    encoding.writeVarString(encoder, state);
  });
  return again((client) => {
    client.edit(client.frameOf(update));
    const message = encoding.encode((encoder) => {
      encoding.writeUint8Array(encoder, client.prefix);
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarUint8Array(encoder, inner);
    });
    client.wire.write(framed(message));
  });
}

/** Eight who write 2 MB a second between them and take it out again. */
const heavyWriters: Attack = async (address, _victims, until) => {
  const writers = Array.from({ length: 8 }, async (_, n) => {
    const client = new Client(address, seat());
    await client.synced;
    const document = new Y.Doc();
    const text = sectionText(document, sectionOf(n));
    document.on('update', (update: Uint8Array) => client.edit(client.frameOf(update)));
    while (performance.now() < until && !client.wire.isOver) {
      document.transact(() => {
        text.delete(0, text.length);
        text.insert(0, 'slow '.repeat(4000));
      });
      await after(85);
    }
    client.wire.cut();
  });
  await Promise.allSettled(writers);
};

/** 30 who read nothing more while the eight write. */
const slowReaders: Attack = async (address, victims, until) => {
  const idle = Array.from({ length: 30 }, () => new Client(address, seat()));
  await Promise.allSettled(idle.map((client) => client.synced));
  for (const { wire } of idle) wire.stall();
  await heavyWriters(address, victims, until);
  for (const { wire } of idle) wire.cut();
};

/** All of them, by name. */
export const attacks: Readonly<Record<string, () => Attack>> = {
  'none, for comparison': () => () => Promise.resolve(),
  'random bytes': () => messages(200, () => randomBytes(randomInt(1, 2000))),
  'truncated varints': () => messages(truncated.length, (n) => Uint8Array.from(truncated[n] ?? [])),
  'huge lengths': () => messages(24, hugeLength),
  '20 MB frames': hugeFrames,
  'frame violations': () =>
    again((client) => {
      violation = (violation + 1) % violations.length;
      client.wire.write(Uint8Array.from(violations[violation] ?? []));
    }),
  'a million tiny frames': () => tinyFrames(1_000_000),
  'forged clocks': () => forgedClocks,
  'forged awareness ids': () => forgedIds,
  'causal bombs': causalBombs,
  'deep nesting': deepNesting,
  'slow readers': () => slowReaders,
  'their writers alone, for comparison': () => heavyWriters,
};
