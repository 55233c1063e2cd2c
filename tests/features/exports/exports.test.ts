import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { type Test, test } from 'tap';
import { artefactOf } from '../../../src/domain/document/export.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { documentLanes } from '../../../src/features/exports/lanes.ts';
import { pages } from '../../../src/features/exports/pages.ts';
import { reactions } from '../../../src/features/exports/reactions.ts';
import { docxRenderer } from '../../../src/renderers/docx/docx.ts';
import { pdfRenderer } from '../../../src/renderers/pdf/pdf.ts';
import { RenderFailed, type Renderer } from '../../../src/renderers/renderer.ts';
import type { Services } from '../../../src/services.ts';
import type { Stored } from '../../../src/store/aggregates.ts';
import { runReactions, react } from '../../../src/store/reactions.ts';
import { fileBlobs } from '../../../src/store/sqlite/blobs.ts';
import { versionWords } from '../../../src/text/version-words.ts';
import type { Answer, Visitor } from '../../support/visitor.ts';
import { type BareServices, bareServices } from '../../support/worlds/bare-services.ts';
import { appOver, base, decides, locks, type SignOffWorld, signOffWorldOver, settle, who } from '../../support/worlds/sign-off.ts';

interface DocumentsWorld {
  readonly signOff: SignOffWorld;
  readonly services: BareServices;
  /** Makes the documents asked for, until none is left. */
  make(): Promise<void>;
}

/** The world of sign-off with the pages of documents; `given` takes the place of the real services. */
async function open(t: Test, given: Partial<Services> = {}): Promise<DocumentsWorld> {
  const services = { ...(await bareServices(t)), renderers: rendering(t), ...given };
  await seedDemo(services);
  const app = await appOver(t, services);
  pages(app, services);
  return { signOff: signOffWorldOver(services, app), services, make: () => make(services) };
}

/** The renderers of the service, which end with the test. */
function rendering(t: Test): Services['renderers'] {
  const [docx, pdf] = [docxRenderer(), pdfRenderer()];
  t.teardown(() => Promise.all([docx.close(), pdf.close()]));
  return { docx, pdf };
}

async function make(services: Services): Promise<void> {
  const [lane] = documentLanes(services);
  while ((await lane?.run(new AbortController().signal)) === 'more');
  await runReactions(services.aggregates, [reactions(services)], (error) => {
    throw error;
  });
}

async function approved(world: SignOffWorld): Promise<void> {
  await locks(world);
  for (const id of [who.chair, who.vice, who.sponsor]) await decides(world, id, { decision: 'approve' });
  await settle(world.services);
}

/** Asks for a document and waits until it is made: the path of its page. */
async function takes(world: DocumentsWorld, person: Visitor, version: string, format: string): Promise<string> {
  await person.get(`${base}/documents`);
  const asked = await person.post(`${base}/documents`, { version, format });
  if (asked.status !== 303) throw new Error(`refused: ${asked.status} ${asked.body}`);
  await world.make();
  return asked.location;
}

async function bytesOf(world: DocumentsWorld, path: string): Promise<Uint8Array> {
  const job = await jobOf(world, path);
  const bytes = await world.services.blobs.get('send-review', artefactOf(job.state) ?? '');
  if (bytes === null) throw new Error('nothing was made');
  return bytes;
}

async function jobOf({ services }: DocumentsWorld, path: string): Promise<Stored<'export'>> {
  const job = await services.aggregates.get('export', path.split('/').at(-1) ?? '');
  if (job === null) throw new Error('there is no job');
  return job;
}

function wordsIn(docx: Uint8Array): string {
  return Object.entries(unzipSync(docx))
    .filter(([name]) => /^word\/(?:document|header\d|footer\d)\.xml$/.test(name))
    .map(([, bytes]) => strFromU8(bytes))
    .join('');
}

const disposition = (answer: Answer): string => String(answer.headers['content-disposition']);

test('a draft of the text as it is now: watermarked, says so, and is listed with who took it', async (t) => {
  const world = await open(t);
  const lead = await world.signOff.member('joel-finch');
  const path = await takes(world, lead, 'now', 'docx');
  const page = await lead.get(path);
  t.match(page.body, /The draft is ready/);
  t.match(page.body, /Draft, not approved/);
  t.match(page.body, /serkn-send-review-response-2026-07\.docx/);
  const file = await lead.get(`${path}/file`);
  t.equal(file.status, 200);
  t.match(file.headers, { 'content-type': /wordprocessingml/, 'cache-control': 'private, no-store' });
  t.equal(disposition(file), 'attachment; filename="serkn-send-review-response-2026-07.docx"');
  const text = wordsIn(await bytesOf(world, path));
  t.match(text, /string="DRAFT"/);
  t.match(text, /Draft, not approved/);
  t.match(text, /several thousand children/);
  t.notMatch(text, /Certificate of sign-off/);
  const documents = await lead.get(`${base}/documents`);
  t.match(documents.body, /Joel Finch \(Bracknell Forest Council\)/);
  t.notMatch(documents.body, /name="version" value="final"/);
  const pdf = await takes(world, lead, 'now', 'pdf');
  t.equal(
    Buffer.from(await bytesOf(world, pdf))
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  );
});

test('[SO15] the final document: only after approval, only with the export right, certified, recorded once', async (t) => {
  const world = await open(t);
  const nadia = await world.signOff.member(who.coordinator);
  await nadia.get(`${base}/documents`);
  t.equal((await nadia.post(`${base}/documents`, { version: 'final', format: 'pdf' })).status, 409, 'not before approval');
  await approved(world.signOff);
  const lead = await world.signOff.member('joel-finch');
  const read = await lead.get(`${base}/documents`);
  t.match(read.body, /Approved text/);
  t.notMatch(read.body, /Make it as PDF/, 'no button without the right');
  t.equal((await lead.post(`${base}/documents`, { version: 'final', format: 'pdf' })).status, 403, 'not without the right');

  const documents = await nadia.get(`${base}/documents`);
  t.match(documents.body, /Make the final document/);
  t.match(
    documents.body,
    /name="version" value="final">\s*<button [^>]*name="format" value="pdf">Make it as PDF</,
    'the next step is one press',
  );
  const path = await takes(world, nadia, 'final', 'docx');
  t.notMatch((await nadia.get(`${base}/documents`)).body, /Make it as PDF/, 'the next step is to send it');
  const response = await world.signOff.response();
  const digest = response.state.rounds[0]?.digest ?? '';
  t.match(response.state.finalExports, [{ format: 'docx', digest }]);
  const text = wordsIn(await bytesOf(world, path));
  for (const words of ['Certificate of sign-off', 'Joanna Prideaux', 'Meera Vasani', 'Alison Thackeray', digest, versionWords(digest)]) {
    t.ok(text.includes(words), words);
  }
  t.notMatch(text, /draft, not approved/i);
  t.match(await nadia.get(`${path}/file`), { status: 200 });
  t.match((await nadia.get(`${base}/documents`)).body, /Send the document, then record it/);

  const again = await takes(world, await world.signOff.member(who.sponsor), 'final', 'docx');
  t.equal(
    artefactOf((await jobOf(world, again)).state),
    artefactOf((await jobOf(world, path)).state),
    'whoever asks again gets the same bytes',
  );
  t.equal((await lead.get(`${again}/file`)).status, 403);
  const sponsor = await world.signOff.member(who.sponsor);
  t.match(await sponsor.get(path), { status: 403 }, 'everybody takes their own copy, so the list of who has one is true');
  t.match((await sponsor.get(`${base}/documents`)).body, /Nadia Farrow: final document/);
  const seen = (await lead.get(`${base}/documents`)).body;
  t.match(seen, /Nadia Farrow: final document/, 'told, without a link that leads nowhere');

  const [made] = (await world.services.aggregates.events('export', (await jobOf(world, path)).id, 0, 10)).filter(
    (one) => one.type === 'ExportMade',
  );
  const count = (await world.signOff.response()).state.finalExports.length;
  if (made !== undefined) await react([reactions(world.services)], { stored: await jobOf(world, path), event: made });
  t.equal((await world.signOff.response()).state.finalExports.length, count, 'a reaction that runs again records nothing twice');
  const draft = await nadia.post(`${base}/documents`, { version: '1', format: 'pdf' });
  t.equal(draft.status, 400, 'what is approved is never printed as a draft');
});

test('[SO15] stored text that is not the approved text makes no final document', async (t) => {
  const services = await bareServices(t);
  let damaged = false;
  const blobs = {
    ...services.blobs,
    get: async (owner: string, digest: string) => {
      const bytes = await services.blobs.get(owner, digest);
      return damaged && bytes !== null ? new TextEncoder().encode(new TextDecoder().decode(bytes).replace('children', 'Children')) : bytes;
    },
  };
  const all = { ...services, blobs, renderers: rendering(t) };
  await seedDemo(all);
  const app = await appOver(t, all);
  pages(app, all);
  const world: DocumentsWorld = { signOff: signOffWorldOver(all, app), services: all, make: () => make(all) };
  await approved(world.signOff);
  const nadia = await world.signOff.member(who.coordinator);
  await nadia.get(`${base}/documents`);
  const asked = await nadia.post(`${base}/documents`, { version: 'final', format: 'pdf' });
  damaged = true;
  await world.make();
  t.match((await nadia.get(asked.location)).body, /The stored text does not have the approved digest/);
  t.strictSame((await world.signOff.response()).state.finalExports, []);
  t.match(await nadia.post(`${base}/documents`, { version: 'final', format: 'pdf' }), { status: 409 });
});

test('a text that was taken back is neither handed out as final nor made into a final document', async (t) => {
  const world = await open(t);
  await approved(world.signOff);
  const joanna = await world.signOff.member(who.chair);
  const path = await takes(world, joanna, 'final', 'docx');
  await joanna.get(`${base}/documents`);
  const late = await joanna.post(`${base}/documents`, { version: 'final', format: 'pdf' });
  await joanna.get(`${base}/sign-off`);
  t.equal((await joanna.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' })).status, 303);
  t.equal((await joanna.get(`${path}/file`)).status, 409);
  const before = await joanna.get(path);
  t.match(before.body, /The text was taken back/);
  t.notMatch(before.body, />Download/);
  await world.make();
  t.match((await joanna.get(late.location)).body, /The text is not approved any more/);
  const documents = await joanna.get(`${base}/documents`);
  t.match(documents.body, /Round 1, locked/, 'its text can be taken as a draft now');
  t.equal((await joanna.post(`${base}/documents`, { version: '1', format: 'docx' })).status, 303);
});

test('[SO15] a text approved again in a second round gets a document of its own, with that round’s certificate', async (t) => {
  const world = await open(t);
  await approved(world.signOff);
  const joanna = await world.signOff.member(who.chair);
  const first = await takes(world, joanna, 'final', 'docx');
  await joanna.get(`${base}/sign-off`);
  await joanna.post(`${base}/sign-off/take-back`, { reason: 'The date of sending moved.' });
  world.services.clock.forward(60_000);
  await settle(world.services);
  await locks(world.signOff);
  for (const id of [who.chair, who.sponsor]) await decides(world.signOff, id, { decision: 'approve' });
  await settle(world.services);
  const { state } = await world.signOff.response();
  t.match(state, { status: 'approved' }, 'the vice chair’s approval of the same text is carried');
  t.equal(state.rounds[1]?.digest, state.rounds[0]?.digest, 'the same text');
  t.match((await joanna.get(`${base}/documents`)).body, /Make the final document/);
  t.equal((await joanna.get(`${first}/file`)).status, 409, 'what the first round made is not of this approval');
  const second = await takes(world, joanna, 'final', 'docx');
  t.not(artefactOf((await jobOf(world, second)).state), artefactOf((await jobOf(world, first)).state));
  t.match(wordsIn(await bytesOf(world, second)), /Round 2/);
  t.equal((await joanna.get(`${second}/file`)).status, 200);
});

test('one byte of the disk that changed: no document of that text, no damaged file handed out, no endless trying', async (t) => {
  const directory = t.testdir();
  const world = await open(t, { blobs: await fileBlobs(directory) });
  const spoil = (digest: string): void => {
    const file = join(directory, 'send-review', digest);
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    writeFileSync(file, bytes);
  };
  const nadia = await world.signOff.member(who.coordinator);
  const path = await takes(world, nadia, 'now', 'docx');
  spoil(artefactOf((await jobOf(world, path)).state) ?? '');
  t.match((await nadia.get(path)).body, /The stored draft is damaged/);
  t.match(await nadia.get(`${path}/file`), { status: 404, body: /damaged/ });

  await approved(world.signOff);
  const digest = (await world.signOff.response()).state.rounds[0]?.digest ?? '';
  const final = await takes(world, nadia, 'final', 'docx');
  spoil(artefactOf((await jobOf(world, final)).state) ?? '');
  const mended = await takes(world, nadia, 'final', 'docx');
  t.equal((await nadia.get(`${mended}/file`)).status, 200, 'a damaged file is made again');

  const waiting = await nadia.post(`${base}/documents`, { version: 'final', format: 'pdf' });
  spoil(digest);
  await world.make();
  t.match((await nadia.get(waiting.location)).body, /does not have the approved digest/);
  t.match((await jobOf(world, waiting.location)).state, { status: 'failed', attempts: 1 });
  t.equal((await nadia.post(`${base}/documents`, { version: 'final', format: 'pdf' })).status, 409);
});

test('a document that fails is tried again, three times, then says so and can be asked for again', async (t) => {
  let failures = 2;
  const { docx: word } = rendering(t);
  const shaky: Renderer = {
    ...word,
    render: (document) =>
      (failures -= 1) >= 0
        ? Promise.reject(failures === 1 ? new TypeError('[internal words]') : new RenderFailed('[internal words]'))
        : word.render(document),
  };
  const world = await open(t, { renderers: { docx: shaky, pdf: shaky } });
  const nadia = await world.signOff.member(who.coordinator);
  const path = await takes(world, nadia, 'now', 'docx');
  t.match((await jobOf(world, path)).state, { status: 'ready', attempts: 2 });
  failures = 3;
  const failed = await takes(world, nadia, 'now', 'docx');
  const page = await nadia.get(failed);
  t.match(page.body, /The draft could not be made/);
  t.notMatch(page.body, /internal words/);
  t.match(page.body, /Try again/);
  t.equal((await nadia.get(`${failed}/file`)).status, 404);
  const again = await nadia.post(`${base}/documents`, { version: 'now', format: 'docx' });
  await world.make();
  t.match((await nadia.get(again.location)).body, /is ready/);
});

test('a text too long for a kind of document says so at once and offers the other kind', async (t) => {
  const docx = docxRenderer({ longest: 1000 });
  const pdf = pdfRenderer({ timeout: 1 });
  t.teardown(() => Promise.all([docx.close(), pdf.close()]));
  const world = await open(t, { renderers: { docx, pdf } });
  const nadia = await world.signOff.member(who.coordinator);
  const long = await takes(world, nadia, 'now', 'docx');
  t.match((await jobOf(world, long)).state, { status: 'failed', attempts: 1 }, 'a second try would end alike');
  t.match((await nadia.get(long)).body, /This text is too long for this kind of document/);
  const slow = await takes(world, nadia, 'now', 'pdf');
  t.match((await jobOf(world, slow)).state, { status: 'failed', attempts: 3 });
  t.match((await nadia.get(slow)).body, /This document took too long to make/);
});

test('a page of a document that is still being made says so after two seconds at most, with a way to look again', async (t) => {
  const world = await open(t);
  const nadia = await world.signOff.member(who.coordinator);
  // The first document starts the renderer's process. On a busy machine that takes longer than the page waits.
  await takes(world, await world.signOff.member('joel-finch'), 'now', 'docx');
  await nadia.get(`${base}/documents`);
  const asked = await nadia.post(`${base}/documents`, { version: 'now', format: 'docx' });
  const page = await nadia.get(asked.location);
  t.match(page.body, /is being made/);
  t.match(page.body, />Refresh</);
  t.notMatch(page.body, /http-equiv="refresh"/);
  const waiting = nadia.get(asked.location);
  await world.make();
  t.match((await waiting).body, /is ready/, 'a page that is open while it is made shows it at once');
});

test('garbage, other networks and strangers: refused, and nothing is made', async (t) => {
  const world = await open(t);
  const nadia = await world.signOff.member(who.coordinator);
  const path = await takes(world, nadia, 'now', 'docx');
  const tobias = await world.signOff.member('tobias-wren-north-downs');
  for (const url of [`${base}/documents`, path, `${path}/file`]) t.equal((await tobias.get(url)).status, 404, url);
  await tobias.get('/consultations/childrens-homes/documents');
  t.equal((await tobias.get(path.replace('send-review', 'childrens-homes'))).status, 404, 'a job of another consultation');
  t.equal((await tobias.post(`${base}/documents`, { version: 'now', format: 'docx' })).status, 404);
  t.match((await world.signOff.stranger().get(path)).location, /^\/sign-in/);
  t.equal((await nadia.get(`${base}/documents/nothing`)).status, 404);
  const before = (await world.services.aggregates.find('export', { where: {} })).length;
  for (const fields of [{}, { version: 'now', format: 'exe' }, { version: '../x', format: 'pdf' }, { version: '-1', format: 'pdf' }]) {
    t.equal((await nadia.post(`${base}/documents`, fields)).status, 400, JSON.stringify(fields));
  }
  t.equal((await nadia.post(`${base}/documents`, { version: '7', format: 'pdf' })).status, 404, 'a round that never was');
  t.equal((await world.services.aggregates.find('export', { where: {} })).length, before);
});

test('[SO37] two documents are made at once, one for each member; a stop leaves an unfinished document to the next start', async (t) => {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const { docx: word } = rendering(t);
  const slow: Renderer = {
    ...word,
    render: (document) => {
      begun.push(document.digest);
      return new Promise((resolve) => {
        ends.push(() => {
          resolve(new Uint8Array([1]));
        });
      });
    },
  };
  const world = await open(t, { renderers: { docx: slow, pdf: slow } });
  const [nadia, joel] = [await world.signOff.member(who.coordinator), await world.signOff.member('joel-finch')];
  for (const one of [nadia, nadia, nadia, nadia, nadia, joel]) {
    await one.get(`${base}/documents`);
    t.equal((await one.post(`${base}/documents`, { version: 'now', format: 'docx' })).status, 303);
    world.services.clock.forward(1);
  }
  const sixth = await nadia.post(`${base}/documents`, { version: 'now', format: 'docx' });
  t.match(sixth, { status: 429, body: /Five documents that you asked for/ });

  const stopping = new AbortController();
  const [first, second] = documentLanes(world.services);
  const turns = [first, second].map(async (lane) => lane?.run(stopping.signal));
  while (begun.length < 2) await new Promise((done) => setImmediate(done));
  const [another] = documentLanes(world.services);
  const third = another?.run(stopping.signal);
  while (begun.length < 3) await new Promise((done) => setImmediate(done));
  t.equal((await world.services.ephemeral.list('lease', 'export/', 10)).length, 3, 'another node takes one that is in nobody’s hand');
  ends[1]?.();
  t.equal(await turns[1], 'more');
  t.equal(await second?.run(stopping.signal), 'done', 'what is left is of the member whose document is in hand');
  stopping.abort();
  await Promise.all([...turns, third]);
  const queued = await world.services.aggregates.find('export', { where: { status: 'queued' } });
  t.same(
    queued.map(({ state }) => [state.askedBy, state.attempts]),
    Array.from({ length: 5 }, () => [who.coordinator, 0]),
    'joel’s document is made; nadia’s first spent no try',
  );
});
