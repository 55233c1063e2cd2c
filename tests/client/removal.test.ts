import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { t as suite, test } from 'tap';
import { axe, noBrowser, openContext } from '../support/browser.ts';
import { draftIds, openDraftWorld } from '../support/worlds/draft.ts';
import { noRows, shot, someRows } from '../support/worlds/editor/device.ts';
import { caretIn, plain, saved, until } from '../support/worlds/editor/hands.ts';
import { openSessionRecord } from '../support/worlds/editor/session.ts';

// Words are removed while a colleague has the page open, and while the device of another is away with words that nobody has yet.

suite.setTimeout(290_000);
const base = `/consultations/${draftIds.consultation}`;

test(
  '[CO15] [CO14] an open page and a device that was away end without the removed words, and their own words are in a file or in the text',
  { skip: noBrowser },
  async (t) => {
    const draft = await openDraftWorld(t);
    const open = async (member: string): Promise<Page> => {
      const context = await openContext(t, { viewport: { width: 1280, height: 900 } });
      await context.addCookies([{ name: 'concord-session', value: await openSessionRecord(draft.services, member), url: draft.url }]);
      return context.newPage();
    };
    const response = `${draft.url}${base}/response`;
    const [daniel, owen, nadia] = [await open('daniel-rowntree'), await open('owen-larbi'), await open('nadia-farrow')];
    for (const page of [daniel, owen]) {
      await page.goto(response);
      await saved(page, 'saved');
    }
    await caretIn(daniel, 'q20');
    await daniel.keyboard.type('Of 41 families, Zebedee Quartz waited.');
    await saved(daniel, 'saved');
    await owen.locator('#s-q20').getByText('Zebedee Quartz').waitFor();
    await owen.context().setOffline(true);
    await saved(owen, 'offline', 60_000);
    await caretIn(owen, 'q20');
    await owen.keyboard.type(' Typed on the train.');
    t.ok(await someRows(owen));
    const away = owen.context();
    await owen.close({ runBeforeUnload: false });

    await nadia.goto(`${draft.url}${base}/removal`);
    await nadia.getByLabel('Words to look for').fill('Zebedee Quartz');
    await nadia.getByRole('button', { name: 'Find them' }).click();
    await nadia.getByRole('heading', { name: 'Remove these words for good?' }).waitFor();
    t.same(await axe(nadia), [], 'axe of the places');
    await shot(nadia, 'removal-found');
    await nadia.setViewportSize({ width: 390, height: 844 });
    t.ok(await nadia.evaluate(() => document.documentElement.scrollWidth <= 390), 'nothing to scroll sideways on a phone');
    await shot(nadia, 'removal-found-390');
    await nadia.getByLabel('Why they are removed').fill('A name was pasted.');
    await nadia.getByLabel('Type the word remove to confirm').fill('remove');
    await nadia.getByRole('button', { name: 'Remove for good' }).click();
    await nadia.getByText('Removed by').waitFor();
    await draft.worker.settle();
    await nadia.reload();
    t.match(await nadia.locator('main').innerText(), /The words were removed for good/);
    t.same(await axe(nadia), [], 'axe of the outcome');
    await shot(nadia, 'removal-done-390');

    t.ok(
      await until(async () => /Of 41 families, {1,2}waited\./.test(await plain(daniel, 'q20'))),
      'the open page is loaded anew by itself',
    );
    await saved(daniel, 'saved');
    t.ok(await noRows(daniel));

    await away.setOffline(false);
    const back = await away.newPage();
    await back.goto(response);
    const strip = back.locator('[data-strip]');
    await strip.getByText('Words this device kept from before cannot be saved.').waitFor();
    t.match(await strip.innerText(), /Words were removed from this text for good\. Download them\. They are deleted here when you leave/);
    t.same(await axe(back), [], 'axe of the offer');
    await shot(back, 'removal-back');
    const [file] = await Promise.all([back.waitForEvent('download'), strip.getByRole('button', { name: 'Download' }).click()]);
    t.match(readFileSync(await file.path(), 'utf8'), /Typed on the train\./, 'the words that nobody has yet are in the file');
    t.notMatch(await plain(back, 'q20'), /Zebedee|Quartz/);
    await back.goto(`${draft.url}/work`);
    t.ok(await noRows(back), 'and not on the device any more');
    t.match(await draft.words('q20'), /Of 41 families, {1,2}waited\./);
  },
);
