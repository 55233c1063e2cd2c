import { type Test, test } from 'tap';
import type { Visitor } from '../../support/visitor.ts';
import { type SignOffWorld, base, chooses, decides, locks, openSignOffWorld, sitsDown, who } from '../../support/worlds/sign-off.ts';

// A decision desk is the half-hour session in which a person decides (SO23). It must not outlive the person at the keyboard.

async function signsIn(world: SignOffWorld, browser: Visitor, id: string): Promise<void> {
  const email = (await world.services.aggregates.get('member', id))?.state.email ?? '';
  const codes = async (): Promise<readonly string[]> => (await world.mails(id)).flatMap((mail) => /\b(\d{6})\b/.exec(mail.text)?.[1] ?? []);
  const before = new Set(await codes());
  await browser.get('/sign-in');
  await browser.post('/sign-in', { email });
  for (;;) {
    // The mail leaves after the answer (SO29).
    await new Promise((resolve) => setImmediate(resolve));
    const code = (await codes()).find((one) => !before.has(one));
    if (code === undefined) continue;
    await browser.get('/sign-in/check');
    const answer = await browser.post('/sign-in/check', { code });
    if (answer.status !== 303) throw new Error(`not signed in: ${answer.status}`);
    return;
  }
}

/** Opens the desk of the signed-in person from the Sign-off page. Answers the location of the redirect. */
async function opensDesk(browser: Visitor): Promise<string> {
  const page = (await browser.get(`${base}/sign-off`)).body;
  const answer = await browser.post(`${base}/sign-off/desk`, { slot: /name="slot" value="([^"]+)"/.exec(page)?.[1] ?? '' });
  await browser.get('/decision');
  return answer.location;
}

async function signedInAtDesk(t: Test): Promise<{ world: SignOffWorld; browser: Visitor }> {
  const world = await openSignOffWorld(t);
  await locks(world);
  const browser = world.stranger();
  await signsIn(world, browser, who.chair);
  await opensDesk(browser);
  return { world, browser };
}

/** True while the browser sits at a desk where the chair can decide. */
async function sits(browser: Visitor): Promise<boolean> {
  return (await browser.get('/decision')).status === 200;
}

test('[SO23] a desk opened while signed in dies with sign-out, and nothing is recorded there', async (t) => {
  const { world, browser } = await signedInAtDesk(t);
  const page = (await browser.get('/decision')).body;
  await browser.get('/you');
  const cookies = browser.cookies();
  t.equal((await browser.post('/sign-out')).status, 303);
  t.equal(await sits(browser), false);
  const fields = new Map(
    [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
  const forged = await world.app.inject({
    method: 'POST',
    url: '/decision',
    headers: { host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded', cookie: cookies },
    payload: new URLSearchParams({ ...Object.fromEntries(fields), decision: 'approve', comment: '', name: 'Joanna Prideaux' }).toString(),
  });
  t.equal(forged.statusCode, 403, 'a kept cookie and a kept form decide nothing');
  t.equal((await world.response()).state.rounds[0]?.stages[0]?.status, 'active');
});

test('[SO23] a desk opened while signed in dies with the session that opened it', async (t) => {
  const { world, browser } = await signedInAtDesk(t);
  const session = /concord-session=([^;]+)/.exec(browser.cookies())?.[1] ?? '';
  await world.services.ephemeral.drop('session', world.services.keys.hmac('session', session));
  t.equal(await sits(browser), false);
});

test('[SO23] a desk opened while signed in is worth nothing without the cookie of that session', async (t) => {
  const { world, browser } = await signedInAtDesk(t);
  const cookie = browser
    .cookies()
    .split('; ')
    .filter((one) => !one.startsWith('concord-session'))
    .join('; ');
  const answer = await world.app.inject({ url: '/decision', headers: { host: 'localhost:3000', accept: 'text/html', cookie } });
  t.equal(answer.statusCode, 403);
});

test('[SO23] sign-out ends the desk of a link in that browser', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const browser = await sitsDown(world, who.chair);
  t.equal(await sits(browser), true);
  await browser.get('/sign-in');
  await browser.post('/sign-out');
  t.equal(await sits(browser), false, 'also where nobody is signed in');
});

test('[SO23] a new sign-in in that browser ends the desk of a link', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  const browser = await sitsDown(world, who.chair);
  await signsIn(world, browser, who.vice);
  t.equal(await sits(browser), false);
});

test('[SO23] sign out everywhere ends all desks of the member, in every browser, and no desk of anybody else', async (t) => {
  const { world, browser } = await signedInAtDesk(t);
  const [linked, other, again] = [await sitsDown(world, who.chair), await sitsDown(world, who.chair), world.stranger()];
  await signsIn(world, again, who.chair);
  await again.get('/you');
  t.equal((await again.post('/sign-out/everywhere')).status, 303);
  t.same([await sits(browser), await sits(linked), await sits(other)], [false, false, false]);
  const fresh = await sitsDown(world, who.chair);
  t.equal((await chooses(world, fresh, who.chair, { decision: 'approve' })).location, '/decision/receipt', 'the link still works');
  const samuel = world.stranger();
  await signsIn(world, samuel, who.otherVice);
  await samuel.get('/you');
  const open = await sitsDown(world, who.vice);
  await samuel.post('/sign-out/everywhere');
  t.equal(await sits(open), true);
});

test('[SO23] the page of an ended desk says how to go on, from the email and from the Sign-off page', async (t) => {
  const { world, browser } = await signedInAtDesk(t);
  world.services.clock.forward(30 * 60_000);
  const signedIn = await browser.get('/decision');
  t.equal(signedIn.status, 403);
  t.match(signedIn.body, /This decision page has ended/);
  t.match(signedIn.body, /If you came from the email<\/dt>\s*<dd>Open the link in your email again/);
  t.match(signedIn.body, /Go to <a href="\/work">your work<\/a>, and open the Sign-off page/);
  t.match(signedIn.body, /A decision that you made before stands/);
  const away = (await world.stranger().get('/decision')).body;
  t.match(away, /<a href="\/sign-in">Sign in<\/a> again/);
});

test('[SO24] a signed-in sponsor who opens the desk again comes back to the code', async (t) => {
  const world = await openSignOffWorld(t);
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  const browser = world.stranger();
  await signsIn(world, browser, who.sponsor);
  t.equal(await opensDesk(browser), '/decision');
  t.equal((await chooses(world, browser, who.sponsor, { decision: 'approve' })).location, '/decision/code');
  t.match((await browser.get('/decision/code')).body, /sign in and open your decision on the Sign-off page again: you come back here/);
  t.equal(await opensDesk(browser), '/decision/code');
});
