import { test } from 'tap';
import { withBreaker } from '../../src/mail/breaker.ts';
import { blankLetter, renderLetter } from '../../src/mail/letter.ts';
import { smtpTransport } from '../../src/mail/smtp.ts';
import { MailRefused, type Message, NotTried } from '../../src/mail/transport.ts';
import { atMost } from '../../src/outbox/at-most.ts';
import type { Composers } from '../../src/outbox/composer.ts';
import { outbox } from '../../src/outbox/outbox.ts';
import { queueMail } from '../../src/outbox/queue.ts';
import { mailServer } from '../support/mail-server.ts';
import { silentMailServer } from '../support/silent-mail-server.ts';
import { owed, withAnn } from '../support/worlds/ann.ts';
import { type BareServices, bareServices } from '../support/worlds/bare-services.ts';

const message: Message = {
  messageId: '<a@b>',
  to: { name: 'Ann Able', address: 'ann@council.example.org' },
  ...renderLetter({ ...blankLetter, subject: 'Hello' }),
};
const composers: Composers = { invitation: () => Promise.resolve({ ...blankLetter, subject: 'Hello' }) };
const from = 'concord@example.org';
const nowhere = 'smtp://127.0.0.1:1';

async function queueMails(services: BareServices, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await queueMail(services, { ...owed, event: { chain: 'member/ann', seq: 100 + n } }));
  return ids;
}

async function attemptsOf(services: BareServices): Promise<number> {
  const mails = await services.aggregates.find('mail', { where: { status: 'queued' }, limit: 500 });
  return mails.reduce((sum, { state }) => sum + state.attempts, 0);
}

/** The breaker's clock and the lines of its log. */
function watched() {
  let time = 0;
  const lines: string[] = [];
  const log = { warn: (_about: object, line: string) => void lines.push(line), info: (line: string) => void lines.push(line) };
  return { options: { log, now: () => time }, lines, forward: (milliseconds: number) => void (time += milliseconds) };
}

test('[SO35] a message has one deadline for the whole conversation, and the socket is destroyed at its end', async (t) => {
  const server = await silentMailServer(t, { drip: 20 });
  const transport = smtpTransport(server.url, from, 'if-offered', { whole: 300 });
  const began = performance.now();
  const refusal: unknown = await transport.send(message).catch((error: unknown) => error);
  t.ok(performance.now() - began < 2_000, 'though the server is never silent for long');
  t.match(refusal, { name: 'MailRefused', message: /within 0.3 seconds/, permanent: false, about: 'server' });
  while (server.open() > 0) await new Promise((done) => setTimeout(done, 5));
  await transport.close();
});

test('[SO35] a stop ends the conversations under way at once; their mails spend no try', async (t) => {
  const server = await silentMailServer(t);
  const transport = smtpTransport(server.url, from, 'if-offered');
  const services = await bareServices(t, { transport });
  await withAnn(services);
  const [id = ''] = await queueMails(services, 1);
  const sending = outbox(services, composers).run();
  while (server.open() === 0) await new Promise((done) => setTimeout(done, 5));
  await transport.close();
  await sending;
  t.match((await services.aggregates.get('mail', id))?.state, { status: 'queued', attempts: 0 });
  t.same(await services.ephemeral.list('lease', '', 10), [], 'and its lease is given back');
  t.ok((await transport.send(message).catch((error: unknown) => error)) instanceof NotTried, 'nothing is sent any more');
});

test('[SO36] after three failures in a row come growing pauses, and one message is tried first after each', async (t) => {
  const { options, lines, forward } = watched();
  const transport = withBreaker(smtpTransport(nowhere, from, 'if-offered'), options);
  const send = () => transport.send(message).catch((error: unknown) => (error instanceof Error ? error.name : ''));
  t.same([await send(), await send()], ['MailRefused', 'MailRefused']);
  t.equal(transport.room?.(), Number.POSITIVE_INFINITY);
  t.equal(await send(), 'MailRefused');
  for (const pause of [5_000, 15_000, 30_000, 60_000, 60_000]) {
    t.equal(transport.room?.(), 0);
    forward(pause - 1);
    t.equal(await send(), 'NotTried', 'left in peace');
    forward(1);
    t.equal(transport.room?.(), 1);
    t.same(await Promise.all([send(), send(), send()]), ['MailRefused', 'NotTried', 'NotTried'], 'one tries');
  }
  t.equal(lines.length, 6, 'the log has a line for each pause');
  await transport.close();
});

test('[SO36] once the server answers, all mails go again; an answer about one recipient is no failure', async (t) => {
  const server = await mailServer(t, [550, 451, 550, 451, 'accept']);
  let url = server.url;
  const { options, lines, forward } = watched();
  const transport = withBreaker(
    { send: (one) => smtpTransport(url, from, 'if-offered').send(one), close: () => Promise.resolve() },
    options,
  );
  const send = () => transport.send(message).catch((error: unknown) => error);
  for (let n = 0; n < 4; n += 1) t.ok((await send()) instanceof MailRefused);
  t.same(lines, []);
  url = nowhere;
  for (let n = 0; n < 3; n += 1) await send();
  url = server.url;
  forward(5_000);
  t.equal(await send(), undefined, 'the one that tries is accepted');
  t.equal(transport.room?.(), Number.POSITIVE_INFINITY);
  t.match(lines, [/away or silent/, /answers again/]);
});

test('[SO36] during a pause of the server, waiting mails spend no try', async (t) => {
  const { options, forward } = watched();
  const services = await bareServices(t, { transport: withBreaker(smtpTransport(nowhere, from, 'if-offered'), options) });
  await withAnn(services);
  await queueMails(services, 30);
  const box = outbox(services, composers);
  await box.run();
  const spent = await attemptsOf(services);
  t.ok(spent >= 3 && spent <= 7, `${spent} of 30 mails found out that the server is away`);
  for (let n = 0; n < 10; n += 1) {
    services.clock.forward(1_000);
    await box.run();
  }
  t.equal(await attemptsOf(services), spent);
  forward(5_000);
  await box.run();
  t.equal(await attemptsOf(services), spent + 1, 'one tries');
});

test('one turn sends at most fifty mails, five at once', async (t) => {
  let [now, most, sent] = [0, 0, 0];
  const services = await bareServices(t, {
    transport: {
      async send() {
        now += 1;
        most = Math.max(most, now);
        await new Promise((done) => setImmediate(done));
        now -= 1;
        sent += 1;
      },
      close: () => Promise.resolve(),
    },
  });
  await withAnn(services);
  await queueMails(services, 60);
  const box = outbox(services, composers);
  t.equal(await box.run(), 'more');
  t.same([sent, most], [50, 5]);
  t.equal(await box.run(), 'done');
  t.equal(sent, 60);
});

test('a mail that was queued while the clock was an hour ahead goes at once', async (t) => {
  const services = await bareServices(t);
  await withAnn(services);
  services.clock.forward(3_600_000);
  const [id = ''] = await queueMails(services, 1);
  services.clock.forward(-3_600_000);
  await outbox(services, composers).run();
  t.match((await services.aggregates.get('mail', id))?.state, { status: 'sent' });
});

test('items are acted on in order, a given number at a time', async (t) => {
  const begun: number[] = [];
  const doubled = await atMost(2, [1, 2, 3, 4], async (n) => {
    begun.push(n);
    await new Promise((done) => setTimeout(done, n === 1 ? 20 : 1));
    return n * 2;
  });
  t.same(doubled, [2, 4, 6, 8]);
  t.same(begun, [1, 2, 3, 4]);
  t.same(await atMost(2, [], () => Promise.resolve(1)), []);
});
