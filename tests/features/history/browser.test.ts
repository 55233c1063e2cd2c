import type { BrowserContextOptions, Page } from 'playwright-core';
import { test, type Test } from 'tap';
import * as Y from 'yjs';
import { pages as history } from '../../../src/features/history/pages.ts';
import { openDraft, readSection } from '../../../src/text/read.ts';
import { writeBlocks } from '../../../src/text/write.ts';
import { axe, noBrowser as skip, openContext } from '../../support/browser.ts';
import { type SignOffWorld, base, decides, locks, openSignOffWorld, who } from '../../support/worlds/sign-off.ts';

// Real pages over real HTTP in a real browser.

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false };

interface Listening {
  readonly world: SignOffWorld;
  readonly url: string;
}

async function listening(t: Test): Promise<Listening> {
  const world = await openSignOffWorld(t);
  history(world.app, world.services);
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  return { world, url: world.app.listeningOrigin.replace('127.0.0.1', 'localhost') };
}

async function pageOf(t: Test, { world, url }: Listening, member: string, options: BrowserContextOptions): Promise<Page> {
  await world.member(member);
  const context = await openContext(t, options);
  await context.addCookies([{ name: 'concord-session', value: member, url }]);
  return context.newPage();
}

/** Locks the text; then Joel's words for question 9 come too late. */
async function lateWords(world: SignOffWorld): Promise<void> {
  const epoch = (await locks(world)).rounds[0]?.epoch ?? '';
  const key = { draft: 'send-review', epoch };
  const log = await world.services.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  const late = { type: 'paragraph' as const, content: [{ type: 'text' as const, text: 'Taught by a carer.', marks: [] }] };
  writeBlocks(document, 'q9', [...readSection(document, 'q9'), late]);
  const update = Y.encodeStateAsUpdate(document, before);
  await world.services.drafts.setAside(key, { id: 'late', member: 'joel-finch', at: world.services.now(), update });
}

test('[CO5] a passage is brought in on a phone, without JavaScript, by keyboard alone', { skip }, async (t) => {
  const it = await listening(t);
  await lateWords(it.world);
  await decides(it.world, who.chair, { decision: 'request-changes', comment: 'Say more.' });
  const page = await pageOf(t, it, who.coordinator, phone);
  await page.goto(`${it.url}${base}/late`);
  await page.getByRole('link', { name: /^Bring it into the draft… Question 9: .*, Joel Finch$/ }).press('Enter');
  t.match(await page.textContent('main'), /Draft now[\s\S]*With it[\s\S]*Taught by a carer\./);
  await page.getByRole('button', { name: 'Bring into the draft' }).press('Enter');
  t.match(new URL(page.url()).pathname, /\/late$/);
  t.match(await page.textContent('main'), /Brought in[\s\S]*Brought into the draft by Nadia Farrow/);
});

test('[CO13] a version is kept, read and compared on a phone, without JavaScript, by keyboard alone', { skip }, async (t) => {
  const it = await listening(t);
  const page = await pageOf(t, it, 'joel-finch', phone);
  await page.goto(`${it.url}${base}/history`);
  await page.getByLabel('Name of the version').press('Enter');
  t.match(await page.title(), /^Error: /);
  await page.getByLabel('Name of the version').pressSequentially('Consolidated draft');
  await page.getByLabel('Name of the version').press('Enter');
  await page.getByRole('link', { name: 'Consolidated draft', exact: true }).press('Enter');
  t.match(await page.textContent('main'), /Kept by Joel Finch[\s\S]*The full text[\s\S]*Question 1/);
  await page.getByRole('link', { name: 'Compare with now' }).press('Enter');
  await page.getByRole('button', { name: 'Compare' }).press('Enter');
  t.match(await page.textContent('main'), /They say the same, word for word\./);
});

test(
  'every page of late words and of history is clean by axe and no wider than a phone or a desk',
  { skip, timeout: 120_000 },
  async (t) => {
    const it = await listening(t);
    const viewports = [
      { width: 320, height: 640 },
      { width: 1366, height: 768 },
    ];
    const pages = await Promise.all(viewports.map((viewport) => pageOf(t, it, who.coordinator, { viewport })));
    const look = async (...paths: readonly string[]): Promise<void> => {
      for (const page of pages) {
        const width = page.viewportSize()?.width ?? 0;
        for (const path of paths) {
          await page.goto(`${it.url}${path}`);
          t.same(await axe(page), [], `${path} at ${width}`);
          t.notOk(
            await page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth'),
            `${path} at ${width} is no wider`,
          );
        }
      }
    };
    const nadia = await it.world.member(who.coordinator);
    await look(`${base}/history`);
    await nadia.get(`${base}/history`);
    const { location } = await nadia.post(`${base}/history`, { name: 'A name of no spaces: '.padEnd(80, 'x') });
    const version = location.split('#v-')[1] ?? '';
    await lateWords(it.world);
    await look(`${base}/history`, `${base}/history/${version}`, `${base}/history/compare?was=${version}&now=now`, `${base}/late`);
    await decides(it.world, who.chair, { decision: 'request-changes', comment: 'Say more.' });
    const list = (await nadia.get(`${base}/late`)).body;
    const passage = / id="p-([0-9a-f]{20})"/.exec(list)?.[1] ?? '';
    await look(`${base}/late`, `${base}/late/${passage}`);
  },
);
