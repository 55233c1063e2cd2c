import type { Page } from 'playwright-core';
import { t as suite, test } from 'tap';
import { axe, noBrowser } from '../support/browser.ts';
import { caretIn, mounted, saved, until, watchFrames } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 100_000 };

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
  const [still, blocked, page] = [
    await world.open('cerys', { script: 'off' }),
    await world.open('cerys', { script: 'blocked' }),
    await world.open('cerys'),
  ];
  for (const [width, height] of [
    [1440, 900],
    [1366, 768],
    [1000, 768],
    [390, 844],
    [320, 640],
  ] as const) {
    for (const one of [still, blocked, page]) await loadAt(one, width, height);
    t.same(await axe(blocked), [], `axe at ${width} before a script`);
    t.ok(await still.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} without a script`);
    await mounted(page);
    await caretIn(page, 'q5');
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} with one`);
    t.same(await axe(page), [], `axe at ${width}`);
    t.same(world.complaints(page), [], 'nothing in the console');
  }
  await loadAt(page, 390, 844);
  await page.getByRole('link', { name: /^Questions/ }).click();
  await page.locator('[data-outline="q7"]').click();
  t.equal(await page.locator('.cc-outline').isVisible(), false, 'the list closes');
  t.ok(await page.locator('#h-q7').isVisible());
  await loadAt(page, 1366, 768);
  for (const id of ['q21', 'q9', 'q14']) {
    await page.locator(`[data-outline="${id}"]`).click();
    const top = () => page.locator(`#h-${id}`).evaluate((heading) => heading.getBoundingClientRect().top);
    t.ok(await until(async () => (await top()) > 68 && (await top()) < 200), `${id} is in sight, below the bar`);
  }
});

/** Gives a page another width and loads it anew: a new browser for each width takes a second of the processor. */
async function loadAt(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.goto(page.url().replace(/#.*/, ''));
}

/** The HTML in each section's box, except a section over its limit: the editor marks its excess. */
async function contentOf(page: Page): Promise<readonly { readonly html: string; readonly over: boolean }[]> {
  return page.locator('[data-section]').evaluateAll((sections) =>
    sections.map((section) => ({
      html: section.querySelector('.cc-editable')?.innerHTML ?? '',
      over: section.querySelector('.cc-tag--stop') !== null,
    })),
  );
}
