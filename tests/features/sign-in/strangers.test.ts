import { test, type Test } from 'tap';
import { limits } from '../../../src/features/sign-in/allowance.ts';
import { type Visitor, visitor } from '../../support/visitor.ts';
import { ask, secretsOf, type Site, site, whoIs } from '../../support/worlds/sign-in.ts';

// Strangers type a member's address while its owner signs in.

const daniel = 'd.rowntree@kent.example.org';
const member = 'daniel-rowntree';
const nobody = 'nobody@kent.example.org';
const minute = 60_000;
const hour = 60 * minute;

const from = (source: string) => ({ 'x-forwarded-for': source });
const attackers = from('203.0.113.7');
const council = from('198.51.100.20');

async function types(browser: Visitor, code: string): Promise<number> {
  await browser.get('/sign-in/check');
  return (await browser.post('/sign-in/check', { code })).status;
}

/** A browser in which the owner signed in and out again. */
async function known({ app, mailsTo }: Site, source = council): Promise<Visitor> {
  const browser = visitor(app, source);
  await ask(browser, daniel);
  await types(browser, secretsOf((await mailsTo(daniel))[0]).code);
  await browser.get('/you');
  await browser.post('/sign-out');
  return browser;
}

const wrongFor = (code: string): string => (code === '000000' ? '111111' : '000000');

/** A page without the parts that differ from browser to browser. */
const bare = (body: string, address: string): string => body.replaceAll(address, '…').replace(/value="[\w-]{26,}"/g, '');

test('[SO38] twenty strangers and the owner ask at once: one mail goes, and its code and link work for the owner', async (t) => {
  const { app, services, mailsTo } = await site(t);
  const strangers = Array.from({ length: 20 }, () => visitor(app, attackers));
  for (const stranger of strangers.slice(0, 10)) t.equal(await ask(stranger, daniel), 303);
  const [laptop, phone] = [visitor(app, attackers), visitor(app, attackers)];
  t.same([await ask(laptop, daniel), await ask(phone, daniel)], [303, 303], 'from the attackers’ own network');
  await Promise.all(strangers.slice(10).map((stranger) => ask(stranger, daniel)));
  const mails = await mailsTo(daniel);
  t.equal(mails.length, 1);
  const { code, link } = secretsOf(mails[0]);
  for (const stranger of strangers) t.equal(await types(stranger, wrongFor(code)), 400);
  t.match((await phone.get(link)).body, /Continue/);
  t.equal(await types(laptop, code), 303);
  t.equal(await whoIs(laptop), member);
  t.equal((await phone.post(link)).status, 404, 'link and code work once, whichever is first');
  t.equal(await whoIs(phone), null);
  services.clock.forward(1000);
  t.equal(await ask(phone, daniel), 303);
  t.equal((await mailsTo(daniel)).length, 2, 'a used letter tells nobody: a new one goes');
});

for (const [name, sources, most] of [
  ['from one network', 1, limits.mails.ofSource],
  ['from twenty networks', 20, limits.mails.ofStrangers],
] as const) {
  test(`[SO38] strangers who ask all day ${name} send few mails; the owner signs in every time`, async (t) => {
    const world = await site(t);
    const { app, services, mailsTo } = world;
    const own = await known(world);
    const atFirst = (await mailsTo(daniel)).length;
    let ofOwner = 0;
    for (let asked = 0; asked < 24 * 6; asked += 1) {
      for (let n = 0; n < 2; n += 1) await ask(visitor(app, from(`203.0.${asked % sources}.${n + 1}`)), daniel);
      if (asked % 24 === 12) {
        const before = (await mailsTo(daniel)).length;
        t.equal(await ask(own, daniel), 303);
        const mails = await mailsTo(daniel);
        t.equal(mails.length, before + 1, 'a mail of the owner’s own');
        t.equal(await types(own, secretsOf(mails[0]).code), 303);
        t.equal(await whoIs(own), member);
        await own.get('/you');
        await own.post('/sign-out');
        ofOwner += 1;
      }
      services.clock.forward(10 * minute);
    }
    const ofStrangers = (await mailsTo(daniel)).length - atFirst - ofOwner;
    t.ok(ofStrangers <= most + 24, `${ofStrangers} mails in a day`);
  });
}

/** Lets strangers use up all mails that may go to an address now. */
async function exhaust({ app, services }: Site, address: string): Promise<void> {
  for (let n = 0; n < limits.mails.ofStrangers + limits.mails.slowly; n += 1) {
    await ask(visitor(app, from(`203.0.${n}.1`)), address);
    services.clock.forward(2 * minute);
  }
}

test('[SO38] a new browser says that strangers used up all mails; the owner’s code from another browser works in it', async (t) => {
  const world = await site(t);
  const { app, services, mailsTo } = world;
  const own = await known(world);
  await exhaust(world, daniel);
  const before = (await mailsTo(daniel)).length;
  services.clock.forward(11 * minute);

  const fresh = visitor(app, council);
  t.equal(await ask(fresh, daniel), 303);
  const page = await fresh.get('/sign-in/check');
  t.match(page.body, /none was sent now[\s\S]*its link and its code work here too/);
  t.equal((await mailsTo(daniel)).length, before);
  t.equal(await types(fresh, '123456'), 400, 'nothing is open, and no guess is right');

  t.equal(await ask(own, daniel), 303);
  const [mail] = await mailsTo(daniel);
  t.equal((await mailsTo(daniel)).length, before + 1);
  t.equal(await types(fresh, secretsOf(mail).code), 303);
  t.equal(await whoIs(fresh), member, 'the new browser');
});

test('[SO38] after the mails of the day one goes every hour, so an owner with only a new browser waits an hour at most', async (t) => {
  const world = await site(t);
  const { app, services, mailsTo } = world;
  await exhaust(world, daniel);
  services.clock.forward(hour);
  const before = (await mailsTo(daniel)).length;
  const fresh = visitor(app, council);
  await ask(fresh, daniel);
  const mails = await mailsTo(daniel);
  t.equal(mails.length, before + 1);
  t.equal(await types(fresh, secretsOf(mails[0]).code), 303);
});

test('[SO38] strangers of one network use up nothing of another', async (t) => {
  const world = await site(t);
  const { app, services, mailsTo } = world;
  for (let n = 0; n < 20; n += 1) {
    await ask(visitor(app, attackers), daniel);
    services.clock.forward(2 * minute);
  }
  const before = (await mailsTo(daniel)).length;
  t.ok(before <= limits.mails.ofSource + 1, `${before} mails`);
  const fresh = visitor(app, council);
  await ask(fresh, daniel);
  t.equal((await mailsTo(daniel)).length, before + 1);
});

test('[SO29] [SO38] no page tells a known address from an unknown one, however many strangers asked', async (t) => {
  const world = await site(t);
  const { app } = world;
  const seen: string[][] = [];
  for (const address of [daniel, nobody]) {
    await exhaust(world, address);
    const browser = visitor(app, council);
    const status = await ask(browser, address);
    const page = await browser.get('/sign-in/check');
    const wrong = await browser.post('/sign-in/check', { code: '123456' });
    seen.push([String(status), bare(page.body, address), String(wrong.status), bare(wrong.body, address)]);
  }
  t.same(seen[0], seen[1]);
});

test('[SO29] no typed code tells a stranger that the owner of an address signed in meanwhile', async (t) => {
  const world = await site(t);
  const { app, services, mailsTo } = world;
  const own = await known(world);
  const seen: string[][] = [];
  for (const address of [daniel, nobody]) {
    services.clock.forward(hour);
    const stranger = visitor(app, attackers);
    await ask(stranger, address);
    if (address === daniel) {
      await ask(own, daniel);
      t.equal(await types(own, secretsOf((await mailsTo(daniel))[0]).code), 303, 'the owner signs in');
    }
    await stranger.get('/sign-in/check');
    const answers = [];
    for (let n = 0; n < 7; n += 1) answers.push(bare((await stranger.post('/sign-in/check', { code: '123456' })).body, address));
    seen.push([...answers, bare((await stranger.get('/sign-in/check')).body, address)]);
  }
  t.same(seen[0], seen[1]);
  t.match(seen[0]?.[3], /not the code/);
  t.match(seen[0]?.[4], /no longer works/, 'after five tries');
});

test('[SO29] a code that was used in another browser is answered by a sentence that says how to go on', async (t) => {
  const { app, mailsTo } = await site(t);
  const [laptop, phone] = [visitor(app, council), visitor(app, council)];
  for (const browser of [laptop, phone]) await ask(browser, daniel);
  const { code } = secretsOf((await mailsTo(daniel))[0]);
  t.equal(await types(phone, code), 303);
  await laptop.get('/sign-in/check');
  const answer = await laptop.post('/sign-in/check', { code });
  t.match(answer, { status: 400, body: /or it was used or is too old\. Check the digits, or ask for another message/ });
  t.match(answer.body, /Ask for another message<\/summary>/, 'and the button is on the page');
});

/** A program guesses codes for an address until no more are tried today. */
async function guessAll({ app, services }: Site, address: string): Promise<void> {
  for (let typed = 0; typed < limits.guesses.forAddress; typed += 5) {
    const browser = visitor(app, attackers);
    await ask(browser, address);
    await browser.get('/sign-in/check');
    for (let n = 0; n < 5; n += 1) await browser.post('/sign-in/check', { code: '123456' });
    services.clock.forward(2 * minute);
  }
}

test('[SO38] where strangers ask every minute and use up all guesses, the link of the next mail works in the owner’s new browser', async (t) => {
  const world = await site(t);
  const { app, services, mailsTo } = world;
  await exhaust(world, daniel);
  await guessAll(world, daniel);
  services.clock.forward(hour);
  t.equal(await ask(visitor(app, attackers), daniel), 303, 'a stranger takes the mail of this hour');
  services.clock.forward(2 * minute);
  const fresh = visitor(app, council);
  await ask(fresh, daniel);
  t.match((await fresh.get('/sign-in/check')).body, /none was sent now[\s\S]*open its link in this browser/);
  const before = (await mailsTo(daniel)).length;
  let waited = 0;
  for (; (await mailsTo(daniel)).length === before && waited < 120; waited += 1) {
    services.clock.forward(minute);
    await ask(visitor(app, attackers), daniel);
  }
  t.ok(waited <= 60, `the next mail went after ${waited} minutes`);
  const { code, link } = secretsOf((await mailsTo(daniel))[0]);
  services.clock.forward(9 * minute);
  await fresh.get('/sign-in/check');
  t.match((await fresh.post('/sign-in/check', { code })).body, /Too many codes were typed for this address today\. Use the link/);
  t.match((await fresh.get(link)).body, /Continue/);
  t.equal((await fresh.post(link)).status, 303);
  t.equal(await whoIs(fresh), member);
});

test('[SO29] [SO38] an ask without a mail lives longer, and a later ask of the browser is still the newest', async (t) => {
  const world = await site(t);
  const { app, services } = world;
  await exhaust(world, daniel);
  services.clock.forward(11 * minute);
  const fresh = visitor(app, council);
  await ask(fresh, daniel);
  services.clock.forward(minute);
  await ask(fresh, nobody);
  t.match((await fresh.get('/sign-in/check')).body, nobody);
  services.clock.forward(11 * minute);
  t.match((await fresh.get('/sign-in/check')).body, daniel, 'the later one is over');
});

/** Types wrong codes in new browsers for many addresses at once, as a program does. */
async function guess(t: Test, { app }: Site, addresses: number): Promise<readonly string[]> {
  const all = Array.from({ length: addresses }, async (_, n) => {
    const browser = visitor(app, attackers);
    t.equal(await ask(browser, `member-${n}@council.example.org`), 303);
    await browser.get('/sign-in/check');
    const answers = await Promise.all(Array.from({ length: 4 }, () => browser.post('/sign-in/check', { code: '123456' })));
    return answers.map(({ body }) => (body.includes('Too many wrong codes') ? 'busy' : 'tried'));
  });
  return (await Promise.all(all)).flat();
}

test('[SO39] wrong codes for many addresses slow down new browsers; known browsers and links go on', async (t) => {
  const log: string[] = [];
  const world = await site(t, {}, log);
  const { app, services, mailsTo } = world;
  const own = await known(world);
  const guesses = await guess(t, world, 30);
  const tried = guesses.filter((one) => one === 'tried').length;
  t.ok(tried <= limits.guesses.wrong + 2, `${tried} of ${guesses.length} guesses at once were tried`);
  t.equal(log.filter((line) => line.includes('many wrong codes')).length, 1, 'the log has a line');
  t.notMatch(log.join(''), /council\.example\.org/);

  services.clock.forward(1000);
  await ask(own, daniel);
  t.equal(await types(own, secretsOf((await mailsTo(daniel))[0]).code), 303, 'the owner in a known browser');
  const charlotte = 'c.vaughan@brighton-hove.example.org';
  const near = visitor(app, attackers);
  await ask(near, charlotte);
  const { code, link } = secretsOf((await mailsTo(charlotte))[0]);
  await near.get('/sign-in/check');
  t.match(await near.post('/sign-in/check', { code }), { status: 400, body: /Use the link in the message/ }, 'in the guessers’ network');
  services.clock.forward(minute);
  await guess(t, world, 1);
  const fresh = visitor(app, council);
  await ask(fresh, charlotte);
  t.equal(await types(fresh, code), 303, 'a new browser of another network, by the code');
  await ask(near, charlotte);
  const next = secretsOf((await mailsTo(charlotte))[0]);
  await near.get(next.link);
  t.equal((await near.post(next.link)).status, 303, 'and everybody by the link, while guesses go on');
  t.not(link, next.link);

  services.clock.forward(hour);
  const later = visitor(app, council);
  await ask(later, daniel);
  t.equal(await types(later, secretsOf((await mailsTo(daniel))[0]).code), 303, 'an hour later all is as before');
});

test('[SO39] guessers of many networks are slowed down together', async (t) => {
  const world = await site(t);
  const { app, services } = world;
  await guess(t, world, 20);
  services.clock.forward(minute);
  const answers: string[] = [];
  for (let n = 0; n < limits.guesses.slowly.inAll + 3; n += 1) {
    const browser = visitor(app, from(`192.0.${n}.1`));
    await ask(browser, `other-${n}@council.example.org`);
    await browser.get('/sign-in/check');
    const { body } = await browser.post('/sign-in/check', { code: '123456' });
    answers.push(body.includes('Too many wrong codes') ? 'busy' : 'tried');
  }
  t.same(
    answers,
    answers.map((_, n) => (n < limits.guesses.slowly.inAll ? 'tried' : 'busy')),
  );
});

test('[SO39] sixty people who sign in with right codes within an hour slow nobody down', async (t) => {
  const { app, services, mailsTo } = await site(t);
  for (let n = 0; n < limits.guesses.wrong + 10; n += 1) {
    services.clock.forward(30_000);
    const fresh = visitor(app, from(`198.51.${n}.1`));
    const address = n % 2 === 0 ? daniel : 'c.vaughan@brighton-hove.example.org';
    // This test is about codes, so it forgets the counts of mails.
    for (const { key } of await services.ephemeral.list('limit', 'sign-in-mail/', 500)) await services.ephemeral.drop('limit', key);
    await ask(fresh, address);
    t.equal(await types(fresh, secretsOf((await mailsTo(address))[0]).code), 303);
    for (const { key } of await services.ephemeral.list('limit', 'sign-in-guess/', 500)) await services.ephemeral.drop('limit', key);
  }
});
