import type { Page } from 'playwright-core';
import { t as suite, test } from 'tap';
import { axe, noBrowser } from '../support/browser.ts';
import { mounted, saved, until } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 150_000 };

suite.setTimeout(290_000);

test('[ED20] two people type in one reason at once, and undo takes back their own words alone', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  const reason = (page: Page): Promise<string> => page.locator('#r-q4').inputValue();
  const both = (words: string) => until(async () => (await reason(cerys)) === words && (await reason(owen)) === words);
  await cerys.locator('#n-q4').check();
  await cerys.keyboard.type('aaaa figures');
  t.ok(await both('aaaa figures'));
  await cerys.locator('#r-q4').press('Home');
  await cerys.keyboard.press('ArrowRight');
  await owen.locator('#r-q4').focus();
  await owen.keyboard.press('End');
  await Promise.all([cerys.keyboard.type('aaa Brighton', { delay: 15 }), owen.keyboard.type(' for Surrey\nthis year', { delay: 15 })]);
  t.ok(await both('aaaa Brightonaaa figures for Surrey\nthis year'), 'where letters repeat, the caret decides');
  t.same(await selection(cerys), [13, 13], 'the caret stays behind the words typed');
  await cerys.keyboard.press('Shift+ArrowLeft');
  await owen.keyboard.press('Control+Home');
  await owen.keyboard.type('Oh. ');
  t.ok(await both('Oh. aaaa Brightonaaa figures for Surrey\nthis year'));
  t.same(await selection(cerys), [16, 17, 'backward'], 'the selection stays at its words');
  await cerys.waitForTimeout(600);
  await cerys.keyboard.press('Delete');
  t.ok(await both('Oh. aaaa Brightoaaa figures for Surrey\nthis year'));
  await cerys.keyboard.press('Control+z');
  t.ok(await both('Oh. aaaa Brightonaaa figures for Surrey\nthis year'));
  for (let n = 0; n < 4; n += 1) await cerys.keyboard.press('Control+z');
  t.ok(await both('Oh.  for Surrey\nthis year'), 'only words of others are left');
  for (let n = 0; n < 5; n += 1) await cerys.keyboard.press('Control+Shift+z');
  t.ok(await both('Oh. aaaa Brightoaaa figures for Surrey\nthis year'));
  await saved(cerys, 'saved');
  await saved(owen, 'saved');
});

test('[ED21] unticking keeps the reason, and a field with a caret in it stays on the screen', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  await cerys.locator('#n-q4').check();
  t.ok(await until(() => owen.locator('#r-q4').isVisible()), 'a box without a reason is shared');
  await cerys.keyboard.type('We hold no');
  t.ok(await until(async () => (await owen.locator('#r-q4').inputValue()) === 'We hold no'));
  await owen.locator('#n-q4').uncheck();
  t.ok(await until(async () => !(await cerys.locator('#n-q4').isChecked())));
  await cerys.keyboard.type(' figures.');
  t.ok(await cerys.locator('#r-q4').isVisible());
  t.equal(await cerys.locator('[data-outline="q4"] .cc-tag').innerText(), 'Not started', 'it counts no more');
  await cerys.locator('#n-q5').focus();
  t.notOk(await cerys.locator('#r-q4').isVisible());
  await saved(cerys, 'saved');
  await owen.locator('#n-q4').check();
  t.equal(await owen.locator('#r-q4').inputValue(), 'We hold no figures.');
  t.ok(await until(() => cerys.locator('#r-q4').isVisible()));
  t.same(await axe(owen), [], 'axe');
});

test('[ED20] a reason typed offline joins the words that a colleague typed meanwhile', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  await cerys.locator('#n-q4').check();
  await cerys.keyboard.type('We hold no figures.');
  await owen.locator('#r-q4').click();
  t.ok(await until(async () => (await owen.locator('#r-q4').inputValue()) === 'We hold no figures.'));
  world.cut('cerys');
  await saved(cerys, 'offline');
  await cerys.keyboard.type(' None of our schools do.');
  await owen.keyboard.press('Control+Home');
  await owen.keyboard.type('In Surrey: ');
  await saved(owen, 'saved');
  world.mend('cerys');
  await saved(cerys, 'saved');
  const words = 'In Surrey: We hold no figures. None of our schools do.';
  t.ok(await until(async () => (await cerys.locator('#r-q4').inputValue()) === words));
  t.ok(await until(async () => (await owen.locator('#r-q4').inputValue()) === words));
});

test('[ED22] two people who exceed 2,000 characters together are told, and neither loses a word', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  await cerys.locator('#n-q4').check();
  await cerys.keyboard.insertText('x'.repeat(1500));
  t.ok(await until(async () => (await owen.locator('#r-q4').inputValue()).length === 1500));
  world.cut('cerys');
  await saved(cerys, 'offline');
  await cerys.keyboard.insertText('a'.repeat(501));
  t.equal((await cerys.locator('#r-q4').inputValue()).length, 2000, 'one person cannot');
  await owen.locator('#r-q4').focus();
  await owen.keyboard.insertText('b'.repeat(500));
  await saved(owen, 'saved');
  world.mend('cerys');
  await saved(cerys, 'saved');
  for (const page of [cerys, owen]) {
    await page.locator('#s-q4 [data-reason-excess]', { hasText: '500 characters too long' }).waitFor();
    t.equal((await page.locator('#r-q4').inputValue()).length, 2500);
  }
  t.same(await axe(owen), [], 'axe');
  await owen.keyboard.press('Control+a');
  await owen.keyboard.type('Short.');
  t.ok(await until(async () => (await cerys.locator('#r-q4').inputValue()) === 'Short.'));
  t.ok(await cerys.locator('#s-q4 [data-reason-excess]').isHidden());
});

test('[ED8 ED20] a reason that is being composed is not touched until it is finished', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  await cerys.locator('#n-q4').check();
  const ime = await cerys.context().newCDPSession(cerys);
  await ime.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
  await until(() => owen.locator('#r-q4').isVisible());
  await owen.locator('#r-q4').focus();
  await owen.keyboard.press('Control+Home');
  await owen.keyboard.type('Before. ');
  await saved(owen, 'saved');
  await cerys.waitForTimeout(500);
  t.notMatch(await cerys.locator('#r-q4').inputValue(), /Before/, 'held');
  await ime.send('Input.imeSetComposition', { text: 'かん', selectionStart: 2, selectionEnd: 2 });
  await ime.send('Input.insertText', { text: '漢' });
  t.ok(await until(async () => (await cerys.locator('#r-q4').inputValue()) === 'Before. 漢'));
  t.ok(await until(async () => (await owen.locator('#r-q4').inputValue()) === 'Before. 漢'));
});

async function selection(page: Page): Promise<readonly unknown[]> {
  return page.locator('#r-q4').evaluate((area: HTMLTextAreaElement) => {
    const { selectionStart: start, selectionEnd: end, selectionDirection: direction } = area;
    return start === end ? [start, end] : [start, end, direction];
  });
}
