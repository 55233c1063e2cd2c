import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as encoding from 'lib0/encoding';
import { test } from 'tap';
import * as Y from 'yjs';
import { SharedDocument } from '../../src/collab/updates/document.ts';
import { textSchema } from '../../src/text/check.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { addLine, textOf } from '../support/live/lines.ts';
import { openLive } from '../support/live/live-server.ts';
import { words } from '../support/written.ts';

// Updates made by hand, as no editor writes them: applying one means one thing, merging its bytes means another.

/** A line that one Yjs client wrote, as an update of one client's section and no deletions. */
function lineOf(client: number, section: string, text: string): Uint8Array {
  const document = new Y.Doc();
  document.clientID = client;
  addLine(document, text, section);
  return Y.encodeStateAsUpdate(document);
}

/** A script that one Yjs client wrote, as such an update. */
function scriptOf(client: number, section: string): Uint8Array {
  const document = new Y.Doc();
  document.clientID = client;
  const script = new Y.XmlElement('script');
  script.insert(0, [new Y.XmlText('alert()')]);
  sectionText(document, section).insertEmbed(0, script);
  return Y.encodeStateAsUpdate(document);
}

/** Several such updates as one, their sections in the order given. */
function joined(...updates: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array([updates.length, ...updates.flatMap((update) => [...update.subarray(1, -1)]), 0]);
}

/** One text item beside the letter of client 9, which comes after its marker. */
function beside(encoder: encoding.Encoder, client: number, clock: number, text: string): void {
  for (const number of [1, client, clock]) encoding.writeVarUint(encoder, number);
  encoding.writeUint8(encoder, 4 | 0x80);
  encoding.writeVarUint(encoder, 9);
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarString(encoder, text);
}

function written(sections: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, sections);
    write(encoder);
    encoding.writeVarUint(encoder, 0);
  });
}

function opened(): SharedDocument {
  const document = new SharedDocument(textSchema, 8_388_608, []);
  document.take(lineOf(9, 'a', 'x'));
  document.change();
  return document;
}

const refused = { is: 'refused', closing: 'bad-frame' };

test('[CO3] clients of an update come once, the highest first: in another order merging would lose acknowledged words', (t) => {
  const [one, two] = [lineOf(1, 'b', 'long long text'), lineOf(2, 'c', 'hi')];
  t.match(opened().take(joined(one, two)), refused);
  t.match(opened().take(joined(one, one)), refused);
  const document = opened();
  t.match(document.take(joined(two, one)), { is: 'taken' });
  t.match(document.take(lineOf(30, 'd', 'another')), { is: 'taken' });
  const merged = new Y.Doc();
  Y.applyUpdate(merged, document.change() ?? new Uint8Array());
  t.same(
    ['b', 'c', 'd'].map((section) => textOf(merged, section)),
    ['long long text', 'hi', 'another'],
  );
  t.end();
});

test('[CO3] a section that hides another from the judge is refused', (t) => {
  const script = scriptOf(5, 'b');
  t.match(opened().take(script), { is: 'refused', closing: 'not-text' });
  const empty = new Uint8Array([1, 0, 5, 0, 0]);
  t.match(opened().take(joined(script, empty)), refused);
  t.match(opened().take(joined(empty, script)), refused);
  t.match(opened().take(empty), refused);
  t.end();
});

test('[CO3] a piece or a deletion of no length is refused, and the draft still opens', (t) => {
  const document = opened();
  t.match(
    document.take(
      written(1, (encoder) => {
        beside(encoder, 5, 0, 'q');
      }),
    ),
    { is: 'taken' },
  );
  const crafted = written(2, (encoder) => {
    beside(encoder, 6, 0, 'z');
    beside(encoder, 5, 1, '');
  });
  t.match(document.take(crafted), refused);
  const deletion = encoding.encode((encoder) => {
    for (const number of [0, 1, 9, 1, 0, 0]) encoding.writeVarUint(encoder, number);
  });
  t.match(document.take(deletion), refused);
  t.match(document.take(lineOf(30, 'd', 'another')), { is: 'taken' });
  t.doesNotThrow(() => new SharedDocument(textSchema, 8_388_608, [document.state()]).stateVector());
  t.end();
});

test('[CO3] deletions come sorted and disjoint, each client once: others would cost a search each', (t) => {
  const deletions = (...numbers: readonly number[]): Uint8Array =>
    encoding.encode((encoder) => {
      for (const number of [0, ...numbers]) encoding.writeVarUint(encoder, number);
    });
  const document = opened();
  document.take(lineOf(20, 'b', 'longer text'));
  for (const update of [deletions(1, 20, 2, 2, 3, 4, 1), deletions(1, 20, 2, 5, 1, 2, 1), deletions(2, 20, 1, 2, 1, 20, 1, 5, 1)]) {
    t.match(document.take(update), refused);
  }
  t.match(document.take(deletions(1, 20, 2, 2, 3, 5, 1)), { is: 'taken' }, 'one right after the other is in order');
  t.end();
});

test('[CO3] a text with too many deleted ranges takes no more edits, and clients that hold it can still come back', (t) => {
  const document = new SharedDocument(textSchema, 8_388_608, []);
  const everyOther = (client: number, from: number): Uint8Array =>
    encoding.encode((encoder) => {
      for (const number of [0, 1, client, 10_000]) encoding.writeVarUint(encoder, number);
      for (let letter = 0; letter < 10_000; letter += 1) {
        for (const number of [1 + from + 2 * letter, 1]) encoding.writeVarUint(encoder, number);
      }
    });
  const verdicts = [20, 21].flatMap((client) => {
    document.take(lineOf(client, `s${client}`, 'ab'.repeat(60_000)));
    return [0, 20_000, 40_000, 60_000, 80_000, 100_000].map((from) => document.take(everyOther(client, from)).is);
  });
  t.same(verdicts, [...Array<string>(10).fill('taken'), 'refused', 'refused']);
  const there = new Y.Doc();
  Y.applyUpdate(there, document.state());
  t.match(document.take(Y.encodeStateAsUpdate(there, document.stateVector())), { is: 'known' });
  t.end();
});

test('[CO21] thousands of letters that claim the same place keep nobody waiting', (t) => {
  const document = opened();
  for (const first of [100_000, 200_000]) {
    const flood = written(16_000, (encoder) => {
      for (let client = first + 15_999; client >= first; client -= 1) beside(encoder, client, 0, 'z');
    });
    t.match(document.take(flood), { is: 'refused' });
  }
  // From one client too: each letter goes to the left of another, so Yjs compares it with all before it.
  const long = new Y.Doc();
  long.clientID = 50;
  Y.applyUpdate(long, document.state());
  const text = sectionText(long, 'a');
  for (let letter = 0; letter < 9_000; letter += 1) text.insert(0, 'y');
  t.match(document.take(Y.encodeStateAsUpdate(long)), { is: 'taken' }, 'letters really typed, each before the last');
  const crafted = encoding.encode((encoder) => {
    for (const number of [1, 9_000, 60, 0]) encoding.writeVarUint(encoder, number);
    for (let letter = 0; letter < 9_000; letter += 1) {
      encoding.writeUint8(encoder, 4 | 0x80 | 0x40);
      for (const number of [9, 1, 50, letter]) encoding.writeVarUint(encoder, number);
      encoding.writeVarString(encoder, 'z');
    }
    encoding.writeVarUint(encoder, 0);
  });
  const before = document.state();
  const started = process.threadCpuUsage();
  const verdict = document.take(crafted);
  t.ok(verdict.is !== 'taken' || process.threadCpuUsage(started).user < 1_000_000, 'it is quick, or it is refused');
  if (verdict.is === 'refused') t.same(document.state(), before);
  t.end();
});

test('[CO3] a machine that is busy with something else refuses nobody: the processor time of an update counts', (t) => {
  const child = fileURLToPath(new URL('../support/live/stopped-child.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [child], { encoding: 'utf8' });
  t.equal(stderr, '');
  const { is, waited } = JSON.parse(stdout) as { readonly is: string; readonly waited: number };
  t.equal(is, 'taken');
  t.ok(waited > 600, `the process was stopped while it applied the update: ${Math.round(waited)} ms`);
  t.end();
});

test('[CO5] a late edit that builds on one never stored does not keep other members’ late edits out', (t) => {
  const base = lineOf(9, 'a', 'x');
  const one = new Y.Doc();
  Y.applyUpdate(one, base);
  addLine(one, '', 'a');
  const two = new Y.Doc();
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  const vector = Y.encodeStateVector(two);
  addLine(two, '', 'a');
  const judge = new SharedDocument(textSchema, 8_388_608, [base, Y.encodeStateAsUpdate(two, vector)]);
  t.match(judge.take(lineOf(30, 'd', 'another')), { is: 'taken' });
  t.match(judge.take(Y.encodeStateAsUpdate(one)), { is: 'taken' }, 'and a client that comes back with the first edit brings both');
  t.end();
});

test('[CO3] text from the log counts towards the size of a section', (t) => {
  const document = opened();
  const long = (client: number): Uint8Array => lineOf(client, 'a', 'y'.repeat(140_000));
  document.trust(long(20));
  document.trust(long(21));
  t.match(document.take(lineOf(22, 'a', 'z'.repeat(10_000))), { is: 'taken' });
  t.match(document.take(lineOf(23, 'a', 'z'.repeat(20_000))), { is: 'refused', closing: 'not-text' });
  t.end();
});

test('[CO4] an edit resent in other pieces, and partly deleted since, is known, and nothing else is', async (t) => {
  const live = await openLive(t);
  const ann = live.client('ann');
  await ann.settled();
  ann.type('Words with a 👩‍🚀 in them.');
  const text = words(ann.document);
  const all = Y.encodeStateAsUpdate(ann.document);
  text.insert(6, 'and more, ');
  text.delete(2, 9);
  text.insert(14, '!');
  await ann.settled();
  const again = live.client('ann', { document: ann.document });
  await again.settled();
  again.say({ type: 'update', update: all });
  again.say({ type: 'update', update: Y.encodeStateAsUpdate(ann.document) });
  await again.settled();
  t.equal(again.closed, null);
});
