import type { Editor } from '@tiptap/core';
import { t as suite, test } from 'tap';
import type { Page } from 'playwright-core';
import { axe, noBrowser } from '../support/browser.ts';
import { shot } from '../support/worlds/editor/device.ts';
import { caretIn, focused, mounted, paste, plain, saved, until, watchReadOut } from '../support/worlds/editor/hands.ts';
import { openEditorWorld } from '../support/worlds/editor/world.ts';

const options = { skip: noBrowser, timeout: 150_000 };

suite.setTimeout(290_000);

const word =
  "<html><head><style>p.MsoListParagraph{margin-left:36pt}</style></head><body><!--StartFragment--><p class=MsoNormal style='margin:0cm'>We <del>do not </del><ins>agree</ins>, 10<sup>6</sup> times.</p>" +
  "<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;</span></span><![endif]>First</p>" +
  '<p class=MsoNormal><img src="file:///C:/clip.png" alt="Chart" width=100 height=100></p><!--EndFragment--></body></html>';

const html = (page: Page, id: string): Promise<string> => page.locator(`#s-${id} .cc-editable`).innerHTML();
const notice = (page: Page, id: string): ReturnType<Page['locator']> => page.locator(`#s-${id} [data-pasted]`);

test('[ED17] one line says what a paste left out, and Undo the paste takes back the paste alone', options, async (t) => {
  const world = await openEditorWorld(t, 4);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q4');
  await page.keyboard.type('Before. ');
  await paste(page, { 'text/html': word, 'text/plain': 'We do not agree' });
  t.equal(
    await html(page, 'q4'),
    '<p>Before. We agree, 10<sup>6</sup> times.</p><ul><li><p>First</p></li></ul>',
    'the paste goes into the line, and its list below',
  );
  await notice(page, 'q4').getByText('1 deletion and 1 picture were left out.', { exact: true }).waitFor();
  t.match(await page.locator('[data-announce]').textContent(), /1 deletion and 1 picture were left out/);
  t.same(await axe(page), [], 'axe with the notice');
  await notice(page, 'q4').scrollIntoViewIfNeeded();
  await shot(page, 'pasted');
  await page.setViewportSize({ width: 390, height: 844 });
  await notice(page, 'q4').scrollIntoViewIfNeeded();
  await shot(page, 'pasted-390');
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.locator('#s-q4 .cc-editable p').first().click();
  await page.keyboard.press('Home');
  await page.keyboard.type('Typed after. ');
  await notice(page, 'q4').getByRole('button', { name: 'Undo the paste' }).click();
  t.ok(await until(async () => (await plain(page, 'q4')) === 'Typed after. Before. '));
  t.notOk(await notice(page, 'q4').isVisible());
  await saved(page, 'saved');
  await paste(page, { 'text/html': '<p><del>Gone</del></p>', 'text/plain': 'Gone' });
  await notice(page, 'q4').getByText('Nothing was pasted. 1 deletion was left out.').waitFor();
  await paste(page, { 'text/plain': 'quiet' });
  t.notOk(await notice(page, 'q4').isVisible(), 'the next paste replaces the notice');
  await paste(page, { 'text/html': `<p><del>x</del>${'many words here '.repeat(800)}</p>` });
  await notice(page, 'q4').getByText('You pasted 2,400 words. The limit here is 250 words. 1 deletion was left out.').waitFor();
  t.same(world.complaints(page), [], 'the policy of the page was not asked about a style');
});

test('[ED16] plain text goes in word for word, and typing rewrites nothing but lists', options, async (t) => {
  const world = await openEditorWorld(t, 4);
  const page = await world.open('cerys');
  await mounted(page);
  await caretIn(page, 'q4');
  const kept = 'Figures *provisional*, see __init__\n2022. was a bad year\n# of `children`';
  await paste(page, { 'text/plain': kept });
  t.equal(
    await html(page, 'q4'),
    kept
      .split('\n')
      .map((line) => `<p>${line}</p>`)
      .join(''),
  );
  await page.keyboard.press('Control+a');
  await page.keyboard.down('Control');
  await page.keyboard.down('Shift');
  await paste(page, { 'text/html': '<p><b>bold</b></p>', 'text/plain': 'not *bold*' });
  await page.keyboard.up('Shift');
  await page.keyboard.up('Control');
  t.equal(await html(page, 'q4'), '<p>not *bold*</p>', 'Shift asks for the text alone');
  await page.keyboard.press('Control+a');
  const typed = '2022. was a *bad* __year__ and # too';
  await page.keyboard.type(typed);
  t.equal(await html(page, 'q4'), `<p>${typed}</p>`, 'typed as it stays');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1. one');
  t.equal(await html(page, 'q4'), '<ol><li><p>one</p></li></ol>', 'a list begins where one is meant');
  await page.keyboard.press('Control+a');
  await paste(page, { 'text/plain': 'See https://www.gov.uk/send for more' });
  t.match(await html(page, 'q4'), /<p>See <a href="https:\/\/www\.gov\.uk\/send"[^>]*>https:\/\/www\.gov\.uk\/send<\/a> for more<\/p>/);
  await page.keyboard.press('Home');
  for (let letter = 0; letter < 3; letter += 1) await page.keyboard.press('Shift+ArrowRight');
  await page.waitForFunction(() => {
    const box = document.querySelector('#s-q4 .ProseMirror') as unknown as { editor: Editor } | null;
    return box !== null && box.editor.state.selection.content().size === 3;
  });
  await paste(page, { 'text/plain': 'https://example.org/' });
  t.match(await html(page, 'q4'), /<p><a href="https:\/\/example\.org\/"[^>]*>See<\/a> /, 'an address pasted over words links them');
});

test('[ED18] text copied from an answer comes back unchanged, and no list is lost for want of depth', options, async (t) => {
  const world = await openEditorWorld(t, 6);
  const page = await world.open('cerys');
  await mounted(page);
  const copied = await page.evaluate(() => {
    const box = document.querySelector<HTMLElement>('#s-q5 .cc-editable');
    box?.focus();
    getSelection()?.selectAllChildren(box ?? document.body);
    document.dispatchEvent(new Event('selectionchange'));
    const clipboardData = new DataTransfer();
    box?.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
    return { 'text/html': clipboardData.getData('text/html'), 'text/plain': clipboardData.getData('text/plain') };
  });
  t.match(copied['text/html'], /data-pm-slice/);
  await caretIn(page, 'q4');
  await paste(page, copied);
  t.equal(await html(page, 'q4'), await html(page, 'q5'));
  t.notOk(await notice(page, 'q4').isVisible());
  const foreign = '<p data-pm-slice="1 1 []">A <del>bad</del>good word</p>';
  await page.keyboard.press('Control+a');
  await paste(page, { 'text/html': foreign });
  t.equal(await plain(page, 'q4'), 'A good word', "another editor's slice is read");
  await page.keyboard.press('Control+a');
  await paste(page, { 'text/html': '<ul><li>x'.repeat(8) });
  await page.keyboard.press('Control+End');
  await paste(page, { 'text/html': '<p>start</p><ul><li>one<ul><li>two</li></ul></li></ul>' });
  for (const words of ['start', 'one', 'two']) t.ok((await plain(page, 'q4')).includes(words), words);
  await saved(page, 'saved');
});

test('[ED17] undoing a paste leaves nothing behind, with five people in the answer', options, async (t) => {
  const world = await openEditorWorld(t, 4);
  const people = await Promise.all((['cerys', 'owen', 'cerys', 'owen', 'cerys'] as const).map((who) => world.open(who)));
  for (const page of people) await mounted(page);
  const [page] = people;
  if (page === undefined) throw new TypeError('nobody came');
  for (const other of people.slice(1)) await caretIn(other, 'q4');
  await caretIn(page, 'q4');
  const paragraphs = Array.from({ length: 25 }, (_, index) => `Paragraph ${index}`).join('\n');
  for (let round = 0; round < 4; round += 1) {
    await paste(page, { 'text/plain': paragraphs });
    await page.keyboard.type('typed');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Control+z');
    await saved(page, 'saved');
    for (const one of people) {
      const settled = await until(async () => (await paragraphsIn(one, 'q4')).join('|') === '');
      t.ok(settled, `round ${round}: ${JSON.stringify(await paragraphsIn(one, 'q4'))}`);
    }
  }
});

const childNote = (page: Page, id: string): ReturnType<Page['locator']> => page.locator(`#s-${id} .cc-answer [data-child]`);

test('[PR3] [PR4] a note quotes words that may tell who a child is, once, and is put away for them', options, async (t) => {
  const world = await openEditorWorld(t, 4);
  const [page, colleague] = [await world.open('cerys'), await world.open('owen')];
  for (const one of [page, colleague]) await mounted(one);
  const readOut = await watchReadOut(page);
  const note = childNote(page, 'q4');
  await caretIn(page, 'q4');
  await page.keyboard.type('Cerys Vaughan, 9, is a member. A boy born 3 May 2014 waited.');
  await note.getByText('This may tell who a child is: “born 3 May 2014” (a date of birth). Check that nobody can be').waitFor();
  await saved(page, 'saved');
  t.equal(await focused(page), await page.locator('#s-q4 .cc-editable').textContent(), 'the focus is where it was');
  t.same(await axe(page), [], 'axe with the note');
  await note.scrollIntoViewIfNeeded();
  await shot(page, 'child');
  await page.setViewportSize({ width: 390, height: 844 });
  await note.scrollIntoViewIfNeeded();
  await shot(page, 'child-390');
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.keyboard.press('Enter');
  const cells = '<tr><td>Area</td><td>Plans</td><td>Waits</td></tr><tr><td>Ashford</td><td>3</td><td>12</td></tr>';
  await paste(page, { 'text/html': `<table>${cells}</table>`, 'text/plain': '' });
  await note.getByText('“Ashford | 3 | 12” (a count of 1 to 4)').waitFor();
  const [first, second, ...more] = (await readOut()).filter((text) => text.startsWith('This may tell'));
  t.match(first, /3 May 2014/);
  t.match(second, /^This may tell who a child is: “Ashford \| 3 \| 12”/, 'the first is not read out again');
  t.same(more, []);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  t.equal(
    await focused(page),
    'It is not about a child',
    'Tab goes from the answer to what the page says of the paste, and then to the note',
  );
  await page.keyboard.press('Enter');
  t.notOk(await note.isVisible());
  t.ok(await page.locator('#s-q4 .cc-editable').evaluate((box) => box === document.activeElement), 'and back to the answer');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Ella Brown, 9, waited.');
  await note.getByText('child is: “Ella Brown, 9” (a name near an age).').waitFor();
  t.notMatch(await note.textContent(), /3 May 2014/, 'what was put away stays away');
  t.ok(await until(async () => (await plain(colleague, 'q4')).includes('Ella Brown')));
  await caretIn(colleague, 'q4');
  await colleague.keyboard.type(' And Tom Reed, aged 7.');
  await childNote(colleague, 'q4').getByText('child is: “Tom Reed, aged 7” (a name near an age).').waitFor();
  t.notMatch(await childNote(colleague, 'q4').textContent(), /Ella/, 'a note is about a person’s own words');
  t.notMatch(await note.textContent(), /Tom/);
  await page.locator('#n-q3').check();
  await page.locator('#r-q3').fill('Sam, aged 4, moved away.');
  await page.locator('#s-q3 [data-why] [data-child]').getByText('“Sam, aged 4” (a name near an age)').waitFor();
  await world.order({ do: 'lock' });
  await note.waitFor({ state: 'hidden' });
});

/** The texts of the paragraphs in a section, without carets. */
function paragraphsIn(page: Page, id: string): Promise<readonly string[]> {
  return page.locator(`#s-${id} .cc-editable`).evaluate((box) => {
    const { editor } = box as unknown as { editor: Editor };
    return (editor.state.doc.content.content as readonly { textContent: string }[]).map(({ textContent }) => textContent);
  });
}
