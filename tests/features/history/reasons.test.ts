import { test, type Test } from 'tap';
import * as Y from 'yjs';
import { pages } from '../../../src/features/history/pages.ts';
import type { Services } from '../../../src/services.ts';
import { openDraft } from '../../../src/text/read.ts';
import { setTick, writeReason } from '../../../src/text/reasons/reasons.ts';
import { type SignOffWorld, base, locks, openSignOffWorld, who } from '../../support/worlds/sign-off.ts';

const history = `${base}/history`;

async function openHistory(t: Test): Promise<SignOffWorld> {
  const world = await openSignOffWorld(t);
  pages(world.app, world.services);
  return world;
}

/** Saves one edit of Joel's in the open draft. */
async function writes(services: Services, write: (document: Y.Doc) => void): Promise<void> {
  const response = await services.aggregates.get('response', 'send-review');
  const key = { draft: 'send-review', epoch: response?.state.epoch ?? '' };
  const log = await services.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  write(document);
  const authors = { [document.clientID]: { member: 'joel-finch', how: 'declared' } } as const;
  await services.drafts.append(key, { node: services.newId(), seq: 1, update: Y.encodeStateAsUpdate(document, before), authors });
}

const idsIn = (body: string): readonly string[] => [...body.matchAll(/ id="v-([a-z0-9]+)"/g)].map((match) => match[1] ?? '');

test('[CO13 ED21] versions show the reason for not answering, and comparisons show how it changed and that it was unticked', async (t) => {
  const world = await openHistory(t);
  const { services } = world;
  const joel = await world.member('joel-finch');
  const keep = async (name: string): Promise<void> => {
    services.clock.forward(60_000);
    t.equal((await joel.post(history, { name })).status, 303);
  };
  await writes(services, (document) => {
    writeReason(document, 'q21', 'It is for schools.');
  });
  await joel.get(history);
  await keep('One');
  await writes(services, (document) => {
    writeReason(document, 'q21', 'It is for schools and colleges.');
  });
  await keep('Two');
  await writes(services, (document) => {
    setTick(document, 'q21', 'unticked');
  });
  const [two = '', one = ''] = idsIn((await joel.get(history)).body);
  t.match((await joel.get(`${history}/${one}`)).body, /Not answered: It is for schools\./);
  const changes = (await joel.get(`${history}/compare?was=${one}&now=${two}`)).body;
  t.match(changes, /Not answered: It is for schools\.[\s\S]*Not answered: It is for schools and colleges\./);
  const unticked = (await joel.get(`${history}/compare?was=${two}&now=now`)).body;
  t.match(unticked, /Not answered: It is for schools and colleges\./);
  t.match(unticked, /1 answer or part differs/);
});

test('[SO1 ED22] a reason too long to print blocks the lock; unticked or shortened, it does not', async (t) => {
  const world = await openHistory(t);
  const { services } = world;
  const nadia = await world.member(who.coordinator);
  await writes(services, (document) => {
    writeReason(document, 'q21', 'x'.repeat(2213));
  });
  const { body } = await nadia.get(`${base}/checks`);
  t.match(body, /Question 21[\s\S]*Cut 213 characters from the reason for not answering[\s\S]*2,213 of 2,000 characters/);
  await writes(services, (document) => {
    setTick(document, 'q21', 'unticked');
  });
  t.notMatch((await nadia.get(`${base}/checks`)).body, /the reason for not answering/);
  await writes(services, (document) => {
    writeReason(document, 'q21', 'It is for schools.');
  });
  t.notMatch((await nadia.get(`${base}/checks`)).body, /the reason for not answering/);
  const round = (await locks(world)).rounds[0];
  const bytes = await services.blobs.get('send-review', round?.digest ?? '');
  t.match(new TextDecoder().decode(bytes ?? new Uint8Array()), /"notAnswered":"It is for schools\."/);
});
