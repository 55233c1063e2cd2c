import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'tap';
import { endMembership } from '../../src/domain/network/member.ts';
import { blankLetter, type Letter, maxWords, renderLetter, wordsIn } from '../../src/mail/letter.ts';
import { recordNumber } from '../../src/phrases/record-number.ts';
import { localMailbox, markOpened, readMailbox } from '../../src/mail/mailbox.ts';
import { smtpTransport } from '../../src/mail/smtp.ts';
import { tlsFor } from '../../src/open-services.ts';
import { oneLine, MailRefused, type Transport } from '../../src/mail/transport.ts';
import type { Composer, Composers } from '../../src/outbox/composer.ts';
import { messageIdOf } from '../../src/outbox/delivery.ts';
import { outbox } from '../../src/outbox/outbox.ts';
import { mailIdOf, queueMail } from '../../src/outbox/queue.ts';
import { change } from '../../src/store/change.ts';
import { mailServer, mailServerWith } from '../support/mail-server.ts';
import { memberId, owed, withAnn } from '../support/worlds/ann.ts';
import { type BareServices, bareServices } from '../support/worlds/bare-services.ts';

const minute = 60_000;

let minted = 0;
const letter = (): Letter => ({
  ...blankLetter,
  network: 'North Network',
  subject: 'By Mon 20 July, 5pm: your decision',
  preview: 'One decision',
  greeting: 'Ann Able',
  paragraphs: ['Please decide.'],
  action: { label: 'Read and decide', url: `https://concord.example.org/d/${String((minted += 1)).padStart(43, 'x')}` },
});
const composers: Composers = { invitation: () => Promise.resolve(letter()) };

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('there is nothing here');
  return value;
}

async function stateOf(services: BareServices, id: string) {
  return (await services.aggregates.get('mail', id))?.state;
}

async function eventsOf(services: BareServices, id: string): Promise<readonly string[]> {
  return (await services.aggregates.events('mail', id, 0, 50)).map((event) => event.type);
}

test('[SO30] a mail is queued once under a name of event, member and kind, and holds ids only', async (t) => {
  const services = await bareServices(t);
  await withAnn(services);
  const [one, two] = await Promise.all([queueMail(services, owed), queueMail(services, owed)]);
  t.equal(one, two);
  t.equal(await queueMail(services, owed), one);
  t.same(await eventsOf(services, one), ['MailQueued']);
  t.notMatch(JSON.stringify(await stateOf(services, one)), /@|token|code/);
  t.not(mailIdOf({ chain: 'member/ann', seq: 2 }, memberId, 'invitation'), one);
  t.not(mailIdOf(owed.event, memberId, 'submitted'), one);
});

test('[SO30] [SO32] an accepted mail is sent with the headers of automatic mail and a stable Message-ID', async (t) => {
  const server = await mailServer(t, ['accept']);
  const transport = smtpTransport(server.url, 'Concord <concord@example.org>', 'if-offered');
  const services = await bareServices(t, { transport });
  await withAnn(services);
  const id = await queueMail(services, owed);
  await outbox(services, composers).run();
  t.match(await stateOf(services, id), { status: 'sent', attempts: 1 });
  const mail = must(server.accepted[0]);
  t.equal(mail.messageId, `<${id}@example.org>`);
  t.equal(mail.subject, 'By Mon 20 July, 5pm: your decision');
  t.match(mail.from, { name: 'Concord', address: 'concord@example.org' });
  t.match(mail.to, [{ name: 'Ann Able', address: 'ann@council.example.org' }]);
  t.equal(mail.headers.find((header) => header.key === 'auto-submitted')?.value, 'auto-generated');
  const url = /https:\S+/.exec(mail.text ?? '')?.[0];
  t.ok(url !== undefined && mail.html?.includes(`href="${url}"`), 'the same link in text and HTML');
  await outbox(services, composers).run();
  t.equal(server.accepted.length, 1, 'and never again');
  await transport.close();
});

test('[SO31] a mail refused with 4xx is tried again later; one refused with 5xx stops and is flagged', async (t) => {
  const server = await mailServer(t, [451, 421, 'accept', 550]);
  const services = await bareServices(t, { transport: smtpTransport(server.url, 'concord@example.org', 'if-offered') });
  await withAnn(services);
  const box = outbox(services, composers);
  const id = await queueMail(services, owed);
  await box.run();
  t.match(await stateOf(services, id), { status: 'queued', attempts: 1 });
  services.clock.forward(59_000);
  await box.run();
  t.equal(server.tried(), 1, 'not before a minute has passed');
  services.clock.forward(15_000);
  await box.run();
  t.match(await stateOf(services, id), { status: 'queued', attempts: 2 });
  services.clock.forward(6 * minute);
  await box.run();
  t.match(await stateOf(services, id), { status: 'sent', attempts: 3 });
  t.same(await eventsOf(services, id), ['MailQueued', 'MailDeferred', 'MailDeferred', 'MailSent']);

  const second = await queueMail(services, { ...owed, event: { chain: 'member/ann', seq: 9 } });
  await box.run();
  t.match(await stateOf(services, second), { status: 'failed', attempts: 1 });
  const [, failure] = await services.aggregates.events('mail', second, 0, 9);
  t.match(failure?.data, { because: 'the server answered 550' });
  services.clock.forward(24 * 60 * minute);
  await box.run();
  t.equal(server.tried(), 4, 'a refusal for good is not tried again');
});

test('[SO31] a server that is away or silent is tried six times more, then the mail is given up', async (t) => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const wait = { connect: 500, greeting: 50, silence: 200 };
  const services = await bareServices(t, {
    transport: smtpTransport(`smtp://127.0.0.1:${port}`, 'concord@example.org', 'if-offered', wait),
  });
  await withAnn(services);
  const box = outbox(services, composers);
  const id = await queueMail(services, owed);
  await box.run();
  t.match(await stateOf(services, id), { status: 'queued', attempts: 1 }, 'a time-out');
  sockets.forEach((socket) => socket.destroy());
  await new Promise((done) => silent.close(done));
  for (let n = 0; n < 6; n += 1) {
    services.clock.forward(15 * 60 * minute);
    await box.run();
  }
  t.match(await stateOf(services, id), { status: 'failed', attempts: 7 }, 'a port that is closed');
});

test('[SO30] after a crash between sending and recording, the mail goes again under its Message-ID, with a fresh link', async (t) => {
  const server = await mailServer(t, ['accept']);
  const services = await bareServices(t, { transport: smtpTransport(server.url, 'concord@example.org', 'if-offered') });
  await withAnn(services);
  const id = await queueMail(services, owed);
  // The process dies here: the server has the message, the store never hears of it, and the lease is left behind.
  const dying: BareServices = {
    ...services,
    aggregates: { ...services.aggregates, commit: () => Promise.reject(new Error('killed')) },
    ephemeral: { ...services.ephemeral, release: () => Promise.reject(new Error('killed')) },
  };
  await outbox(dying, composers)
    .run()
    .catch(() => undefined);
  t.equal(server.accepted.length, 1);
  t.match(await stateOf(services, id), { status: 'queued' });
  const after = outbox(services, composers);
  await after.run();
  t.equal(server.accepted.length, 1, 'while the dead one’s lease lasts, nobody else sends');
  services.clock.forward(3 * minute);
  await after.run();
  t.match(await stateOf(services, id), { status: 'sent' });
  t.equal(server.accepted.length, 2);
  t.equal(server.accepted[0]?.messageId, server.accepted[1]?.messageId);
  t.not(server.accepted[0]?.text, server.accepted[1]?.text, 'the link is minted when the mail is sent');
  await after.run();
  t.equal(server.accepted.length, 2);
});

test('[SO30] two outboxes at once send one message', async (t) => {
  const server = await mailServer(t, ['accept']);
  const services = await bareServices(t, { transport: smtpTransport(server.url, 'concord@example.org', 'if-offered') });
  await withAnn(services);
  await queueMail(services, owed);
  await Promise.all([outbox(services, composers).run(), outbox(services, composers).run(), outbox(services, composers).run()]);
  t.equal(server.accepted.length, 1);
});

test('[SO31] whether a mail is needed is checked again just before sending', async (t) => {
  const log: string[] = [];
  const services = await bareServices(t, { log });
  await withAnn(services);
  const id = await queueMail(services, owed);
  await outbox(services, { invitation: () => Promise.resolve({ notNeeded: 'the round has ended' }) }).run();
  t.match(await stateOf(services, id), { status: 'not-needed' });

  const unknown = await queueMail(services, { ...owed, kind: 'submitted' });
  const broken = await queueMail(services, { ...owed, kind: 'stood-down' });
  const throwing: Composer = () => Promise.reject(new Error('no words'));
  await outbox(services, { 'stood-down': throwing }).run();
  t.match(await stateOf(services, unknown), { status: 'queued', attempts: 1 }, 'a kind nobody writes waits for a release that does');
  t.match(await stateOf(services, broken), { status: 'queued', attempts: 1 });
  t.notMatch(log.join(''), /council\.example\.org/, 'the log holds no address');

  const left = await queueMail(services, { ...owed, event: { chain: 'member/ann', seq: 2 } });
  await change(services.aggregates, 'member', memberId, 'system', (member) =>
    endMembership(member, { by: member.id, at: services.now() }, []),
  );
  services.clock.forward(1);
  await outbox(services, composers).run();
  t.match(await stateOf(services, left), { status: 'not-needed' });
  t.same(await readMailbox(services.ephemeral), [], 'nothing was sent to anybody');
});

test('the local mailbox keeps messages, newest first', async (t) => {
  const services = await bareServices(t);
  const transport: Transport = localMailbox(services);
  const send = async (name: string): Promise<void> => {
    await transport.send({
      messageId: `<${name}@x>`,
      to: { name, address: `${name}@example.org` },
      ...renderLetter({ ...letter(), subject: name }),
    });
    services.clock.forward(1);
  };
  await send('first');
  await send('second');
  const [newest, oldest] = await readMailbox(services.ephemeral);
  t.match([newest, oldest], [{ subject: 'second', opened: false }, { subject: 'first' }]);
  await markOpened(services, newest?.key ?? '');
  t.match(await readMailbox(services.ephemeral), [
    { subject: 'second', opened: true },
    { subject: 'first', opened: false },
  ]);
  await transport.close();
});

test('[SO32] a letter has equal words in text and HTML, at most 200, and nothing typed begins a header', (t) => {
  const full: Letter = {
    ...letter(),
    subject: 'By Mon 18 July, 5pm: your decision\r\nBcc: everybody@example.org',
    greeting: 'Ann <b>Able</b>\u2028',
    deadline: { what: 'Decide by Monday 18 July 2022, 5pm UK time', detail: 'The consultation closes on Friday 22 July at 11:45pm.' },
    facts: [{ label: 'Round', value: '2' }],
    list: { heading: 'What changed', items: ['Question 5 now supports the tailored list.'] },
    after: ['The chair approved on 11 July.'],
    code: { label: 'Six-digit code', digits: '123456' },
    withoutLink: 'Opening the link decides nothing.',
    version: { words: 'walnut ferry copper linen', otherwise: 'If the page shows other words, stop.' },
    footer: ['This link is for you.'],
    recordNumber: recordNumber('3e23e8160039594a' + '0'.repeat(48)),
  };
  const { subject, text, html } = renderLetter(full);
  t.equal(subject, 'By Mon 18 July, 5pm: your decision Bcc: everybody@example.org');
  t.ok(wordsIn(text) <= maxWords);
  t.ok(
    text.split('\n').every((line) => line.length <= 72 || line.startsWith('https://')),
    'wrapped for a plain inbox',
  );
  for (const said of [
    'Decide by Monday 18 July',
    'closes on Friday',
    'Question 5 now',
    '123456',
    'walnut ferry copper linen',
    'other words',
    '3e23 e816 0039 594a',
    'The chair approved',
    'Opening the link',
  ]) {
    t.ok(text.includes(said) && html.includes(said), said);
  }
  t.ok(html.includes('Ann &lt;b&gt;Able'), 'names are escaped in HTML');
  t.notMatch(text, /&lt;|&amp;|undefined/);
  const { html: bare, text: bareText } = renderLetter({ ...blankLetter, greeting: 'Ann' });
  t.notMatch(bare + bareText, /undefined|Version words|VERSION|href/i);
  const unfinished = Object.fromEntries(Object.entries(blankLetter).filter(([name]) => name !== 'list')) as unknown;
  t.throws(() => renderLetter(unfinished as Letter), /"list" not defined/, 'a name that the letter only asks about must be there');
  t.equal(oneLine(' a\tb\r\n\u0000c '), 'a b c');
  t.end();
});

test('a message that holds a line break in a name cannot add a header', async (t) => {
  const server = await mailServer(t, ['accept']);
  const transport = smtpTransport(server.url, 'Concord <concord@example.org>', 'if-offered');
  await transport.send({
    messageId: messageIdOf('m1', 'x@y.org'),
    to: { name: 'Ann\r\nBcc: b@example.org', address: 'ann@example.org' },
    subject: 'S\nX: y',
    text: 't',
    html: '<p>t</p>',
  });
  const keys = server.accepted[0]?.headers.map((header) => header.key) ?? [];
  t.notOk(keys.includes('bcc') || keys.includes('x'));
  t.equal(messageIdOf('m1', 'nonsense'), '<m1@localhost>');
});

test('a wrong password is the operator’s to mend, not the end of a mail', async (t) => {
  const at = await mailServerWith(t, {
    authOptional: false,
    onAuth: (_auth, _session, callback) => {
      callback(new Error('no'));
    },
  });
  const transport = smtpTransport(`smtp://ann:secret@${at}`, 'concord@example.org', 'if-offered');
  const message = { messageId: '<a@b>', to: { name: 'A', address: 'a@example.org' }, subject: 's', text: 't', html: 'h' };
  const error: unknown = await transport.send(message).catch((thrown: unknown) => thrown);
  t.ok(error instanceof MailRefused && !error.permanent);
  t.notMatch(error instanceof Error ? error.message : '', /secret/);
});

test('[SO31] a refused sender is a setting that the operator mends: mails wait for it', async (t) => {
  const at = await mailServerWith(t, {
    onMailFrom: (_address, _session, callback) => {
      callback(Object.assign(new Error('sender not allowed'), { responseCode: 550 }));
    },
  });
  const transport = smtpTransport(`smtp://${at}`, 'concord@example.org', 'if-offered');
  t.teardown(() => transport.close());
  const message = { messageId: '<a@b>', to: { name: 'A', address: 'a@example.org' }, subject: 'S', text: 't', html: 'h' };
  await t.rejects(transport.send(message), { name: 'MailRefused', permanent: false, about: 'server', message: /550/ });
});

test('[SE7] where TLS is required, a server without it learns no password and no message', async (t) => {
  const heard: string[] = [];
  const at = await mailServerWith(t, {
    onAuth({ password }, _session, callback) {
      heard.push(`password ${password ?? ''}`);
      callback(null, { user: 'ann' });
    },
    onMailFrom({ address }, _session, callback) {
      heard.push(address);
      callback();
    },
  });
  const url = `smtp://ann:secret@${at}`;
  const message = { messageId: '<a@b>', to: { name: 'A', address: 'a@example.org' }, subject: 'S', text: 't', html: 'h' };
  const strict = smtpTransport(url, 'concord@example.org', 'required');
  t.teardown(() => strict.close());
  await t.rejects(strict.send(message), { name: 'MailRefused', permanent: false, message: /no TLS/ });
  t.same(heard, []);
  const lax = smtpTransport(url, 'concord@example.org', 'if-offered');
  t.teardown(() => lax.close());
  await lax.send(message);
  t.same(heard, ['password secret', 'concord@example.org']);
});

test('[SE7] mail needs TLS unless its server is on this computer, or a setting says otherwise', (t) => {
  const rows = [
    ['smtp://mail.example.org', false, 'required'],
    ['smtp://127.0.0.1.example.org:25', false, 'required'],
    ['smtp://mail.example.org', true, 'if-offered'],
    ['smtp://localhost:25', false, 'if-offered'],
    ['smtp://127.0.0.1:2525', false, 'if-offered'],
    ['smtp://[::1]:25', false, 'if-offered'],
  ] as const;
  for (const [url, allowPlainMail, expected] of rows) t.equal(tlsFor(url, { allowPlainMail }), expected, url);
  t.end();
});
