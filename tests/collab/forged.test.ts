import * as encoding from 'lib0/encoding';
import { test } from 'tap';
import * as Y from 'yjs';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { addLine } from '../support/live/lines.ts';
import { type LiveServer, openLive } from '../support/live/live-server.ts';
import type { RawClient } from '../support/live/raw-client.ts';
import { annGone, authorsOf, copyAs, edit, outcome, words } from '../support/written.ts';

// A forger writes under another member's Yjs client id, at the clocks that the member's own words will have.

const nothing = new Uint8Array();

/** A piece that claims a range of a client's clocks as collected garbage. */
function garbage(client: number, clock: number, length: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number);
    encoding.writeUint8(encoder, 0);
    for (const number of [length, 0]) encoding.writeVarUint(encoder, number);
  });
}

/** A forger's edit in an author's name, made on a copy of the author's document. */
function forged(author: Y.Doc, ...acts: readonly ((document: Y.Doc) => void)[]): readonly Uint8Array[] {
  const copy = copyAs(author, author.clientID);
  return acts.map((act) =>
    edit(copy, () => {
      act(copy);
    }),
  );
}

const insert =
  (at: number, text: string) =>
  (document: Y.Doc): void => {
    words(document).insert(at, text);
  };

const line =
  (section: string, text: string) =>
  (document: Y.Doc): void => {
    addLine(document, text, section);
  };

const choose =
  (question: string, option: string) =>
  (document: Y.Doc): void => {
    document.getMap('chosen').set(question, [option]);
  };

const remove =
  (from: number, length: number) =>
  (document: Y.Doc): void => {
    words(document).delete(from, length);
  };

async function send(client: RawClient, ...updates: readonly Uint8Array[]): Promise<void> {
  for (const update of updates) client.say({ type: 'update', update });
  await client.settled();
}

async function mallory(live: LiveServer): Promise<RawClient> {
  const client = live.client('mallory');
  await client.settled();
  return client;
}

const more = insert(5, ' More');
const forgeries: readonly [what: string, forge: (author: Y.Doc) => readonly Uint8Array[], unsent: (author: Y.Doc) => void][] = [
  ['garbage', (author) => [garbage(author.clientID, Y.getState(author.store, author.clientID), 1_000_000)], more],
  ['words that are deleted at once', (author) => forged(author, insert(5, 'Six or more'), remove(5, 11)), more],
  ['other words', (author) => forged(author, insert(5, 'Six or more')), more],
  ['letters that stand for letters cut in two', (author) => forged(author, insert(5, '\ufffd'.repeat(20))), more],
  ['the same words elsewhere', (author) => forged(author, insert(0, ' More')), more],
  ['a line in another answer', (author) => forged(author, line('nowhere', '')), line('q2', 'Words.')],
  ['another choice', (author) => forged(author, choose('q2', 'no')), choose('q2', 'yes')],
  ['the same choice elsewhere', (author) => forged(author, choose('q3', 'yes')), choose('q2', 'yes')],
];

for (const [what, forge, unsent] of forgeries) {
  test(`[CO12] ${what} in the place of what somebody has not sent yet: that is never said to be saved`, async (t) => {
    const live = await openLive(t);
    const ann = await annGone(live);
    await send(await mallory(live), ...forge(ann));
    t.equal(await outcome(live, 'ann', ...forged(ann, unsent)), 'contradicted');
    t.match(
      await authorsOf(live),
      { [ann.clientID]: { member: 'ann', how: 'relayed' } },
      'and the log says that not all the words are hers',
    );
  });
}

test('[CO12] nor after a restart, nor where the service has never met the author’s page', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const first = await openLive(t, { store });
  const ann = await annGone(first);
  const writer = await mallory(first);
  const bea = new Y.Doc();
  await send(writer, ...forged(ann, insert(5, 'Not hers at all'), remove(5, 15)), garbage(bea.clientID, 0, 1_000));
  await first.close();
  const live = await openLive(t, { store });
  const [unsent = nothing] = forged(ann, more);
  t.equal(await outcome(live, 'ann', unsent), 'contradicted');
  addLine(bea, '', 'q2');
  t.equal(await outcome(live, 'bea', Y.encodeStateAsUpdate(bea)), 'contradicted');
  t.equal(await outcome(live, 'mallory', Y.encodeStateAsUpdate(copyAs(writer.document, 7))), 'saved', 'what is there is known');
});

test('[CO12] nor where both updates come in one turn', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const writer = await mallory(live);
  const back = live.client('ann', { mute: true });
  await back.until('the server to ask', () => back.frames.length > 0);
  const [unsent = nothing] = forged(ann, more);
  writer.say({ type: 'update', update: garbage(ann.clientID, Y.getState(ann.store, ann.clientID), 1_000) });
  back.say({ type: 'update', update: unsent });
  await back.until('an answer', () => back.durable > 0 || back.closed !== null);
  const fresh = live.client('bob');
  await fresh.synced();
  t.ok(back.closed !== null || fresh.text() === 'Mine. More', 'the words are saved, or not acknowledged');
});

test('[CO12] nor among late edits, before and after they are loaded again', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  await live.store.drafts.seal(live.key);
  await live.rooms.sealed(live.key);
  const [unsent = nothing, later = nothing] = forged(ann, more, insert(10, ' and later'));
  const clock = Y.getState(ann.store, ann.clientID) + 5;
  t.equal(await outcome(live, 'ann', unsent), 'saved', 'set aside');
  t.equal(await outcome(live, 'mallory', garbage(ann.clientID, clock, 1_000)), 'saved');
  t.equal(await outcome(live, 'ann', later), 'contradicted');
  const again = await openLive(t, { store: live.store });
  t.equal(await outcome(again, 'ann', later), 'contradicted');
  t.equal(await outcome(again, 'ann', unsent), 'saved', 'words that are there as she wrote them are known');
});

test('[CO12] nor where the author’s own other page brings the forgery back after a crash', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const page = copyAs(ann, 99);
  for (const update of forged(ann, insert(5, 'Not hers at all'), remove(5, 15))) Y.applyUpdate(page, update);
  await live.client('ann', { document: page }).settled();
  t.equal(await outcome(live, 'ann', ...forged(ann, more)), 'contradicted');
});

test('[CO12] words in whose place somebody wrote others, in the author’s name, are never acknowledged', async (t) => {
  const live = await openLive(t);
  const [ann, mallory] = [live.client('ann'), live.client('mallory')];
  await Promise.all([ann.settled(), mallory.settled()]);
  ann.type('Mine.');
  await ann.settled();
  await mallory.until('the words', () => mallory.text() === 'Mine.');
  const forger = new Y.Doc();
  Y.applyUpdate(forger, Y.encodeStateAsUpdate(mallory.document));
  forger.clientID = ann.document.clientID;
  const vector = Y.encodeStateVector(forger);
  words(forger).insert(5, ' And not.');
  const before = ann.document;
  ann.socket.pause();
  mallory.say({ type: 'update', update: Y.encodeStateAsUpdate(forger, vector) });
  await mallory.settled();
  words(before).insert(5, ' And more');
  const { sent } = ann;
  ann.socket.resume();
  t.equal(await ann.ending(), 'contradicted');
  t.ok(ann.durable < sent, 'it was not acknowledged');
});
