import { test } from 'tap';
import { openWorld } from '../../support/worlds/service.ts';
import { base, locks, person } from '../../support/worlds/signed-off.ts';

// The mailbox of the demonstration (MA7).

const asked = /Waiting for a decision[\s\S]*Joanna Prideaux[\s\S]*your decision on the response to SEND Review/;

test('[MA7] the mailbox has open requests on top, groups the others by event, and shows one person’s before it cuts', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  await locks(nadia);
  await world.mails();
  const page = await nadia.get('/mailbox');
  t.match(page.body, asked);
  t.match(page.body, /<summary>[\s\S]*The text is locked: SEND Review: \d+ people/);
  t.equal(page.body.match(/<summary>/g)?.length, 1, 'one event of many people');
  const { transport } = world.services;
  for (let n = 0; n < 320; n += 1) {
    const to = { name: 'Many Mails', address: 'many@example.org' };
    await transport.send({ messageId: `<many-${n}@example.org>`, to, subject: `Number ${n}`, text: 'x', html: '<html></html>' });
  }
  const full = (await nadia.get('/mailbox')).body;
  t.match(full, asked, 'a request that is open is never cut off');
  t.match(full, /Older messages are not listed: \d+/);
  t.match(full, /Messages are kept for 400 days/);
  const daniel = (await world.services.aggregates.get('member', 'daniel-rowntree'))?.state.email ?? '';
  const his = (await nadia.get(`/mailbox?to=${encodeURIComponent(daniel)}`)).body;
  t.match(his, /The text is locked/, 'one person’s mail is found, however many came after');
  t.notMatch(his, /Older messages|Waiting for a decision/);
});

test('[MA7] [MA5] a request that is over joins the others; mails that wait for the morning are counted', async (t) => {
  const world = await openWorld(t);
  const nadia = await person(world, 'nadia-farrow');
  await locks(nadia);
  await world.mails();
  await nadia.get(`${base}/sign-off`);
  await nadia.post(`${base}/sign-off/take-back`, { reason: 'A figure is wrong.' });
  await world.mails();
  const { body } = await nadia.get('/mailbox');
  t.notMatch(body, /Waiting for a decision/);
  t.match(body, /your decision on the response to SEND Review/);
  t.match(body, /\d+ updates for \d+ people can wait: each person gets one email on \w+ \d+ \w+, 8am/);
});
