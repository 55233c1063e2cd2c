import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { test } from 'tap';
import { noBrowser, resize } from '../support/browser.ts';
import { noPoppler, pdfInfo, pdfText } from '../support/poppler.ts';
import { run } from '../support/running.ts';
import { type Person, Visits } from '../support/worlds/journey.ts';

const coordinator = 'n.farrow@kinship-network.example.org';
const southampton = 'r.castellan@southampton.example.org';
const wokingham = 't.marlowe@wokingham.example.org';
const charity = 'b.nolan@kin-and-home.example.org';

const note = 'Ten working days in August are too few for our schools.';
/** The words that no partner may meet: of the evidence, its source and its file. */
const restricted = /zebrafish/i;

test(
  'a regional response: where each organisation stands, evidence that a charity may not see, and who is missing',
  { skip: noBrowser || noPoppler, timeout: 280_000 },
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'concord-journey-'));
    const service = await run(dataDir);
    t.teardown(async () => {
      await service.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
    const visits = new Visits(t, service);
    const response = `${service.url}/consultations/send-review`;

    const nadia = await visits.arrive('desktop');
    await visits.signIn(nadia, coordinator);
    await nadia.page.goto(`${response}/positions`);
    await visits.look(nadia, 'positions');
    await nadia.page.getByRole('button', { name: /^Ask \d+ organisations$/ }).click();
    await visits.look(nadia, 'positions asked for');

    await endorseOnAPhone(visits, response);
    t.match(await rowOf(nadia.page, response, 'Wokingham'), /Endorses\s.*Tess Marlowe/s, 'the position from the phone stands');

    const rob = await visits.arrive('desktop');
    await visits.signIn(rob, southampton);
    await offerEvidence(visits, rob, response);
    await reserveOnMovedText(visits, { rob, nadia }, response);
    t.match(await rowOf(nadia.page, response, 'Southampton'), /Endorses with a reservation.*As it stands now/s);
    t.match(await rowOf(nadia.page, response, 'Wokingham'), /Given on an earlier text/, '[PO5] the text has moved on since');

    await besideTheAnswer(visits, rob, response);

    const met = await everythingThatReaches(visits, charity, response, dataDir);
    t.notMatch(met, restricted, '[EV5] page sources, socket, draft document, record and mails tell a charity nothing');
    await nadia.page.goto(`${response}/evidence`);
    t.match(await nadia.page.content(), restricted, 'the coordinator reads it');

    await remindByName(visits, nadia, response);
    await nadia.page.goto(`${response}/progress`);
    await visits.look(nadia, 'progress');
    const printed = join(dataDir, 'progress.pdf');
    await nadia.page.pdf({ path: printed, preferCSSPageSize: true });
    t.match(pdfInfo(printed), /Pages:\s+1\n/, '[PG3] the board prints on one page');
    t.match(pdfText(printed), /Southampton[^\n]*But/, 'with its words');

    t.same(visits.findings, [], 'axe finds nothing, and nothing scrolls sideways, on any page');
    t.same(visits.complaints, [], 'no script failed');
  },
);

/** The row of an organisation on the page of positions. */
async function rowOf(page: Page, response: string, name: string): Promise<string> {
  await page.goto(`${response}/positions`);
  return page.getByRole('row').filter({ hasText: name }).innerText();
}

/** A lead follows the link of the mail on a phone without a script. */
async function endorseOnAPhone(visits: Visits, response: string): Promise<void> {
  const { page, context } = await visits.arrive('phone without script');
  const mail = await visits.newestMail(wokingham, /positions\/mine/);
  await page.goto(/https?:\/\/\S+\/positions\/mine/.exec(mail)?.[0] ?? response);
  await page.getByLabel('Work email address').fill(wokingham);
  await page.getByRole('button', { name: 'Continue' }).click();
  const code = /\b(\d{6})\b/.exec(await visits.newestMail(wokingham, /\b\d{6}\b/))?.[1] ?? '';
  await page.getByLabel('Six-digit code').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Endorses', { exact: true }).check();
  await page.getByRole('button', { name: /^Save where/ }).click();
  await context.close();
}

/** Figures that only officers of authorities may read, with a file. */
async function offerEvidence(visits: Visits, person: Person, response: string): Promise<void> {
  const { page } = person;
  await page.goto(`${response}/evidence/new`);
  await visits.look(person, 'offer evidence');
  await page.getByLabel('What it says').fill('Zebrafish figures: 41 of 212 families were offered a placement.');
  await page.getByLabel('Network only').check();
  await page.getByLabel('Source').fill('Zebrafish survey');
  const file = { name: 'zebrafish.csv', mimeType: 'text/csv', buffer: Buffer.from('families,offered\n212,41\n') };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Offer this evidence' }).click();
  await page.getByRole('link', { name: /zebrafish\.csv/ }).waitFor();
  await visits.look(person, 'evidence offered');
}

/** The coordinator writes while a lead fills in the form: the lead is shown the new text, and gives the position again. */
async function reserveOnMovedText(visits: Visits, { rob, nadia }: Record<'rob' | 'nadia', Person>, response: string): Promise<void> {
  const { page } = rob;
  await page.goto(`${response}/positions/mine`);
  await visits.look(rob, 'a position');
  await page.getByLabel('Endorses with a reservation').check();
  await page.getByLabel('Reservation, or another view').fill(note);

  await nadia.page.goto(`${response}/response`);
  await nadia.page.locator('[data-section][data-asked="asked"]').first().locator('[contenteditable="true"]').click();
  await nadia.page.keyboard.type('Meanwhile the text moved on. ');
  await nadia.page.locator('[data-save="saved"]').waitFor();

  await page.getByRole('button', { name: /^Save where/ }).click();
  await page.getByRole('heading', { name: 'What changed while this page was open' }).waitFor();
  await page.getByText('Meanwhile the text moved on.').first().waitFor();
  await visits.look(rob, 'a position on a text that moved');
  if ((await page.getByLabel('Reservation, or another view').inputValue()) !== note) visits.findings.push('the note is lost');
  await page.getByRole('button', { name: /^Save where/ }).click();
  await page.waitForURL(/positions(?!\/mine)|done/);
}

/** Positions and evidence beside an answer: in sight on a wide window, one press away on a phone (PG10). */
async function besideTheAnswer(visits: Visits, person: Person, response: string): Promise<void> {
  const { page } = person;
  await page.goto(`${response}/response#s-q5`);
  await page.locator('#p-q5').getByText('One setting outside the list').waitFor();
  await visits.look(person, 'positions beside the answers');
  const size = page.viewportSize();
  await resize(page, 390, 844);
  await page.locator('#p-q5').waitFor({ state: 'hidden' });
  await page
    .locator('#s-q5')
    .getByRole('link', { name: /^Positions and evidence/ })
    .click();
  await page.locator('#p-q5').getByText('One setting outside the list').waitFor();
  await visits.look(person, 'positions on a phone');
  await page
    .locator('#p-q5')
    .getByRole('link', { name: /^Back to the answer/ })
    .click();
  await page.locator('#p-q5').waitFor({ state: 'hidden' });
  if (size !== null) await resize(page, size.width, size.height);
}

/** All that reaches a person: the source of every page, the frames of the live draft, the words of a draft document, and their mails. */
async function everythingThatReaches(visits: Visits, email: string, response: string, dataDir: string): Promise<string> {
  const person = await visits.arrive('desktop');
  const { page } = person;
  const met: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => met.push(payload.toString()));
  });
  await visits.signIn(person, email, 'South East Regional Kinship Network');
  const places = [
    '',
    '/evidence',
    '/progress',
    '/positions',
    '/positions/mine',
    '/history',
    '/sign-off',
    '/documents',
    '/record',
    '/submission',
    '/response',
  ];
  for (const address of [...places.map((place) => `${response}${place}`), `${visits.url}/work`, `${visits.url}/network/record`]) {
    const answer = await page.goto(address);
    met.push((await answer?.text()) ?? '');
  }
  await page.goto(`${response}/response`);
  await page.locator('[contenteditable="true"]').first().waitFor();
  await page.goto(`${response}/documents`);
  await page.getByLabel('Format').selectOption('pdf');
  await page.getByRole('button', { name: /^Export the draft/ }).click();
  const link = page.getByRole('link', { name: /^Download/ });
  for (let tries = 0; tries < 40 && !(await link.isVisible()); tries += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const draft = join(dataDir, 'draft.pdf');
  await file.saveAs(draft);
  met.push(file.suggestedFilename(), pdfText(draft), readFileSync(draft, 'latin1'));
  met.push(await visits.newestMail(email));
  await person.context.close();
  return met.join('\n');
}

/** Reminds one of the organisations that are furthest behind. */
async function remindByName(visits: Visits, person: Person, response: string): Promise<void> {
  const { page } = person;
  await page.goto(`${response}/progress`);
  await page.getByRole('link', { name: /^Remind the/ }).click();
  await visits.look(person, 'whom to remind');
  await page.getByRole('button', { name: 'Remind them' }).click();
  await visits.look(person, 'reminders sent');
}
