import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'tap';
import { openingPath } from '../../src/features/demo/opened.ts';
import { RawClient } from '../support/live/raw-client.ts';
import { visitor } from '../support/visitor.ts';
import { openWorld } from '../support/worlds/service.ts';

// The whole service as an attacker, or somebody unlucky, meets it.

test('the answer to an unreadable address repeats none of it: it may be an emailed link', async (t) => {
  const { app, url } = await openWorld(t);
  const secret = 'c2VjcmV0';
  for (const path of [
    `/d/${secret}%`,
    `/d/${secret}%zz`,
    `/d/${secret.repeat(20)}`,
    `/sign-in/link/${secret.repeat(20)}`,
    `/calendar/${secret.repeat(20)}.ics`,
  ]) {
    const answer = await app.inject({ url: path, headers: { host: new URL(url).host, accept: 'text/html' } });
    t.equal(answer.statusCode, 404, path.slice(0, 20));
    t.notMatch(answer.body, secret);
    t.match(answer.headers, { 'cache-control': 'no-store', 'x-robots-tag': 'noindex', 'referrer-policy': 'strict-origin' });
    t.match(answer.headers['content-security-policy'], /default-src 'none'/);
  }
});

test('a request through nginx with its default settings (HTTP/1.0, its own Host) is not local', async (t) => {
  const { app, services, url } = await openWorld(t);
  const { host, port } = new URL(url);
  const opened = visitor(app, { host });
  await opened.get(openingPath(services));
  const statusOf = async (version: string): Promise<string> => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /mailbox HTTP/${version}\r\nHost: 127.0.0.1:${port}\r\nCookie: ${opened.cookies()}\r\nConnection: close\r\n\r\n`);
    return (await text(socket)).split(' ')[1] ?? '';
  };
  t.equal(await statusOf('1.1'), '200');
  t.equal(await statusOf('1.0'), '404');
});

test('a page opened by another name of this computer leads to the printed one, where one sign-in serves the mails too', async (t) => {
  const { app, url } = await openWorld(t);
  const { port, origin } = new URL(url);
  const page = { accept: 'text/html' };
  for (const name of ['127.0.0.1', '[::1]', '127.8.8.8']) {
    const answer = await app.inject({ url: '/sign-in?next=%2Fwork', headers: { ...page, host: `${name}:${port}` } });
    t.equal(answer.statusCode, 302, name);
    t.equal(answer.headers.location, `${origin}/sign-in?next=%2Fwork`, name);
    t.equal(answer.headers['set-cookie'], undefined, name);
  }
  for (const [method, path, headers] of [
    ['GET', '/sign-in', { ...page, host: `localhost:${port}` }],
    ['GET', '/sign-in', { ...page, host: '127.0.0.1:1' }],
    ['GET', '/sign-in', { ...page, host: `evil.example:${port}` }],
    ['GET', '/health', { host: `127.0.0.1:${port}` }],
    ['POST', '/sign-in', { ...page, host: `127.0.0.1:${port}` }],
  ] as const) {
    t.equal((await app.inject({ method, url: path, headers })).headers.location, undefined, `${method} ${path} at ${headers.host}`);
  }
  const elsewhere = await openWorld(t, { baseUrl: 'https://concord.example.org', smtpUrl: 'smtp://127.0.0.1:9', startEmpty: true });
  t.equal((await elsewhere.app.inject({ url: '/sign-in', headers: { ...page, host: '127.0.0.1' } })).statusCode, 200, 'and nowhere else');
});

test('[SE10] limits of the live connection are logged by ids alone, once a minute for each member and limit', async (t) => {
  const log: string[] = [];
  const { app, services, url } = await openWorld(t, {}, log);
  const response = await services.aggregates.get('response', 'send-review');
  const room = `${url.replace('http', 'ws')}/live/send-review/${response?.state.epoch ?? ''}`;
  const daniel = visitor(app);
  await daniel.get(openingPath(services));
  await daniel.get('/start');
  await daniel.post('/start', { member: 'daniel-rowntree' });
  for (let round = 0; round < 2; round += 1) {
    const client = new RawClient({ url: room, headers: { cookie: daniel.cookies(), origin: url } });
    await client.synced();
    for (let n = 0; n < 2_500; n += 1) client.raw(Uint8Array.of(99));
    t.equal(await client.ending(), 'too-many-changes');
  }
  const lines = log.filter((line) => line.includes('live-limited'));
  t.equal(lines.length, 1);
  t.match(JSON.parse(lines[0] ?? ''), { security: 'live-limited', member: 'daniel-rowntree', way: 'too-many-changes' });
  t.notMatch(lines[0], /Rowntree|@/);
});

test('a request that never ends is cut off', async (t) => {
  const { app } = await openWorld(t);
  t.ok(app.server.requestTimeout > 0 && app.server.requestTimeout <= 300_000);
  t.ok(app.server.headersTimeout > 0);
});

test('[CO5] signing out closes the sockets of that session at once, and no others', async (t) => {
  const { app, url, services } = await openWorld(t);
  const here = new URL(url).host;
  const response = await services.aggregates.get('response', 'send-review');
  const room = `${url.replace('http', 'ws')}/live/send-review/${response?.state.epoch ?? ''}`;
  const [leaving, staying] = [visitor(app, { host: here }), visitor(app, { host: here })];
  for (const browser of [leaving, staying]) {
    await browser.get(openingPath(services));
    await browser.get('/start');
    await browser.post('/start', { member: 'daniel-rowntree' });
    await browser.get('/you');
  }
  const [gone, kept] = [leaving, staying].map(
    (browser) => new RawClient({ url: room, headers: { cookie: browser.cookies(), origin: url } }),
  );
  await Promise.all([gone?.synced(), kept?.synced()]);
  // The service rechecks every socket now and then. Signing out right after a recheck must not wait for the next one.
  const asked = performance.now();
  await leaving.post('/sign-out');
  t.equal(await gone?.ending(), 'no-access');
  t.ok(performance.now() - asked < 1500, 'at once');
  kept?.type('still here');
  await kept?.settled();
  t.equal(kept?.closed, null);
  await kept?.close();
});
