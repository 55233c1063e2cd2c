import { test } from 'tap';
import * as Y from 'yjs';
import type { Block } from '../../src/domain/consultation/section.ts';
import { openDraft, readSection } from '../../src/text/read.ts';
import { writeElements } from '../support/first-form.ts';
import { openLive } from '../support/live/live-server.ts';

// Pages that were opened before an upgrade come back to the room of their epoch, whose form no page of today writes.

const line = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });

test('[TX18] a page from before an upgrade brings its unsaved words, which are set aside, and is told to reload', async (t) => {
  const live = await openLive(t, { pages: () => 'outdated' });
  await live.store.drafts.seal(live.key);
  const document = new Y.Doc();
  const writer = live.client('ann', { document });
  writeElements(document, 'q1', [line('written while the service was being upgraded')]);
  t.equal(await writer.ending(), 'outdated');
  t.match(writer.closed?.reason, /Reload the page\.$/);
  t.same(writer.setAside, [2], 'the page was told that its edit is with the coordinator');
  const [late, ...others] = await live.store.drafts.late(live.key.draft);
  t.same(others, []);
  const kept = openDraft({ base: { update: late?.update ?? new Uint8Array() }, entries: [] });
  t.same(readSection(kept, 'q1'), [line('written while the service was being upgraded')]);
});

test('[TX18] a page from before an upgrade that has nothing unsaved is told to reload; so is a reader, and a page without receipts', async (t) => {
  const live = await openLive(t, { pages: () => 'outdated' });
  await live.store.drafts.seal(live.key);
  t.equal(await live.client('ann').ending(), 'outdated');
  t.equal(await live.client('bob', { may: 'read' }).ending(), 'outdated');
  t.equal(await live.client('cy', { plain: true }).ending(), 'outdated');
  t.same(await live.store.drafts.late(live.key.draft), []);
});

test('[TX18] edits that a page of today resends to such a room are set aside, and the connection stays until the page closes it', async (t) => {
  const live = await openLive(t, { pages: () => 'outdated' });
  await live.store.drafts.seal(live.key);
  const page = live.client('ann', { mute: true });
  await page.until('the room to greet', () => page.frames.length > 0);
  const before = new Y.Doc();
  writeElements(before, 'q1', [line('kept on a device')]);
  page.say({ type: 'update', update: Y.encodeStateAsUpdate(before) });
  await page.until('the edit to be set aside', () => page.setAside.length > 0);
  t.equal(page.closed, null);
});

test('[TX18] rooms of today’s form close nobody', async (t) => {
  const live = await openLive(t, { pages: ({ epoch }) => (epoch === 'epoch-1' ? 'current' : 'outdated') });
  const writer = live.client('ann');
  await writer.settled();
  writer.type('goes on');
  await writer.settled();
  t.equal(writer.closed, null);
});
