import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { noBrowser } from '../support/browser.ts';
import { Keyboard } from '../support/keyboard.ts';
import { run } from '../support/running.ts';
import { mounted } from '../support/worlds/editor/hands.ts';
import { Visits } from '../support/worlds/journey.ts';

// From sign-in to the receipt with a keyboard alone: no click, and no focus that a script set.

const coordinator = 'n.farrow@kinship-network.example.org';
const kent = 'd.rowntree@kent.example.org';
const approvers = [
  { name: 'Joanna Prideaux', address: 'j.prideaux@east-sussex.example.org' },
  { name: 'Samuel Okafor', address: 's.okafor@kin-and-home.example.org' },
  { name: 'Alison Thackeray', address: 'a.thackeray@oxfordshire.example.org' },
] as const;
const sentence = 'Written without a mouse.';

test(
  '[WCAG 2.1.1] [WCAG 2.4.7] an answer is written, locked and approved with the keyboard alone, and the focus is always in sight',
  { skip: noBrowser, timeout: 280_000 },
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'concord-keyboard-'));
    const service = await run(dataDir);
    t.teardown(async () => {
      await service.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
    const visits = new Visits(t, service);
    const daniel = await personAt(visits);
    await signIn(visits, daniel, kent);
    await answers(daniel);
    t.match(await daniel.page.locator('#s-q2 .cc-editable').innerText(), sentence);
    t.ok(
      await daniel.page
        .locator('#s-q2')
        .getByText(/ready to read/i)
        .first()
        .isVisible(),
      'marked ready to read',
    );
    await chooses(daniel);

    const nadia = await personAt(visits);
    await signIn(visits, nadia, coordinator);
    await readsTheBoard(nadia);
    await locks(nadia);

    const approving: Keyboard[] = [];
    for (const approver of approvers) approving.push(await approves(visits, approver));
    t.match(await approving.at(-1)?.page.textContent('main'), /You approved the response to[\s\S]*This receipt comes to you by email/);

    t.same(
      [daniel, nadia, ...approving].flatMap(({ faults }) => faults),
      [],
      'the focus is in sight at every stop',
    );
    t.same(visits.complaints, [], 'no script failed');
  },
);

async function personAt(visits: Visits): Promise<Keyboard> {
  const { page } = await visits.arrive('desktop');
  return new Keyboard(page);
}

/** By the code of the mail. */
async function signIn(visits: Visits, person: Keyboard, address: string): Promise<void> {
  const { page } = person;
  await page.goto(`${visits.url}/sign-in`);
  await person.tabTo(/^input Work email address/);
  await person.type(address);
  await person.press('Enter');
  await page.waitForURL('**/sign-in/check*');
  await typesCode(visits, person, address);
  await page.waitForURL('**/work');
}

async function typesCode(visits: Visits, person: Keyboard, address: string): Promise<void> {
  const code = /\b(\d{6})\b/.exec(await visits.newestMail(address, /\b\d{6}\b/))?.[1] ?? '';
  await person.tabTo(/^input Six-digit code/);
  await person.type(code);
  await person.press('Enter');
}

/** Writes in the live editor, uses its toolbar, leaves it by Escape and marks the answer ready to read. */
async function answers(person: Keyboard): Promise<void> {
  const { page } = person;
  await person.open(/^a Go to question 2/);
  await page.waitForURL('**/response#s-q2');
  await mounted(page);
  await person.tabTo(/^div Question 2\. /);
  await person.press('Control+End');
  await person.press('Alt+F10');
  await person.look();
  await person.press('Escape');
  await person.look();
  await person.type(sentence);
  await page.locator('[data-save="saved"]').waitFor();
  // The button of an empty answer comes when its words are counted, which may be after they are saved (WO10, ED11).
  await page.locator('#s-q2').getByRole('button', { name: 'Mark ready to read' }).waitFor();
  await person.open(/^button Mark ready to read: Question 2\b/);
  await page.locator('#s-q2 .cc-ready').getByText('Take the mark back').waitFor();
}

/** Chooses the second option of the first question that has options. */
async function chooses(person: Keyboard): Promise<void> {
  const { page } = person;
  await mounted(page);
  const first = page.locator('fieldset[data-choice] label').first();
  const option = (await first.innerText()).trim();
  await person.tabTo(new RegExp(`^input ${option}`), 200);
  await person.press('Space');
  await person.press('ArrowRight');
  await person.look();
  await page.locator('[data-save="saved"]').waitFor();
}

/** Filters the board, moves it in its region, goes from a number to its answer and to the reminders; back to *Your work* (PG1). */
async function readsTheBoard(person: Keyboard): Promise<void> {
  const { page } = person;
  await person.open(/^a SEND Review: right support/);
  await page.waitForURL(/\/consultations\/[^/]+$/);
  await person.open(/^a Progress/);
  await page.waitForURL('**/progress');
  await person.open(/^a Has said nothing/);
  await page.waitForURL('**/progress?show=silent');
  await person.tabTo(/^div Organisations by questions/);
  await person.press('ArrowRight');
  await person.press('ArrowDown');
  await person.look();
  await person.tabTo(/^a Question 2, Local SEND/);
  await person.open(/^a Isle of Wight Council/, 80);
  await page.waitForURL('**/positions/*');
  await page.goBack();
  await person.open(/^a Remind the/);
  await page.waitForURL('**/progress/remind');
  await person.tabTo(/^input Isle of Wight Council/);
  await person.press('Space');
  await person.open(/^a Not now/, 80);
  await page.waitForURL('**/progress');
  await person.open(/^a Your work/);
  await page.waitForURL('**/work');
}

/** From *Your work* by the links of the pages. */
async function locks(person: Keyboard): Promise<void> {
  const { page } = person;
  await person.open(/^a SEND Review: right support/);
  await page.waitForURL(/\/consultations\/[^/]+$/);
  await person.open(/^a Sign-off/);
  await page.waitForURL('**/sign-off');
  await person.open(/^a .*[Cc]hecks/);
  await page.waitForURL('**/checks');
  await person.tabTo(/^textarea Why it is right/, 150);
  await person.type('The other questions are answered by each council alone.');
  await person.open(/^button Lock the text/);
  await page.waitForURL('**/sign-off*');
}

/** From the link of the mail to the receipt, by a code where the office asks for one. */
async function approves(visits: Visits, { name, address }: (typeof approvers)[number]): Promise<Keyboard> {
  const person = await personAt(visits);
  const { page } = person;
  await page.goto(/https?:\/\/\S+\/d\/\S+/.exec(await visits.newestMail(address, /\/d\//))?.[0] ?? '');
  await person.open(/^button Continue/);
  await page.waitForURL('**/decision');
  await person.choose(/^input Approve this text/, 200);
  await person.tabTo(/^input Your full name/);
  await person.type(name);
  await person.press('Enter');
  await page.waitForURL(/\/decision\/(?:code|receipt)/);
  if (page.url().endsWith('/code')) await typesCode(visits, person, address);
  await page.getByText('This receipt comes to you by email').waitFor();
  return person;
}
