import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Test, t as suite, test } from 'tap';
import { axe, noBrowser, openContext } from '../support/browser.ts';
import { openBlockingProxy, type BlockingProxy } from '../support/blocking-proxy.ts';
import { type Running, run } from '../support/running.ts';
import { caretIn, mounted, plain, saved, until } from '../support/worlds/editor/hands.ts';
import type { Who } from '../support/worlds/editor/seed.ts';
import { type EditorWorld, openEditorWorld } from '../support/worlds/editor/world.ts';

// One person is behind a proxy that blocks WebSockets, the other is not.

const options = { skip: noBrowser, timeout: 120_000 };

suite.setTimeout(290_000);

/** Records, from the first moment on, every text of the bar and the strip. */
const watching = `
  globalThis.said = [];
  new MutationObserver(() => {
    const line = document.querySelector('[data-save]')?.dataset.save ?? '';
    const strip = document.querySelector('[data-strip]');
    const words = strip === null || strip.hidden ? '' : strip.textContent.trim();
    const now = words === '' ? line : line + ': ' + words;
    if (now !== '' && now !== globalThis.said.at(-1)) globalThis.said.push(now);
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
`;

const said = (page: Page): Promise<readonly string[]> => page.evaluate('globalThis.said');
const calm = /^(joining|saving|saved)$/;

test(
  '[CO40] however WebSockets are blocked, nobody is alarmed, and both people write, see each other and are saved',
  options,
  async (t) => {
    for (const how of ['refuses', 'drops', 'swallows', 'cuts frames', 'holds frames'] as const)
      await t.test(how, (each) => unnoticed(each, how, 'pass'));
  },
);

test(
  '[CO40] where event streams are held back too, the page polls, and both people write, see each other and are saved',
  options,
  async (t) => {
    await t.test('until they end', (each) => unnoticed(each, 'refuses', 'held until they end'));
    await t.test('in blocks', (each) => unnoticed(each, 'drops', 'in blocks'));
  },
);

test('[CO40] where a stream opens and brings nothing more, the page polls', options, async (t) => {
  const { world, behind, proxy } = await scene(t, 'refuses');
  proxy.answers = 'held after the opening';
  const [cerys, owen] = await Promise.all([behind('cerys'), world.open('owen')]);
  await Promise.all([mounted(cerys), mounted(owen)]);
  await caretIn(cerys, 'q1');
  await cerys.keyboard.type(' All the same.');
  await saved(cerys, 'saved');
  t.ok(await until(async () => (await plain(owen, 'q1')).endsWith('All the same.')));
  await caretIn(owen, 'q2');
  await owen.keyboard.type(' Both ways.');
  t.ok(await until(async () => (await plain(cerys, 'q2')).endsWith('Both ways.')));
  await cerys.reload();
  await mounted(cerys);
  t.equal(proxy.tried, 2, 'and knows it, when it is loaded again');
  await saved(cerys, 'saved');
});

async function unnoticed(t: Test, how: BlockingProxy['how'], answers: BlockingProxy['answers']): Promise<void> {
  const { world, behind, proxy } = await scene(t, how);
  proxy.answers = answers;
  const [cerys, owen] = await Promise.all([behind('cerys'), world.open('owen')]);
  await Promise.all([mounted(cerys), mounted(owen)]);
  t.equal(proxy.tried, 2, `${how}: after two refusals`);
  await caretIn(cerys, 'q1');
  await cerys.keyboard.type(' From behind the proxy.');
  await saved(cerys, 'saved');
  t.ok(await until(async () => (await plain(owen, 'q1')).endsWith('From behind the proxy.')), how);
  t.ok(await until(async () => (await owen.locator('#s-q1 .cc-caret').count()) === 1), 'her caret is seen');
  await caretIn(owen, 'q2');
  await owen.keyboard.type(' From outside.');
  t.ok(await until(async () => (await plain(cerys, 'q2')).endsWith('From outside.')));
  t.ok(await until(async () => (await cerys.locator('#s-q2 .cc-caret').count()) === 1));
  t.ok(await until(async () => (await cerys.locator('[data-people-count]').textContent()) === '1 writing'));
  await saved(owen, 'saved');
  await saved(cerys, 'saved');
  t.same(
    (await said(cerys)).filter((one) => !calm.test(one)),
    [],
    `${how}: nothing alarming`,
  );
  t.same(await axe(cerys), []);

  await cerys.reload();
  await mounted(cerys);
  await saved(cerys, 'saved');
  t.equal(proxy.tried, 2, 'a page that is loaded again does not wait for it again');
  t.match(await plain(cerys, 'q1'), /From behind the proxy\./);
  await Promise.all([caretIn(cerys, 'q1'), caretIn(owen, 'q1')]);
  await Promise.all([cerys.keyboard.type('abcdefghij', { delay: 15 }), owen.keyboard.type('klmnopqrst', { delay: 15 })]);
  await Promise.all([saved(cerys, 'saved'), saved(owen, 'saved')]);
  t.ok(await until(async () => (await plain(cerys, 'q1')) === (await plain(owen, 'q1'))));
  await cerys.close();
  t.ok(await until(async () => (await owen.locator('[data-people] li').count()) === 0), 'who leaves is gone at once');
}

test(
  '[CO40] where no live connection passes, the page says so after half a minute and leads to the plain form, by keyboard too',
  options,
  async (t) => {
    const { world, behind, proxy } = await scene(t, 'refuses');
    proxy.posts = 'are refused';
    const [cerys, owen] = await Promise.all([behind('cerys', 'with a clock'), world.open('owen')]);
    const change = cerys.locator('#s-q1').getByRole('link', { name: /^Change this answer/ });
    await saved(cerys, 'offline', 30_000);
    t.equal(await change.isVisible(), false, 'not before');
    await cerys.clock.fastForward(31_000);
    await saved(cerys, 'blocked');
    t.match(
      await cerys.locator('[data-strip]').innerText(),
      /Your network blocks live editing\. You can still write: .*Change this answer/,
    );
    t.same(await axe(cerys), []);
    await cerys.locator('#h-q1').click();
    for (let n = 0; n < 6 && !(await change.evaluate((link) => link === document.activeElement)); n += 1) await cerys.keyboard.press('Tab');
    await cerys.keyboard.press('Enter');
    const box = cerys.getByLabel('Answer', { exact: true });
    await box.fill('Written on a page of its own.');
    await cerys.getByRole('button', { name: 'Save this answer' }).click();
    t.ok(await until(async () => (await plain(owen, 'q1')) === 'Written on a page of its own.'));
    t.ok(await change.isVisible(), 'back on the page, it need not wait again');

    proxy.posts = 'pass';
    // The page also tries by itself. If it is quicker than the press, the button is gone.
    await cerys
      .getByRole('button', { name: 'Try again now' })
      .click({ timeout: 3_000 })
      .catch(() => undefined);
    await mounted(cerys);
    await saved(cerys, 'saved', 30_000);
    t.equal(await change.isVisible(), false);
    t.equal(await cerys.locator('[data-strip]').isVisible(), false);
    await cerys.reload();
    t.same(
      (await said(cerys)).filter((one) => one.startsWith('blocked')),
      [],
      'and the page has forgotten it',
    );
  },
);

test('[CO40] where the service itself does not answer, the network is not blamed', options, async (t) => {
  const { world, behind } = await scene(t, 'refuses');
  const cerys = await behind('cerys', 'with a clock');
  await saved(cerys, 'saved');
  world.cut('cerys');
  await saved(cerys, 'offline', 60_000);
  for (let n = 0; n < 4; n += 1) {
    await cerys.clock.fastForward(31_000);
    await cerys.waitForTimeout(300);
  }
  t.match(await cerys.locator('[data-strip]').innerText(), /You have been offline since/);
  t.equal(
    (await said(cerys)).some((one) => one.startsWith('blocked')),
    false,
  );
});

test('[CO40 CO11] without WebSockets too, the page says that the store fails, and no key is lost', options, async (t) => {
  const { world, behind } = await scene(t, 'refuses');
  const cerys = await behind('cerys');
  await mounted(cerys);
  await caretIn(cerys, 'q1');
  await world.order({ do: 'store', how: 'fails' });
  await cerys.keyboard.type(' kept');
  await saved(cerys, 'not-saved', 30_000);
  await cerys.keyboard.type(' and on');
  await world.order({ do: 'store', how: 'works' });
  await saved(cerys, 'saved', 60_000);
  t.match(await plain(await world.open('owen'), 'q1'), /kept and on/);
});

test(
  '[CO40 CO5] without WebSockets too, late words are set aside and shown, and a person who was signed out is told',
  options,
  async (t) => {
    const { world, behind } = await scene(t, 'drops');
    const [cerys, owen] = [await behind('cerys'), await behind('owen')];
    await Promise.all([mounted(cerys), mounted(owen)]);
    await caretIn(owen, 'q1');
    await saved(owen, 'saved');
    world.cut('owen');
    await saved(owen, 'offline', 60_000);
    await owen.keyboard.type(' Too late.');
    await world.order({ do: 'lock' });
    await saved(cerys, 'locked', 30_000);
    world.mend('owen');
    await saved(owen, 'too-late', 60_000);
    t.match(await owen.locator('[data-strip]').innerText(), /came after the text was locked\..*Nothing is lost/s);
    await world.order({ do: 'reopen' });
    const again = await behind('cerys');
    await mounted(again);
    await saved(again, 'saved');
    await world.order({ do: 'end-session', who: 'cerys' });
    await again
      .locator('[data-strip]')
      .getByText(/signed out/)
      .waitFor();
  },
);

test('[CO40] posts whose answers get lost are repeated, and nothing is written twice', options, async (t) => {
  const { world, behind, proxy } = await scene(t, 'refuses');
  const [cerys, owen] = await Promise.all([behind('cerys'), world.open('owen')]);
  await Promise.all([mounted(cerys), mounted(owen)]);
  await saved(cerys, 'saved');
  const before = await plain(owen, 'q1');
  proxy.loses = 'answers';
  await caretIn(cerys, 'q1');
  let words = '';
  // Only every third answer is lost: on a busy machine one post carries many letters.
  while (proxy.lost < 3) {
    words += ' every word of it, once';
    await cerys.keyboard.type(' every word of it, once', { delay: 30 });
    await saved(cerys, 'saved', 30_000);
  }
  t.ok(proxy.lost > 2, `${proxy.lost} were lost`);
  t.ok(await until(async () => (await plain(owen, 'q1')) === before + words));
  t.same(
    (await said(cerys)).filter((one) => !calm.test(one)),
    [],
    'nothing alarming',
  );
});

test('[CO40] one tab too many says so, takes no connection from the other pages, and connects when one closes', options, async (t) => {
  const { world, behind } = await scene(t, 'refuses');
  const first = await behind('cerys');
  await saved(first, 'saved');
  const address = first.url();
  const more: Page[] = [];
  for (let tab = 2; tab <= 5; tab += 1) {
    const page = await first.context().newPage();
    await page.goto(address);
    if (tab < 5) await saved(page, 'saved');
    more.push(page);
  }
  const last = more.at(-1) ?? first;
  await last.locator('[data-strip]').getByText('You have this service open in too many tabs. Close some.').waitFor();
  await caretIn(first, 'q1');
  await first.keyboard.type(' goes on');
  await saved(first, 'saved');
  t.ok(await until(async () => (await plain(await world.open('owen'), 'q1')).endsWith('goes on')));
  await more[0]?.close();
  await saved(last, 'saved', 30_000);
  // A section out of view has the text of the server's page until its editor is there (ED2).
  await mounted(last);
  t.match(await plain(last, 'q1'), /goes on/);
});

test('[CO40] after the server is killed and started again, both pages reconnect by themselves, with every word', options, async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-blocked-'));
  let service: Running = await run(dataDir);
  const environment = { PORT: new URL(service.url).port };
  const proxy = await openBlockingProxy('swallows');
  t.teardown(async () => {
    proxy.close();
    await service.stop('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });
  const daniel = await someone(t, service, 'Daniel', proxy);
  const leila = await someone(t, service, 'Nadia', null);
  const section = (page: Page) => page.locator('[data-section][data-asked="asked"]:has([data-text])').first();
  const text = async (page: Page): Promise<string> => (await section(page).locator('.cc-editable').textContent()) ?? '';
  await section(daniel).locator('[contenteditable="true"]').click();
  await daniel.keyboard.press('Control+End');
  await daniel.keyboard.type(' Before.');
  await saved(daniel, 'saved');
  service.child.kill('SIGKILL');
  await daniel.keyboard.type(' While it was down.');
  await saved(daniel, 'offline', 30_000);
  service = await run(dataDir, environment);
  await saved(daniel, 'saved', 30_000);
  t.equal(proxy.tried, 2, 'and without trying WebSockets again');
  t.ok(await until(async () => (await text(leila)).includes(' Before. While it was down.')));
  await section(leila).locator('[contenteditable="true"]').click();
  await leila.keyboard.press('Control+End');
  await leila.keyboard.type(' And from outside.');
  t.ok(await until(async () => (await text(daniel)).includes('And from outside.')));
  await saved(daniel, 'saved');
});

/** A world with a proxy before it. `behind` opens the response page for a person behind that proxy. */
async function scene(
  t: Test,
  how: BlockingProxy['how'],
): Promise<{ world: EditorWorld; proxy: BlockingProxy; behind: (who: Who, how?: 'with a clock') => Promise<Page> }> {
  const [world, proxy] = [await openEditorWorld(t, 4), await openBlockingProxy(how)];
  t.teardown(() => {
    proxy.close();
  });
  return {
    world,
    proxy,
    async behind(who, clock) {
      const context = await openContext(t, { viewport: { width: 1366, height: 768 }, proxy: { server: proxy.url } });
      await context.addInitScript(watching);
      await context.addCookies([{ name: 'concord-session', value: world.seeded.tokens[who], url: world.url }]);
      const page = await context.newPage();
      if (clock !== undefined) await page.clock.install();
      await page.goto(`${world.url}/consultations/${world.seeded.consultation}/response`);
      return page;
    },
  };
}

/** Opens the response as a person of the demonstration. */
async function someone(t: Test, { url, opening }: Running, first: string, proxy: BlockingProxy | null): Promise<Page> {
  const context = await openContext(t, proxy === null ? {} : { proxy: { server: proxy.url } });
  const page = await context.newPage();
  await page.goto(`${url}${opening}`);
  await page
    .getByRole('button', { name: `Be ${first}` })
    .first()
    .click();
  await page.waitForURL('**/work');
  await page.goto(`${url}/consultations/send-review/response`);
  await saved(page, 'saved', 30_000);
  return page;
}
