import type { Page } from 'playwright-core';
import { t as suite, test } from 'tap';
import { axe, noBrowser } from '../support/browser.ts';
import { caretIn, mounted, saved, until, watchFrames } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 150_000 };

suite.setTimeout(290_000);

test(
  '[ED1 ED5 ED13] the page is readable before any script, and editors take over without moving or writing anything',
  options,
  async (t) => {
    const world = await openEditorWorld(t, 56);
    const still = await world.open('cerys', { script: 'off' });
    const before = await contentOf(still);
    t.equal(before.length, 60);
    const page = await world.open('cerys', { height: 900 });
    const frames = watchFrames(page);
    await page.reload();
    const tops = page.locator('[data-section]').evaluateAll((all) => all.slice(0, 3).map((one) => one.getBoundingClientRect().top));
    await mounted(page);
    await saved(page, 'saved');
    const after = await contentOf(page);
    const same = before.filter(({ html, over }, index) => over || html === after[index]?.html).length;
    t.equal(same, 60, 'byte for byte');
    t.same(
      await page.locator('[data-section]').evaluateAll((all) => all.slice(0, 3).map((one) => one.getBoundingClientRect().top)),
      await tops,
    );
    t.equal(frames.filter((frame) => frame[0] === 0 && frame[1] === 2).length, 0, '0 Yjs updates');
    t.equal(frames.filter((frame) => frame[0] === 1).length, 1, '0 awareness messages beyond the join');
    t.same(world.complaints(page), []);
  },
);

test('the page fits every width, without a script and with one', options, async (t) => {
  const world = await openEditorWorld(t, 22);
  for (const [width, height] of [
    [1440, 900],
    [1366, 768],
    [1000, 768],
    [390, 844],
    [320, 640],
  ] as const) {
    const still = await world.open('cerys', { width, height, script: 'off' });
    t.same(await axe(await world.open('cerys', { width, height, script: 'blocked' })), [], `axe at ${width} before a script`);
    t.ok(await still.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} without a script`);
    const page = await world.open('cerys', { width, height });
    await mounted(page);
    await caretIn(page, 'q5');
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} with one`);
    t.same(await axe(page), [], `axe at ${width}`);
    t.same(world.complaints(page), [], 'nothing in the console');
    await page.context().close();
    await still.context().close();
  }
  const phone = await world.open('cerys', { width: 390, height: 844 });
  await phone.getByRole('link', { name: /^Questions/ }).click();
  await phone.locator('[data-outline="q7"]').click();
  t.equal(await phone.locator('.cc-outline').isVisible(), false, 'the list closes');
  t.ok(await phone.locator('#h-q7').isVisible());
  const wide = await world.open('cerys');
  for (const id of ['q21', 'q9', 'q14']) {
    await wide.locator(`[data-outline="${id}"]`).click();
    const top = () => wide.locator(`#h-${id}`).evaluate((heading) => heading.getBoundingClientRect().top);
    t.ok(await until(async () => (await top()) > 68 && (await top()) < 200), `${id} is in sight, below the bar`);
  }
});

/** The HTML in each section's box, except a section over its limit: the editor marks its excess. */
async function contentOf(page: Page): Promise<readonly { readonly html: string; readonly over: boolean }[]> {
  return page.locator('[data-section]').evaluateAll((sections) =>
    sections.map((section) => ({
      html: section.querySelector('.cc-editable')?.innerHTML ?? '',
      over: section.querySelector('.cc-tag--stop') !== null,
    })),
  );
}
