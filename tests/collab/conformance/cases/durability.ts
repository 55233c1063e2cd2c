import * as Y from 'yjs';
import { Typist } from '../../../support/live/typist.ts';
import type { Case } from '../harness.ts';

const names = ['ann', 'bob', 'cat', 'dan'];

/** Acknowledgements must be true; these cases run only where the server offers them. */
export const durability: readonly Case[] = [
  {
    name: 'every sync frame is acknowledged, in order',
    rule: 'CO12',
    needs: ['acknowledgements'],
    async run(t, room) {
      const [ann] = await room.peers('ann');
      for (let n = 0; n < 50; n += 1) ann.type(`line ${n}`);
      await ann.settled();
      t.equal(ann.durable, ann.sent);
      t.same(ann.unreadable, []);
    },
  },
  {
    name: 'an update with a causal gap is neither acknowledged nor shown until the gap is filled',
    rule: 'CO4',
    needs: ['acknowledgements'],
    async run(t, room) {
      const [bob] = await room.peers('bob');
      const ann = await room.mute('ann');
      const updates: Uint8Array[] = [];
      ann.document.on('update', (update: Uint8Array) => updates.push(update));
      for (const word of ['one', 'two', 'three']) ann.type(word);
      const [one, two, three] = updates.map((update) => ({ type: 'update' as const, update }));
      if (one === undefined || two === undefined || three === undefined) throw new TypeError('three edits are three updates');
      ann.say(three);
      ann.say(two);
      await ann.until('to be asked', () => ann.frames.filter(({ type }) => type === 'step1').length > 1);
      bob.type('Meanwhile.');
      await bob.settled();
      t.equal(ann.durable, 0);
      const [cat] = await room.peers('cat');
      t.equal(cat.document.store.pendingStructs, null);
      ann.say(one);
      await ann.settled();
      await cat.until('all of it', () => ['one', 'two', 'three'].every((word) => cat.text().includes(word)));
    },
  },
  {
    name: 'kill -9 while people type: acknowledged edits are there for a newcomer',
    rule: 'CO12',
    needs: ['acknowledgements', 'restart'],
    async run(t, room) {
      for (const after of [20, 150, 300]) {
        const peers = names.map((name) => room.peer(name, { deaf: true }));
        await Promise.all(peers.map((peer) => peer.settled()));
        const typists = peers.map((peer, index) => new Typist(peer, `${names[index] ?? ''} after ${after}:`));
        for (const typist of typists) typist.start();
        await new Promise((resolve) => setTimeout(resolve, after));
        while (typists.every((typist) => typist.look() === 0)) await new Promise((resolve) => setTimeout(resolve, 5));
        await room.target.kill();
        await Promise.all(peers.map((peer) => peer.ending()));
        for (const typist of typists) typist.stop();
        await room.target.start();
        const saved = typists.flatMap((typist) => [...typist.saved]);
        const [fresh] = await room.peers('eve');
        const there = new Set(fresh.text().split('\n'));
        t.same(
          saved.filter((line) => !there.has(line)),
          [],
          `all ${saved.length} that were acknowledged`,
        );
      }
    },
  },
  {
    name: 'an epoch that ends: edits acknowledged as saved are in the text, and late edits are not',
    rule: 'CO5',
    needs: ['acknowledgements', 'seal'],
    async run(t, room) {
      const peers = await room.peers('ann', 'bob', 'cat');
      const typists = peers.map((peer, index) => new Typist(peer, names[index] ?? ''));
      for (const typist of typists) typist.start();
      await peers[0].until('some to be saved', () => peers[0].durable > 20);
      await room.target.seal(room.name);
      await Promise.all(peers.map((peer) => peer.ending()));
      for (const typist of typists) typist.stop();
      const [fresh] = await room.peers('dan');
      const there = new Set(fresh.text().split('\n'));
      const saved = typists.flatMap((typist) => [...typist.saved]);
      t.same(
        saved.filter((line) => !there.has(line)),
        [],
        `all ${saved.length} that were acknowledged as saved`,
      );
      const aside = typists.flatMap(({ lines, client }) => lines.filter(({ frame }) => client.setAside.includes(frame)));
      t.same(
        aside.filter(({ text }) => there.has(text)),
        [],
        `none of ${aside.length} that were set aside`,
      );
    },
  },
  {
    name: 'a stale copy meets the epoch it belongs to: its edits are set aside, and shown to nobody',
    rule: 'CO6',
    needs: ['acknowledgements', 'seal'],
    async run(t, room) {
      const [ann] = await room.peers('ann');
      ann.type('In time.');
      await ann.settled();
      await ann.cut();
      await room.target.seal(room.name);
      const stale = new Y.Doc();
      Y.applyUpdate(stale, Y.encodeStateAsUpdate(ann.document));
      ann.type('On a train.');
      // A client that connects before the server knows of the seal is closed at the end, and connects again.
      const [first] = await room.peers('bob');
      await first.until('to be told, or closed', () => first.states.includes('sealed') || first.closed !== null);
      const again = room.peer('ann', { document: ann.document });
      await again.settled();
      t.same(again.setAside, [again.sent], 'the answer to SyncStep1 was set aside');
      const [reader] = await room.peers('rita');
      t.equal(reader.text(), 'In time.');
    },
  },
];
