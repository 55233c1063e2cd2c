import { test, type Test } from 'tap';
import { limits } from '../../../src/features/sign-off/decision/allowance.ts';
import { codeMail } from '../../../src/features/sign-off/decision/code-mail.ts';
import { localMailbox } from '../../../src/mail/mailbox.ts';
import { maxWords, wordsIn } from '../../../src/mail/letter.ts';
import { MailRefused, type Transport } from '../../../src/mail/transport.ts';
import type { Visitor } from '../../support/visitor.ts';
import { bareServices } from '../../support/worlds/bare-services.ts';
import {
  type SignOffWorld,
  appOver,
  base,
  chooses,
  decides,
  locks,
  signOffWorldOver,
  sitsDown,
  who,
} from '../../support/worlds/sign-off.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';

const second = 1000;
const minute = 60 * second;

/** A mail server in front of the local mailbox, whose answer to a mail with a code can be set. */
interface Server {
  answer: 'takes' | 'not now' | 'never' | 'silence';
  asked: number;
}

interface CodeWorld extends SignOffWorld {
  readonly server: Server;
  codes(): Promise<number>;
}

/** A text that chair and vice chair approved, so that the sponsor, whose office asks for a code, is asked. */
async function sponsorsTurn(t: Test): Promise<CodeWorld> {
  const server: Server = { answer: 'takes', asked: 0 };
  const bare = await bareServices(t);
  const mailbox = localMailbox(bare);
  const transport: Transport = {
    async send(message) {
      if (!message.subject.startsWith('Your code')) return mailbox.send(message);
      server.asked += 1;
      if (server.answer === 'not now') throw new MailRefused('the server answered 450', { permanent: false });
      if (server.answer === 'never') throw new MailRefused('the server answered 550', { permanent: true });
      if (server.answer === 'silence') return new Promise(() => undefined);
      return mailbox.send(message);
    },
    close: () => Promise.resolve(),
  };
  const services = { ...bare, transport };
  await seedDemo(services);
  const world = signOffWorldOver(services, await appOver(t, services));
  await locks(world);
  await decides(world, who.chair, { decision: 'approve' });
  await decides(world, who.vice, { decision: 'approve' });
  const codes = async () => (await world.mails(who.sponsor)).filter((mail) => mail.subject.startsWith('Your code')).length;
  return { ...world, server, codes };
}

/** The sponsor, signed in, at the decision page. */
async function sitsDownSignedIn(world: SignOffWorld): Promise<Visitor> {
  const person = await world.member(who.sponsor);
  const slot = /name="slot" value="([^"]+)"/.exec((await person.get(`${base}/sign-off`)).body)?.[1] ?? '';
  await person.post(`${base}/sign-off/desk`, { slot });
  return person;
}

async function typesNewestCode(world: SignOffWorld, person: Visitor): Promise<string> {
  await person.get('/decision/code');
  return (await person.post('/decision/code', { code: await world.codeOf(who.sponsor) })).location;
}

test('[SO24] a code mail that the server cannot take now says so on the code page, keeps the choice, and is sent again by itself', async (t) => {
  const world = await sponsorsTurn(t);
  const alison = await sitsDown(world, who.sponsor);
  world.server.answer = 'not now';
  t.match(await chooses(world, alison, who.sponsor, { decision: 'approve', comment: 'Fine.' }), {
    status: 303,
    location: '/decision/code',
  });
  const page = await alison.get('/decision/code');
  t.match(page, { status: 200, body: /did not take the email with your code[\s\S]*again by ourselves[\s\S]*Your choice is kept/ });
  t.match(page.body, /Approve this text[\s\S]*Fine\./, 'with the choice');
  t.notMatch(page.body, /It went to your mailbox/);
  const mail = codeMail(world.services);
  await mail.run();
  t.equal(world.server.asked, 1, 'not before its time');
  world.services.clock.forward(10 * second);
  await mail.run();
  t.equal(world.server.asked, 2, 'still refused');
  world.server.answer = 'takes';
  world.services.clock.forward(4 * minute);
  await mail.run();
  t.equal(await world.codes(), 1);
  await mail.run();
  t.equal(await world.codes(), 1, 'and sent once');
  t.match((await alison.get('/decision/code')).body, /It went to your mailbox at/);
  world.services.clock.forward(9 * minute);
  t.equal(await typesNewestCode(world, alison), '/decision/receipt', 'its ten minutes run from the sending');
});

test('[SO24] a code mail that the server refuses for good says so, is not repeated, and a new one can be asked for', async (t) => {
  const world = await sponsorsTurn(t);
  const alison = await sitsDown(world, who.sponsor);
  world.server.answer = 'never';
  t.equal((await chooses(world, alison, who.sponsor, { decision: 'approve' })).location, '/decision/code');
  t.match((await alison.get('/decision/code')).body, /refused the email with your code[\s\S]*Send a new code[\s\S]*tell Nadia Farrow/);
  world.services.clock.forward(minute);
  await codeMail(world.services).run();
  t.equal(world.server.asked, 1);
  world.server.answer = 'takes';
  t.equal((await alison.post('/decision/code/new')).location, '/decision/code');
  t.equal(await typesNewestCode(world, alison), '/decision/receipt');
});

test('[SO24] after six refusals a code mail is given up, and the page says so', async (t) => {
  const world = await sponsorsTurn(t);
  const alison = await sitsDown(world, who.sponsor);
  world.server.answer = 'not now';
  await chooses(world, alison, who.sponsor, { decision: 'approve' });
  for (let n = 0; n < 12; n += 1) {
    world.services.clock.forward(minute);
    await codeMail(world.services).run();
  }
  t.equal(world.server.asked, 6);
  t.match((await alison.get('/decision/code')).body, /refused the email with your code/);
});

test('[SO24] a mail server that says nothing does not hold up the page', async (t) => {
  const world = await sponsorsTurn(t);
  const alison = await sitsDown(world, who.sponsor);
  world.server.answer = 'silence';
  t.equal((await chooses(world, alison, who.sponsor, { decision: 'approve' })).location, '/decision/code');
  t.match((await alison.get('/decision/code')).body, /again by ourselves/);
});

test('[SO24] a code that another one replaced, or whose choice was changed, is not sent late', async (t) => {
  const world = await sponsorsTurn(t);
  const alison = await sitsDown(world, who.sponsor);
  world.server.answer = 'not now';
  await chooses(world, alison, who.sponsor, { decision: 'approve' });
  world.services.clock.forward(second);
  await alison.get('/decision/code');
  await alison.post('/decision/code/new');
  world.server.answer = 'takes';
  world.services.clock.forward(minute);
  await codeMail(world.services).run();
  t.equal(await world.codes(), 1, 'only the newest');
  t.equal(await typesNewestCode(world, alison), '/decision/receipt');
});

test('[SO26] a second holder of the link who asks for many codes does not keep the first from a code', async (t) => {
  const world = await sponsorsTurn(t);
  const alison = await sitsDown(world, who.sponsor);
  await chooses(world, alison, who.sponsor, { decision: 'request-changes', comment: 'Answer 3 is wrong.' });
  const thief = await sitsDown(world, who.sponsor);
  const statuses: number[] = [];
  for (let n = 0; n < 70; n += 1) statuses.push((await chooses(world, thief, who.sponsor, { decision: 'approve' })).status);
  t.ok(statuses.includes(429), 'the other is limited');
  world.services.clock.forward(second);
  t.equal(
    (await chooses(world, alison, who.sponsor, { decision: 'request-changes', comment: 'Answer 3 is wrong.' })).location,
    '/decision/code',
  );
  t.equal(await typesNewestCode(world, alison), '/decision/receipt');
  t.equal((await world.response()).state.rounds[0]?.status, 'changes-requested');
});

test('[SO26] a holder of the link who opens desk after desk and guesses all day leaves the signed-in office-holder their own allowance', async (t) => {
  const world = await sponsorsTurn(t);
  let refused = '';
  for (let desk = 0; desk < 20; desk += 1) {
    const thief = await sitsDown(world, who.sponsor);
    const answer = await chooses(world, thief, who.sponsor, { decision: 'approve' });
    if (answer.status === 429) refused = answer.body;
    await thief.get('/decision/code');
    for (let n = 0; n < 5; n += 1) await thief.post('/decision/code', { code: '000000' });
    world.services.clock.forward(minute);
  }
  t.match(refused, /Too many codes were sent\.[\s\S]*sign in and\s+decide from the Sign-off page/);
  const alison = await sitsDownSignedIn(world);
  t.equal((await chooses(world, alison, who.sponsor, { decision: 'request-changes', comment: 'No.' })).location, '/decision/code');
  world.services.clock.forward(second);
  const thief = await sitsDown(world, who.sponsor);
  await chooses(world, thief, who.sponsor, { decision: 'approve' });
  const mine =
    /\b(\d{6})\b/.exec((await world.mails(who.sponsor)).find((mail) => mail.text.includes('Request changes'))?.text ?? '')?.[1] ?? '';
  await alison.get('/decision/code');
  t.equal(
    (await alison.post('/decision/code', { code: mine })).location,
    '/decision/receipt',
    'nor does a choice by the link spoil the code',
  );
});

test('[SO26] a desk refused a code gets none by asking again', async (t) => {
  const world = await sponsorsTurn(t);
  for (let desk = 0; desk < limits.codes.desks; desk += 1) {
    t.equal((await chooses(world, await sitsDown(world, who.sponsor), who.sponsor, { decision: 'approve' })).status, 303);
    world.services.clock.forward(second);
  }
  const sent = await world.codes();
  t.equal(sent, limits.codes.desks);
  const thief = await sitsDown(world, who.sponsor);
  t.equal((await chooses(world, thief, who.sponsor, { decision: 'approve' })).status, 429);
  await thief.get('/decision/code');
  for (let n = 0; n < 3; n += 1) t.equal((await thief.post('/decision/code/new')).status, 429, `ask ${n + 2}`);
  t.equal((await chooses(world, thief, who.sponsor, { decision: 'approve' })).status, 429);
  t.equal(await world.codes(), sent);
  world.services.clock.forward(limits.window);
  const later = await sitsDown(world, who.sponsor);
  t.equal((await chooses(world, later, who.sponsor, { decision: 'approve' })).status, 303, 'half an hour later');
});

test('[SO26] asking for a new code is a post of the desk', async (t) => {
  const world = await sponsorsTurn(t);
  const alison = await sitsDown(world, who.sponsor);
  await chooses(world, alison, who.sponsor, { decision: 'approve' });
  await alison.get('/decision/code');
  let last = await alison.post('/decision/code/new');
  t.equal(last.status, 303);
  for (let n = 2; n < limits.posts.ofDesk; n += 1) last = await alison.post('/decision/code/new');
  t.match(last, { status: 429, body: /Too many codes were sent/ });
  t.match(await alison.post('/decision/code/new'), { status: 429, body: /Too many forms were posted/ });
});

test('[SO24] the mail with a code says that another browser uses the link, and does not say so to one person who opens it again', async (t) => {
  const world = await sponsorsTurn(t);
  const alison = await sitsDown(world, who.sponsor);
  await chooses(world, alison, who.sponsor, { decision: 'approve' });
  await alison.get(await world.linkOf(who.sponsor));
  world.services.clock.forward(second);
  await alison.post(await world.linkOf(who.sponsor));
  await alison.get('/decision/code');
  await alison.post('/decision/code/new');
  const own = (await world.mails(who.sponsor)).filter((mail) => mail.subject.startsWith('Your code'));
  t.equal(own.length, 2);
  for (const mail of own) t.notMatch(mail.text, /is using\s+your\s+link/);
  world.services.clock.forward(second);
  await chooses(world, await sitsDown(world, who.sponsor), who.sponsor, { decision: 'approve' });
  const [newest] = await world.mails(who.sponsor);
  t.match(newest?.text, /Somebody else is using\s+your\s+link/);
  t.ok(wordsIn(newest?.text ?? '') <= maxWords, '[SO32]');
  world.services.clock.forward(second);
  await chooses(world, await sitsDownSignedIn(world), who.sponsor, { decision: 'approve' });
  t.match((await world.mails(who.sponsor))[0]?.text, /Somebody else is using\s+your\s+link/, 'also to the signed-in holder');
});
