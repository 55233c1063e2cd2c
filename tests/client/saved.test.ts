import type { Editor } from '@tiptap/core';
import type { Page } from 'playwright-core';
import { t as suite, type Test, test } from 'tap';
import type { Binding } from '../../client/editor/binding/binding.ts';
import { axe, noBrowser } from '../support/browser.ts';
import { caretIn, mounted, plain, saved, until, watchSaved } from '../support/worlds/editor/hands.ts';
import { type EditorWorld, openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 100_000 };

suite.setTimeout(290_000);

/** The page of Cerys, with every word saved and the caret in the first answer. */
async function inFirstAnswer(t: Test): Promise<{ readonly world: EditorWorld; readonly page: Page }> {
  const world = await openEditorWorld(t, 3);
  const page = await world.open('cerys');
  await mounted(page);
  await saved(page, 'saved');
  await caretIn(page, 'q1');
  return { world, page };
}

test('[CO12 CO14] words written offline are kept, shown as kept, then merged and saved', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  await caretIn(cerys, 'q1');
  world.cut('cerys');
  await saved(cerys, 'offline');
  await cerys.keyboard.type(' Written offline.');
  await cerys.locator('[data-strip]').getByText('17 changes are kept on this device').waitFor();
  t.match(await cerys.locator('[data-strip]').innerText(), /You have been offline since \d.*17 changes are kept on this device/s);
  t.match(await cerys.locator('[data-save]').innerText(), /^Offline: kept on this device$/);
  t.same(await axe(cerys), [], 'axe offline');
  await caretIn(owen, 'q1');
  await owen.keyboard.type(' Meanwhile.');
  let asked = false;
  cerys.on('dialog', (dialog) => {
    asked = dialog.type() === 'beforeunload';
    void dialog.dismiss();
  });
  await cerys.close({ runBeforeUnload: true });
  t.ok(await until(() => Promise.resolve(asked)));
  t.ok(asked, 'leaving warns');
  world.mend('cerys');
  await saved(cerys, 'saved', 30_000);
  t.ok(await until(async () => (await plain(cerys, 'q1')) === (await plain(owen, 'q1'))));
  t.match(await plain(owen, 'q1'), /Written offline\./);
  t.match(await plain(owen, 'q1'), /Meanwhile\./);
  t.equal(await cerys.locator('[data-strip]').isVisible(), false);
});

test('[CO12] while the server is frozen, the page never says Saved', options, async (t) => {
  const { world, page } = await inFirstAnswer(t);
  world.server.kill('SIGSTOP');
  const kinds = await watchSaved(page);
  await page.keyboard.type('x');
  await saved(page, 'saving');
  await saved(page, 'not-saved', 20_000);
  t.match(await page.locator('[data-save]').innerText(), /^Not saved: the service is not answering/);
  t.same(await axe(page), [], 'axe not saved');
  t.notOk((await kinds()).includes('saved'));
  world.server.kill('SIGCONT');
  await saved(page, 'saved', 60_000);
  const fresh = await world.open('owen');
  t.match(await plain(fresh, 'q1'), /x/, 'and then it is there for others');
});

test('[CO11] the page says that the store fails, and no key is lost when it recovers', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q1');
  await world.order({ do: 'store', how: 'fails' });
  const kinds = await watchSaved(page);
  await page.keyboard.type(' kept');
  await saved(page, 'not-saved', 30_000);
  t.match(await page.locator('[data-save]').innerText(), /^Not saved: /);
  t.notOk((await kinds()).includes('saved'));
  await world.order({ do: 'store', how: 'works' });
  await saved(page, 'saved', 60_000);
  t.match(await plain(await world.open('owen'), 'q1'), /kept/);
});

test(
  '[ED12 CO5] when the text is locked, the page is read-only, says why and who can open it, and shows late words that were set aside',
  options,
  async (t) => {
    const world = await openEditorWorld(t, 3);
    const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
    await mounted(cerys);
    await mounted(owen);
    await caretIn(owen, 'q1');
    world.cut('owen');
    await saved(owen, 'offline');
    await owen.keyboard.type(' Too late.');
    await world.order({ do: 'lock' });
    await saved(cerys, 'locked', 30_000);
    t.match(await cerys.locator('[data-strip]').innerText(), /Nobody can change this text\./);
    t.equal(await cerys.locator('#s-q1 [contenteditable="false"]').count(), 1);
    t.equal(await cerys.locator('.cc-tools').count(), 0);
    t.same(await axe(cerys), [], 'axe locked');
    world.mend('owen');
    await saved(owen, 'too-late', 60_000);
    t.match(await owen.locator('[data-strip]').innerText(), /came after the text was locked\..*Nothing is lost/s);
    const answer = owen.locator('#s-q1');
    await answer.locator('.cc-late-word').waitFor();
    t.equal(await answer.locator('.cc-late-word').innerText(), 'Too late.', '[ED28] marked in the answer');
    t.match(await answer.locator('.cc-editable').innerText(), /A second paragraph\. Too late, not in the locked text: Too late\./);
    t.match(await answer.locator('[data-word-count]').innerText(), /^5 of/, 'the counts are those of the locked text');
    await owen.locator('.cc-late summary').click();
    t.match(await owen.locator('.cc-late').innerText(), /Too late\./);
    t.same(await axe(owen), [], 'axe too late');
    await owen.reload();
    t.notMatch(await plain(owen, 'q1'), /Too late/, 'the locked text is what was locked');
    t.match(await owen.locator('[data-save]').innerText(), /^Locked$/);
    await world.order({ do: 'reopen' });
    const again = await world.open('cerys');
    await mounted(again);
    await saved(again, 'saved');
  },
);

test('[ED28] a late choice and a late reason are marked, and the answer stands as it was locked', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const owen = await world.open('owen');
  await mounted(owen);
  await saved(owen, 'saved');
  world.cut('owen');
  await saved(owen, 'offline');
  await owen.locator('#s-q6').getByLabel('Disagree', { exact: true }).check();
  await owen.locator('#n-q4').check();
  await owen.locator('#r-q4').fill('Each council answers this by itself.');
  await caretIn(owen, 'q3');
  await owen.keyboard.type('Late words.');
  await owen.locator('#r-q4').focus();
  await world.order({ do: 'lock' });
  world.mend('owen');
  await saved(owen, 'too-late', 60_000);
  const choice = owen.locator('#s-q6 fieldset');
  await choice.locator('.cc-late-mark').first().waitFor();
  t.ok(await choice.getByRole('radio', { name: 'Agree Still in the locked text' }).isChecked(), 'the option of the locked text');
  t.match(await choice.locator('label:has(:checked)').innerText(), /^Agree\s+Still in the locked text$/);
  t.match(await choice.locator('label', { hasText: /^\s*Disagree/ }).innerText(), /^Disagree\s+Too late, not in the locked text$/);
  t.equal(await choice.locator('.cc-late-mark').count(), 2);
  const unanswered = owen.locator('#s-q4');
  t.equal(await owen.evaluate(() => document.activeElement?.closest('[data-section]')?.id), 's-q4', '[ED26] the focus stays in the answer');
  t.equal(await unanswered.locator('#n-q4').isChecked(), false, 'the box of the locked text');
  t.match(
    await unanswered.locator('.cc-late-mark').innerText(),
    /you ticked .* and you gave the reason “Each council answers this by itself\.”/,
  );
  t.equal(await unanswered.locator('[data-tag]').innerText(), 'Empty', 'its tag says how it was locked');
  t.equal(await owen.locator('#s-q3 [data-tag]').innerText(), 'Empty', 'that of words too');
  t.match(await owen.locator('[data-outline="q3"]').innerText(), /Empty\s+0 of 250 words/, 'and the list of sections');
  await owen.locator('.cc-late summary').click();
  t.match(
    await owen.locator('.cc-late').innerText(),
    /Late words\.[\s\S]*Each council answers this by itself\.[\s\S]*Chosen: Disagree/,
    'a copy of all',
  );
  t.same(await axe(owen), [], 'axe');
});

test('[ED28] a person learns what became of words that came too late', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const owen = await world.open('owen');
  await mounted(owen);
  await caretIn(owen, 'q1');
  world.cut('owen');
  await saved(owen, 'offline');
  await owen.keyboard.type(' Too late.');
  await world.order({ do: 'lock' });
  world.mend('owen');
  await saved(owen, 'too-late', 60_000);
  await world.order({ do: 'reopen' });
  const strip = owen.locator('[data-strip]');
  const look = (): Promise<void> =>
    owen.evaluate(() => {
      dispatchEvent(new Event('focus'));
    });
  await look();
  await saved(owen, 'replaced');
  t.match(await strip.innerText(), /This text was opened again\..*came too late for it\. The coordinator has them, and decides/s);
  t.equal(await owen.locator('.cc-strip:visible').count(), 1, 'one strip');
  await owen.reload();
  await mounted(owen);
  await strip.getByText('Changes of yours came too late for the draft before.').waitFor();
  await strip.getByRole('button', { name: 'Close' }).click();
  t.notOk(await strip.isVisible());
  await world.order({ do: 'decide', who: 'owen', section: 'q1', became: 'brought' });
  await look();
  await strip.getByText('Your late changes were brought into this draft.').waitFor();
  t.match(await strip.innerText(), /Brought in: Question 1\./);
  t.same(await axe(owen), [], 'axe');
  await strip.getByRole('button', { name: 'Close' }).click();
  await owen.reload();
  await mounted(owen);
  await saved(owen, 'saved');
  t.notOk(await strip.isVisible(), 'read once');
});

test('[ED27] without wifi the page is offline at once, though its socket still stands', options, async (t) => {
  const { world, page } = await inFirstAnswer(t);
  // The network is gone: nothing answers, and nothing closes.
  world.server.kill('SIGSTOP');
  await page.keyboard.type(' no wifi');
  await page.evaluate(() => dispatchEvent(new Event('offline')));
  await saved(page, 'offline', 1000);
  t.match(await page.locator('[data-strip]').innerText(), /You have been offline since/);
  world.server.kill('SIGCONT');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await saved(page, 'saved', 60_000);
  t.match(await plain(await world.open('owen'), 'q1'), /no wifi/);
});

test(
  '[ED27] the strip stays under the bar while the page scrolls, and the focus goes back into the text when its button goes',
  options,
  async (t) => {
    const world = await openEditorWorld(t, 12);
    const page = await world.open('cerys');
    await mounted(page);
    await caretIn(page, 'q9');
    world.cut('cerys');
    await saved(page, 'offline');
    const box = await page.locator('[data-strip]').boundingBox();
    const bar = await page.locator('.cc-edbar').boundingBox();
    t.ok(box !== null && bar !== null && Math.abs(box.y - bar.y - bar.height) < 1 && bar.y === 0, 'right under it');
    const tools = await page.locator('.cc-toolbar').boundingBox();
    t.ok(tools !== null && box !== null && tools.y >= box.y + box.height - 1, 'the toolbar sticks below it');
    await page.getByRole('button', { name: 'Try again now' }).focus();
    world.mend('cerys');
    await saved(page, 'saved', 30_000);
    t.equal(await page.evaluate(() => document.activeElement?.closest('[data-section]')?.id), 's-q9');
    await page.setViewportSize({ width: 640, height: 256 });
    t.equal(await page.locator('.cc-edtop').evaluate((top) => getComputedStyle(top).position), 'static', 'nothing is sticky at 256 px');
  },
);

test('a person who was signed out while writing is told why, with the words still there', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q1');
  world.cut('cerys');
  await page.keyboard.type(' mine');
  await world.order({ do: 'end-session', who: 'cerys' });
  world.mend('cerys');
  await saved(page, 'not-saved', 30_000);
  t.match(await page.locator('[data-strip]').innerText(), /You have been signed out\..*5 changes are kept only on this device/s);
  t.match(await plain(page, 'q1'), /mine/);
});

test('[CO3] an edit that the server cannot keep is refused for good, with a reason, and nobody else notices', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  await caretIn(owen, 'q1');
  await cerys.evaluate(() => {
    const { editor } = document.querySelector('.ProseMirror') as unknown as { editor: Editor };
    const extension = editor.extensionManager.extensions.find((one) => one.name === 'binding');
    const { binding } = extension?.options as { binding: Binding };
    binding.text.doc?.getMap('chosen').set('q6', 'not a list');
  });
  await saved(cerys, 'not-saved');
  t.match(await cerys.locator('[data-save]').innerText(), /^Not saved: this text holds a choice with something that cannot be kept here/);
  t.match(await cerys.locator('[data-strip]').innerText(), /1 change is kept only on this device.*Show the text as it is now/s);
  await owen.keyboard.type(' goes on');
  await saved(owen, 'saved');
  t.ok(await owen.getByLabel('Agree', { exact: true }).isChecked());
  cerys.on('dialog', (dialog) => void dialog.accept());
  await cerys.getByRole('button', { name: 'Show the text as it is now' }).click();
  await mounted(cerys);
  t.match(await plain(cerys, 'q1'), /goes on/);
  await saved(cerys, 'saved');
});

test('two windows of one person count as one person', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const [first, second, owen] = [await world.open('cerys'), await world.open('cerys'), await world.open('owen')];
  await Promise.all([mounted(first), mounted(second), mounted(owen)]);
  await caretIn(second, 'q1');
  t.ok(await until(async () => (await owen.locator('[data-people-count]').textContent()) === '1 writing'));
  t.equal(await owen.locator('[data-people] li').count(), 1);
  t.ok(await until(async () => (await first.locator('[data-people-count]').textContent()) === '1 reading'), 'only Owen');
});
