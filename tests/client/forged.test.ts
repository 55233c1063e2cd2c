import { readFileSync } from 'node:fs';
import * as encoding from 'lib0/encoding';
import type { Editor } from '@tiptap/core';
import type { Page } from 'playwright-core';
import { t as suite, test } from 'tap';
import * as Y from 'yjs';
import type { Binding } from '../../client/editor/binding/binding.ts';
import { axe, noBrowser } from '../support/browser.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { again, leftBehind, noRows, shot, someRows } from '../support/worlds/editor/device.ts';
import { mounted, saved } from '../support/worlds/editor/hands.ts';
import { type EditorWorld, openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 120_000 };

suite.setTimeout(290_000);

/** The Yjs client id that a page writes under. */
async function clientOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as unknown as { editor: Editor };
    const extension = editor.extensionManager.extensions.find(({ name }) => name === 'binding');
    const { binding } = extension?.options as { binding: Binding };
    return binding.text.doc?.clientID ?? 0;
  });
}

/** Sends, as Owen, deleted text of this length under Cerys's client id, where her next keys would go. */
async function forge(world: EditorWorld, client: number): Promise<void> {
  const { response, epoch, tokens } = world.seeded;
  const owen = new RawClient({
    url: `${world.url.replace('http', 'ws')}/live/${response}/${epoch}`,
    headers: { origin: world.url, cookie: `concord-session=${tokens.owen}` },
  });
  await owen.settled();
  const update = encoding.encode((encoder) => {
    for (const number of [1, 1, client, Y.getState(owen.document.store, client)]) encoding.writeVarUint(encoder, number);
    encoding.writeUint8(encoder, 0);
    for (const number of [1_000, 0]) encoding.writeVarUint(encoder, number);
  });
  owen.say({ type: 'update', update });
  await owen.settled();
  await owen.close();
}

test('[CO12 CO14] unsent words are never shown as saved because somebody sent other words in their place', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  let page = await leftBehind(world, ' Mine.');
  await forge(world, await clientOf(page));
  world.mend('cerys');
  await saved(page, 'not-saved', 30_000);
  t.match(await page.locator('[data-save]').innerText(), /^Not saved: something else stands in the place of your last words$/);
  t.match(await page.locator('[data-strip]').innerText(), /6 changes are kept only on this device\. Download your words first/);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download your words' }).click()]);
  t.match(readFileSync(await file.path(), 'utf8'), /Mine\./, 'nor takes them from their writer');
  t.same(await axe(page), []);
  await shot(page, 'contradicted');
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, 'contradicted-390');
  page = await again(page);
  await mounted(page);
  const strip = page.locator('[data-strip]');
  await strip.getByText(/cannot be saved. Something else stands in the place/).waitFor();
  t.ok(await someRows(page), 'and on the device');
  await shot(page, 'contradicted-before');
  const [later] = await Promise.all([page.waitForEvent('download'), strip.getByRole('button', { name: 'Download your words' }).click()]);
  t.match(readFileSync(await later.path(), 'utf8'), /Mine\./);
  await strip.getByRole('button', { name: 'Delete them from this device' }).click();
  t.ok(await noRows(page));
  await saved(page, 'saved');
});
