import { t as suite, test } from 'tap';
import { currentQuestions } from '../../src/domain/consultation/consultation.ts';
import { changeQuestion } from '../../src/domain/consultation/register.ts';
import { axe, noBrowser, openContext } from '../support/browser.ts';
import { caretIn, saved } from '../support/worlds/editor/hands.ts';
import { openSessionRecord } from '../support/worlds/editor/session.ts';
import { draftIds, openDraftWorld } from '../support/worlds/draft.ts';

suite.setTimeout(290_000);

test('[QS17] [QS19] a question becomes not asked, and asked again, while somebody chooses elsewhere', { skip: noBrowser }, async (t) => {
  const draft = await openDraftWorld(t);
  await draft.asks((now) => {
    const { questions } = currentQuestions(now);
    const [on, asked] = ['16', '21'].map((number) => questions.find((one) => one.number === number));
    if (on === undefined || asked === undefined) throw new Error('none');
    const dependsOn = { number: '16', options: on.options.slice(1, 2).map(({ text }) => text) };
    return changeQuestion(now, asked.id, { ...asked, options: [], dependsOn }, draft.services.now());
  });
  const context = await openContext(t, { viewport: { width: 1280, height: 900 } });
  const cookie = { name: 'concord-session', value: await openSessionRecord(draft.services, 'daniel-rowntree'), url: draft.url };
  await context.addCookies([cookie]);
  const page = await context.newPage();
  await page.goto(`${draft.url}/consultations/${draftIds.consultation}/response`);
  await page.locator('#s-q21 [contenteditable]').waitFor();
  const options = page.locator('#s-q16 .cc-choice input');
  const tag = page.locator('#s-q21 [data-tag]');
  const tally = page.locator('[data-tally]');
  t.equal(await tag.innerText(), 'Not started', 'while nothing is chosen, it may be asked');
  await options.nth(0).check();
  await tag.getByText('Not asked').waitFor();
  await page.locator('#s-q21').getByText('Not asked, because question 16 has another answer').waitFor();
  t.match(await tally.innerText(), /1 not asked/);
  t.match(await page.locator('[data-outline="q21"]').innerText(), /Not asked/);
  t.same(await axe(page), [], 'axe on the response');
  await caretIn(page, 'q21');
  await page.keyboard.type('Written all the same.');
  await saved(page, 'saved');
  await tag.getByText('Drafting').waitFor();
  t.notMatch(await tally.innerText(), /not asked/, 'an answer that is printed is an answer');
  await page.locator('#s-q21 [contenteditable]').press('Control+a');
  await page.keyboard.press('Delete');
  await tag.getByText('Not asked').waitFor();
  await options.nth(1).check();
  await tag.getByText('Not started').waitFor();
  await saved(page, 'saved');
});
