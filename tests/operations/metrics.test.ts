import { test } from 'tap';
import { Metrics } from '../../src/operations/metrics.ts';
import { StoreFailed } from '../../src/store/store.ts';
import { person } from '../support/worlds/signed-off.ts';
import { openWorld } from '../support/worlds/service.ts';
import { site } from '../support/worlds/site.ts';
import { bareServices } from '../support/worlds/bare-services.ts';
import { visitor } from '../support/visitor.ts';

const metricsToken = 'scrape-me-0123456789-0123456789-abc';
const authorization = `Bearer ${metricsToken}`;

/** The value of a figure in Prometheus's text format; null where there is none. */
function figure(text: string, name: string): number | null {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? null : Number(line.slice(name.length + 1));
}

test('[OP3] the figures need the token, count the acts of people, and name nobody', async (t) => {
  const world = await openWorld(t, { metricsToken });
  const nadia = await person(world, 'nadia-farrow');
  const plainForm = await nadia.get('/consultations/send-review/response/q1');
  const mark = /name="mark" value="([^"]*)"/.exec(plainForm.body)?.[1] ?? '';
  const scrape = async (): Promise<string> => (await visitor(world.app).get('/metrics', { authorization })).body;
  const before = await scrape();
  t.equal(figure(before, 'concord_rooms'), 0);
  t.equal(figure(before, 'concord_outbox_age_seconds'), 0);
  t.ok((figure(before, 'nodejs_eventloop_lag_seconds') ?? -1) >= 0);

  await nadia.post('/consultations/send-review/response/q1', { mark, text: 'Carers need advice early.' });
  const after = await scrape();
  t.equal(figure(after, 'concord_commit_seconds_count'), (figure(before, 'concord_commit_seconds_count') ?? 0) + 1, 'one entry');
  t.match(after, /route="\/consultations\/:consultationId\/response\/:\w+"/, 'patterns, never addresses');
  for (const secret of ['send-review', 'nadia', 'Farrow', 'kinship', 'Kent', metricsToken]) t.notMatch(after, secret);

  for (const [name, headers] of Object.entries({
    none: {},
    wrong: { authorization: `${authorization}x` },
    basic: { authorization: 'Basic eDp5' },
  })) {
    t.match(await visitor(world.app).get('/metrics', headers), { status: 401, body: /^the token/ }, name);
  }
  t.equal((await nadia.get('/metrics')).status, 401, 'a coordinator neither');
});

test('[OP3] without a token there are no figures', async (t) => {
  const world = await openWorld(t);
  t.equal((await visitor(world.app).get('/metrics', { authorization })).status, 404);
});

test('[OP3] failures of the store are counted by port, and still reach the caller', async (t) => {
  const services = await bareServices(t);
  const metrics = new Metrics();
  const store = metrics.measured({
    ...services,
    drafts: { ...services.drafts, load: () => Promise.reject(new StoreFailed('the disk is full')) },
  });
  await t.rejects(store.drafts.load({ draft: 'a', epoch: 'b' }), StoreFailed);
  t.equal(await store.aggregates.get('network', 'nobody'), null);
  await t.rejects(store.drafts.append({ draft: 'a', epoch: 'b' }, { node: 'n', seq: 1, update: new Uint8Array(), authors: {} }), {
    name: 'UnknownDraft',
  });
  const { text } = await metrics.print();
  t.equal(figure(text, 'concord_store_errors_total{port="drafts"}'), 1, 'an unknown draft is no failure');
});

test('[OP1] ready while the store answers and the service is not stopping; live as long as the process turns', async (t) => {
  const { app, services } = await site(t);
  const statuses = async (): Promise<readonly number[]> =>
    Promise.all(['/health/live', '/health/ready', '/health'].map(async (url) => (await app.inject(url)).statusCode));
  t.same(await statuses(), [200, 200, 200]);
  t.equal((await app.inject('/health/ready')).body, '{"status":"ok"}');
  app.leaving.now = true;
  t.same(await statuses(), [200, 503, 503]);
  app.leaving.now = false;
  await services.close();
  t.same(await statuses(), [200, 503, 503]);
  t.equal((await app.inject('/health/ready')).body, '{"status":"store"}');
});

test('[OP4] each request has an id of its own, which a problem names', async (t) => {
  const world = await openWorld(t);
  const answers = [await world.app.inject('/nothing-here'), await world.app.inject('/nothing-here')];
  const references = answers.map((answer) => answer.json<{ reference: string }>().reference);
  for (const reference of references) t.match(reference, /^[0-9a-f-]{36}$/);
  t.equal(new Set(references).size, 2);
});
