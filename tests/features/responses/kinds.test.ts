import { createHash } from 'node:crypto';
import { type Test, test } from 'tap';
import { axe, noBrowser, openContext } from '../../support/browser.ts';
import { freshDatabase, mongoFor, withoutMongo } from '../../support/mongo.ts';
import type { Visitor } from '../../support/visitor.ts';
import { openWorld, type World } from '../../support/worlds/service.ts';
import { base, decideAll, locks, person, takeDocument } from '../../support/worlds/signed-off.ts';

// Journeys for each kind of response, on both stores.

const theirs = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const digest = createHash('sha256').update(theirs).digest('hex');

async function open(t: Test, store: 'sqlite' | 'mongodb'): Promise<World> {
  if (store === 'sqlite') return openWorld(t);
  const url = freshDatabase(await mongoFor(t));
  return openWorld(t, { mongodb: { url, standalone: 'refused' } });
}

async function posts(visitor: Visitor, path: string, fields: Readonly<Record<string, string>>): Promise<number> {
  await visitor.get(`${base}/kind`);
  return (await visitor.post(`${base}/kind/${path}`, fields)).status;
}

async function attaches(visitor: Visitor, file: File): Promise<{ readonly status: number; readonly body: string }> {
  await visitor.get(`${base}/kind`);
  return visitor.send(`${base}/kind/document`, { file });
}

/** The network does not respond, and takes that back (RK7, RK8). */
async function declines(t: Test, world: World, nadia: Visitor): Promise<void> {
  t.equal(await posts(nadia, 'none', { reason: '' }), 400, '[RK1] a reason is needed');
  t.equal(await posts(nadia, 'none', { reason: 'Schools answer it <themselves>' }), 303);
  const page = (await nadia.get(`${base}/kind`)).body;
  t.match(page, /<h1>The network does not respond<\/h1>[\s\S]*Schools answer it &lt;themselves&gt;[\s\S]*Nadia Farrow/, '[RK8]');
  const sponsor = (await world.mails()).filter(({ subject }) => subject.startsWith('The network does not respond'));
  t.same(
    sponsor.map(({ to }) => to.name),
    ['Alison Thackeray'],
    '[RK8] the sponsor alone is told',
  );
  const lead = await person(world, 'daniel-rowntree');
  t.notMatch((await lead.get('/work')).body, /SEND Review: right/, '[RK7] nothing of it is in anybody’s work');
  t.match((await lead.get('/consultations')).body, /Not responding/, 'lists say so');
  t.match((await lead.get(`${base}/response`)).body, /data-may="read"[\s\S]*The network does not respond/, 'it can be read');
  t.equal((await lead.post(`${base}/response/q2`, { text: 'New words', mark: '' })).status, 409, '[RK7] nobody writes');
  t.equal((await nadia.post(`${base}/tell`, {})).status, 409, '[RK7] nobody is told to write');
  t.match((await nadia.get(`${base}/progress/remind`)).body, /does not respond/, '[RK7] nobody is reminded');
  t.match((await nadia.get(`${base}/submission`)).body, /does not respond/);
  t.match((await nadia.get(`${base}/record`)).body, /decided that the network\s+does not respond: “Schools answer it/, '[RK8]');
  t.equal(await posts(lead, 'respond', {}), 403, '[RK1] the coordinator alone chooses');
  t.equal(await posts(nadia, 'respond', {}), 303);
  t.match((await nadia.get(`${base}/record`)).body, /took back that the network does not respond/);
}

/** The network endorses another body’s response: written, signed off with the document, exported (RK4 to RK6). */
async function endorses(t: Test, world: World, nadia: Visitor): Promise<void> {
  const before = (await nadia.get(`${base}/response`)).body;
  t.equal(await posts(nadia, 'endorse', { body: 'The association' }), 303);
  t.match((await nadia.get(`${base}/checks`)).body, /Attach the document that the network endorses/, '[RK5]');
  t.match((await attaches(nadia, new File(['%PNG'], 'theirs.pdf'))).body, /is a file of another kind/, '[RK4] judged by its content');
  t.equal((await attaches(nadia, new File([theirs], 'Their response.pdf'))).status, 303);
  const page = (await nadia.get(`${base}/response`)).body;
  t.notMatch(page, /data-section="q2"/, '[RK5] there are no questions');
  await locks(nadia);
  t.equal(await posts(nadia, 'respond', {}), 409, '[RK3]');
  t.match((await nadia.get(`${base}/kind`)).body, /Take it back first/, '[RK3] the page names the way out');
  t.equal((await attaches(nadia, new File([theirs], 'Another.pdf'))).status, 409, '[RK4] another document needs a new round');
  await opensAtTheDesk(t, world);
  await decideAll(world);
  const id = await takeDocument(nadia, 'final');
  await world.mails();
  t.match((await nadia.get(`${base}/documents/${id}`)).body, /endorse|send-review/i);
  const documents = (await nadia.get(`${base}/documents`)).body;
  t.match(documents, new RegExp(digest), '[RK6] the page of documents names the digest');
  const { headers, status } = await nadia.get(`${base}/kind/document`);
  t.match({ status, type: headers['content-type'] }, { status: 200, type: 'application/octet-stream' }, '[RK4] a download only');
  t.match(before, /data-section="q2"/, 'the response had questions');
}

async function opensAtTheDesk(t: Test, world: World): Promise<void> {
  await world.mails();
  const chair = await person(world, 'joanna-prideaux');
  const slot = /name="slot" value="([^"]+)"/.exec((await chair.get(`${base}/sign-off`)).body)?.[1] ?? '';
  await chair.post(`${base}/sign-off/desk`, { slot });
  const page = (await chair.get('/decision')).body;
  t.match(page, new RegExp(`href="/decision/document"[\\s\\S]*${digest}`), '[RK6] the decision page has the document and its digest');
  const file = await chair.get('/decision/document');
  t.equal(createHash('sha256').update(file.body).digest('hex'), digest, '[RK6] unchanged');
}

for (const store of ['sqlite', 'mongodb'] as const) {
  test(
    `[RK1] [RK7] [RK4] on ${store}: a network does not respond, takes that back, and endorses another body’s response`,
    { skip: store === 'mongodb' && withoutMongo, timeout: 120_000 },
    async (t) => {
      const world = await open(t, store);
      const nadia = await person(world, 'nadia-farrow');
      await declines(t, world, nadia);
      await endorses(t, world, nadia);
    },
  );
}

test(
  '[RK2] [RK5] in Chromium: an endorsement is chosen, its letter written, and the answers are there again',
  { skip: noBrowser },
  async (t) => {
    const world = await openWorld(t);
    const visitor = await person(world, 'nadia-farrow');
    const context = await openContext(t);
    const cookies = visitor
      .cookies()
      .split('; ')
      .map((one) => one.split('='));
    await context.addCookies(cookies.map(([name = '', value = '']) => ({ name, value, url: world.url })));
    const page = await context.newPage();
    const here = `${world.url}${base}`;
    await page.goto(`${here}/kind`);
    t.same(await axe(page), []);
    await page.getByLabel('Whose response?').fill('The association');
    await page.getByRole('button', { name: 'Endorse their response' }).click();
    await page.getByLabel('Attach it').setInputFiles({ name: 'Theirs.pdf', mimeType: 'application/pdf', buffer: theirs });
    await page.getByRole('button', { name: 'Attach their document' }).click();
    t.same(await axe(page), []);
    await page.getByRole('link', { name: 'Write why' }).click();
    const letter = page.locator('[data-section="general-comments"] [contenteditable="true"]');
    await letter.click();
    await page.keyboard.type('We agree with every word.');
    await page.locator('[data-save]').getByText('Saved').waitFor();
    t.same(await axe(page), []);
    await page.goto(`${here}/kind`);
    await page.getByRole('button', { name: 'Give our own response' }).click();
    await page.goto(`${here}/response`);
    t.equal(await page.locator('[data-section="q2"]').count(), 1, '[RK2] the questions are back');
    t.match(await page.locator('[data-section="general-comments"]').textContent(), /We agree with every word/, 'and so are the words');
  },
);
