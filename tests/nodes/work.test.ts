import { test } from 'tap';
import { z } from 'zod';
import { loopOf } from '../../src/loop.ts';
import { blankLetter } from '../../src/mail/letter.ts';
import { MailRefused, type Transport } from '../../src/mail/transport.ts';
import { outbox } from '../../src/outbox/outbox.ts';
import { promptMail } from '../../src/outbox/prompt.ts';
import { queueMail } from '../../src/outbox/queue.ts';
import { owed, withAnn } from '../support/worlds/ann.ts';
import { bareServices } from '../support/worlds/bare-services.ts';

// Work of several nodes: each piece is done once. A paused node is one whose next step waits while the clock goes on.

const minute = 60_000;

/** A transport that notes the messages it sent. Each message waits for `answers`. */
function noting(): { readonly transport: Transport; readonly sent: string[]; answer: () => Promise<void> } {
  const sent: string[] = [];
  const noted = {
    sent,
    answer: (): Promise<void> => Promise.resolve(),
    transport: {
      async send({ messageId }) {
        await noted.answer();
        sent.push(messageId);
      },
      close: () => Promise.resolve(),
    } satisfies Transport,
  };
  return noted;
}

test('[NO5] a node that was paused before it sent a mail sends nothing, where another has sent it since', async (t) => {
  const { transport, sent } = noting();
  const services = await bareServices(t, { transport });
  await withAnn(services);
  const id = await queueMail(services, owed);
  const paused = Promise.withResolvers<undefined>();
  const letter = { ...blankLetter, subject: 'Hello', greeting: 'Ann Able', paragraphs: ['Words.'] };
  const slow = outbox(services, { invitation: async () => (await paused.promise, letter) });
  const first = slow.run();
  await new Promise((resolve) => setTimeout(resolve, 50));
  services.clock.forward(3 * minute);
  await outbox(services, { invitation: () => Promise.resolve(letter) }).run();
  t.equal(sent.length, 1, 'the other node took it over');
  paused.resolve(undefined);
  await first;
  t.equal(sent.length, 1, 'and the first one sees that');
  t.match((await services.aggregates.get('mail', id))?.state, { status: 'sent', attempts: 1 });
});

test('[NO5] a mail with a code that another node has sent is not owed again by a node that was paused while it sent', async (t) => {
  const noted = noting();
  const services = await bareServices(t, { transport: noted.transport });
  const message = { messageId: '<m@x>', to: { name: 'Ann', address: 'ann@example.org' }, subject: 's', text: 't', html: 'h' };
  const kind = { space: 'owed', about: z.string(), compose: () => Promise.resolve(message) };
  const [slow, quick] = [promptMail(services, kind), promptMail(services, kind)];
  await slow.owe('m1', 'ann', new Date(Date.parse(services.now()) + 10 * minute).toISOString());
  const paused = Promise.withResolvers<undefined>();
  noted.answer = () => paused.promise;
  const first = slow.deliver('m1');
  await new Promise((resolve) => setTimeout(resolve, 50));
  services.clock.forward(2 * minute);
  noted.answer = () => Promise.resolve();
  t.equal(await quick.deliver('m1'), 'sent');
  paused.reject(new MailRefused('the connection broke', { permanent: false, about: 'server' }));
  t.equal(await first, 'delayed');
  t.equal(await services.ephemeral.get('owed', 'm1'), null, 'nothing is owed any more');
  services.clock.forward(2 * minute);
  await slow.run();
  t.same(noted.sent, ['<m@x>']);
});

test('[NO4] [NO5] a loop that lost its lease begins nothing more, and gives back no lease of another', async (t) => {
  const services = await bareServices(t);
  const stopping = new AbortController().signal;
  const done: string[] = [];
  const work = (name: string) => ({
    name: 'chores',
    run: () => {
      done.push(name);
      return Promise.resolve('done' as const);
    },
  });
  const [north, south] = [loopOf(services, work('north'), 'north', stopping), loopOf(services, work('south'), 'south', stopping)];
  await Promise.all([north.wake(), south.wake()]);
  t.same(done, ['north'], 'one node has the work');
  services.clock.forward(16_000);
  await south.wake();
  t.same(done, ['north', 'south'], 'another has it once the lease is over');
  await north.release();
  t.equal(await services.ephemeral.claim('lease', 'worker/chores', 'east', 15_000), false, 'the lease of the south stays');
  await south.release();
  t.equal(await services.ephemeral.claim('lease', 'worker/chores', 'east', 15_000), true);
});
