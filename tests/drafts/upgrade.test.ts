import { test } from 'tap';
import type * as Y from 'yjs';
import type { Block } from '../../src/domain/consultation/section.ts';
import { formOf } from '../../src/domain/response/epoch.ts';
import type { Response } from '../../src/domain/response/response.ts';
import { openDraft, readSection } from '../../src/text/read.ts';
import { writeBlocks } from '../../src/text/write.ts';
import { writeElements } from '../support/first-form.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { unpacked } from '../support/releases.ts';
import { openWorld, type World } from '../support/worlds/service.ts';
import { person } from '../support/worlds/signed-off.ts';

// The whole service of today on the data of release 0.2.0, whose texts are of the first form, and the pages that were open then.

const writer = 'cerys-vaughan';
const line = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });

interface Upgraded extends World {
  /** The response to a consultation of this title, as it is stored now. */
  response(title: string): Promise<Response>;
  document(response: Response): Promise<Y.Doc>;
  /** A client of the live text, as somebody who is signed in. */
  client(member: string, response: Response, document?: Y.Doc): Promise<RawClient>;
}

async function upgraded(t: { teardown(act: () => unknown): unknown }): Promise<Upgraded> {
  const world = await openWorld(t, { dataDir: unpacked(t, 'release-0.2.0') });
  const { aggregates, drafts } = world.services;
  const clients: RawClient[] = [];
  t.teardown(() => Promise.all(clients.map((client) => client.close())));
  return {
    ...world,
    async response(title) {
      const consultations = await aggregates.find('consultation', { where: {}, limit: 1000 });
      const consultationId = consultations.find(({ state }) => state.title === title)?.id ?? '';
      const [found] = await aggregates.find('response', { where: { consultationId }, limit: 1 });
      if (found === undefined) throw new Error(`nobody answers ${title}`);
      return found.state;
    },
    async document({ id, epoch }) {
      const log = await drafts.load({ draft: id, epoch });
      if (log === null) throw new Error('there is no draft');
      return openDraft(log);
    },
    async client(member, { id, epoch }, document) {
      const headers = { cookie: (await person(world, member)).cookies(), origin: world.url };
      const url = `${world.url.replace('http', 'ws')}/live/${id}/${epoch}`;
      const client = new RawClient({ url, headers, ...(document === undefined ? {} : { document }) });
      clients.push(client);
      return client;
    },
  };
}

const pathOf = ({ consultationId }: Response): string => `/consultations/${consultationId}`;

test('[TX18] the page of a draft from before the upgrade opens in a new room, with every word; people write there', async (t) => {
  const world = await upgraded(t);
  const before = await world.response('all-that-can-be-written');
  t.equal(formOf(before.epoch), 'elements');
  const nadia = await person(world, 'nadia-farrow');
  const page = await nadia.get(`${pathOf(before)}/response`);
  t.match(page.body, /We write again, as one\./);
  const after = await world.response('all-that-can-be-written');
  t.match(page.body, `data-room="${after.id}/${after.epoch}"`);
  t.equal(formOf(after.epoch), 'lines');
  t.same(
    after.epochs.map(({ id }) => id),
    [before.epoch, after.epoch],
  );
  const client = await world.client(writer, after);
  await client.settled();
  writeBlocks(client.document, 'general-comments', [line('Typed after the upgrade.')]);
  await client.settled();
  t.same(client.setAside, []);
  t.same(readSection(await world.document(after), 'general-comments'), [line('Typed after the upgrade.')]);
  t.match((await nadia.get(`${pathOf(before)}/history`)).body, /First thoughts/);
  t.match((await nadia.get(`${pathOf(before)}/record`)).body, /went on in the form of a new release/);
});

test('[TX18] a page that was open during the upgrade is told to reload; its unsaved words are offered to the coordinator, and can be brought in', async (t) => {
  const world = await upgraded(t);
  const before = await world.response('all-that-can-be-written');
  const document = await world.document(before);
  writeElements(document, 'general-comments', [line('Typed while the service was down.')]);
  const old = await world.client(writer, before, document);
  t.equal(await old.ending(), 'outdated');
  t.match(old.closed?.reason, /Reload the page\.$/);
  t.ok(old.setAside.length > 0, 'the page was told where its words are');
  const after = await world.response('all-that-can-be-written');
  t.equal(formOf(after.epoch), 'lines');
  t.equal((await world.services.drafts.load({ draft: before.id, epoch: before.epoch }))?.cut === null, false);

  const nadia = await person(world, 'nadia-farrow');
  const state = await nadia.get(`${pathOf(before)}/response/state`);
  t.match(JSON.parse(state.body), { room: `${after.id}/${after.epoch}`, text: 'open' }, 'the old page learns that another room is open');
  const list = await nadia.get(`${pathOf(before)}/late`);
  t.match(list.body, /Typed while the service was down\./);
  t.match(list.body, /from a page that was open when this service was updated/);
  const passage = /\/late\/([0-9a-f]{20})/.exec(list.body)?.[1] ?? '';
  const form = await nadia.get(`${pathOf(before)}/late/${passage}`);
  const mark = /name="mark" value="([^"]*)"/.exec(form.body)?.[1] ?? '';
  t.equal((await nadia.post(`${pathOf(before)}/late/${passage}/bring`, { mark })).status, 303);
  t.match(
    JSON.stringify(readSection(await world.document(after), 'general-comments')),
    /brought words.*Typed while the service was down\./,
  );
  const log = await world.services.drafts.load({ draft: after.id, epoch: after.epoch });
  t.same(Object.values(log?.entries.at(-1)?.authors ?? {}), [{ member: writer, how: 'brought' }]);
});

test('[TX18] late edits from before the upgrade can be brought in after it', async (t) => {
  const world = await upgraded(t);
  const response = await world.response('reopened');
  const nadia = await person(world, 'nadia-farrow');
  const list = await nadia.get(`${pathOf(response)}/late`);
  t.match(list.body, /Cat was late/);
  const passages = [...list.body.matchAll(/\/late\/([0-9a-f]{20})"/g)].map((match) => match[1] ?? '');
  t.ok(passages.length > 0);
  for (const passage of passages) {
    const form = await nadia.get(`${pathOf(response)}/late/${passage}`);
    const mark = /name="mark" value="([^"]*)"/.exec(form.body)?.[1] ?? '';
    t.equal((await nadia.post(`${pathOf(response)}/late/${passage}/bring`, { mark })).status, 303);
  }
  const after = await world.response('reopened');
  t.equal(formOf(after.epoch), 'lines');
  const page = await nadia.get(`${pathOf(response)}/response`);
  t.match(page.body, /Cat was late/);
  t.match(page.body, /late word and a/);
});

test('[TX18] the plain form of a draft from before the upgrade saves into the new epoch', async (t) => {
  const world = await upgraded(t);
  const before = await world.response('two-lists-side-by-side');
  const cerys = await person(world, writer);
  const path = `${pathOf(before)}/response/covering-letter`;
  const form = await cerys.get(path);
  const mark = /name="mark" value="([^"]*)"/.exec(form.body)?.[1] ?? '';
  t.equal((await cerys.post(path, { text: 'Dear all,', mark })).status, 303);
  const after = await world.response('two-lists-side-by-side');
  t.equal(formOf(after.epoch), 'lines');
  t.same(readSection(await world.document(after), 'covering-letter'), [line('Dear all,')]);
});

test('[TX18] [TX20] an approved text from before the upgrade stays as it was signed, and a new epoch begins when it is taken back', async (t) => {
  const world = await upgraded(t);
  const before = await world.response('approved');
  const nadia = await person(world, 'nadia-farrow');
  const page = await nadia.get(`${pathOf(before)}/response`);
  t.match(page.body, /Carers need a fair, clear and <strong>national rate<\/strong>/);
  t.match(page.body, `data-room="${before.id}/${before.epoch}"`);
  t.same(await world.response('approved'), before, 'opening it changed nothing');
  const chair = await person(world, 'joanna-prideaux');
  t.equal((await chair.post(`${pathOf(before)}/sign-off/take-back`, { reason: 'A figure is wrong.' })).status, 303);
  t.match((await nadia.get(`${pathOf(before)}/response`)).body, /Carers need a fair, clear and/);
  const after = await world.response('approved');
  t.equal(formOf(after.epoch), 'lines');
  t.equal(after.epochs.length, before.epochs.length + 2);
  t.same(readSection(await world.document(after), 'key-messages'), readSection(await world.document(before), 'key-messages'));
  const checks = await nadia.get(`${pathOf(before)}/checks`);
  t.equal(checks.status, 200);
});
