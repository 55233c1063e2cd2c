import { t as suite, test } from 'tap';
import { axe, noBrowser } from '../support/browser.ts';
import { caretIn, copied, counting, focused, mounted, paste, plain, saved, until } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 100_000 };

suite.setTimeout(290_000);

test('[ED13] one remote caret move costs one editor transaction, and one remote key wakes one editor', options, async (t) => {
  const world = await openEditorWorld(t, 12);
  const [here, there] = [await world.open('cerys'), await world.open('owen')];
  await mounted(here);
  await mounted(there);
  await caretIn(there, 'q1');
  await here.locator('#s-q1').scrollIntoViewIfNeeded();
  await here.locator('.cc-caret').waitFor();
  t.equal(await here.locator('.cc-caret__name').getAttribute('data-name'), 'Owen Larbi, Surrey');
  const hiding = await here
    .locator('.cc-caret__name')
    .evaluate((name) => name.getAnimations().map(({ effect }) => effect?.getComputedTiming()));
  t.equal(hiding.length, 1);
  t.ok(
    hiding.every((timing) => timing?.progress === null || timing?.progress === 1),
    'the name waits before its animation, or is hidden',
  );
  // Wait until everything that the click started is over.
  await here.waitForTimeout(800);
  const move = await counting(here, () => there.keyboard.press('ArrowLeft'));
  t.ok(move.transactions <= 1 && move.editors <= 1, `one caret move: ${JSON.stringify(move)}`);
  t.ok(move.yjs <= 1, 'and at most one Yjs transaction');
  const key = await counting(here, async () => {
    await there.keyboard.press('x');
    await until(async () => (await plain(here, 'q1')).includes('x'));
  });
  t.match(await plain(here, 'q1'), /x/);
  t.equal(key.editors, 1, `one key: ${JSON.stringify(key)}`);
});

test('two people in one paragraph converge, see each other, and hear a polite announcement', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  await Promise.all([caretIn(cerys, 'q1'), caretIn(owen, 'q1')]);
  await Promise.all([cerys.keyboard.type(' from Brighton', { delay: 15 }), owen.keyboard.type(' from Surrey', { delay: 15 })]);
  await Promise.all([saved(cerys, 'saved'), saved(owen, 'saved')]);
  t.ok(await until(async () => (await plain(cerys, 'q1')) === (await plain(owen, 'q1'))));
  const text = await plain(cerys, 'q1');
  t.equal(letters(text), letters('First words.A second paragraph. from Brighton from Surrey'), 'every key once');
  t.match(await cerys.locator('[data-save]').innerText(), /^Saved \d{1,2}:\d\d[ap]m$/);
  // Presence arrives a little after the words.
  await cerys.locator('[data-people] li[title="Owen Larbi, Surrey, writing in question 1"]').first().waitFor();
  t.match(await cerys.locator('[data-people]').innerText(), /OL/);
  await world.open('rhian');
  t.ok(await until(async () => (await cerys.locator('[data-announce]').textContent()) === 'Rhian Pope, Kent, joined', 20_000));
  await cerys.locator('#s-q1 [data-word-count]', { hasText: 'of 250 words' }).waitFor();
  t.equal(
    await cerys.locator('[data-outline="q1"] [data-counted]').innerText(),
    await cerys.locator('#s-q1 [data-word-count]').innerText(),
  );
});

test('readers see the text live, and write nothing', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const [reader, writer] = [await world.open('rhian'), await world.open('cerys')];
  await mounted(writer);
  await reader.locator('[data-save="reading"]').waitFor();
  await reader.locator('#s-q1 [aria-readonly="true"]').waitFor();
  await caretIn(writer, 'q1');
  await writer.keyboard.type(' live');
  t.ok(await until(async () => (await plain(reader, 'q1')).includes('live')));
  await reader.locator('#s-q1 .cc-editable').click();
  await reader.keyboard.type('nothing');
  t.notMatch(await plain(reader, 'q1'), /nothing/);
  t.equal(await reader.locator('.cc-tools').count(), 0);
  t.same(await axe(reader), [], 'axe as a reader');
});

test('a paste keeps the formatting that the schema knows, and 200,000 words are refused with nothing lost', options, async (t) => {
  const world = await openEditorWorld(t, 4);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q4');
  const html =
    '<h1 style="color:red">Title</h1><p onclick="x()">Some <b>bold</b> <u>under</u> <a href="javascript:alert(1)">bad</a> <a href="https://example.org">good</a><img src="x"></p><table><tr><td>cell</td></tr></table><script>alert(1)</script><blockquote>quoted</blockquote>';
  await paste(page, { 'text/html': html, 'text/plain': 'Title Some bold' });
  const kept = await page.locator('#s-q4 .cc-editable').innerHTML();
  t.match(
    kept,
    /<h3>Title<\/h3><p>Some <strong>bold<\/strong> under bad <a href="https:\/\/example\.org" rel="noopener noreferrer">good<\/a><\/p>/,
  );
  for (const gone of [/style=/, /onclick/, /<img/, /<table/, /<script/, /blockquote/, /javascript/, /<u>/]) t.notMatch(kept, gone);
  t.match(kept, /cell/, 'words of a table survive');
  await saved(page, 'saved');
  const before = await page.locator('#s-q4 .cc-editable').innerText();
  await paste(page, { 'text/plain': 'word '.repeat(200_000) });
  await page.locator('#s-q4 [data-pasted]', { hasText: 'Nothing was pasted' }).waitFor();
  t.match(await page.locator('#s-q4 [data-pasted]').innerText(), /That is 200,000 words/);
  t.equal(await page.locator('#s-q4 .cc-editable').innerText(), before);
  await page.locator('#s-q4 [data-pasted] button').click();
  await paste(page, { 'text/plain': 'many words here '.repeat(1000) });
  await page.locator('#s-q4 [data-pasted]', { hasText: 'You pasted 3,000 words. The limit here is 250 words.' }).waitFor();
  await page.locator('#s-q4 .cc-limit').waitFor();
  t.match(await page.locator('#s-q4 [data-excess]').innerText(), /words over the limit/);
  t.equal(await page.locator('[data-outline="q4"] .cc-tag').innerText(), 'Over limit');
  t.same(await axe(page), [], 'axe over the limit');
  await page.locator('#s-q4 [data-pasted] button', { hasText: 'Undo the paste' }).click();
  t.ok(await until(async () => (await page.locator('#s-q4 .cc-editable').innerText()) === before));
  await saved(page, 'saved');
  t.equal(await page.locator('#s-q4 .cc-limit').count(), 0);
});

test('[ED9 ED10] everything works by keyboard', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('cerys');
  await mounted(page);
  const box = page.getByRole('textbox', { name: /^Question 4\. Which parts of the education/ });
  await box.focus();
  await page.keyboard.type('one');
  await page.keyboard.press('Alt+F10');
  t.equal(await focused(page), 'Bold');
  await page.keyboard.press('ArrowLeft');
  t.equal(await focused(page), 'Redo', 'arrows go round');
  await page.keyboard.press('Home');
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight');
  t.equal(await focused(page), 'Bullets');
  await page.keyboard.press('Enter');
  t.equal(await page.locator('#s-q4 .cc-editable ul > li').count(), 1);
  t.equal(await page.getByRole('button', { name: 'Bullets' }).getAttribute('aria-pressed'), 'true');
  await page.keyboard.press('Alt+F10');
  t.equal(await focused(page), 'Bullets', 'the button used last');
  await page.keyboard.press('Escape');
  t.ok(await box.evaluate((element) => element === document.activeElement), 'Escape goes back to the text');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Tab');
  t.equal(await page.locator('#s-q4 .cc-editable li li').count(), 1, 'Tab nests');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  t.notOk(await box.evaluate((element) => element === document.activeElement), 'Escape, then Tab, leaves');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('not an address');
  await page.keyboard.press('Enter');
  t.match(await page.locator('#cc-link-error').innerText(), /Type an address/);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('example.org/page');
  await page.keyboard.press('Enter');
  t.equal(await page.locator('#s-q4 .cc-editable a').getAttribute('href'), 'https://example.org/page');
  await page.keyboard.press('Control+z');
  await saved(page, 'saved');
  t.same(await axe(page), [], 'axe live');
});

test('[ED9] superscript and subscript by keyboard: one excludes the other, and neither moves a line', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('cerys');
  await mounted(page);
  const box = page.locator('#s-q4 .cc-editable');
  const height = (): Promise<number> => box.evaluate((element) => element.firstElementChild?.getBoundingClientRect().height ?? 0);
  await caretIn(page, 'q4');
  for (const inside of ['p', 'h3']) {
    await page.keyboard.type('10');
    const before = await height();
    await page.keyboard.press('Control+.');
    await page.keyboard.type('6');
    await page.keyboard.press('Control+.');
    await page.keyboard.type(' t CO');
    await page.keyboard.press('Control+,');
    await page.keyboard.type('2');
    await page.keyboard.press('Control+,');
    await page.keyboard.type('e');
    t.equal(await box.innerHTML(), `<${inside}>10<sup>6</sup> t CO<sub>2</sub>e</${inside}>`);
    t.equal(await height(), before, `a line of ${inside} is as high as before`);
    await page.keyboard.press('Control+a');
    t.equal(await copied(page), '10⁶ t CO₂e', 'copied for a plain text box');
    await page.keyboard.press('Control+,');
    t.equal(await box.innerHTML(), `<${inside}><sub>106 t CO2e</sub></${inside}>`);
    await page.keyboard.press('Control+.');
    t.equal(await box.innerHTML(), `<${inside}><sup>106 t CO2e</sup></${inside}>`, 'the later one stands');
    await saved(page, 'saved');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Control+Alt+1');
  }
});

test('closed options and reasons for not answering are shared, and can be taken back', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  t.ok(await cerys.getByLabel('Agree', { exact: true }).isChecked(), 'what was chosen before');
  await cerys.getByLabel('Strongly disagree').check();
  t.ok(await until(() => owen.getByLabel('Strongly disagree').isChecked()));
  await owen.getByRole('button', { name: 'Clear this choice for question 6' }).click();
  t.ok(await until(async () => (await cerys.locator('#s-q6 input:checked').count()) === 0));
  t.equal(await cerys.locator('[data-outline="q6"] .cc-tag').innerText(), 'Not started');
  await cerys.locator('#n-q4').check();
  t.ok(await cerys.locator('#r-q4').evaluate((element) => element === document.activeElement));
  await cerys.keyboard.type('We hold no figures.');
  t.ok(await until(async () => (await owen.locator('#r-q4').inputValue()) === 'We hold no figures.'));
  t.ok(await owen.locator('#n-q4').isChecked());
  t.equal(await owen.locator('[data-outline="q4"] .cc-tag').innerText(), 'Not answering');
  t.match(await owen.locator('[data-tally]').innerText(), /1 not answering/);
  await owen.locator('#n-q4').uncheck();
  t.ok(await until(async () => !(await cerys.locator('#n-q4').isChecked())));
  await saved(cerys, 'saved');
  await saved(owen, 'saved');
});

test('[ED8] a word that is being composed is not touched until it is finished', options, async (t) => {
  const world = await openEditorWorld(t, 3);
  const [cerys, owen] = [await world.open('cerys'), await world.open('owen')];
  await mounted(cerys);
  await mounted(owen);
  await caretIn(cerys, 'q1');
  const ime = await cerys.context().newCDPSession(cerys);
  await ime.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
  await caretIn(owen, 'q2');
  await owen.keyboard.type(' while');
  await saved(owen, 'saved');
  await cerys.waitForTimeout(500);
  t.notMatch(await plain(cerys, 'q2'), /while/, 'held');
  await ime.send('Input.imeSetComposition', { text: 'かん', selectionStart: 2, selectionEnd: 2 });
  await ime.send('Input.insertText', { text: '漢' });
  t.ok(await until(async () => (await plain(cerys, 'q2')).includes('while')));
  t.match(await plain(cerys, 'q1'), /漢$/);
  t.ok(await until(async () => (await plain(owen, 'q1')).endsWith('漢')));
});

function letters(text: string): string {
  return Array.from(text).sort().join('');
}
