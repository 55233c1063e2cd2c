import * as encoding from 'lib0/encoding';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Authors } from '../../src/store/drafts.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { type LiveServer, openLive } from '../support/live-server.ts';
import type { RawClient } from '../support/raw-client.ts';

// One writer puts something where the words of another will be: under the other's Yjs client id, at the clocks those words have.

/** The first words of the first section. */
function words(document: Y.Doc): Y.XmlText {
  return (document.getXmlFragment('section:q1').get(0) as Y.XmlElement).get(0) as Y.XmlText;
}

/** So many clocks of a client that are said to be collected. */
function garbage(client: number, clock: number, length: number): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number);
    encoding.writeUint8(encoder, 0);
    for (const number of [length, 0]) encoding.writeVarUint(encoder, number);
  });
}

/** What a document writes, as the update an editor sends. */
function edit(document: Y.Doc, write: () => void): Uint8Array {
  const before = Y.encodeStateVector(document);
  const updates: Uint8Array[] = [];
  const keep = (update: Uint8Array): unknown => updates.push(update);
  document.on('update', keep);
  write();
  document.off('update', keep);
  return updates.length > 0 ? Y.mergeUpdates(updates) : Y.encodeStateAsUpdate(document, before);
}

/** A copy of a document that writes under a client id. */
function copyAs(document: Y.Doc, client: number): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(document));
  copy.clientID = client;
  return copy;
}

/** Words of a copy, in an author's name, deleted at once. */
function deletedWords(author: Y.Doc, text: string): readonly Uint8Array[] {
  const forger = copyAs(author, author.clientID);
  const insertion = edit(forger, () => {
    words(forger).insert(0, text);
  });
  const deletion = edit(forger, () => {
    words(forger).delete(0, text.length);
  });
  return [insertion, deletion];
}

async function send(client: RawClient, ...updates: readonly Uint8Array[]): Promise<void> {
  for (const update of updates) client.say({ type: 'update', update });
  await client.settled();
}

/** Ann wrote "Mine.", which is saved, and her cable is pulled; what she writes from now on is sent by the test. */
async function annGone(live: LiveServer): Promise<Y.Doc> {
  const ann = live.client('ann');
  await ann.settled();
  ann.announce({}, 1);
  ann.type('Mine.');
  await ann.settled();
  await ann.cut();
  return ann.document;
}

/** Whether a member's updates are acknowledged, or how the connection ends. */
async function outcome(live: LiveServer, member: string, ...updates: readonly Uint8Array[]): Promise<string> {
  const client = live.client(member, { mute: true });
  await client.until('the server to ask', () => client.frames.length > 0);
  for (const update of updates) client.say({ type: 'update', update });
  await client.until('an answer', () => client.durable >= updates.length || client.closed !== null);
  const answer = client.closed === null ? 'saved' : await client.ending();
  await client.close();
  return answer;
}

/** Everything that is told of who wrote. */
async function authorsOf({ store, key }: LiveServer): Promise<Authors> {
  const log = await store.drafts.load(key);
  return Object.assign({}, log?.base.authors, ...(log?.entries.map(({ authors }) => authors) ?? [])) as Authors;
}

async function mallory(live: LiveServer): Promise<RawClient> {
  const client = live.client('mallory');
  await client.settled();
  return client;
}

const forgeries: Readonly<Record<string, (author: Y.Doc) => readonly Uint8Array[]>> = {
  garbage: (author) => [garbage(author.clientID, Y.getState(author.store, author.clientID), 1_000_000)],
  'words that are deleted at once': (author) => deletedWords(author, 'Six or more letters of mine'),
  'words that stay': (author) => deletedWords(author, 'Six or more letters of mine').slice(0, 1),
};

for (const [what, forge] of Object.entries(forgeries)) {
  test(`[CO12] ${what} in the place of somebody’s unsent words: those are never said to be saved`, async (t) => {
    const live = await openLive(t);
    const ann = await annGone(live);
    await send(await mallory(live), ...forge(ann));
    const unsent = edit(ann, () => {
      words(ann).insert(5, ' More');
    });
    t.equal(await outcome(live, 'ann', unsent), 'contradicted');
    t.match(await authorsOf(live), { [ann.clientID]: { member: 'ann', how: 'relayed' } }, 'and the log says that not all of it is hers');
  });
}

test('[CO12] nor where the service was restarted meanwhile, or had never heard of the author’s page', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const first = await openLive(t, { store });
  const ann = await annGone(first);
  const writer = await mallory(first);
  const bea = new Y.Doc();
  await send(writer, ...deletedWords(ann, 'Not hers at all'), garbage(bea.clientID, 0, 1_000));
  await first.close();
  const live = await openLive(t, { store });
  const unsent = edit(ann, () => {
    words(ann).insert(5, ' More');
  });
  t.equal(await outcome(live, 'ann', unsent), 'contradicted');
  bea.getXmlFragment('section:q2').insert(0, [new Y.XmlElement('paragraph')]);
  t.equal(await outcome(live, 'bea', Y.encodeStateAsUpdate(bea)), 'contradicted');
  t.equal(await outcome(live, 'mallory', Y.encodeStateAsUpdate(copyAs(writer.document, 7))), 'saved', 'what is there is known');
});

test('[CO12] nor where both come in one turn', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const writer = await mallory(live);
  const back = live.client('ann', { mute: true });
  await back.until('the server to ask', () => back.frames.length > 0);
  const unsent = edit(ann, () => {
    words(ann).insert(5, ' More');
  });
  writer.say({ type: 'update', update: garbage(ann.clientID, Y.getState(ann.store, ann.clientID) - 5, 1_000) });
  back.say({ type: 'update', update: unsent });
  await back.until('an answer', () => back.durable > 0 || back.closed !== null);
  const fresh = live.client('bob');
  await fresh.synced();
  t.ok(back.closed !== null || fresh.text() === 'Mine. More', 'the words are saved, or not said to be');
});

test('[CO12] another choice in the place of somebody’s choice is another thing, though it is of the same kind', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const forger = copyAs(ann, ann.clientID);
  const choose = (document: Y.Doc, option: string): Uint8Array => edit(document, () => document.getMap('chosen').set('q2', [option]));
  await send(await mallory(live), choose(forger, 'no'));
  t.equal(await outcome(live, 'ann', choose(ann, 'yes')), 'contradicted');
});

test('[CO12] nor among late edits, before and after they are loaded again', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  await live.store.drafts.seal(live.key);
  await live.rooms.sealed(live.key);
  const unsent = edit(ann, () => {
    words(ann).insert(5, ' More');
  });
  const clock = Y.getState(ann.store, ann.clientID);
  const later = edit(ann, () => {
    words(ann).insert(10, ' and later');
  });
  t.equal(await outcome(live, 'ann', unsent), 'saved', 'set aside');
  t.equal(await outcome(live, 'mallory', garbage(ann.clientID, clock, 1_000)), 'saved');
  t.equal(await outcome(live, 'ann', later), 'contradicted');
  const again = await openLive(t, { store: live.store });
  t.equal(await outcome(again, 'ann', later), 'contradicted');
  t.equal(await outcome(again, 'ann', unsent), 'saved', 'what is there as she wrote it is known');
});

test('[CO12] words that others deleted since are saved words, before and after a restart', async (t) => {
  const store = await openSqliteStore({ directory: ':memory:' });
  t.teardown(() => store.close());
  const live = await openLive(t, { store });
  const ann = await annGone(live);
  const unacknowledged = edit(ann, () => {
    words(ann).insert(5, ' In flight');
  });
  t.equal(await outcome(live, 'ann', unacknowledged), 'saved');
  const bob = live.client('bob');
  await bob.settled();
  words(bob.document).delete(0, 12);
  await bob.settled();
  t.equal(await outcome(live, 'ann', unacknowledged), 'saved');
  await live.close();
  t.equal(await outcome(await openLive(t, { store }), 'ann', unacknowledged), 'saved');
});

test('[CO12] after a crash others bring back what an author typed and took back, and the author’s own copy is known', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const typed = edit(ann, () => {
    words(ann).insert(5, ' Teh');
  });
  const corrected = edit(ann, () => {
    words(ann).delete(7, 2);
    words(ann).insert(7, 'he');
  });
  const bob = live.client('bob', { document: copyAs(ann, 77) });
  await bob.settled();
  t.equal(await outcome(live, 'ann', Y.mergeUpdates([typed, corrected])), 'saved');
  t.match(await authorsOf(live), { [ann.clientID]: { member: 'ann', how: 'relayed' } });
  t.equal(words(bob.document).toJSON(), 'Mine. The');
});

test('[CO12] a whole answer that travelled while its words were deleted harms nobody', async (t) => {
  const live = await openLive(t);
  const ann = await annGone(live);
  const bob = live.client('bob');
  await bob.settled();
  const answer = Y.encodeStateAsUpdate(bob.document);
  words(bob.document).delete(0, 5);
  await bob.settled();
  bob.say({ type: 'step2', update: answer });
  bob.say({ type: 'step2', update: Y.encodeStateAsUpdate(ann) });
  await bob.settled();
  t.equal(bob.closed, null);
});
test('[CO12] words in whose place somebody put others in their name are never said to be saved', async (t) => {
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
  const textOfFirst = (document: Y.Doc): Y.XmlText => (document.getXmlFragment('section:q1').get(0) as Y.XmlElement).get(0) as Y.XmlText;
  textOfFirst(forger).insert(5, ' And not.');
  const before = ann.document;
  ann.socket.pause();
  mallory.say({ type: 'update', update: Y.encodeStateAsUpdate(forger, vector) });
  await mallory.settled();
  textOfFirst(before).insert(5, ' And more');
  const { sent } = ann;
  ann.socket.resume();
  t.equal(await ann.ending(), 'contradicted');
  t.ok(ann.durable < sent, 'it was not acknowledged');
});
