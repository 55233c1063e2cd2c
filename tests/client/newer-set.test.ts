import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { t as suite, test } from 'tap';
import { axe, noBrowser, openContext } from '../support/browser.ts';
import { caretIn, saved } from '../support/worlds/editor/hands.ts';
import { openSessionRecord } from '../support/worlds/editor/session.ts';
import { draftIds, openDraftWorld } from '../support/worlds/draft.ts';

// A newer set comes in while somebody writes the answer to a question that goes.

suite.setTimeout(290_000);
const base = `/consultations/${draftIds.consultation}`;

test(
  '[QS11] [QS13] the coordinator brings in a newer set while a colleague types in a question that goes',
  { skip: noBrowser },
  async (t) => {
    const draft = await openDraftWorld(t);
    const open = async (member: string, path: string, viewport: { width: number; height: number }): Promise<Page> => {
      const context = await openContext(t, { viewport });
      await context.addCookies([{ name: 'concord-session', value: await openSessionRecord(draft.services, member), url: draft.url }]);
      const page = await context.newPage();
      await page.goto(`${draft.url}${path}`);
      return page;
    };
    const wide = { width: 1280, height: 900 };
    const daniel = await open('daniel-rowntree', `${base}/response`, wide);
    await daniel.locator('#s-q20 [contenteditable]').waitFor();
    await caretIn(daniel, 'q20');
    await daniel.keyboard.type('Written before. ');
    await saved(daniel, 'saved');

    const nadia = await open('nadia-farrow', `${base}/questions/import`, { width: 390, height: 844 });
    await nadia.locator('#source').fill(newerSet());
    await nadia.getByRole('button', { name: 'Check the questions' }).click();
    await nadia.getByRole('heading', { name: 'Not in the new set' }).waitFor();
    t.same(await axe(nadia), [], 'axe on the comparison');
    t.ok(await nadia.evaluate(() => document.documentElement.scrollWidth <= 390), 'nothing to scroll sideways on a phone');
    t.match(await nadia.locator('#gone-q20').locator('xpath=../..').innerText(), /20\./);
    t.match(await nadia.locator('del').first().innerText(), /\w/, 'a word that went is marked');
    await nadia.getByRole('button', { name: /^Keep 22 questions$/u }).click();
    await nadia.getByText('The questions are kept.').waitFor();

    await daniel.keyboard.type('Written after it went.');
    await saved(daniel, 'saved');
    t.match(await draft.words('q20'), /Written before\. Written after it went\./, 'no word that was shown as saved is lost');
    await daniel.evaluate(() => {
      window.dispatchEvent(new Event('focus'));
    });
    await daniel.reload();
    await daniel.locator('#g-q20').getByText('Written before. Written after it went.').waitFor();
    t.same(await axe(daniel), [], 'axe on the response');

    await nadia.goto(`${draft.url}${base}/response`);
    const kept = nadia.locator('#g-q20');
    await kept.getByRole('combobox').selectOption('q21');
    await kept.getByRole('button', { name: /Bring them in/u }).click();
    await nadia.waitForURL(/#s-q21$/u);
    t.match(await draft.words('q21'), /Written before\. Written after it went\./);
  },
);

/** The demonstration's set with a question reworded, one taken out, and one added. */
function newerSet(): string {
  const file = new URL('../../demo/consultations/dfe-send-review-2022.json', import.meta.url);
  const { questions } = JSON.parse(readFileSync(file, 'utf8')) as { questions: { number: string; text: string }[] };
  const kept = questions.filter(({ number }) => number !== '20');
  const reworded = kept.map((one) => (one.number === '2' ? { ...one, text: `${one.text.replace(/\?$/u, '')} in every area?` } : one));
  return JSON.stringify({ questions: [...reworded, { number: '23', text: 'Which railway stations have step-free platforms?' }] });
}
