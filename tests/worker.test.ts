import { setTimeout as after } from 'node:timers/promises';
import { test, type Test } from 'tap';
import { Fetching } from './support/fetching.ts';
import { folderFor, personAt, type Running, run } from './support/running.ts';
import { type SilentMailServer, silentMailServer } from './support/silent-mail-server.ts';

const base = '/consultations/send-review';
const clockAhead = new URL('support/clock-ahead.ts', import.meta.url).href;

async function start(t: Test, dataDir: string, environment: Readonly<Record<string, string>> = {}): Promise<Running> {
  const service = await run(dataDir, environment);
  t.teardown(() => service.stop('SIGKILL'));
  return service;
}

/** The time in milliseconds in which a document is made. */
async function documentTakes(one: Fetching): Promise<number> {
  const asked = performance.now();
  await one.get(`${base}/documents`);
  let page = await one.post(`${base}/documents`, [
    ['version', '1'],
    ['format', 'docx'],
  ]);
  const path = /href="(\/consultations\/send-review\/documents\/[a-z0-9]{26})/.exec(page)?.[1] ?? '';
  while (page.includes('is being made') && performance.now() - asked < 60_000) page = await one.get(path);
  if (!page.includes('is ready')) throw new Error(`not made after ${Math.round(performance.now() - asked)} ms`);
  return performance.now() - asked;
}

/** Locks the text, so that people are owed mails. */
async function locks(service: Running): Promise<Fetching> {
  const nadia = await personAt(service, 'nadia-farrow');
  const checks = await nadia.get(`${base}/checks`);
  const keys = [...checks.matchAll(/name="acknowledged" value="([^"]+)"/g)].map((match) => ['acknowledged', match[1] ?? ''] as const);
  await nadia.post(`${base}/checks`, [...keys, ['reason', 'A test of mail.']]);
  return nadia;
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition() && waited < 10_000; waited += 20) await after(20);
}

for (const kind of ['says nothing', 'drips an endless greeting'] as const) {
  test(`[SO35] while a mail server ${kind}, documents are made as fast as before, and SIGTERM ends the service within 10 seconds`, async (t) => {
    t.setTimeout(120_000);
    const server: SilentMailServer = await silentMailServer(t, kind === 'says nothing' ? {} : { drip: 200 });
    const service = await start(t, folderFor(t), { SMTP_URL: server.url });
    const nadia = await locks(service);
    await until(() => server.open() > 0);
    t.ok(server.open() > 0, 'mails are under way, and hang');
    const took = await documentTakes(nadia);
    t.ok(took < 5_000, `a document took ${Math.round(took)} ms`);
    t.ok(server.open() <= 15, `${server.open()} conversations at once`);
    const stranger = new Fetching(service.url);
    await stranger.get('/sign-in');
    t.match(await stranger.post('/sign-in', [['email', 'd.rowntree@kent.example.org']]), /Check your email/);

    const told = performance.now();
    await service.stop('SIGTERM');
    const stopped = performance.now() - told;
    t.ok(stopped < 10_000, `it ended after ${Math.round(stopped)} ms`);
    t.equal(service.child.signalCode, null, 'by itself');
    await until(() => server.open() === 0);
    t.equal(server.open(), 0, 'and every socket is closed');
  });
}

test('[ST26] a crash while the clock was an hour ahead stops nothing after the restart', async (t) => {
  t.setTimeout(60_000);
  const dataDir = folderFor(t);
  const ahead = await start(t, dataDir, { NODE_OPTIONS: `--import=${clockAhead}` });
  const nadia = await locks(ahead);
  await documentTakes(nadia);
  await ahead.stop('SIGKILL');

  const service = await start(t, dataDir);
  const took = await documentTakes(await personAt(service, 'nadia-farrow'));
  t.ok(took < 5_000, `a document took ${Math.round(took)} ms`);
});
