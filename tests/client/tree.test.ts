import { t as suite, test } from 'tap';
import { noBrowser } from '../support/browser.ts';
import { caretIn, mounted, plain, saved, until } from '../support/worlds/editor/hands.ts';
import { treeOf, watchVoices } from '../support/worlds/editor/tree.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 100_000 };

suite.setTimeout(290_000);

test('[ED4] the accessibility tree holds every answer, those out of view too', options, async (t) => {
  const world = await openEditorWorld(t, 22);
  const page = await world.open('cerys');
  await mounted(page);
  const tree = await treeOf(page);
  const count = (role: string, name: RegExp): number => tree.filter((node) => node.role === role && name.test(node.name)).length;
  t.equal(count('article', /./), 26, 'every answer is named');
  t.equal(count('heading', /^Question \d+\. /), 22);
  t.equal(count('textbox', /^Question \d+\. /), await page.locator('[data-asked="asked"] .cc-editable').count());
  t.equal(tree.filter(({ role }) => role === 'radio').length, await page.locator('input[type="radio"]').count());
  for (const role of ['textbox', 'checkbox', 'group']) {
    const names = tree.filter((node) => node.role === role && node.name !== '').map(({ name }) => name);
    t.equal(new Set(names).size, names.length, `no two names of a ${role} are equal`);
  }
});

test('[ED26] nobody’s name is a part of the text that they write in', options, async (t) => {
  const world = await openEditorWorld(t, 4);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await Promise.all([mounted(cerys), mounted(owen)]);
  await caretIn(owen, 'q1');
  await owen.keyboard.press('ArrowLeft');
  await cerys.locator('#s-q1 .cc-caret').waitFor();
  t.ok(await until(async () => (await treeOf(cerys)).some(({ name }) => name.startsWith('Owen Larbi, Surrey, writing'))));
  const named = (await treeOf(cerys)).filter(({ name, value }) => `${name} ${value}`.includes('Owen Larbi'));
  t.same(
    named.filter(
      ({ name, value }) => value !== '' || !/^Owen Larbi, Surrey, (writing|joined)|Writing here: Owen Larbi, Surrey$/.test(name),
    ),
    [],
    'only the list of people, its news, and the list of questions name him',
  );
  const box = (await treeOf(cerys)).find(({ role, name }) => role === 'textbox' && name.startsWith('Question 1.'));
  t.notMatch(box?.value, /Owen/);
  t.match(box?.value, /First words/);
});

test('[ED26] the focus stays in the answer when the text is locked, and Tab still reaches every answer', options, async (t) => {
  const world = await openEditorWorld(t, 8);
  const page = await world.open('cerys');
  await mounted(page);
  await saved(page, 'saved');
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.closest('[data-section]')?.id ?? 'lost');
  await caretIn(page, 'q5');
  const heard = await watchVoices(page);
  await world.order({ do: 'lock' });
  await saved(page, 'locked', 30_000);
  t.equal(await focused(), 's-q5');
  t.equal(await page.locator('.cc-editable[tabindex="0"]').count(), await page.locator('.cc-editable').count());
  await page.keyboard.press('Shift+Tab');
  t.not(await focused(), 'lost', 'Tab goes on from there');
  t.ok(await until(async () => (await heard()).some((text) => text.includes('ocked'))), 'said');
  t.notOk(
    (await heard()).some((text) => /Not connected|Offline/.test(text)),
    `and nothing false: ${(await heard()).join(' | ')}`,
  );
});

test('[ED26] the focus stays in the answer when its choice, its box, its toolbar or its mark is locked', options, async (t) => {
  const world = await openEditorWorld(t, 8);
  const pages = await Promise.all([world.open('cerys'), world.open('owen'), world.open('nadia'), world.open('joanna')]);
  const [choice, box, bar, mark] = pages;
  await Promise.all(pages.map(mounted));
  await choice.locator('#s-q6 input[type="radio"]').first().focus();
  await box.locator('#n-q4').focus();
  await caretIn(bar, 'q1');
  await bar.keyboard.press('Alt+F10');
  const ready = mark.locator('#s-q2 .cc-ready button');
  await ready.focus();
  t.match(await ready.textContent(), /Mark ready to read: /);
  await world.order({ do: 'lock' });
  await Promise.all(pages.map((page) => saved(page, 'locked', 30_000)));
  const focused = await Promise.all(
    pages.map((page) => page.evaluate(() => document.activeElement?.closest('[data-section]')?.id ?? 'lost')),
  );
  t.same(focused, ['s-q6', 's-q4', 's-q1', 's-q2']);
  t.notOk(await ready.isVisible(), 'nobody can mark a locked answer');
});

test('[ED25] going over the limit, and coming back, is read out once it holds', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q4');
  const heard = await watchVoices(page);
  await page.keyboard.insertText('word '.repeat(262));
  t.ok(await until(async () => (await heard()).includes('Question 4: 12 words over the limit')), (await heard()).join(' | '));
  const described = (await treeOf(page)).find(({ role, focused }) => role === 'textbox' && focused);
  t.match(described?.description, /12 words over the limit/);
  await page.keyboard.press('Control+z');
  t.ok(await until(async () => (await heard()).includes('Question 4 is within the limit again')), (await heard()).join(' | '));
  t.equal(await plain(page, 'q4'), '');
});

test('[ED26] the focus is in sight while Tab goes through the list of sections', options, async (t) => {
  const world = await openEditorWorld(t, 22);
  const page = await world.open('cerys');
  await mounted(page);
  await page.locator('.cc-outline').focus();
  t.equal(await page.evaluate(() => scrollY), 0);
  for (let step = 0; step < 26; step += 1) {
    await page.keyboard.press('Tab');
    const { top, bottom, name } = await page.evaluate(() => {
      const { top, bottom } = document.activeElement?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
      return { top, bottom, name: document.activeElement?.textContent.trim().slice(0, 20) };
    });
    t.ok(top >= 60 && bottom <= 768, `${name ?? ''}: from ${Math.round(top)} to ${Math.round(bottom)} of 768`);
  }
  t.equal(await page.evaluate(() => scrollY), 0, 'and the text behind it has not moved');
});
