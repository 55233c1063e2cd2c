import type { Page } from 'playwright-core';
import { t as suite, test } from 'tap';
import { noBrowser, resize } from '../support/browser.ts';
import { shot } from '../support/worlds/editor/device.ts';
import { caretIn, mounted, saved, until } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 100_000 };

suite.setTimeout(290_000);

test(
  '[ED29] people have different colours, the same in every browser; phones and the list of sections show them too',
  options,
  async (t) => {
    const world = await openEditorWorld(t, 8);
    const here = [await world.open('cerys'), await world.open('owen'), await world.open('joanna'), await world.open('nadia')];
    await Promise.all(here.map(mounted));
    const [cerys, owen, joanna, nadia] = here as [Page, Page, Page, Page];
    await caretIn(owen, 'q1');
    await caretIn(joanna, 'q1');
    await caretIn(nadia, 'q5');
    const colours = (page: Page): Promise<Readonly<Record<string, string>>> =>
      page
        .locator('[data-people] li')
        .evaluateAll((faces) =>
          Object.fromEntries(
            faces.map((face) => [
              face.getAttribute('title')?.split(',')[0] ?? '',
              [...face.classList].find((name) => /^cc-p\d+$/.test(name)) ?? '',
            ]),
          ),
        );
    const distinct = async (): Promise<boolean> => new Set(Object.values(await colours(cerys))).size === 3;
    t.ok(await until(distinct), JSON.stringify(await colours(cerys)));
    await cerys.locator('#s-q1 .cc-caret').nth(1).waitFor();
    const seen = await colours(cerys);
    t.ok(await until(async () => (await colours(owen))['Joanna Prideaux'] === seen['Joanna Prideaux']), 'the same in another browser');
    const carets = await cerys
      .locator('#s-q1 .cc-caret')
      .evaluateAll((all) => all.map((caret) => [...caret.classList].find((name) => /^cc-p\d+$/.test(name))));
    t.same(new Set(carets), new Set([seen['Owen Larbi'], seen['Joanna Prideaux']]), 'carets too');
    const writers = (id: string): Promise<string> => cerys.locator(`[data-outline="${id}"] [data-who]`).innerText();
    t.ok(await until(async () => /OL.*JP|JP.*OL/s.test(await writers('q1'))));
    const inList = (id: string): Promise<string | null> => cerys.locator(`[data-outline="${id}"]`).textContent();
    t.ok(await until(async () => (await inList('q5'))?.includes('Writing here: Nadia Farrow, coordinator') === true));
    t.equal(await writers('q2'), '');
    await joanna.close();
    t.ok(await until(async () => Object.keys(await colours(cerys)).length === 2));
    const { 'Owen Larbi': kept } = await colours(cerys);
    t.equal(kept, seen['Owen Larbi'], 'kept while others come and go');
    await resize(cerys, 390, 844);
    t.ok(await cerys.locator('[data-people] li').first().isVisible(), 'on a phone');
    await shot(cerys, 'people-390');
    world.cut('cerys');
    await saved(cerys, 'offline');
    await cerys.locator('.cc-people--off').waitFor();
    t.ok((await cerys.locator('[data-people] li').count()) > 0, 'dimmed, not gone');
  },
);

test('[ED29] a name at a caret covers no line of text', options, async (t) => {
  const world = await openEditorWorld(t, 8);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await Promise.all([mounted(cerys), mounted(owen)]);
  for (const width of [1366, 390]) {
    await resize(cerys, width, 800);
    await cerys.locator('#s-q5').scrollIntoViewIfNeeded();
    for (const [selector, place] of [
      ['p', 'in the middle of a long paragraph'],
      ['li:nth-child(2) p', 'in a list'],
      ['h3', 'in a heading'],
    ] as const) {
      const box = owen.locator(`#s-q5 .cc-editable ${selector}`).first();
      await box.click({ position: { x: 60, y: 8 } });
      await owen.keyboard.press('ArrowRight');
      const name = cerys.locator(`#s-q5 .cc-editable ${selector} .cc-caret__name`).first();
      await name.waitFor({ state: 'attached' });
      await cerys.waitForTimeout(200);
      const covered = await name.evaluate((label) => {
        const { top, bottom, left, right } = label.getBoundingClientRect();
        const lines = [...(label.closest('.cc-editable')?.querySelectorAll('p, h3, h4') ?? [])].flatMap((block) => {
          const range = document.createRange();
          range.selectNodeContents(block);
          return [...range.getClientRects()].filter((line) => line.width > 3 && line.height > 12 && line.height < 40);
        });
        // Letters fill some 14 px around the middle of a line box; the rest is space between lines.
        return lines
          .filter((line) => {
            const middle = (line.top + line.bottom) / 2;
            return line.right > left && line.left < right && middle + 7 > top && middle - 7 < bottom && Math.abs(line.top - top) > 1;
          })
          .map((line) => [line.top, line.bottom, top, bottom]);
      });
      t.same(covered, [], `${place} at ${width}`);
      const { right } = await name.evaluate((label) => label.getBoundingClientRect());
      t.ok(right <= width, 'and is inside the window');
      await shot(cerys, `name-${width}-${selector.replace(/\W/g, '')}`);
    }
  }
});
