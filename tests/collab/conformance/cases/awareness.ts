import type { Case, Peer } from '../harness.ts';

const atOnce = 1_000;

/** Awareness: which states count, and who is sent them. */
export const awareness: readonly Case[] = [
  {
    name: 'awareness states are broadcast to those present, and sent to newcomers',
    rule: 'CO7',
    async run(t, room) {
      const [ann, bob] = await room.peers('ann', 'bob');
      ann.announce({ section: 'q1' }, 1);
      await bob.until('ann', () => sees(bob, ann) === 'q1');
      const [cat] = await room.peers('cat');
      await cat.until('ann', () => sees(cat, ann) === 'q1');
      t.pass('both see ann');
    },
  },
  {
    name: 'only a newer clock counts, and a state that changes nothing is broadcast to nobody',
    rule: 'CO7',
    async run(t, room) {
      const [ann, bob] = await room.peers('ann', 'bob');
      ann.announce({ section: 'q1' }, 5);
      await bob.until('ann', () => sees(bob, ann) === 'q1');
      ann.announce({ section: 'q1' }, 5);
      ann.announce({ section: 'q2' }, 5);
      ann.announce({ section: 'q3' }, 4);
      ann.announce({ section: 'q4' }, 6);
      await bob.until('the newer', () => sees(bob, ann) === 'q4');
      t.equal(toldOf(bob, ann), 2);
    },
  },
  {
    name: 'nobody speaks for another client: neither a newer clock nor a leave counts from somebody else',
    rule: 'CO7',
    async run(t, room) {
      const [ann, mallory, cat] = await room.peers('ann', 'mallory', 'cat');
      ann.announce({ section: 'q1' }, 1);
      await cat.until('ann', () => sees(cat, ann) === 'q1');
      mallory.announce({ section: 'forged' }, 2, ann.document.clientID);
      mallory.say({ type: 'awareness', entries: [{ client: ann.document.clientID, clock: 3, state: null }] });
      mallory.announce({ section: 'forged' }, 2 ** 52, ann.document.clientID);
      mallory.announce({ section: 'q9' }, 1);
      await cat.until('mallory, or a forgery', () => cat.present.has(mallory.document.clientID) || sees(cat, ann) !== 'q1');
      t.equal(sees(cat, ann), 'q1');
      ann.announce({ section: 'q2' }, 2);
      await cat.until('ann to go on', () => sees(cat, ann) === 'q2');
    },
  },
  {
    name: 'a null at the same clock is broadcast at once',
    rule: 'CO7',
    async run(t, room) {
      const [ann, bob] = await room.peers('ann', 'bob');
      ann.announce({}, 1);
      await bob.until('ann', () => bob.present.has(ann.document.clientID));
      const since = performance.now();
      ann.say({ type: 'awareness', entries: [{ client: ann.document.clientID, clock: 1, state: null }] });
      await bob.until('ann to be gone', () => !bob.present.has(ann.document.clientID));
      t.ok(performance.now() - since < atOnce);
    },
  },
  {
    name: 'when a connection ends, closed or cut, its client’s leave is broadcast at once',
    rule: 'CO7',
    async run(t, room) {
      const [ann, bob, cat] = await room.peers('ann', 'bob', 'cat');
      for (const peer of [ann, bob]) peer.announce({}, 1);
      await cat.until('both', () => cat.present.size === 2);
      const since = performance.now();
      await ann.close();
      await cat.until('ann to be gone', () => !cat.present.has(ann.document.clientID));
      await bob.cut();
      await cat.until('bob to be gone', () => !cat.present.has(bob.document.clientID));
      t.ok(performance.now() - since < 2 * atOnce);
    },
  },
  {
    name: 'awareness can be asked for',
    rule: 'CO7',
    async run(t, room) {
      const [ann, bob] = await room.peers('ann', 'bob');
      ann.announce({ section: 'q1' }, 1);
      await bob.until('ann', () => sees(bob, ann) === 'q1');
      const before = toldOf(bob, ann);
      bob.say({ type: 'query-awareness' });
      await bob.until('an answer', () => toldOf(bob, ann) > before);
      t.pass('and is answered');
    },
  },
  {
    name: 'one connection cannot fill the room with people who do not exist',
    rule: 'CO7',
    async run(t, room) {
      await room.undisturbed(t, async () => {
        const [mallory] = await room.peers('mallory');
        for (let batch = 0; batch < 20; batch += 1) {
          const ids = Array.from({ length: 500 }, (_, index) => 1_000_000 + 500 * batch + index);
          mallory.say({ type: 'awareness', entries: ids.map((client) => ({ client, clock: 1, state: { user: { name: 'Nobody' } } })) });
        }
        mallory.say({ type: 'step1', stateVector: Uint8Array.of(0) });
        const { length } = mallory.frames;
        await mallory.until('an answer', () => mallory.frames.slice(length).some(({ type }) => type === 'step2'));
        const [cat] = await room.peers('cat');
        cat.say({ type: 'step1', stateVector: Uint8Array.of(0) });
        await cat.until('a second answer', () => cat.frames.filter(({ type }) => type === 'step2').length === 2);
        t.ok(cat.present.size < 100, `a newcomer is told of ${cat.present.size}`);
      });
    },
  },
];

function sees(peer: Peer, other: Peer): unknown {
  return peer.present.get(other.document.clientID)?.state?.['section'];
}

/** Counts the frames that told a peer of another client. */
function toldOf(peer: Peer, { document: { clientID } }: Peer): number {
  return peer.frames.filter((frame) => frame.type === 'awareness' && frame.entries.some(({ client }) => client === clientID)).length;
}
