import type { Page } from 'playwright-core';
import { t as suite, test } from 'tap';
import { axe, noBrowser, resize } from '../support/browser.ts';
import { shot } from '../support/worlds/editor/device.ts';
import { caretIn, mounted, saved, until } from '../support/worlds/editor/hands.ts';
import { watchVoices } from '../support/worlds/editor/tree.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 120_000 };

suite.setTimeout(290_000);

const inText = (page: Page): Promise<boolean> => page.evaluate(() => document.activeElement?.closest('.cc-editable') !== null);

test('[ED30] keys open the help and say if the words are saved; Escape closes what it opened', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q1');
  await page.keyboard.type(' more');
  await saved(page, 'saved');
  await page.keyboard.press('Control+/');
  const help = page.getByRole('dialog', { name: 'Keys in the editor' });
  t.ok(await help.isVisible());
  t.same(await axe(page), [], 'axe with the help');
  await page.keyboard.press('Escape');
  t.notOk(await help.isVisible());
  t.ok(await inText(page), 'back in the text');
  const heard = await watchVoices(page);
  await page.keyboard.press('Alt+Shift+s');
  t.ok(
    await until(async () => (await heard()).some((text) => /^Saved \d.*\. Nobody else is here\.$/.test(text))),
    (await heard()).join(' | '),
  );
  await page.getByRole('button', { name: 'Say if it is saved' }).focus();
  t.ok(await page.getByRole('button', { name: 'Say if it is saved' }).isVisible(), 'a button too');
  const menu = page.locator('.cc-edmenu');
  await menu.locator('summary').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Help', exact: true }).focus();
  await page.keyboard.press('Escape');
  t.equal(await menu.getAttribute('open'), null);
  t.equal(await page.evaluate(() => document.activeElement?.tagName), 'SUMMARY');
});

test('[ED30] on a phone, a menu leads everywhere, and the list of sections closes with Escape', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('nadia', { width: 390, height: 844 });
  await mounted(page);
  await page.locator('.cc-edmenu summary').click();
  for (const name of ['Overview', 'History', 'Sign-off', 'Documents', 'Record', 'Your work', 'Network', 'Help', 'Accessibility'])
    t.ok(await page.locator('.cc-edmenu').getByRole('link', { name, exact: true }).isVisible(), name);
  t.ok(await page.locator('.cc-edmenu').getByRole('button', { name: 'Sign out' }).isVisible());
  t.same(await axe(page), [], 'axe with the menu');
  await shot(page, 'menu-390');
  await page.mouse.click(20, 700);
  t.equal(await page.locator('.cc-edmenu').getAttribute('open'), null, 'a press elsewhere closes it');
  await page.getByRole('link', { name: /^Questions/ }).click();
  await page.locator('[data-outline="q1"]').focus();
  await page.keyboard.press('Escape');
  t.notOk(await page.locator('.cc-outline').isVisible());
});

test('[ED27] bar, strip, toolbar and foot never cover more than half the window', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q5');
  world.cut('cerys');
  await saved(page, 'offline');
  await page.keyboard.type(' Offline.');
  await page.locator('[data-strip]').getByText('9 changes are kept').waitFor();
  for (const [width, height] of [
    [1280, 600],
    [390, 844],
    [390, 664],
    [320, 568],
    [844, 390],
    [320, 256],
  ] as const) {
    await resize(page, width, height);
    await page.locator('#s-q5 .cc-editable').evaluate((box) => {
      scrollTo(0, box.getBoundingClientRect().top + scrollY - innerHeight / 3);
    });
    const covered = await page.evaluate(() => {
      const stuck = [...document.querySelectorAll('.cc-edtop, .cc-edbar, .cc-toolbar, .cc-edphone')].filter((one) =>
        ['sticky', 'fixed'].includes(getComputedStyle(one).position),
      );
      const rows = new Set<number>();
      for (const { top, bottom } of stuck.map((one) => one.getBoundingClientRect()))
        for (let y = Math.max(0, Math.floor(top)); y < Math.min(innerHeight, bottom); y += 1) rows.add(y);
      return rows.size / innerHeight;
    });
    t.ok(covered <= 0.5, `${width} by ${height}: ${Math.round(covered * 100)}%`);
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${width} by ${height} does not scroll sideways`);
    await shot(page, `sticky-${width}x${height}`);
  }
});

test('[ED9] the toolbar stays in sight in a long answer', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q4');
  for (let line = 0; line < 45; line += 1) {
    await page.keyboard.insertText(`Line ${line}`);
    await page.keyboard.press('Enter');
  }
  for (const [width, height] of [
    [1366, 768],
    [390, 844],
  ] as const) {
    await resize(page, width, height);
    await page.keyboard.press('Control+End');
    await page.locator('#s-q4 .cc-editable p').last().scrollIntoViewIfNeeded();
    const [bar, tools] = [await page.locator('[data-top]').boundingBox(), await page.locator('.cc-toolbar').boundingBox()];
    t.ok(bar !== null && tools !== null && Math.abs(tools.y - bar.height) <= 2, `${width}: right under the bar`);
    await shot(page, `toolbar-${width}`);
  }
});

test(
  '[WCAG 1.4.10] at 320 by 256 the text has the whole window, in high contrast the focus shows, and paper has the title',
  options,
  async (t) => {
    const world = await openEditorWorld(t, 8);
    const page = await world.open('cerys');
    await mounted(page);
    await resize(page, 320, 256);
    t.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, 'nothing scrolls sideways');
    await caretIn(page, 'q5');
    const covering = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter(
          (one) => ['sticky', 'fixed'].includes(getComputedStyle(one).position) && one.getClientRects().length > 0,
        ).length,
    );
    t.equal(covering, 0, 'nothing sticks');
    const title = await page
      .locator('h1')
      .evaluate((heading) => heading.scrollWidth <= heading.clientWidth && heading.scrollHeight <= heading.clientHeight + 2);
    t.ok(title, 'the title is whole');
    await shot(page, 'zoom-320x256');
    world.cut('cerys');
    await saved(page, 'offline');
    await shot(page, 'zoom-320x256-offline');
    world.mend('cerys');
    await saved(page, 'saved', 30_000);
    await resize(page, 1366, 768);
    await page.emulateMedia({ forcedColors: 'active' });
    await caretIn(page, 'q5');
    const outline = await page.locator('#s-q5 .cc-editable').evaluate((box) => getComputedStyle(box).outlineStyle);
    t.equal(outline, 'solid', 'the box with the focus');
    const others = await page.locator('#s-q4 .cc-editable').evaluate((box) => getComputedStyle(box).outlineStyle);
    t.equal(others, 'none', 'and no other box looks as if it had it');
    await page.keyboard.press('Control+b');
    t.equal(
      await page.getByRole('button', { name: 'Bold' }).evaluate((button) => getComputedStyle(button).outlineStyle),
      'solid',
      'a pressed button',
    );
    await shot(page, 'contrast');
    await page.emulateMedia({ forcedColors: null, media: 'print' });
    t.ok(await page.locator('h1').isVisible(), 'the title is printed');
    for (const gone of ['.cc-edmenu', '.cc-outline', '.cc-keys', '.cc-save', '.cc-toolbar'])
      t.notOk(await page.locator(gone).first().isVisible(), `${gone} is not`);
    await shot(page, 'print');
  },
);
