import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Test, t as suite, test } from 'tap';
import { axe, noBrowser } from '../support/browser.ts';
import { Visits } from '../support/worlds/journey.ts';
import { type Running, run } from '../support/running.ts';
import { again, leftBehind, noRows, rowsIn, shot, someRows } from '../support/worlds/editor/device.ts';
import { caretIn, mounted, plain, saved, until } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 120_000 };

suite.setTimeout(290_000);

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

const response = '/consultations/send-review/response';
const section = (page: Page) => page.locator('[data-section][data-asked="asked"]:has([data-text])').first();

async function write(page: Page, words: string): Promise<void> {
  await section(page).locator('[contenteditable="true"]').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(words);
}

test('[CO14] words typed offline survive a killed server and a crashed tab', options, async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-offline-'));
  const environment = { PORT: await freePort() };
  let service: Running = await run(dataDir, environment);
  t.teardown(async () => {
    await service.stop('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });
  const visits = new Visits(t, service);
  const daniel = await visits.arrive('desktop');
  await visits.signIn(daniel, 'd.rowntree@kent.example.org');
  let { page } = daniel;
  await page.goto(service.url + response);
  await write(page, ' Before the tunnel.');
  await saved(page, 'saved');
  t.ok(await noRows(page), 'nothing that was saved stays on the device');

  await daniel.context.setOffline(true);
  service.child.kill('SIGKILL');
  await saved(page, 'offline');
  await page.keyboard.type(' Typed in the tunnel, every word of it.');
  t.match(await page.locator('[data-save]').innerText(), /^Offline: kept on this device$/);
  t.ok(await someRows(page));
  t.same(await axe(page), [], 'axe offline');
  t.notMatch((await rowsIn(page)).map(({ raw }) => raw).join(' '), /tunnel/, 'and nobody else can read it there');
  await page.close({ runBeforeUnload: false });

  service = await run(dataDir, environment);
  await daniel.context.setOffline(false);
  page = await daniel.context.newPage();
  await page.goto(service.url + response);
  await saved(page, 'saved', 30_000);
  const words = / Before the tunnel\. Typed in the tunnel, every word of it\./;
  t.ok(
    await until(async () =>
      ((await section(page).locator('.cc-editable').textContent()) ?? '').includes(
        ' Before the tunnel. Typed in the tunnel, every word of it.',
      ),
    ),
    'on the page',
  );
  t.ok(await noRows(page), 'and not on the device any more');
  const owen = await visits.arrive('desktop');
  await visits.signIn(owen, 'o.larbi@surrey.example.org');
  await owen.page.goto(service.url + response);
  t.match(await section(owen.page).locator('.cc-editable').textContent(), words, 'for a second person');

  // The server is killed while the person types, before the page knows that it is offline.
  await write(page, ' Killed while');
  service.child.kill('SIGKILL');
  await page.keyboard.type(' I was typing.');
  t.ok(await someRows(page));
  await page.close({ runBeforeUnload: false });
  service = await run(dataDir, environment);
  page = await daniel.context.newPage();
  await page.goto(service.url + response);
  await saved(page, 'saved', 30_000);
  t.ok(await until(async () => ((await section(page).locator('.cc-editable').textContent()) ?? '').includes('Killed while I was typing.')));

  service.child.kill('SIGKILL');
  await saved(page, 'offline');
  await write(page, ' Only on this device.');
  t.ok(await until(async () => (await rowsIn(page)).some(({ n }) => n === 0)), 'the words are kept as a person reads them');
  await page.close({ runBeforeUnload: false });
  service = await run(dataDir, environment);
  page = await daniel.context.newPage();
  await page.goto(`${service.url}/work`);
  await signingOut(t, page);
});

/** [CO14] Signing out offers unsaved words as a file, then deletes the local copy. */
async function signingOut(t: Test, page: Page): Promise<void> {
  const leave = () => page.getByRole('button', { name: 'Sign out' }).first().click();
  await leave();
  const dialog = page.getByRole('dialog', { name: 'You have words that are not saved yet' });
  await dialog.waitFor();
  t.same(await axe(page), [], 'axe of the question');
  await shot(page, 'sign-out');
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, 'sign-out-390');
  await page.setViewportSize({ width: 1366, height: 800 });
  await dialog.getByRole('button', { name: 'Stay' }).click();
  t.ok((await rowsIn(page)).length > 0, 'staying deletes nothing');
  t.match(page.url(), /\/work$/);
  await leave();
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Download them' }).click()]);
  const text = readFileSync(await file.path(), 'utf8');
  t.equal(file.suggestedFilename(), 'concord-unsaved-words.txt');
  t.match(text, /SEND Review.*Question 1.*Before the tunnel\..*Only on this device\./s, 'by question, for a person');
  await dialog.getByRole('button', { name: 'Sign out and delete them' }).click();
  await page.waitForURL(({ pathname }) => pathname === '/');
  t.same(await rowsIn(page), [], 'the device keeps nothing');
  await page.goto(new URL('/work', page.url()).href);
  t.match(page.url(), /sign-in/, 'and nobody is signed in');
}

test('[CO6 CO14] edits of an old epoch go to the coordinator, are never merged, and are deleted from the device', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const before = await leftBehind(world, ' Of the old draft.');
  await shot(before, 'offline');
  await before.close({ runBeforeUnload: false });
  await world.order({ do: 'lock' });
  await world.order({ do: 'reopen' });
  world.mend('cerys');
  const page = await before.context().newPage();
  await page.goto(`${world.url}/consultations/send/response`);
  await mounted(page);
  const strip = page.locator('[data-strip]');
  await strip.getByText(/are with the coordinator/).waitFor();
  await saved(page, 'saved');
  t.same(await axe(page), [], 'axe late');
  await shot(page, 'late');
  await page.setViewportSize({ width: 390, height: 844 });
  await shot(page, 'late-390');
  t.notMatch(await plain(page, 'q1'), /old draft/, 'never merged');
  t.same(await world.order({ do: 'late' }), [{ member: 'cerys', epoch: 'lines-epoch1' }], 'a late edit, once');
  t.ok(await noRows(page));
  const [file] = await Promise.all([page.waitForEvent('download'), strip.getByRole('button', { name: 'Download your words' }).click()]);
  t.match(readFileSync(await file.path(), 'utf8'), /Of the old draft\./);
  await strip.getByRole('button', { name: 'Close' }).click();
  t.notOk(await strip.isVisible());
});

test('[CO6] edits of an old epoch go to the coordinator while the text is still locked', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const before = await leftBehind(world, ' Too late.');
  await world.order({ do: 'lock' });
  world.mend('cerys');
  const page = await again(before);
  await page.getByText(/are with the coordinator/).waitFor();
  t.same(await world.order({ do: 'late' }), [{ member: 'cerys', epoch: 'lines-epoch1' }]);
  t.ok(await noRows(page));
  t.match(await page.locator('[data-save]').innerText(), /^Locked$/);
});

test(
  '[CO14] two windows of one person keep and delete their own edits, and a third window resends the edits of a closed one',
  options,
  async (t) => {
    const world = await openEditorWorld(t, 4);
    const one = await leftBehind(world, ' From the first.');
    world.mend('cerys');
    const two = await one.context().newPage();
    await two.goto(one.url());
    await saved(one, 'saved', 30_000);
    await mounted(two);
    world.cut('cerys');
    await Promise.all([saved(one, 'offline'), saved(two, 'offline')]);
    await caretIn(one, 'q3');
    await one.keyboard.type('First window.');
    await caretIn(two, 'q4');
    await two.keyboard.type('Second window.');
    t.ok(await until(async () => new Set((await rowsIn(two)).map(({ tab }) => tab)).size === 2), 'each its own');
    await one.close({ runBeforeUnload: false });
    world.mend('cerys');
    await saved(two, 'saved', 30_000);
    t.ok(await until(async () => new Set((await rowsIn(two)).map(({ tab }) => tab)).size === 1), 'only its own are cleared');
    const three = await one.context().newPage();
    await three.goto(two.url());
    await saved(three, 'saved', 30_000);
    t.ok(await noRows(three));
    const owen = await world.open('owen');
    t.match(await plain(owen, 'q1'), /From the first\./);
    t.equal(await plain(owen, 'q3'), 'First window.');
    t.equal(await plain(owen, 'q4'), 'Second window.');
  },
);

test('[CO14] the page says that this browser keeps nothing, and everything else works', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const page = await world.open('cerys');
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('no', 'InvalidStateError');
    };
  });
  await page.reload();
  await mounted(page);
  await caretIn(page, 'q1');
  world.cut('cerys');
  await saved(page, 'offline');
  await page.keyboard.type(' Nowhere but here.');
  t.match(await page.locator('[data-save]').innerText(), /^Offline: kept on this page only$/);
  t.match(await page.locator('[data-strip]').innerText(), /Do not close this page until it says “Saved”/);
  await shot(page, 'page-only');
  world.mend('cerys');
  await saved(page, 'saved', 30_000);

  const owen = await world.open('owen');
  await mounted(owen);
  await caretIn(owen, 'q3');
  await owen.evaluate(() => {
    const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put') ?? {};
    const fails = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    Object.defineProperty(IDBObjectStore.prototype, 'put', { ...put, value: fails });
    Object.assign(globalThis, { put });
  });
  world.cut('owen');
  await saved(owen, 'offline');
  await owen.keyboard.type(' No room.');
  await owen
    .locator('[data-save]')
    .getByText(/^Offline: kept on this page only$/)
    .waitFor();
  await owen.evaluate(() => {
    Object.defineProperty(IDBObjectStore.prototype, 'put', (globalThis as unknown as { put: PropertyDescriptor }).put);
  });
  await owen.getByText(/^Offline: kept on this device$/).waitFor();
  t.ok(await someRows(owen), 'once there is room, all that waits is kept');
});

test('[CO14] the next member on the same computer neither sees nor deletes the words of the first', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const before = await leftBehind(world, ' Secret words.');
  const context = before.context();
  const url = before.url();
  await until(async () => (await rowsIn(before)).some(({ n }) => n === 0));
  await before.close({ runBeforeUnload: false });
  world.mend('cerys');
  await context.clearCookies();
  await context.addCookies([{ name: 'concord-session', value: world.seeded.tokens.owen, url: world.url }]);
  const owen = await context.newPage();
  await owen.goto(url);
  await mounted(owen);
  await saved(owen, 'saved');
  t.notMatch(await owen.content(), /Secret words/);
  const rows = await rowsIn(owen);
  t.ok(rows.length > 0 && rows.every(({ member }) => member === 'cerys'), 'kept for her');
  t.notMatch(rows.map(({ raw }) => raw).join(' '), /Secret|words/, 'closed to everybody else');
  await caretIn(owen, 'q3');
  await owen.keyboard.type('Mine.');
  await saved(owen, 'saved');
  await until(async () => (await rowsIn(owen)).every(({ member }) => member === 'cerys'));
  t.same((await rowsIn(owen)).length, rows.length, 'what Owen wrote was cleared, and nothing of hers');
  await owen.close({ runBeforeUnload: false });
  await context.addCookies([{ name: 'concord-session', value: world.seeded.tokens.cerys, url: world.url }]);
  const cerys = await context.newPage();
  await cerys.goto(url);
  await mounted(cerys);
  t.ok(await until(async () => (await plain(cerys, 'q1')).includes('Secret words.')), 'and back for her');
  t.ok(await noRows(cerys));
});
