import { test } from 'tap';
import { z } from 'zod';
import { endMembership, returnMember } from '../../src/domain/network/member.ts';
import { change } from '../../src/store/change.ts';
import { readViewer, viewerOfSession } from '../../src/web/viewer.ts';
import { visitor } from '../support/visitor.ts';
import { site, type Site } from '../support/worlds/site.ts';

test('[SO27] every answer: a strict policy without inline script or style, no framing, no referrer path, no index, no store', async (t) => {
  const { app } = await site(t);
  for (const url of ['/form', '/nothing', '/who', '/conflict', '/health']) {
    const { headers } = await visitor(app).get(url);
    const policy = String(headers['content-security-policy']);
    t.match(policy, "default-src 'self'", url);
    t.notMatch(policy, 'unsafe', url);
    for (const directive of ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "connect-src 'self' ws://localhost:3000"])
      t.match(policy, directive, url);
    t.equal(headers['referrer-policy'], 'strict-origin', url);
    t.equal(headers['x-robots-tag'], 'noindex', url);
    t.equal(headers['cache-control'], 'no-store', url);
    t.equal(headers['cross-origin-opener-policy'], 'same-origin', url);
    t.equal(headers['x-content-type-options'], 'nosniff', url);
    t.match(headers['permissions-policy'], /camera=\(\).*geolocation=\(\).*microphone=\(\)/, url);
    t.equal(headers['strict-transport-security'], undefined, 'not over http');
  }
});

test('[WEB] cookies: HttpOnly, Lax, whole site; by https also __Host- and Secure', async (t) => {
  const plain = await site(t);
  const cookieOf = async ({ app }: Site, url: string): Promise<string> =>
    String((await app.inject({ url, headers: { accept: 'text/html' } })).headers['set-cookie']);
  for (const [url, name] of [
    ['/enter/nadia-farrow', 'concord-session'],
    ['/token', 'concord-form'],
  ] as const) {
    const cookie = await cookieOf(plain, url);
    t.match(cookie, new RegExp(`^${name}=[\\w-]{32,};`));
    for (const flag of ['Path=/', 'HttpOnly', 'SameSite=Lax']) t.match(cookie, flag);
    t.notMatch(cookie, /Secure|Domain/);
  }
  const secure = await site(t, { baseUrl: 'https://concord.example.org' });
  for (const [url, name] of [
    ['/enter/nadia-farrow', 'concord-session'],
    ['/token', 'concord-form'],
  ] as const) {
    const cookie = await cookieOf(secure, url);
    t.match(cookie, new RegExp(`^__Host-${name}=`));
    for (const flag of ['Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure']) t.match(cookie, flag);
    t.notMatch(cookie, 'Domain');
  }
  const { headers } = await secure.app.inject('/form');
  t.match(headers['strict-transport-security'], 'max-age=31536000');
  t.match(headers['content-security-policy'], 'wss://concord.example.org');
  t.notMatch((await plain.app.inject('/form')).headers, { 'set-cookie': /./ }, 'a page without a form sets none');
});

test('[WEB] a session: the cookie is not its id, signing in again ends the one before, signing out ends it in the store', async (t) => {
  const { app, services } = await site(t);
  const browser = visitor(app);
  t.equal((await browser.get('/who')).location, '/sign-in?next=%2Fwho');
  const first = z.object({ id: z.string() }).parse(JSON.parse((await browser.get('/enter/nadia-farrow')).body)).id;
  const stolen = browser.cookies();
  t.notMatch(stolen, first);
  t.equal((await browser.get('/who')).body, 'nadia-farrow');
  t.equal((await readViewer(services, { headers: { cookie: stolen } }))?.sessionId, first, 'the socket reads the same viewer');

  await browser.get('/enter/daniel-rowntree');
  t.equal((await browser.get('/who')).body, 'daniel-rowntree');
  t.equal(await viewerOfSession(services, first), null, 'the session before has ended');
  t.equal(await readViewer(services, { headers: { cookie: stolen } }), null);

  const now = browser.cookies();
  await browser.get('/leave');
  t.equal(await readViewer(services, { headers: { cookie: now } }), null);
  services.clock.forward(12 * 3_600_000);
  for (const cookie of ['concord-session=', 'concord-session=%E0%A4%A', 'concord-session=x; concord-session=y', '=', ';;;']) {
    t.equal(await readViewer(services, { headers: { cookie } }), null, cookie);
  }
});

test('[WEB] a session lasts 12 hours', async (t) => {
  const { app, services } = await site(t);
  const browser = visitor(app);
  await browser.get('/enter/nadia-farrow');
  services.clock.forward(12 * 3_600_000 - 1_000);
  t.equal((await browser.get('/who')).status, 200);
  services.clock.forward(2_000);
  t.equal((await browser.get('/who')).status, 303);
});

test('[SO29] the end of a membership signs out at once, and no role outlives it', async (t) => {
  const { app, services } = await site(t);
  const browser = visitor(app);
  await browser.get('/enter/daniel-rowntree');
  t.equal((await browser.get('/who')).status, 200);
  const ended = await change(services.aggregates, 'member', 'daniel-rowntree', 'system', (member) =>
    endMembership(member, { by: member.id, at: services.now() }, []),
  );
  t.ok(ended.ok);
  t.match(await browser.get('/who'), { status: 303, location: '/sign-in?next=%2Fwho' });
  t.equal((await browser.get('/who', { accept: 'application/json' })).status, 401);
});

test('[SE8] a session does not outlive its membership: a member who is brought back signs in anew', async (t) => {
  const { app, services } = await site(t);
  const browser = visitor(app);
  await browser.get('/enter/daniel-rowntree');
  services.clock.forward(60_000);
  const daniel = 'daniel-rowntree';
  await change(services.aggregates, 'member', daniel, 'system', (member) =>
    endMembership(member, { by: member.id, at: services.now() }, []),
  );
  services.clock.forward(60_000);
  await change(services.aggregates, 'member', daniel, 'system', (member) =>
    returnMember(
      member,
      { role: 'member', organisationId: member.organisationId, from: services.now() },
      { by: member.id, at: services.now() },
    ),
  );
  t.match(await browser.get('/who'), { status: 303, location: '/sign-in?next=%2Fwho' });
  await browser.get('/enter/daniel-rowntree');
  t.equal((await browser.get('/who')).body, daniel, 'a new session');
});

test('[WEB] a form needs the token of its own session', async (t) => {
  const { app, services } = await site(t);
  const nadia = visitor(app);
  await nadia.get('/enter/nadia-farrow');
  const other = visitor(app);
  await other.get('/enter/daniel-rowntree');
  const theirs = (await readViewer(services, { headers: { cookie: other.cookies() } }))?.csrf ?? '';
  t.equal((await nadia.post('/write', { a: '1' })).status, 403, 'none');
  t.equal((await nadia.post('/write', { a: '1', _csrf: theirs })).status, 403, 'that of another session');
  t.equal((await nadia.post('/write', { a: '1', _csrf: ['x', 'y'] })).status, 403, 'two of them');
  const refusal = await nadia.post('/write', { a: '1', _csrf: theirs });
  t.match(refusal.body, 'out of date');
  await nadia.get('/form');
  t.match(JSON.parse((await nadia.post('/write', { a: '1' })).body), { by: 'nadia-farrow' }, 'its own');
  t.equal((await nadia.post('/own-token')).body, 'checked by itself');

  const before = visitor(app);
  t.equal((await before.post('/write', { a: '1' })).status, 403, 'nobody without a page first');
  await before.get('/token');
  t.equal((await before.post('/write', { a: '1' })).status, 200, 'before sign-in, with the cookie of the form');
  const gone = visitor(app, {}, { 'concord-session': 'long-gone' });
  t.match(await gone.post('/write', { a: '1' }), { status: 303, location: '/sign-in' }, 'whoever was signed out is asked to sign in');
});

test('[WEB] a form from another site is refused, even with the right token', async (t) => {
  const { app, services } = await site(t);
  const browser = visitor(app);
  await browser.get('/enter/nadia-farrow');
  const csrf = (await readViewer(services, { headers: { cookie: browser.cookies() } }))?.csrf ?? '';
  const send = async (headers: Record<string, string>): Promise<number> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/write',
      payload: { a: 1 },
      headers: { cookie: browser.cookies(), 'x-csrf-token': csrf, host: 'localhost:3000', ...headers },
    });
    return answer.statusCode;
  };
  t.equal(await send({}), 200);
  t.equal(await send({ origin: 'http://localhost:3000' }), 200);
  t.equal(await send({ 'sec-fetch-site': 'same-origin' }), 200);
  t.equal(await send({ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }), 200, 'another name of this computer');
  t.equal(await send({ origin: 'https://evil.example' }), 403);
  t.equal(await send({ origin: 'null' }), 403);
  t.equal(await send({ origin: 'not a url' }), 403);
  t.equal(await send({ origin: 'http://localhost:4000' }), 403, 'another service on this computer');
  t.equal(await send({ origin: 'http://evil.example:3000', host: 'evil.example:3000' }), 403, 'a name that was made to point here');
  for (const from of ['cross-site', 'same-site'])
    t.equal(await send({ 'sec-fetch-site': from, origin: 'http://localhost:3000' }), 403, from);
  t.equal(
    (await app.inject({ method: 'POST', url: '/own-token', headers: { origin: 'https://evil.example' } })).statusCode,
    403,
    'also where a route checks its own token',
  );
});

test('[WEB] attempts are counted for a person, and the refusal says when to come again', async (t) => {
  const { app, services } = await site(t);
  const nadia = visitor(app);
  await nadia.get('/enter/nadia-farrow');
  const daniel = visitor(app);
  await daniel.get('/enter/daniel-rowntree');
  t.same([(await nadia.get('/limited')).status, (await nadia.get('/limited')).status], [200, 200]);
  t.match(await nadia.get('/limited'), {
    status: 429,
    headers: { 'retry-after': '60' },
    body: /Too many attempts[\s\S]*Try again in 1 minute at the latest/,
  });
  t.match((await nadia.get('/limited-today')).body, 'Try again tomorrow at the latest');
  t.equal((await daniel.get('/limited')).status, 200, 'others are not held up, whatever their address');
  services.clock.forward(60_001);
  t.equal((await nadia.get('/limited')).status, 200);
});

test('[WEB] assets are kept for ever and hold no cookies; pages say who, where and the error in their title', async (t) => {
  const { app } = await site(t);
  const browser = visitor(app);
  await browser.get('/enter/nadia-farrow');
  const { body } = await browser.get('/form');
  t.match(body, '<title>A form – Concord</title>');
  t.match(body, 'Nadia Farrow');
  t.match(body, 'South East Regional Kinship Network');
  for (const path of body.match(/\/assets\/[\w.-]+/g) ?? []) {
    const answer = await app.inject({ url: path, headers: { 'accept-encoding': 'br' } });
    t.equal(answer.statusCode, 200, path);
    t.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable', path);
    t.equal(answer.headers['set-cookie'], undefined, path);
  }
  t.notMatch(body, /style=|<style|onclick=|<script(?! type="module" src=)/);
});
