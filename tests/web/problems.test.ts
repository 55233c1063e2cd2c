import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'tap';
import { z } from 'zod';
import { securityEvents } from '../../src/web/security-log.ts';
import { visitor } from '../support/visitor.ts';
import { secret, site } from '../support/worlds/site.ts';

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  instance: z.string(),
  reference: z.string(),
});

test('[RFC 9457] a failure is a page for a browser and problem+json for everybody else', async (t) => {
  const { app } = await site(t);
  const page = await visitor(app).get('/nothing');
  t.match(page, { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' } });
  t.match(page.body, '<h1>There is nothing here</h1>');
  const json = await app.inject({ url: '/nothing/at/all', headers: { accept: 'application/json' } });
  t.match(json.headers['content-type'], 'application/problem+json');
  t.match(problem.parse(json.json()), { type: 'urn:concord:problem:not-found', status: 404, instance: 'no route' });
  const conflict = await app.inject({ url: '/conflict' });
  t.match(problem.parse(conflict.json()), {
    type: 'urn:concord:problem:slot-decided',
    status: 409,
    detail: /Joanna Prideaux decided/,
    instance: '/conflict',
  });
  t.match((await visitor(app).get('/conflict')).body, 'Joanna Prideaux decided on 4 June 2026 at 5:32pm.');
  const role = visitor(app);
  await role.get('/enter/daniel-rowntree');
  await role.get('/form');
  t.match(await role.post('/manage'), { status: 403, body: /Your role does not allow this/ });
});

test('[WEB] bad input is refused with its own status, and the service stays up', async (t) => {
  const { app } = await site(t);
  const post = (payload: string, type: string) =>
    app.inject({ method: 'POST', url: '/own-token', payload, headers: { 'content-type': type } });
  t.equal((await post('{"a":', 'application/json')).statusCode, 400);
  t.equal((await post('{"__proto__":{"admin":true}}', 'application/json')).statusCode, 400);
  t.equal((await post('<a/>', 'application/xml')).statusCode, 415);
  t.equal((await post('a='.padEnd(1024 * 1024 + 1, 'x'), 'application/x-www-form-urlencoded')).statusCode, 413);
  t.equal((await post('%E0%A4%A=%00&&&=&a[b]=c', 'application/x-www-form-urlencoded')).statusCode, 200);
  for (const url of [
    '/%E0%A4%A',
    '/d/%00',
    `/${'x'.repeat(9000)}`,
    '/..%2f..%2fetc/passwd',
    '/assets/..%2f..%2fpackage.json',
    '/assets/manifest.json/x',
  ]) {
    t.ok([400, 404, 414, 500].includes((await app.inject(url)).statusCode), url.slice(0, 40));
  }
  t.equal((await app.inject({ method: 'DELETE', url: '/form' })).statusCode, 404);
  t.equal((await app.inject('/health')).json<{ status: string }>().status, 'ok');
});

test('[WEB] an upload of 50 MB is read to its end, then answered 413, and the service stays up', async (t) => {
  const { app } = await site(t);
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const size = 50 * 1024 * 1024;
  const socket = connect(Number(address.port), address.hostname);
  await once(socket, 'connect');
  socket.write(
    `POST /own-token HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n`,
  );
  const chunk = Buffer.alloc(1024 * 1024, 'a');
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString()));
  for (let sent = 0; sent < size; sent += chunk.byteLength) {
    t.notOk(socket.destroyed);
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
  await once(socket, 'close');
  t.match(answer, /^HTTP\/1\.1 413 /);
  t.match(answer, '<h1>That is larger than we accept</h1>');
  t.equal((await fetch(new URL('/health', address))).status, 200);
});

test('[WEB] the answer to a fault of ours says nothing of it; the log holds everything but secrets', async (t) => {
  const { app, log } = await site(t);
  const page = await visitor(app).get(`/d/${secret}`);
  t.equal(page.status, 500);
  t.match(page.body, '<h1>Something went wrong on our side</h1>');
  const json = await app.inject(`/d/${secret}`);
  t.match(problem.parse(json.json()), { status: 500, type: 'urn:concord:problem:internal', instance: '/d/:token' });
  for (const body of [page.body, json.body]) t.notMatch(body, new RegExp(`could not read|kim@|${secret}|web\\.test|node_modules|at async`));
  await app.inject(`/d/${secret}/more?x=${secret}`);
  await app.inject({
    method: 'POST',
    url: `/d/${secret}`,
    payload: '{',
    headers: { 'content-type': 'application/json', referer: `http://localhost:3000/d/${secret}` },
  });
  await app.inject(`/d/${secret}%E0%A4%A`);
  await app.inject(`/nothing/${secret}`);
  const lines = log.join('');
  t.match(lines, 'could not read');
  t.match(lines, '"stack"');
  t.match(lines, '/d/:token');
  t.notMatch(lines, secret, 'no line holds the link');
  t.notMatch(lines, 'kim@', 'nor an address');
  t.match(lines, problem.parse(json.json()).reference, 'the reference a person is given is in the log');
});

test('[SE10] events of security are logged with ids alone, each as documented', async (t) => {
  const { app, log } = await site(t);
  const browser = visitor(app);
  await browser.get('/enter/daniel-rowntree');
  await browser.post('/write', { a: '1', _csrf: 'wrong' });
  await browser.get('/form');
  await browser.post('/manage');
  for (let n = 0; n < 3; n += 1) await browser.get('/limited');
  const stranger = visitor(app, { origin: 'https://evil.example' });
  await stranger.post('/write');
  const seen = securityLines(log);
  t.match(seen, [
    { security: 'signed-in', member: 'daniel-rowntree' },
    { security: 'token-refused', member: 'daniel-rowntree', network: 'south-east-kinship', route: '/write' },
    { security: 'not-allowed', member: 'daniel-rowntree', route: '/manage' },
    { security: 'rate-limited', member: 'daniel-rowntree', route: '/limited' },
    { security: 'origin-refused', route: '/write' },
  ]);
  t.equal(seen.length, 5);
  const known = new Set(['level', 'time', 'pid', 'hostname', 'reqId', 'msg', 'security', 'member', 'network', 'route']);
  for (const line of seen)
    t.same(
      Object.keys(line).filter((name) => !known.has(name)),
      [],
    );
  t.notMatch(JSON.stringify(seen), /Rowntree|@|evil/);
  const table = readFileSync('docs/security.md', 'utf8');
  for (const event of securityEvents) t.match(table, `\`${event}\``, event);
});

function securityLines(log: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  return log.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>).filter((line) => 'security' in line);
}
