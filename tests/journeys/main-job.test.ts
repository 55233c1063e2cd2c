import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { test } from 'tap';
import { noBrowser } from '../support/browser.ts';
import { narrowFaultsFrom } from '../support/narrow.ts';
import { noPoppler, pdfInfo, pdfStructure, pdfText } from '../support/poppler.ts';
import { run } from '../support/running.ts';
import { type Person, recordSubmission, Visits } from '../support/worlds/journey.ts';

const coordinator = 'n.farrow@kinship-network.example.org';
const kent = 'd.rowntree@kent.example.org';
const surrey = 'o.larbi@surrey.example.org';
const chair = { name: 'Joanna Prideaux', address: 'j.prideaux@east-sussex.example.org' };
const viceChair = { name: 'Samuel Okafor', address: 's.okafor@kin-and-home.example.org' };
const sponsor = { name: 'Alison Thackeray', address: 'a.thackeray@oxfordshire.example.org' };

/** Every sentence that somebody typed; the document must hold all of them. */
const typed = {
  first: 'Kinship carers come first.',
  kent: 'Kent wrote this in the middle of the day.',
  surrey: 'Surrey wrote this at the very same time.',
  offline: 'Daniel wrote this in a train without a signal.',
  meanwhile: 'Owen went on meanwhile.',
};

test(
  'the main job: from a question set to a signed, exported and submitted response',
  {
    skip: noBrowser || noPoppler,
    timeout: 280_000,
  },
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'concord-journey-'));
    const service = await run(dataDir);
    t.teardown(async () => {
      await service.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
    const visits = new Visits(t, service);

    const nadia = await visits.arrive('desktop');
    await nadia.page.goto(`${service.url}${service.opening}`);
    await visits.look(nadia, 'start');
    await visits.signIn(nadia, coordinator);
    const consultation = await addConsultation(visits, nadia);
    await importQuestions(visits, nadia, consultation);
    await nadia.page.goto(consultation);
    await visits.look(nadia, 'consultation');
    await nadia.page.getByRole('button', { name: 'Start the response' }).click();
    await nadia.page.waitForURL('**/response');

    await write(visits, consultation);

    await lock(visits, nadia, consultation);
    await decide(visits, chair, 'phone without script');
    await decide(visits, viceChair, 'phone');
    await decide(visits, sponsor, 'phone');
    await nadia.page.goto(`${consultation}/sign-off`);
    await visits.look(nadia, 'signed off');
    t.match(await nadia.page.locator('main').innerText(), /approved|signed off/i, 'the response is signed off');

    const pdf = await download(visits, nadia, consultation, 'PDF', join(dataDir, 'response.pdf'));
    const docx = await download(visits, nadia, consultation, 'Word', join(dataDir, 'response.docx'));
    await visits.look(nadia, 'documents');
    const pdfWords = pdfText(pdf).replaceAll(/\s+/g, ' ');
    const docxWords = wordsOf(docx);
    for (const sentence of Object.values(typed)) {
      t.match(pdfWords, sentence, `in the PDF: ${sentence}`);
      t.match(docxWords, sentence, `in the Word document: ${sentence}`);
    }
    for (const { name } of [chair, viceChair, sponsor]) {
      t.match(pdfWords, name, `${name} stands on the certificate of the PDF`);
      t.match(docxWords, name, `${name} stands on the certificate of the Word document`);
    }
    t.match(pdfInfo(pdf), /Tagged:\s+yes/, 'the PDF is tagged');
    t.match(pdfStructure(pdf), /H1[\s\S]*H2/, 'its headings are headings');

    await submit(visits, nadia, consultation);
    await nadia.page.goto(`${consultation}/record`);
    await visits.look(nadia, 'record');
    t.match(await nadia.page.locator('main').innerText(), 'Nadia Farrow', 'the record names who did what');

    const narrow = await narrowFaultsFrom(nadia.page, `${service.url}/work`);
    t.ok(narrow.pages > 35, `${narrow.pages} pages`);
    t.same(narrow.faults, [], '[WCAG 1.4.10] zoomed to 400%, no page scrolls sideways, is cut off, or is covered by what sticks');

    t.same(visits.findings, [], 'axe finds nothing, and nothing scrolls sideways, on any page');
    t.same(visits.complaints, [], 'no script failed');
  },
);

async function addConsultation(visits: Visits, person: Person): Promise<string> {
  const { page } = person;
  await page.goto(`${visits.url}/consultations/new`);
  await visits.look(person, 'add a consultation');
  await page.getByLabel('Title, as the department prints it').fill('SEND Review: asked again');
  await page.getByLabel('Who asks').fill('Department for Education');
  const closes = new Date(Date.now() + 40 * 24 * 3_600_000);
  const [day, month, year] = [closes.getUTCDate(), closes.getUTCMonth() + 1, closes.getUTCFullYear()].map(String);
  await page.locator('#closes-day').fill(day ?? '');
  await page.locator('#closes-month').fill(month ?? '');
  await page.locator('#closes-year').fill(year ?? '');
  await page.locator('#closes-time').fill('11:45pm');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.waitForURL(/done=added/);
  return page.url().replace(/\?.*/, '');
}

async function importQuestions(visits: Visits, person: Person, consultation: string): Promise<void> {
  const { page } = person;
  await page.goto(`${consultation}/questions/import`);
  await visits.look(person, 'bring in questions');
  await page
    .getByLabel('Or choose a file')
    .setInputFiles(new URL('../../demo/consultations/dfe-send-review-2022.json', import.meta.url).pathname);
  await page.getByRole('button', { name: 'Check the questions' }).click();
  await visits.look(person, 'preview of questions');
  await page.getByRole('button', { name: 'Keep 22 questions' }).click();
}

/** Two officers of different organisations write in one paragraph at once; one goes offline and comes back. */
async function write(visits: Visits, consultation: string): Promise<void> {
  const daniel = await visits.arrive('desktop');
  const owen = await visits.arrive('desktop');
  await visits.signIn(daniel, kent);
  await visits.signIn(owen, surrey);
  for (const { page } of [daniel, owen]) await page.goto(`${consultation}/response`);
  const section = (page: Page) => page.locator('[data-section][data-asked="asked"]').first();
  const caretIn = async ({ page }: Person, key: 'Home' | 'End'): Promise<void> => {
    await section(page).locator('[contenteditable="true"]').click();
    await page.keyboard.press(`Control+${key}`);
  };
  const saved = (person: Person) => person.page.locator('[data-save="saved"]').waitFor();

  await caretIn(daniel, 'End');
  await daniel.page.keyboard.type(`${typed.first} `);
  await saved(daniel);
  await visits.look(daniel, 'response');
  await caretIn(owen, 'Home');
  await Promise.all([
    daniel.page.keyboard.type(` ${typed.kent}`, { delay: 15 }),
    owen.page.keyboard.type(`${typed.surrey} `, { delay: 15 }),
  ]);
  await Promise.all([saved(daniel), saved(owen)]);

  await daniel.context.setOffline(true);
  await daniel.page.keyboard.type(` ${typed.offline}`);
  await daniel.page.locator('[data-save="offline"], [data-save="saving"]').waitFor();
  await owen.page.keyboard.type(`${typed.meanwhile} `);
  await saved(owen);
  await daniel.context.setOffline(false);
  await Promise.all([daniel, owen].map(({ page }) => section(page).getByText(typed.offline).waitFor()));
  await Promise.all([daniel, owen].map(({ page }) => section(page).getByText(typed.meanwhile).waitFor()));
  await Promise.all([saved(daniel), saved(owen)]);
  await Promise.all([daniel.context.close(), owen.context.close()]);
}

async function lock(visits: Visits, person: Person, consultation: string): Promise<void> {
  const { page } = person;
  await page.goto(`${consultation}/checks`);
  await visits.look(person, 'checks');
  await page.getByLabel('Why it is right to go ahead').fill('The other questions are answered by each council alone.');
  await page.evaluate(() => {
    document.addEventListener('submit', ({ submitter }) =>
      setTimeout(() => {
        sessionStorage.setItem('pressed', submitter?.textContent ?? '');
      }, 0),
    );
  });
  await page.getByRole('button', { name: /Lock the text/ }).click();
  await page.waitForURL(/sign-off/);
  const pressed = await page.evaluate(() => sessionStorage.getItem('pressed'));
  if (pressed !== 'Locking the text…') visits.findings.push(`the button of the lock says ${String(pressed)} meanwhile`);
  await visits.look(person, 'sign-off');
}

/** Approves on a phone, from the plain text of the mail. */
async function decide(visits: Visits, who: { name: string; address: string }, kind: 'phone' | 'phone without script'): Promise<void> {
  const person = await visits.arrive(kind);
  const { page } = person;
  const mail = await visits.newestMail(who.address, /\/d\//);
  await page.goto(/https?:\/\/\S+\/d\/\S+/.exec(mail)?.[0] ?? '');
  await visits.look(person, `${who.name}: continue`);
  await page.getByRole('button', { name: 'Continue' }).click();
  await visits.look(person, `${who.name}: decision`);
  await page.getByLabel('Approve this text').check();
  await page.getByLabel('Your full name').fill(who.name);
  await page.locator('#decide button[type=submit]').click();
  if (page.url().endsWith('/code')) {
    await visits.look(person, `${who.name}: code`);
    const code = /\b(\d{6})\b/.exec(await visits.newestMail(who.address, /\b\d{6}\b/))?.[1] ?? '';
    await page.getByLabel('Six-digit code').fill(code);
    await page.getByRole('button', { name: 'Record my decision' }).click();
  }
  await page.getByText('This receipt comes to you by email').waitFor();
  await visits.look(person, `${who.name}: receipt`);
  await person.context.close();
}

/** Makes the final document and takes a copy; makes again after a look where it was still being made. */
async function download(visits: Visits, person: Person, consultation: string, format: string, to: string): Promise<string> {
  const { page } = person;
  await page.goto(`${consultation}/documents`);
  await visits.look(person, 'documents');
  await page.getByRole('button', { name: new RegExp(`final document, ${format}`, 'i') }).click();
  const link = page.getByRole('link', { name: /^Download/ });
  for (let tries = 0; tries < 40 && !(await link.isVisible()); tries += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  await visits.look(person, `document in ${format}`);
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  await file.saveAs(to);
  return to;
}

function wordsOf(docx: string): string {
  const document = unzipSync(readFileSync(docx))['word/document.xml'];
  if (document === undefined) throw new Error('no word/document.xml');
  return strFromU8(document)
    .replaceAll(/<w:(p|br)[ >/]/g, ' $&')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/\s+/g, ' ');
}

async function submit(visits: Visits, person: Person, consultation: string): Promise<void> {
  const { page } = person;
  await page.goto(`${consultation}/submission`);
  await visits.look(person, 'submission');
  await recordSubmission(page, 'ANON-7KQ2-TF');
  await visits.look(person, 'submission recorded');
}
