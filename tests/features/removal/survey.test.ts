import { test } from 'tap';
import { openWorld, type World } from '../../support/worlds/service.ts';
import { base, person } from '../../support/worlds/signed-off.ts';
import type { Response } from '../../../src/domain/response/response.ts';

const here = `${base}/removal`;
const absent = 'Zebedee Quartz';
const sure = { phrase: absent, reason: 'A name was pasted.', confirm: 'remove' };

async function responseIn({ services }: World): Promise<Response> {
  const stored = await services.aggregates.get('response', 'send-review');
  if (stored === null) throw new Error('there is no response');
  return stored.state;
}

test('[CO15] words that no search finds are not removed, unless a person says that they were typed and deleted', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  await nadia.get(here);
  const { body } = await nadia.post(`${here}/find`, { phrase: absent });
  t.match(body, /<h1>These words were not found<\/h1>[\s\S]*Somebody typed these words and deleted them/);
  const refused = await nadia.post(here, sure);
  t.match(refused, { status: 400, body: /There is a problem[\s\S]*href="#deleted">These words were found nowhere/ });
  t.match(refused.body, /A name was pasted\.<\/textarea>[\s\S]*value="remove"/, 'all that was typed stays [SF9]');
  t.equal((await responseIn(world)).removals, undefined, 'no removal was begun');
  const both = await nadia.post(here, { ...sure, confirm: '' });
  t.match(both.body, /found nowhere[\s\S]*Type the word remove to confirm/, 'every error is shown at once');
  t.equal((await nadia.post(here, { ...sure, deleted: 'yes' })).status, 303);
  await world.worker.settle();
  t.match(await responseIn(world), { removals: [{ status: 'done' }] });
});

test('[CO15] [RK5] a document that was removed for good is not attached: the checks ask for another', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  await nadia.get(`${base}/kind`);
  await nadia.post(`${base}/kind/endorse`, { body: 'The association' });
  await nadia.get(`${base}/kind`);
  const theirs = new File(['%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n'], 'Their response.pdf');
  t.equal((await nadia.send(`${base}/kind/document`, { file: theirs })).status, 303);
  const missing = /Attach the document that the network endorses/;
  t.notMatch((await nadia.get(`${base}/checks`)).body, missing);
  await nadia.get(here);
  const { body } = await nadia.post(`${here}/find`, { phrase: absent });
  const box = /value="(send-review\/[0-9a-f]{64})"[\s\S]*?Their response\.pdf/.exec(body)?.[1] ?? '';
  t.equal((await nadia.post(here, { ...sure, files: box })).status, 303, 'a ticked file is enough to remove');
  await world.worker.settle();
  t.match((await nadia.get(`${base}/checks`)).body, missing);
  const again = await nadia.post(`${here}/find`, { phrase: absent });
  t.notMatch(again.body, /Their response\.pdf/, 'it is not offered again');
});
