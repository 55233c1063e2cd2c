import type { BrowserContextOptions, Page } from 'playwright-core';
import { test, type Test } from 'tap';
import { axe, noBrowser as skip, openContext } from '../../support/browser.ts';
import { type SignOffWorld, base, decides, locks, openSignOffWorld, who } from '../../support/worlds/sign-off.ts';

// Real pages over real HTTP in a real browser.

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 } };
async function listening(t: Test): Promise<{ readonly world: SignOffWorld; readonly url: string }> {
  const world = await openSignOffWorld(t);
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  return { world, url: world.app.listeningOrigin.replace('127.0.0.1', 'localhost') };
}

async function pageOf(t: Test, options: BrowserContextOptions): Promise<Page> {
  const context = await openContext(t, options);
  return context.newPage();
}

/** The findings of axe on a page, and whether the page is wider than its window. */
async function faults(page: Page): Promise<readonly string[]> {
  const found = await axe(page);
  const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  return wide ? [...found, 'wider than its window'] : found;
}

test('[SO23] a decision on a phone without JavaScript, by keyboard alone', { skip }, async (t) => {
  const { world, url } = await listening(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  const page = await pageOf(t, { ...phone, javaScriptEnabled: false });
  await page.goto(`${url}${await world.linkOf(who.sponsor)}`);
  await page.getByRole('button', { name: 'Continue' }).press('Enter');
  t.equal(new URL(page.url()).pathname, '/decision', 'no token in the address');
  t.match(await page.textContent('main'), /Key messages[\s\S]*Joanna Prideaux[\s\S]*The full text/);
  await page.getByRole('radio', { name: 'Approve this text' }).press('Space');
  await page.getByLabel('Your full name').pressSequentially('alison thackeray');
  await page.getByLabel('Your full name').press('Enter');
  t.equal(new URL(page.url()).pathname, '/decision/code');
  await page.getByLabel('Six-digit code').pressSequentially(await world.codeOf(who.sponsor));
  await page.getByLabel('Six-digit code').press('Enter');
  t.equal(await page.textContent('h1'), 'You approved the response to SEND Review');
  t.equal((await world.response()).state.status, 'approved');
});

test('[SO21] a robot with scripts that presses every button and follows every link decides nothing', { skip }, async (t) => {
  const { world, url } = await listening(t);
  await locks(world);
  const path = await world.linkOf(who.chair);
  const before = (await world.response()).revision;
  const page = await pageOf(t, {});
  for (const start of [path, '/decision', '/decision/code', '/decision/receipt']) {
    await page.goto(`${url}${path}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.goto(`${url}${start}`);
    const buttons = await page.getByRole('button').count();
    for (let n = 0; n < buttons; n += 1) {
      await page.goto(`${url}${start}`);
      const radios = page.getByRole('radio');
      if ((await radios.count()) > 0) await radios.nth(1).check();
      await page.getByRole('button').nth(n).click();
    }
    const links = await page.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    for (const href of links.filter((one) => one.startsWith('/'))) await page.goto(`${url}${href}`);
  }
  t.equal((await world.response()).revision, before, 'nothing was written');
  t.equal((await world.mails(who.chair)).length, 1, 'nothing was sent');
  t.equal((await decides(world, who.chair, { decision: 'approve' })).location, '/decision/receipt', 'and the link still works');
});

test('every page of sign-off is clean by axe and no wider than a phone or a desk', { skip, timeout: 120_000 }, async (t) => {
  const { world, url } = await listening(t);
  await world.member(who.coordinator);
  const cookies = [{ name: 'concord-session', value: who.coordinator, url }];
  const viewports = [
    { width: 320, height: 640 },
    { width: 1366, height: 768 },
  ];
  const pages = await Promise.all(viewports.map((viewport) => pageOf(t, { viewport })));
  const look = async (name: string, paths: readonly string[], before: (page: Page) => Promise<unknown> = () => Promise.resolve()) => {
    for (const page of pages) {
      // Nobody has a desk any more, and the coordinator is signed in.
      await page.context().clearCookies();
      await page.context().addCookies(cookies);
      await before(page);
      for (const path of paths) {
        await page.goto(`${url}${path}`);
        t.same(await faults(page), [], `${name} ${path.slice(0, 30)} at ${page.viewportSize()?.width ?? 0}`);
      }
    }
  };
  await look('before', [`${base}/checks`, `${base}/sign-off`]);
  await locks(world);
  const link = await world.linkOf(who.chair);
  await look('open', [`${base}/sign-off`, `${base}/sign-off/rounds/1`, link]);
  const enter = async (page: Page, path: string): Promise<void> => {
    await page.goto(`${url}${path}`);
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  await look('decision', ['/decision'], (page) => enter(page, link));
  await look('errors', [], async (page) => {
    await enter(page, link);
    await page.getByRole('button', { name: 'Record my decision' }).click();
    t.match(await page.title(), /^Error: /);
    t.same(await faults(page), [], 'errors');
  });
  await decides(world, who.chair, { decision: 'request-changes', comment: 'Not yet.' });
  await look('ended', [`${base}/sign-off`, link, '/decision']);
});
