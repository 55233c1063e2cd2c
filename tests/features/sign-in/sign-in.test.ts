import { fastify } from 'fastify';
import { test } from 'tap';
import type { Config } from '../../../src/config.ts';
import { EmailAddress, endMembership, type Member, type MemberEvent } from '../../../src/domain/network/member.ts';
import { accepted, Instant } from '../../../src/domain/outcome.ts';
import { pages as demoPages } from '../../../src/features/demo/pages.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { codeTyped, safeNext } from '../../../src/features/sign-in/asks.ts';
import { signInLetter, signInMail } from '../../../src/features/sign-in/mails.ts';
import { pages } from '../../../src/features/sign-in/pages.ts';
import { maxWords, renderLetter, wordsIn } from '../../../src/mail/letter.ts';
import { localMailbox, readMailbox } from '../../../src/mail/mailbox.ts';
import { MailRefused, type Transport } from '../../../src/mail/transport.ts';
import { change } from '../../../src/store/change.ts';
import { isLocal } from '../../../src/web/local.ts';
import { whyNotStart } from '../../../src/web/start.ts';
import { openingPath } from '../../../src/features/demo/opened.ts';
import { web } from '../../../src/web/web.ts';
import { axe, noBrowser, openContext } from '../../support/browser.ts';
import { visitor } from '../../support/visitor.ts';
import { type BareServices, bareServices, localConfig } from '../../support/worlds/bare-services.ts';
import { ask, secretsOf, site, whoIs } from '../../support/worlds/sign-in.ts';

const daniel = 'd.rowntree@kent.example.org';
const bridget = 'b.nolan@kin-and-home.example.org';
const minute = 60_000;

test('[SO29] a link signs in the browser that asked: GET shows Continue, POST signs in, once', async (t) => {
  const { app, mails } = await site(t);
  const browser = visitor(app);
  t.equal(await ask(browser, ' D.Rowntree@Kent.Example.org '), 303);
  const [mail] = await mails(1);
  t.equal(mail?.to.address, daniel);
  const { link } = secretsOf(mail);
  const page = await browser.get(link);
  t.equal(page.status, 200);
  t.match(page.body, /Continue/);
  t.equal(await whoIs(browser), null, 'GET signs nobody in');
  const before = browser.cookies();
  t.match(await browser.post(link), { status: 303, location: '/work' });
  t.equal(await whoIs(browser), 'daniel-rowntree');
  t.not(browser.cookies(), before);
  await browser.get('/you');
  t.equal((await browser.post(link)).status, 404, 'it works once');
});

test('[SO29] elsewhere the link asks for the code, and the code of another message does not do', async (t) => {
  const { app, mails } = await site(t);
  const [asked, phone] = [visitor(app), visitor(app)];
  await ask(asked, daniel);
  const [mail] = await mails(1);
  const { link, code } = secretsOf(mail);
  const page = await phone.get(link);
  t.match(page.body, /six-digit code/i);
  t.notMatch(page.body, /d\.rowntree/, 'a link tells nobody whose it is');
  t.equal((await phone.post(link)).status, 400, 'pressing the button is not enough');
  t.equal((await phone.post(link, { code: code === '000000' ? '111111' : '000000' })).status, 400);
  t.equal(await whoIs(phone), null);
  t.equal((await phone.post(link, { code: `${code.slice(0, 3)} ${code.slice(3)}` })).status, 303);
  t.equal(await whoIs(phone), 'daniel-rowntree');
  t.equal(await whoIs(asked), null, 'only the browser that typed it');
});

test('[SO29] the code is typed on the page that asked: five tries, hashed, single use', async (t) => {
  const { app, services, mails } = await site(t);
  const browser = visitor(app);
  await ask(browser, daniel);
  const { code } = secretsOf((await mails(1))[0]);
  const kept =
    JSON.stringify(await services.ephemeral.list('sign-in', '', 10)) +
    JSON.stringify(await services.ephemeral.list('sign-in-link', '', 10));
  t.notMatch(kept, code, 'the store holds hashes');
  await browser.get('/sign-in/check');
  t.match(await browser.post('/sign-in/check', { code: '12' }), { status: 400, body: /six digits/ });
  for (let n = 0; n < 20; n += 1) await browser.post('/sign-in/check', { code: 'abcdef' });
  const wrong = code === '000000' ? '111111' : '000000';
  for (let n = 0; n < 4; n += 1) t.match(await browser.post('/sign-in/check', { code: wrong }), { status: 400, body: /not the code/ });
  t.match(await browser.post('/sign-in/check', { code: wrong }), { status: 400, body: /no longer works/ });
  t.match(await browser.post('/sign-in/check', { code }), { status: 400, body: /no longer works/ }, 'right, but after five tries');

  services.clock.forward(1);
  await ask(browser, daniel);
  const second = secretsOf((await mails(2))[0]).code;
  t.match(await browser.post('/sign-in/check', { code: second }), { status: 303, location: '/work' });
  const other = visitor(app);
  await other.get('/sign-in/check');
  t.equal((await other.post('/sign-in/check', { code: second })).status, 400, 'another browser never asked');
});

test('[SO29] link and code run out after ten minutes; a second message does not kill the first', async (t) => {
  const { app, services, mails } = await site(t);
  const browser = visitor(app);
  await ask(browser, daniel);
  const first = secretsOf((await mails(1))[0]);
  services.clock.forward(9 * minute);
  await ask(browser, daniel);
  await mails(2);
  await browser.get('/sign-in/check');
  t.equal((await browser.post('/sign-in/check', { code: first.code })).status, 303);

  await ask(browser, daniel);
  const third = secretsOf((await mails(3))[0]);
  services.clock.forward(10 * minute + 1);
  t.equal((await browser.get(third.link)).status, 404);
  t.equal((await browser.post(third.link)).status, 404);
});

test('[SO29] the answer is the same for known and unknown addresses, and nobody waits for the mail', async (t) => {
  const { app, services } = await site(t);
  const answers = [];
  for (const email of [daniel, 'nobody@kent.example.org']) {
    const browser = visitor(app);
    await browser.get('/sign-in');
    const posted = await browser.post('/sign-in', { email, next: '/work' });
    const page = await browser.get('/sign-in/check');
    await browser.post('/sign-in/check', { code: '999999' });
    answers.push({
      ...posted,
      headers: Object.keys(posted.headers).sort(),
      page: page.body.replaceAll(email, '…').replace(/value="[\w-]{40,}"/g, ''),
    });
  }
  t.same(answers[0], answers[1]);

  // The store is asked for members only once the answer has left.
  let asked = 0;
  const watched: BareServices = {
    ...services,
    aggregates: {
      ...services.aggregates,
      find: (kind, query) => ((asked += kind === 'member' ? 1 : 0), services.aggregates.find(kind, query)),
    },
    transport: { send: () => new Promise(() => undefined), close: () => Promise.resolve() },
  };
  const slow = fastify();
  let askedBefore = -1;
  slow.addHook('onSend', (_request, _reply, _payload, done) => {
    askedBefore = asked;
    done();
  });
  await web(slow, watched);
  demoPages(slow, watched);
  pages(slow, watched);
  t.teardown(() => slow.close());
  const browser = visitor(slow);
  await browser.get('/sign-in');
  asked = 0;
  t.equal((await browser.post('/sign-in', { email: daniel })).status, 303, 'though the mail server never answers');
  t.equal(askedBefore, 0);
});

test('[SO29] sign-in always issues a new session, and the one before ends', async (t) => {
  const { app, mails, services } = await site(t);
  const browser = visitor(app);
  await browser.get(openingPath(services));
  await browser.get('/start');
  await browser.post('/start', { member: 'nadia-farrow' });
  const before = browser.cookies();
  const thief = visitor(app, { cookie: before });
  t.equal(await whoIs(thief), null, 'a visitor’s own jar wins over a header');
  await ask(browser, daniel);
  const { link } = secretsOf((await mails(1))[0]);
  await browser.get(link);
  await browser.post(link);
  t.equal(await whoIs(browser), 'daniel-rowntree');
  const old = await app.inject({ url: '/work', headers: { host: 'localhost', cookie: before } });
  t.same(old.json(), { member: null });
});

test('limits are per person and browser, never per network address', async (t) => {
  const { app } = await site(t);
  const browser = visitor(app);
  const statuses: number[] = [];
  for (let n = 0; n < 6; n += 1) statuses.push(await ask(browser, daniel));
  t.same(statuses, [303, 303, 303, 303, 303, 429]);
  t.equal(await ask(browser, 'c.vaughan@brighton-hove.example.org'), 303, 'another address');
  t.equal(await ask(visitor(app), daniel), 303, 'its owner, in another browser');
  t.equal(await ask(visitor(app), 'nobody@example.org'), 303);
});

test('a stranger who types somebody’s address locks them out neither of asking nor of the link', async (t) => {
  const { app, services, mails } = await site(t);
  const own = visitor(app);
  await ask(own, daniel);
  await own.get('/sign-in/check');
  await own.post('/sign-in/check', { code: secretsOf((await mails(1))[0]).code });
  t.equal(await whoIs(own), 'daniel-rowntree');
  await own.post('/sign-out');
  for (let n = 0; n < 20; n += 1) await ask(visitor(app), daniel);
  services.clock.forward(1000);
  const before = (await mails(2)).length;
  t.equal(before, 2, 'strangers are limited: twenty of them sent one mail');
  t.equal(await ask(own, daniel), 303, 'the browser that proved the address is not');
  t.equal(await ask(own, 'c.vaughan@brighton-hove.example.org'), 303);
  const { link } = secretsOf((await mails(before + 1)).find((mail) => mail.to.address === daniel));
  await own.get(link);
  t.equal((await own.post(link)).status, 303);
});

test('[SO29] guessing codes ends for the day, even spread over browsers and messages; the link still works', async (t) => {
  const { app, services, mails } = await site(t);
  let codes = 0;
  while (codes < 50) {
    const stranger = visitor(app);
    await ask(stranger, daniel);
    const { code } = secretsOf((await mails(1))[0]);
    const wrong = code === '000000' ? '111111' : '000000';
    await stranger.get('/sign-in/check');
    for (let n = 0; n < 5; n += 1, codes += 1) await stranger.post('/sign-in/check', { code: wrong });
    services.clock.forward(2 * minute);
  }
  const own = visitor(app);
  await ask(own, daniel);
  const { code, link } = secretsOf((await mails(1))[0]);
  await own.get('/sign-in/check');
  t.match(await own.post('/sign-in/check', { code }), { status: 400, body: /Use the link in the message/ });
  await own.get(link);
  t.equal((await own.post(link)).status, 303);
  t.equal(await whoIs(own), 'daniel-rowntree');
});

test('the end of a membership ends sign-in, and every session, at once', async (t) => {
  const { app, services, mails } = await site(t);
  const browser = visitor(app);
  await ask(browser, daniel);
  const { link, code } = secretsOf((await mails(1))[0]);
  await browser.get(link);
  await browser.post(link);
  services.clock.forward(1);
  const second = visitor(app);
  await ask(second, daniel);
  const later = secretsOf((await mails(2))[0]);
  await change(services.aggregates, 'member', 'daniel-rowntree', 'nadia-farrow', (member) =>
    endMembership(member, { by: member.id, at: services.now() }, []),
  );
  t.equal(await whoIs(browser), null);
  await second.get('/sign-in/check');
  t.equal((await second.post('/sign-in/check', { code: later.code })).status, 404);
  t.not(code, '');
  const third = visitor(app);
  t.equal(await ask(third, daniel), 303, 'the answer does not tell');
  t.equal((await mails(2)).length, 2);
});

test('a person in two networks chooses, and can change; each is a member of its own', async (t) => {
  const { app, mails } = await site(t);
  const browser = visitor(app);
  await ask(browser, bridget, '/network');
  const [mail] = await mails(1);
  t.notMatch(mail?.html, /Kinship|Fostering/, 'the mail names neither');
  const { link } = secretsOf(mail);
  await browser.get(link);
  t.match(await browser.post(link), { status: 303, location: '/sign-in/network?next=%2Fnetwork' });
  const page = await browser.get('/sign-in/network?next=%2Fnetwork');
  t.match(page.body, /North Downs Fostering Network[\s\S]*South East Regional Kinship Network/);
  t.match(await browser.post('/sign-in/network', { member: 'bridget-nolan', next: '/network' }), { status: 303, location: '/network' });
  t.equal(await whoIs(browser), 'bridget-nolan');
  const you = await browser.get('/you');
  t.match(you.body, /Go to North Downs Fostering Network/);
  await browser.post('/sign-in/network', { member: 'bridget-nolan-north-downs' });
  t.equal(await whoIs(browser), 'bridget-nolan-north-downs');
  await browser.get('/you');
  t.equal((await browser.post('/sign-in/network', { member: 'nadia-farrow' })).status, 404, 'only one’s own');
  t.equal(await whoIs(browser), 'bridget-nolan-north-downs');
});

test('a session does not outlive a change of mailbox: nobody proved the new one, nor what else it opens', async (t) => {
  const { app, services } = await site(t);
  const browser = visitor(app);
  await browser.get(openingPath(services));
  await browser.get('/start');
  await browser.post('/start', { member: 'daniel-rowntree' });
  t.equal(await whoIs(browser), 'daniel-rowntree');
  const stored = await services.aggregates.get('member', 'daniel-rowntree');
  if (stored === null) throw new Error('there is no Daniel');
  const { kind, id, revision, state } = stored;
  const email = EmailAddress.parse('somebody.else@example.org');
  await services.aggregates.commit({
    kind,
    id,
    revision,
    state: { ...state, email },
    events: [{ type: 'MemberRoleChanged', data: { role: state.role } }],
    actor: 'system',
  });
  t.equal(await whoIs(browser), null);
});

test('signing out ends one session, everywhere ends all', async (t) => {
  const { app, services } = await site(t);
  const [one, two] = [visitor(app), visitor(app)];
  for (const browser of [one, two]) {
    await browser.get(openingPath(services));
    await browser.get('/start');
    await browser.post('/start', { member: 'nadia-farrow' });
    await browser.get('/you');
  }
  t.equal((await one.get('/you')).body.match(/>Since /g)?.length, 2);
  await two.post('/sign-out');
  t.equal(await whoIs(two), null);
  t.equal(await whoIs(one), 'nadia-farrow');
  await two.get(openingPath(services));
  await two.get('/start');
  await two.post('/start', { member: 'nadia-farrow' });
  await one.get('/you');
  await one.post('/sign-out/everywhere');
  t.same([await whoIs(one), await whoIs(two)], [null, null]);
});

test('[SE13] a sign-in on a forgotten browser is ended alone, from another one', async (t) => {
  const log: string[] = [];
  const { app, services } = await site(t, {}, log);
  const agents = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  ];
  const [desk, phone, stranger] = [
    visitor(app, { 'user-agent': agents[0] ?? '' }),
    visitor(app, { 'user-agent': agents[1] ?? '' }),
    visitor(app),
  ];
  for (const browser of [desk, phone, stranger]) {
    await browser.get(openingPath(services));
    await browser.get('/start');
    await browser.post('/start', { member: browser === stranger ? 'daniel-rowntree' : 'nadia-farrow' });
    await browser.get('/you');
  }
  const page = (await desk.get('/you')).body;
  t.match(page, /Microsoft Edge on Windows <strong>\(this browser\)/);
  t.match(page, /Safari on iOS/);
  const [, session = ''] = /name="session" value="([^"]+)"/.exec(page) ?? [];
  t.equal(page.match(/name="session"/g)?.length, 1, 'this browser signs out with its own button');
  await stranger.post('/sign-out/one', { session });
  t.equal(await whoIs(phone), 'nadia-farrow', 'nobody else ends it');
  t.match(await desk.post('/sign-out/one', { session }), { status: 303, location: '/you#signed' });
  t.same([await whoIs(phone), await whoIs(desk), await whoIs(stranger)], [null, 'nadia-farrow', 'daniel-rowntree']);
  t.notMatch((await desk.get('/you')).body, /Safari on iOS/);
  t.equal((await desk.post('/sign-out/one', { session })).status, 303, 'a session that ended is answered alike');
  t.equal((await desk.post('/sign-out/one', {})).status, 303);
  t.match(
    log.filter((line) => line.includes('"security":"signed-out"')),
    { length: 1 },
  );
});

test('robots on a sign-in link sign nobody in, spend nothing and leave it working', async (t) => {
  const log: string[] = [];
  const { app, mails } = await site(t, {}, log);
  const browser = visitor(app);
  await ask(browser, daniel);
  const { link, code } = secretsOf((await mails(1))[0]);
  t.ok(`https://concord.example.org${link}`.length < 76 && /[A-Za-z0-9]$/.test(link), '[SO20] the URL survives mail programs');
  const robot = visitor(app);
  await robot.head(link);
  for (let n = 0; n < 50; n += 1) await robot.get(link);
  for (let n = 0; n < 10; n += 1) {
    t.equal((await robot.post(link)).status, 400);
    t.equal((await robot.post(link, { code: '' })).status, 400);
  }
  for (const href of (await robot.get(link)).body.matchAll(/href="(\/[^"]*)"/g)) await robot.get(href[1] ?? '/');
  t.equal(await whoIs(robot), null);
  const head = await browser.head(link);
  t.equal(head.body, '');
  t.equal(head.headers['cache-control'], 'no-store');
  await browser.get('/sign-in/check');
  t.equal((await browser.post('/sign-in/check', { code })).status, 303);
  const lines = log.join('');
  t.notMatch(lines, link.split('/').at(-1) ?? 'never', '[SO27] no line names the link');
  t.notMatch(lines, daniel);
});

test('a robot with a browser that presses everything in the mail signs nobody in', { skip: noBrowser }, async (t) => {
  const bare = await bareServices(t);
  let url = '';
  const services: BareServices = { ...bare, baseUrl: () => url };
  await seedDemo(services);
  const app = fastify({ forceCloseConnections: true });
  await web(app, services);
  demoPages(app, services);
  pages(app, services);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  url = address.replace('127.0.0.1', 'localhost');
  const person = await (await openContext(t)).newPage();
  await person.goto(`${url}/sign-in`);
  await person.fill('#email', daniel);
  await person.click('main button');
  await person.waitForURL('**/sign-in/check');
  t.same(await axe(person), []);
  while ((await readMailbox(services.ephemeral)).length === 0) await new Promise((done) => setImmediate(done));
  const [mail] = await readMailbox(services.ephemeral);
  const link = /http:\S+/.exec(mail?.text ?? '')?.[0] ?? '';

  const robot = await (await openContext(t)).newPage();
  await robot.goto(link);
  const buttons = await robot.locator('button').count();
  t.ok(buttons > 0);
  for (let n = 0; n < buttons * 6; n += 1) {
    await robot.goto(link);
    await robot
      .locator('button')
      .nth(n % buttons)
      .click();
    await robot.waitForLoadState();
  }
  await robot.goto(`${url}/you`);
  t.match(robot.url(), /\/sign-in\?next=%2Fyou$/, 'nobody is signed in');
  await person.goto(link);
  t.same(await axe(person), []);
  await person.click('main button');
  await person.waitForURL('**/work');
  await person.goto(`${url}/you`);
  t.match(await person.locator('h1').textContent(), 'Daniel Rowntree', 'the link was still good');
});

test('a mail that the server refuses leaves the page as it is, and a line in the log', async (t) => {
  const log: string[] = [];
  const services = await bareServices(t, {
    log,
    transport: { send: () => Promise.reject(new Error('refused')), close: () => Promise.resolve() },
  });
  await seedDemo(services);
  const app = fastify();
  await web(app, services);
  demoPages(app, services);
  pages(app, services);
  t.teardown(() => app.close());
  const browser = visitor(app);
  t.equal(await ask(browser, daniel), 303);
  t.equal((await browser.get('/sign-in/check')).status, 200);
});

test('[SO29] a sign-in mail that the server cannot take now is sent again by itself, and no page tells a known address from an unknown one', async (t) => {
  const bare = await bareServices(t);
  const mailbox = localMailbox(bare);
  let takes = false;
  const send: Transport['send'] = (message) =>
    takes ? mailbox.send(message) : Promise.reject(new MailRefused('the server answered 450', { permanent: false }));
  const services: BareServices = { ...bare, transport: { send, close: () => Promise.resolve() } };
  await seedDemo(services);
  const app = fastify();
  await web(app, services);
  demoPages(app, services);
  pages(app, services);
  t.teardown(() => app.close());
  const own = visitor(app);
  const answers = [];
  for (const [browser, email] of [
    [own, daniel],
    [visitor(app), 'nobody@kent.example.org'],
  ] as const) {
    const status = await ask(browser, email);
    const page = await browser.get('/sign-in/check');
    const wrong = await browser.post('/sign-in/check', { code: '12345x' });
    const bare = (body: string): string => body.replaceAll(email, '…').replace(/value="[\w-]{26,}"/g, '');
    answers.push({ status, page: [page.status, bare(page.body)], wrong: [wrong.status, bare(wrong.body)] });
  }
  t.same(answers[0], answers[1]);
  takes = true;
  services.clock.forward(5 * minute);
  await signInMail(services).run();
  const mails = await readMailbox(services.ephemeral);
  t.equal(mails.length, 1);
  t.match(mails[0]?.text, /last 5\s+minutes/, 'it says how long the code still works');
  await signInMail(services).run();
  t.equal((await readMailbox(services.ephemeral)).length, 1, 'once');
  await own.get('/sign-in/check');
  t.equal((await own.post('/sign-in/check', { code: secretsOf(mails[0]).code })).status, 303);
});

test('[SO29] one typed code is tried against one ask: the newest, or the ask that the page names', async (t) => {
  const { app, services, mails } = await site(t);
  const browser = visitor(app);
  await ask(browser, daniel);
  const first = secretsOf((await mails(1))[0]);
  const page = await browser.get('/sign-in/check');
  const named = /name="ask" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  services.clock.forward(1000);
  await ask(browser, 'c.vaughan@brighton-hove.example.org');
  await mails(2);
  await browser.get('/sign-in/check');
  t.match(await browser.post('/sign-in/check', { code: first.code }), { status: 400, body: /not the code/ }, 'the newest is another');
  for (let n = 0; n < 4; n += 1) await browser.post('/sign-in/check', { code: first.code });
  t.equal(
    (await browser.post('/sign-in/check', { code: first.code, ask: named })).status,
    303,
    'whose tries the first ask did not pay for',
  );
  t.equal(await whoIs(browser), 'daniel-rowntree');
});

test('each error stands at its field', async (t) => {
  const { app } = await site(t);
  const browser = visitor(app);
  await browser.get('/sign-in');
  t.match(await browser.post('/sign-in', { email: 'daniel' }), { status: 400, body: /Enter an email address/ });
  t.equal((await browser.post('/sign-in', { email: `${'a'.repeat(300)}@example.org` })).status, 400);
  t.equal((await browser.post('/sign-in', { email: daniel, _csrf: 'forged' })).status, 403);
  t.equal((await browser.get('/sign-in/link/unknown')).status, 404);
  t.equal((await browser.get('/you')).status, 303, 'not signed in: to the sign-in page');
});

test('codes may be pasted with spaces; a way back leads nowhere else', (t) => {
  t.same(['123456', ' 123 456 ', '123-456', '12345', '1234567', 'abcdef', undefined].map(codeTyped), [
    '123456',
    '123456',
    '123456',
    null,
    null,
    null,
    null,
  ]);
  const next = (path: unknown): string => safeNext(path, 'https://concord.example.org');
  t.equal(next('/consultations/a?b=c#d'), '/consultations/a?b=c#d');
  for (const bad of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\nb',
    '',
    undefined,
    `/${'a'.repeat(600)}`,
  ]) {
    t.equal(next(bad), '/work');
  }
  const letter = renderLetter(signInLetter('Ann', 'North Network', 'https://concord.example.org/sign-in/link/abc', '123456'));
  t.ok(wordsIn(letter.text) <= maxWords);
  t.end();
});

test('a way back that no header can hold does not spoil the sign-in', async (t) => {
  const { app, mails } = await site(t);
  const browser = visitor(app);
  await ask(browser, daniel, '/ŵ x\u{1f600}');
  await browser.get('/sign-in/check');
  const answer = await browser.post('/sign-in/check', { code: secretsOf((await mails(1))[0]).code });
  t.match(answer, { status: 303, location: '/%C5%B5%20x%F0%9F%98%80' });
  t.equal(await whoIs(browser), 'daniel-rowntree');
});

/** Puts a message into the local mailbox. Answers its key there. */
async function secretMail({ transport, ephemeral }: BareServices): Promise<string> {
  const to = { name: 'A', address: 'a@example.org' };
  await transport.send({ messageId: '<a@b>', to, subject: 'S', text: 'Secret', html: '<html><head></head>Secret</html>' });
  return (await readMailbox(ephemeral))[0]?.key ?? '';
}

test('the mailbox and the invented people exist only on this computer (table)', async (t) => {
  const localhost = { host: '127.0.0.1', baseUrl: null };
  const rows: readonly [
    string,
    boolean,
    { host: string; baseUrl: string | null },
    { peer: string | undefined; headers: Record<string, string> },
  ][] = [
    ['loopback and localhost', true, localhost, { peer: '127.0.0.1', headers: { host: 'localhost:3000' } }],
    ['IPv6 loopback', true, { host: '::1', baseUrl: null }, { peer: '::1', headers: { host: '[::1]:3000' } }],
    ['IPv4 in IPv6', true, localhost, { peer: '::ffff:127.0.0.1', headers: { host: '127.0.0.1:3000' } }],
    [
      'localhost base URL',
      true,
      { host: 'localhost', baseUrl: 'http://localhost:3000' },
      { peer: '127.0.0.1', headers: { host: 'localhost:3000' } },
    ],
    ['listens on every address', false, { host: '0.0.0.0', baseUrl: null }, { peer: '127.0.0.1', headers: { host: 'localhost' } }],
    [
      'a public base URL',
      false,
      { host: '127.0.0.1', baseUrl: 'https://concord.example.org' },
      { peer: '127.0.0.1', headers: { host: 'localhost' } },
    ],
    ['a peer on the network', false, localhost, { peer: '192.168.1.4', headers: { host: 'localhost' } }],
    ['a socket that is gone', false, localhost, { peer: undefined, headers: { host: 'localhost' } }],
    ['a public Host: a proxy, or DNS rebinding', false, localhost, { peer: '127.0.0.1', headers: { host: 'concord.example.org' } }],
    ['a Host that only begins so', false, localhost, { peer: '127.0.0.1', headers: { host: 'localhost.evil.example' } }],
    ['a Host with a user in it', false, localhost, { peer: '127.0.0.1', headers: { host: 'localhost@evil.example' } }],
    ['no Host', false, localhost, { peer: '127.0.0.1', headers: {} }],
    [
      'a link on another site',
      true,
      localhost,
      { peer: '127.0.0.1', headers: { host: 'localhost', referer: 'https://example.org/', 'sec-fetch-site': 'cross-site' } },
    ],
    [
      'a form through a proxy that passes nothing on',
      false,
      localhost,
      { peer: '127.0.0.1', headers: { host: 'localhost', origin: 'https://concord.example.org', 'sec-fetch-site': 'same-origin' } },
    ],
    [
      'a page through a proxy that passes nothing on',
      false,
      localhost,
      { peer: '127.0.0.1', headers: { host: 'localhost', referer: 'https://concord.example.org/', 'sec-fetch-site': 'same-origin' } },
    ],
    ['a form from nowhere', false, localhost, { peer: '127.0.0.1', headers: { host: 'localhost', origin: 'null' } }],
    ...['x-original-host', 'x-envoy-external-address', 'fly-client-ip', 'cf-ray', 'client-ip'].map((name): (typeof rows)[number] => [
      `through a proxy: ${name}`,
      false,
      localhost,
      { peer: '127.0.0.1', headers: { host: 'localhost', [name]: 'x' } },
    ]),
    ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via', 'x-real-ip'].map((name): (typeof rows)[number] => [
      `through a proxy: ${name}`,
      false,
      localhost,
      { peer: '127.0.0.1', headers: { host: 'localhost', [name]: 'x' } },
    ]),
  ];
  for (const [name, expected, config, origin] of rows) t.equal(isLocal(config, origin), expected, name);

  const { app, services } = await site(t);
  const key = await secretMail(services);
  const opened = visitor(app);
  t.match(await opened.get(openingPath(services)), { status: 303, location: '/' });
  for (const path of ['/mailbox', `/mailbox?mail=${key}`, `/mailbox/${key}/message`, '/start']) {
    t.equal((await opened.get(path)).status, 200, `${path} here`);
    t.equal((await opened.get(path, { 'x-forwarded-for': '10.0.0.1' })).status, 404, `${path} through a proxy`);
    t.equal((await opened.get(path, { host: 'concord.example.org' })).status, 404, `${path} by another name`);
    const remote = await app.inject({
      url: path,
      remoteAddress: '10.1.2.3',
      headers: { host: 'localhost', accept: 'text/html', cookie: opened.cookies() },
    });
    t.equal(remote.statusCode, 404, `${path} from elsewhere`);
  }
  await change(services.aggregates, 'member', 'daniel-rowntree', 'system', (member) => {
    const from = Instant.parse('2099-01-01T00:00:00.000Z');
    return accepted<Member, MemberEvent>({ ...member, from }, { type: 'MemberRoleChanged', data: { role: member.role } });
  });
  t.notMatch((await opened.get('/start')).body, /Daniel Rowntree/, 'nobody is offered before their membership begins');
  const proxied = visitor(app);
  await proxied.get(openingPath(services));
  await proxied.get('/start');
  const far = visitor(app, { 'x-forwarded-for': '10.0.0.1' });
  await far.get('/sign-in');
  t.equal((await far.post('/start', { member: 'nadia-farrow' })).status, 404);
  t.equal((await proxied.post('/start', { member: 'nobody' })).status, 404);
});

test('[SE4] the demonstration opens only in a browser that used the printed address, until the browser ends (table)', async (t) => {
  const { app, services } = await site(t);
  const path = openingPath(services);
  t.match(path, /^\/start\/[\w-]{22}$/);
  const key = await secretMail(services);
  // A proxy without forwarding headers that sets its own Host looks like a browser on this computer.
  const far = visitor(app);
  for (const page of ['/', '/start', '/mailbox', `/mailbox?mail=${key}`]) {
    const answer = await far.get(page);
    t.match(answer, { status: 403, body: /Open the address that was printed/ }, page);
    t.notMatch(answer.body, /Nadia Farrow|Secret/, page);
    t.notMatch(answer.body, path, page);
  }
  t.equal((await far.get(`/mailbox/${key}/message`)).status, 404);
  await far.get('/sign-in');
  t.equal((await far.post('/start', { member: 'nadia-farrow' })).status, 404);
  t.equal((await far.get(`${path}x`)).status, 404);
  t.equal((await far.get('/start/wrong')).status, 404);
  t.equal((await visitor(app, { 'x-forwarded-for': '10.0.0.1' }).get(path)).status, 404, 'through a proxy that names itself');
  t.equal((await visitor(app, {}, { 'concord-opened': 'guessed' }).get('/start')).status, 403);

  const here = visitor(app);
  const cookie = String((await here.get(path)).headers['set-cookie']);
  for (const flag of ['HttpOnly', 'SameSite=Lax']) t.match(cookie, flag);
  t.notMatch(cookie, /Max-Age|Expires/, 'it ends with the browser');
  t.notMatch(cookie, path.slice('/start/'.length), 'it does not hold the printed address');
  t.equal((await visitor(app, {}, { 'concord-opened': path.slice('/start/'.length) }).get('/start')).status, 403);
  const start = await here.get('/');
  t.match(start.body, /Nadia Farrow/);
  t.match(start.body, `href="http://localhost:3000${path}"`, 'for a private window');
  t.match((await here.get(`/mailbox?mail=${key}`)).body, /Secret/);
});

test('away from this computer it does not start without mail, or with invented people, and says the remedy', async (t) => {
  const { services } = await site(t);
  const why = (config: Partial<Config>): Promise<string | null> => whyNotStart({ ...services, config: { ...localConfig, ...config } });
  t.equal(await why({}), null);
  t.equal(await why({ baseUrl: null }), null);
  t.match(await why({ host: '0.0.0.0', baseUrl: null }), /^BASE_URL/);
  t.match(await why({ host: '0.0.0.0' }), /^SMTP_URL/);
  t.match(await why({ baseUrl: 'https://concord.example.org' }), /^SMTP_URL/);
  t.match(await why({ baseUrl: 'https://concord.example.org', smtpUrl: 'smtp://mail.example.org' }), /^DATA_DIR .*npm run network/);
  const empty = await bareServices(t, {
    config: { host: '0.0.0.0', baseUrl: 'https://concord.example.org', smtpUrl: 'smtp://mail.example.org' },
  });
  await seedDemo(empty);
  t.equal(await whyNotStart(empty), null);
  t.same(await empty.aggregates.find('network', { where: {} }), [], 'nobody is invented there');
});

test('a message in the mailbox can style itself and open its links, and nothing else', async (t) => {
  const { app, mails, services } = await site(t);
  const browser = visitor(app);
  await browser.get(openingPath(services));
  await ask(browser, daniel);
  const [mail] = await mails(1);
  const list = await browser.get('/mailbox');
  t.match(list.body, /1 message, newest first[\s\S]*Not opened/);
  const open = await browser.get(`/mailbox?mail=${mail?.key ?? ''}`);
  t.match(open.body, /<iframe[^>]*sandbox="allow-top-navigation-by-user-activation"/);
  const { link, code } = secretsOf(mail);
  t.match(
    open.body,
    new RegExp(
      `<pre[^>]*>Dear Daniel Rowntree,[\\s\\S]*href="http://localhost:3000${link}">http://localhost:3000${link}</a>[\\s\\S]*${code}`,
    ),
  );
  t.notMatch((await browser.get('/mailbox')).body, /Not opened/);
  const message = await browser.get(`/mailbox/${mail?.key ?? ''}/message`);
  t.match(message.headers['content-security-policy'], /default-src 'none'.*sandbox/);
  t.match(message.body, /<base target="_top">/);
  t.match((await browser.get('/mailbox?to=nobody@example.org')).body, /No messages/);
  t.equal((await browser.get('/mailbox/none/message')).status, 404);
});
