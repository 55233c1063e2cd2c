import { readFileSync } from 'node:fs';
import type { Editor } from '@tiptap/core';
import { t as suite, test } from 'tap';
import type { Binding } from '../../client/editor/binding/binding.ts';
import { axe, noBrowser } from '../support/browser.ts';
import { again, leftBehind, noRows, rowsIn, shot, someRows } from '../support/worlds/editor/device.ts';
import { caretIn, mounted, paste, plain, saved, until } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 120_000 };

suite.setTimeout(290_000);

test('[CO3 CO14] an edit that is too large is undone, on the page and on the device, and the other edits are saved', options, async (t) => {
  const world = await openEditorWorld(t, 3, { largestFrame: 60_000 });
  let page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q1');
  await page.keyboard.type(' Small.');
  await saved(page, 'saved');
  await caretIn(page, 'q3');
  await paste(page, { 'text/plain': 'long '.repeat(20_000) });
  await saved(page, 'not-saved');
  t.match(await page.locator('[data-save]').innerText(), /^Not saved: that change is too large to save/);
  t.same(await axe(page), [], 'axe refused');
  await shot(page, 'too-large');
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, 'too-large-390');
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByRole('button', { name: 'Undo that change' }).click();
  await saved(page, 'saved', 30_000);
  t.equal(await plain(page, 'q3'), '');
  t.ok(await noRows(page));
  await caretIn(page, 'q3');
  await page.keyboard.type('Short.');
  await saved(page, 'saved');

  // Load the page again instead: it offers the words that cannot be saved, and other edits are saved meanwhile.
  await paste(page, { 'text/plain': 'long '.repeat(20_000) });
  await saved(page, 'not-saved');
  page = await again(page);
  await mounted(page);
  const strip = page.locator('[data-strip]');
  await strip.getByText(/cannot be saved/).waitFor();
  await saved(page, 'saved');
  t.same(await axe(page), [], 'axe of what was kept and refused');
  await shot(page, 'refused');
  await strip.getByRole('button', { name: 'Delete them from this device' }).click();
  t.ok(await noRows(page));
  t.equal(await plain(page, 'q3'), 'Short.');
});

test('[CO14] a person who loses access is offered their words as a file, and the device keeps nothing', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const page = await leftBehind(world, ' Mine, unsaved.');
  const context = page.context();
  await world.order({ do: 'move' });
  world.mend('cerys');
  await saved(page, 'not-saved', 30_000);
  t.match(await page.locator('[data-strip]').innerText(), /no longer have access.*deleted from this device when you leave this page/s);
  t.same(await axe(page), [], 'axe without access');
  await shot(page, 'no-access');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download your words' }).click()]);
  t.match(readFileSync(await file.path(), 'utf8'), /Question 1.*Mine, unsaved\./s);
  t.ok(await someRows(page), 'kept until then');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${world.url}/health`);
  const other = await context.newPage();
  await other.goto(`${world.url}/health`);
  t.ok(await noRows(other), 'and dropped');
});

test('[CO14] a refusal by a proxy neither takes access away nor deletes words from the device', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const page = await leftBehind(world, ' Mine, unsaved.');
  const context = page.context();
  const asked = page.waitForRequest(/response\/state/);
  await page.route(/response\/state|\/you$/, (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>Blocked</h1>' }));
  await world.order({ do: 'move' });
  world.mend('cerys');
  await asked;
  await saved(page, 'offline', 30_000);
  t.notMatch(await page.locator('[data-strip]').innerText(), /deleted from this device/);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${world.url}/health`);
  const other = await context.newPage();
  await other.goto(`${world.url}/health`);
  t.ok(await someRows(other), 'the words are still there');
});

test('[CO3 CO14] an edit that can be neither saved nor undone is deleted only when the person chooses so', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('cerys');
  await mounted(page);
  await page.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as unknown as { editor: Editor };
    const extension = editor.extensionManager.extensions.find((one) => one.name === 'binding');
    const { binding } = extension?.options as { binding: Binding };
    binding.text.doc?.getMap('chosen').set('q6', 'not a list');
  });
  await saved(page, 'not-saved');
  t.ok(await someRows(page));
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Show the text as it is now' }).click();
  await mounted(page);
  await saved(page, 'saved');
  t.ok(await noRows(page));
  t.notOk(await page.locator('[data-strip]').isVisible());
});

test('[CO14] a writer who may only read from now on is told so, and keeps their words until they choose', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const before = await leftBehind(world, ' No longer mine to write.');
  await world.order({ do: 'reader', who: 'cerys' });
  world.mend('cerys');
  await saved(before, 'not-saved', 30_000);
  t.match(await before.locator('[data-strip]').innerText(), /You can read this text, not change it\..*Download your words first/s);
  const page = await again(before);
  const strip = page.locator('[data-strip]');
  await strip.getByText(/You can read this text, not change it/).waitFor();
  t.equal(await page.locator('[data-save]').innerText(), 'Reading');
  await strip.getByRole('button', { name: 'Delete them from this device' }).click();
  t.ok(await noRows(page));
});

test('[CO10 CO14] words are never sent in the name of another person who signed in meanwhile on the same computer', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const page = await leftBehind(world, ' Written by Cerys.');
  const become = (who: 'cerys' | 'owen') =>
    page.context().addCookies([{ name: 'concord-session', value: world.seeded.tokens[who], url: world.url }]);
  await become('owen');
  await saved(page, 'not-saved', 30_000);
  t.match(await page.locator('[data-strip]').innerText(), /Somebody else has signed in on this computer\..*kept only on this device/s);
  t.notMatch(await plain(await world.open('nadia'), 'q1'), /Cerys/);
  await shot(page, 'somebody-else');
  await become('cerys');
  world.mend('cerys');
  await page.getByRole('button', { name: 'Try again now' }).click();
  await saved(page, 'saved', 30_000);
  t.match(await plain(await world.open('nadia'), 'q1'), /Written by Cerys\./);
});

test('[CO3 CO14] more words written offline than fit in one frame all arrive, from this page or the next', options, async (t) => {
  const world = await openEditorWorld(t, 4);
  let page = await world.open('cerys');
  await mounted(page);
  await saved(page, 'saved');
  const long = 'ö'.repeat(285_000);
  const offline = async (first: string, second: string): Promise<void> => {
    world.cut('cerys');
    await saved(page, 'offline');
    for (const id of [first, second]) {
      await page.locator(`#s-${id} [contenteditable="true"]`).focus();
      await paste(page, { 'text/plain': long });
    }
    await page.getByText(/2 changes are kept on this device/).waitFor();
    t.ok(await until(async () => (await rowsIn(page)).filter(({ n }) => n > 0).length === 2));
    world.mend('cerys');
  };
  await offline('q1', 'q2');
  await saved(page, 'saved', 40_000);
  t.ok(await noRows(page));
  await offline('q3', 'q4');
  page = await again(page);
  await saved(page, 'saved', 40_000);
  t.ok(await noRows(page));
  const owen = await world.open('owen');
  for (const id of ['q1', 'q2', 'q3', 'q4']) t.ok((await plain(owen, id)).includes(long), id);
});
