import { test } from 'tap';
import { reactions } from '../../../src/features/consultations/plan/reactions.ts';
import { readMailbox } from '../../../src/mail/mailbox.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import { runReactions } from '../../../src/store/reactions.ts';
import { base, openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { composers } from '../../support/worlds/letters.ts';
import { type SignOffWorld, who } from '../../support/worlds/sign-off.ts';

// People hear of changes of the plan once (WO19). The world begins on Tuesday 14 July 2026 at 10am in London.

const lead = 'daniel-rowntree';

/** Runs the reactions, then the outbox at an instant. */
async function works({ services }: SignOffWorld, at: string): Promise<void> {
  await runReactions(services.aggregates, [reactions(services)], (error) => {
    throw error;
  });
  services.clock.forward(Date.parse(at) - Date.parse(services.now()));
  for (let turn = 0; turn < 6; turn += 1) await outbox(services, composers).run();
}

async function inbox({ services }: SignOffWorld, id: string): Promise<readonly string[]> {
  const address = (await services.aggregates.get('member', id))?.state.email;
  const all = await readMailbox(services.ephemeral);
  return all.filter(({ to }) => to.address === address).map(({ text }) => text.replaceAll(/\s+/g, ' '));
}

/** A coordinator at the forms of the plan, who told everybody of the response. */
async function planner(world: SignOffWorld) {
  const nadia = await world.member(who.coordinator);
  const minute = (): void => {
    world.services.clock.forward(60_000);
  };
  await nadia.get(`${base}/tell`);
  return {
    tell: () => nadia.post(`${base}/tell`),
    async move(step: string, day: string, time: string): Promise<number> {
      minute();
      const was = /name="was" value="([^"]+)"/.exec((await nadia.get(`${base}/plan/dates/${step}`)).body)?.[1] ?? '';
      const due = { 'due-day': day, 'due-month': '8', 'due-year': '2026', 'due-time': time };
      return (await nadia.post(`${base}/plan/dates/${step}`, { ...due, was, reason: '' })).status;
    },
    async again(): Promise<void> {
      minute();
      await nadia.post(`${base}/plan/again`);
    },
    async name(section: string, was: string, member: string): Promise<number> {
      minute();
      return (await nadia.post(`${base}/plan/leads`, { section, was: `${section} ${was}`, member })).status;
    },
  };
}

test('[WO19] three changes of a day are one mail with the final state; its maker gets none', async (t) => {
  const world = await openConsultationsWorld(t);
  const plan = await planner(world);
  await plan.tell();
  t.equal(await plan.move('lock', '4', 'noon'), 303);
  await works(world, '2026-07-14T12:00:00.000Z');
  t.equal(await plan.move('lock', '4', '2pm'), 303);
  t.equal(await plan.name('q1', '', lead), 303);
  await works(world, '2026-07-14T20:00:00.000Z');
  t.same(await inbox(world, lead), [], 'nobody hears before the next morning');
  await works(world, '2026-07-15T07:00:00.000Z');
  const [mail = '', ...more] = await inbox(world, lead);
  t.same(more, []);
  t.match(mail, /Lock the text: 4 August 2026, 2pm\. It was 3 August 2026, noon\./, 'old and new date');
  t.match(mail, /You lead the drafting of question 1\./);
  t.match(mail, /\/consultations\/send-review\/plan/);
  t.same(await inbox(world, who.coordinator), []);
  t.notMatch((await inbox(world, who.chair)).join(' '), /You lead/);

  t.equal(await plan.name('q1', lead, who.coordinator), 303);
  t.equal(await plan.move('lock', '4', '3pm'), 303);
  await works(world, '2026-07-16T07:00:00.000Z');
  const mails = await inbox(world, lead);
  t.equal(mails.length, 2);
  const second = mails.find((one) => one !== mail) ?? '';
  t.match(
    second,
    /Lock the text: 4 August 2026, 3pm\. It was 4 August 2026, 2pm\..*You no longer lead the drafting of question 1\./,
    'since the last mail',
  );
});

test('[WO19] nobody is told of a change that was taken back, nor of a response that they have not heard of', async (t) => {
  const world = await openConsultationsWorld(t);
  const plan = await planner(world);
  await plan.move('lock', '4', 'noon');
  await works(world, '2026-07-15T07:00:00.000Z');
  t.same(await inbox(world, lead), [], 'nobody was told of the response');
  await plan.again();
  await plan.tell();
  await works(world, '2026-07-16T07:00:00.000Z');
  const before = (await inbox(world, lead)).length;
  await plan.move('lock', '4', 'noon');
  await plan.name('q1', '', lead);
  await works(world, '2026-07-16T08:00:00.000Z');
  await plan.again();
  await plan.name('q1', lead, 'nobody');
  await works(world, '2026-07-17T07:00:00.000Z');
  t.equal((await inbox(world, lead)).length, before);
  const waiting = await world.services.aggregates.find('mail', { where: { kind: 'plan-changed', status: 'queued' } });
  t.same(
    waiting.map(({ state }) => state.memberId),
    [],
  );
});
