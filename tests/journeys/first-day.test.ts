import type { Email } from 'postal-mime';
import { test } from 'tap';
import { noBrowser } from '../support/browser.ts';
import { mailServer } from '../support/mail-server.ts';
import { operate } from '../support/operator.ts';
import { folderFor, run } from '../support/running.ts';
import { type Person, recordSubmission, Visits } from '../support/worlds/journey.ts';

// The first day of a real network, as README.md tells it: the command line makes an empty network, a real mail server takes its
// mails, and the coordinator follows the pages from there.

const coordinator = 'nadia.farrow@example.org';
const holders = { chair: 'Ann Lee', 'vice-chair': 'Cy Ford', sponsor: 'Eve Hall' };
const list = [
  ['Authority', 'Lead', 'Email', 'Deputy', 'Email'],
  ['Kent County Council', 'Ann Lee', 'ann.lee@kent.example.org', 'Bob Day', 'bob.day@kent.example.org'],
  ['Medway Council', 'Cy Ford', 'cy.ford@medway.example.org', 'TBC', ''],
  ['Surrey County Council', 'Eve Hall', 'eve.hall@surrey.example.org', 'Gus Hay', 'gus.hay@surrey'],
]
  .map((cells) => cells.join('\t'))
  .join('\n');
const sentence = 'Kinship carers come first.';

/** Visits whose mails come from a mail server. */
class MailedVisits extends Visits {
  readonly #accepted: readonly Email[];

  constructor(t: ConstructorParameters<typeof Visits>[0], service: ConstructorParameters<typeof Visits>[1], accepted: readonly Email[]) {
    super(t, service);
    this.#accepted = accepted;
  }

  override async newestMail(address: string, about = /./): Promise<string> {
    for (let attempt = 0; attempt < 120; attempt += 1) {
      const own = this.#accepted.filter(({ to }) => to?.some((one) => one.address === address) === true);
      const text = own.findLast((mail) => about.test(mail.text ?? ''))?.text;
      if (text !== undefined) return text;
      await new Promise((done) => setTimeout(done, 250));
    }
    throw new Error(`no mail to ${address} about ${String(about)}`);
  }
}

test(
  '[NW1] [NW4] [NW7] [NW8] the first day of a real network: from an empty network to a response that was submitted',
  { skip: noBrowser, timeout: 240_000 },
  async (t) => {
    const dataDir = folderFor(t);
    const made = await operate('network', ['create', 'Weald Network', '--coordinator', 'Nadia Farrow', '--email', coordinator], {
      DATA_DIR: dataDir,
    });
    t.equal(made.code, 0, made.said);
    const mail = await mailServer(t, ['accept']);
    const service = await run(dataDir, { START_EMPTY: 'true', SMTP_URL: mail.url });
    t.teardown(() => service.stop());
    const visits = new MailedVisits(t, service, mail.accepted);

    const nadia = await visits.arrive('desktop');
    await visits.signIn(nadia, coordinator);
    await addsPeople(visits, nadia, t);
    t.equal(mail.accepted.filter(({ subject }) => (subject ?? '').includes('You are a member')).length, 1, 'only the coordinator was told');
    for (const [office, name] of Object.entries(holders)) await appoints(visits, nadia, office, name);
    const consultation = await addsConsultation(visits, nadia);
    await nadia.page.goto(`${service.url}/work`);
    await visits.look(nadia, 'your work, invitations left');
    await nadia.page.getByRole('link', { name: 'See who has not been told' }).click();
    await nadia.page.getByRole('button', { name: 'Send the invitations' }).click();
    await nadia.page.getByText('The invitations are on their way').waitFor();
    await visits.look(nadia, 'network, invited');
    t.match(await visits.newestMail('gus.hay@surrey.example.org', /sign-in/), /Surrey County Council/);

    await nadia.page.goto(consultation);
    await nadia.page.getByRole('button', { name: 'Start the response' }).click();
    await nadia.page.waitForURL(/\/(?:response|tell)/);
    await writes(visits, consultation);
    await locks(nadia, consultation);
    await decides(visits, 'ann.lee@kent.example.org', holders.chair);
    await decides(visits, 'cy.ford@medway.example.org', holders['vice-chair']);
    await decides(visits, 'eve.hall@surrey.example.org', holders.sponsor);
    await submits(nadia, consultation);
    t.match(await nadia.page.locator('main').innerText(), 'ANON-7KQ2-TF');
    t.same(visits.findings, [], 'axe finds nothing, and nothing scrolls sideways, on any page');
    t.same(visits.complaints, [], 'no script failed');
  },
);

/** Follows the buttons from the first page of an empty network: pastes a list, mends one line, adds all people. */
async function addsPeople(visits: Visits, person: Person, t: { match(found: string, wanted: RegExp | string): void }): Promise<void> {
  const { page } = person;
  t.match(await page.locator('.cc-setup').innerText(), /Organisations[\s\S]*People[\s\S]*Offices[\s\S]*First consultation[\s\S]*Questions/);
  await page.getByRole('link', { name: 'Add organisations from a list' }).click();
  await visits.look(person, 'add from a list');
  await page.getByLabel('Paste the list').fill(list);
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByText('1 line needs mending').waitFor();
  await visits.look(person, 'list with a line to mend');
  const kept = await page.getByLabel('The list', { exact: true }).inputValue();
  await page.getByLabel('The list', { exact: true }).fill(kept.replace('gus.hay@surrey', 'gus.hay@surrey.example.org'));
  await page.getByRole('button', { name: 'Check again' }).click();
  await visits.look(person, 'list that is ready');
  await page.getByRole('button', { name: 'Add 3 organisations and 5 people' }).click();
  await page.getByText('5 people have not been told yet').first().waitFor();
  await visits.look(person, 'network with people');
}

/** Appoints from the true first day of the office, which lies before the network was made. */
async function appoints(visits: Visits, person: Person, office: string, name: string): Promise<void> {
  const { page } = person;
  await page.goto(`${visits.url}/network`);
  await page.getByRole('link', { name: `Appoint a ${office.replace('-', ' ')}` }).click();
  await page.getByLabel('Who').selectOption({ label: await labelOf(person, name) });
  await page.locator('#from-day').fill('1');
  await page.locator('#from-month').fill('9');
  await page.locator('#from-year').fill('2024');
  await page.getByLabel('By what authority').fill('Terms of reference, item 4');
  await visits.look(person, `appoint a ${office}`);
  await page.getByRole('button', { name: 'Appoint' }).click();
  await page.getByText('The appointment is recorded').waitFor();
}

async function labelOf({ page }: Person, name: string): Promise<string> {
  const labels = await page.locator('#member option').allTextContents();
  return labels.find((label) => label.startsWith(name)) ?? name;
}

async function addsConsultation(visits: Visits, person: Person): Promise<string> {
  const { page } = person;
  await page.getByRole('link', { name: 'Add a consultation' }).first().click();
  await page.getByLabel('Title, as the department prints it').fill('Homes for children');
  await page.getByLabel('Who asks').fill('Department for Education');
  const closes = new Date(Date.now() + 14 * 24 * 3_600_000);
  const parts = [closes.getUTCDate(), closes.getUTCMonth() + 1, closes.getUTCFullYear()].map(String);
  for (const [n, part] of ['day', 'month', 'year'].entries()) await page.locator(`#closes-${part}`).fill(parts[n] ?? '');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.waitForURL(/done=added/);
  const consultation = page.url().replace(/\?.*/, '');
  await page.goto(`${visits.url}/work`);
  // A window of two weeks: no date has passed on the day on which it was planned.
  if (/overdue|was due/i.test((await page.textContent('main')) ?? '')) throw new Error('a task is late on the day on which it was planned');
  await page.getByRole('link', { name: 'Bring in the questions' }).first().click();
  await page.getByLabel(/paste the questions/i).fill('{ "questions": [{ "number": "1", "text": "What helps kinship carers?" }] }');
  await page.getByRole('button', { name: 'Check the questions' }).click();
  await page.getByRole('button', { name: /^Keep (?:the )?1 question/ }).click();
  await page.waitForURL(/done=imported/);
  return consultation;
}

async function writes(visits: Visits, consultation: string): Promise<void> {
  const bob = await visits.arrive('desktop');
  await visits.signIn(bob, 'bob.day@kent.example.org');
  await bob.page.goto(`${consultation}/response`);
  await bob.page.locator('[data-section][data-asked="asked"] [contenteditable="true"]').first().click();
  await bob.page.keyboard.type(sentence);
  await bob.page.locator('[data-save="saved"]').waitFor();
  await bob.context.close();
}

async function locks({ page }: Person, consultation: string): Promise<void> {
  await page.goto(`${consultation}/checks`);
  const reason = page.getByLabel('Why it is right to go ahead');
  if (await reason.isVisible()) await reason.fill('It is a short response.');
  await page.getByRole('button', { name: /Lock the text/ }).click();
  await page.waitForURL(/sign-off/);
}

/** Approves by the link of the mail, with the code where the office asks for one. */
async function decides(visits: Visits, address: string, name: string): Promise<void> {
  const person = await visits.arrive('phone');
  const { page } = person;
  await page.goto(/https?:\/\/\S+\/d\/\S+/.exec(await visits.newestMail(address, /\/d\//))?.[0] ?? '');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText(sentence).first().waitFor();
  await page.getByLabel('Approve this text').check();
  await page.getByLabel('Your full name').fill(name);
  await page.locator('#decide button[type=submit]').click();
  if (page.url().endsWith('/code')) {
    const code = /\b(\d{6})\b/.exec(await visits.newestMail(address, /\b\d{6}\b/))?.[1] ?? '';
    await page.getByLabel('Six-digit code').fill(code);
    await page.getByRole('button', { name: 'Record my decision' }).click();
  }
  await page.getByText('This receipt comes to you by email').waitFor();
  await person.context.close();
}

async function submits({ page }: Person, consultation: string): Promise<void> {
  await page.goto(`${consultation}/documents`);
  await page.getByRole('button', { name: /final document, Word/i }).click();
  const link = page.getByRole('link', { name: /^Download/ });
  for (let tries = 0; tries < 60 && !(await link.isVisible()); tries += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  await page.goto(`${consultation}/submission`);
  await recordSubmission(page, 'ANON-7KQ2-TF');
}
