import { type Test, test } from 'tap';
import type { Member } from '../../../src/domain/network/member.ts';
import { pages as away } from '../../../src/features/away/pages.ts';
import { composers } from '../../../src/features/responses/mails.ts';
import { reactions } from '../../../src/features/responses/reactions.ts';
import { readMailbox } from '../../../src/mail/mailbox.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import { runReactions } from '../../../src/store/reactions.ts';
import { base, openConsultationsWorld } from '../../support/worlds/consultations.ts';
import { type SignOffWorld, locks, who } from '../../support/worlds/sign-off.ts';
import type { Visitor } from '../../support/visitor.ts';

// Absences, and the people who stand in (WO30 to WO34, MA11). The world's clock stands at 14 July 2026, 10am.

const daniel = 'daniel-rowntree';
const pageOf = (id: string): string => `/network/members/${id}/away`;

interface Opened {
  readonly world: SignOffWorld;
  readonly nadia: Visitor;
  readonly danielHere: Visitor;
  /** The deputy of Daniel’s organisation. */
  readonly deputy: Member;
}

async function opened(t: Test): Promise<Opened> {
  const world = await openConsultationsWorld(t);
  away(world.app, world.services);
  const members = (await world.services.aggregates.find('member', { where: { role: 'deputy' }, limit: 500 })).map(({ state }) => state);
  const lead = await memberOf(world, daniel);
  const deputy = members.find(({ organisationId }) => organisationId === lead.organisationId);
  if (deputy === undefined) throw new Error('Daniel has no deputy');
  return { world, nadia: await world.member(who.coordinator), danielHere: await world.member(daniel), deputy };
}

async function memberOf({ services }: SignOffWorld, id: string): Promise<Member> {
  const stored = await services.aggregates.get('member', id);
  if (stored === null) throw new Error(`no member ${id}`);
  return stored.state;
}

function days(from: number, until: number, deputy: string): Readonly<Record<string, string>> {
  const date = (name: string, day: number) => ({ [`${name}-day`]: String(day), [`${name}-month`]: '7', [`${name}-year`]: '2026' });
  return { ...date('from', from), ...date('until', until), deputy };
}

async function records(browser: Visitor, id: string, fields: Readonly<Record<string, string>>) {
  await browser.get(pageOf(id));
  return browser.post(pageOf(id), fields);
}

test('[WO30] [WO31] a member records when they are away; the page says it, and they come back early', async (t) => {
  const { world, danielHere, deputy } = await opened(t);
  const page = (await danielHere.get(pageOf(daniel))).body;
  t.match(page, new RegExp(`<option value="${deputy.id}"`));
  t.notMatch(page, /<option value="nadia-farrow"/, 'the coordinator stands in for no lead');
  t.match(await records(danielHere, daniel, days(13, 17, deputy.id)), { status: 303, location: pageOf(daniel) });
  t.match((await memberOf(world, daniel)).absences, [
    { from: '2026-07-12T23:00:00.000Z', until: '2026-07-17T23:00:00.000Z', deputyId: deputy.id, by: daniel },
  ]);
  const recorded = (await danielHere.get(pageOf(daniel))).body;
  t.match(recorded, new RegExp(`13 July 2026 to 17 July 2026[\\s\\S]*${deputy.name} stands in[\\s\\S]*End it now`));
  const network = (await danielHere.get('/network')).body;
  t.match(network, new RegExp(`away until 17 July 2026; ${deputy.name} stands in`), 'the network says so [WO33]');
  await danielHere.get(pageOf(daniel));
  t.equal((await danielHere.post(`${pageOf(daniel)}/end`, { from: '2026-07-12T23:00:00.000Z' })).status, 303);
  t.notMatch((await danielHere.get('/network')).body, /away until/);
  t.match(
    (await danielHere.get('/network/members/daniel-rowntree/record')).body,
    /is away from 13 July 2026 to 17 July 2026[\s\S]*is away|is back/,
  );
});

test('[WO30] [WO31] [WO32] mistakes come back with what was typed', async (t) => {
  const { danielHere, deputy, world } = await opened(t);
  const wrong = async (fields: Readonly<Record<string, string>>, says: RegExp, field: string): Promise<void> => {
    const { status, body } = await records(danielHere, daniel, fields);
    t.equal(status, 400);
    t.match(body, says);
    t.match(body, new RegExp(`href="#${field}"`));
    t.match(body, `value="${fields['until-day'] ?? ''}"`);
  };
  await wrong(days(17, 16, deputy.id), /last day must not come before/, 'until-day');
  await wrong(days(1, 2, deputy.id), /have passed/, 'until-day');
  await wrong({ ...days(17, 18, deputy.id), 'until-year': '2027' }, /a year at most/, 'until-day');
  await wrong(days(17, 18, ''), /Pick who stands in/, 'deputy');
  await wrong(days(17, 18, 'nadia-farrow'), /cannot stand in/, 'deputy');
  await wrong(days(17, 18, 'nobody-we-know'), /Pick a member/, 'deputy');
  await records(danielHere, daniel, days(20, 22, deputy.id));
  await wrong(days(22, 24, deputy.id), /Another absence/, 'from-day');
  const circle = await records(await world.member(deputy.id), deputy.id, days(21, 21, daniel));
  t.match(circle, { status: 400, body: /is away in that time/ });
});

test('[AC2] [WO30] a member records their own absence alone, the coordinator everybody’s', async (t) => {
  const { nadia, danielHere, deputy } = await opened(t);
  t.equal((await danielHere.get(pageOf(deputy.id))).status, 403);
  t.equal((await danielHere.post(pageOf(deputy.id), days(15, 16, 'nobody'))).status, 403);
  t.match(await records(nadia, daniel, days(14, 17, 'nobody')), { status: 303 });
  t.match((await nadia.get(`/network/members/${daniel}`)).body, /Away until 17 July 2026; nobody stands in\./);
});

/** Runs the reactions to telling, and sends the mails they owe. Answers the mails about the response. */
async function told(world: SignOffWorld) {
  await runReactions(world.services.aggregates, [reactions(world.services)], (error) => {
    throw error;
  });
  for (let n = 0; n < 3; n += 1) await outbox(world.services, composers).run();
  return (await readMailbox(world.services.ephemeral)).filter(({ subject }) => subject.includes('write with us'));
}

test('[MA11] [WO32] a telling goes once to the colleague who stands in, says for whom, and not to the person away', async (t) => {
  const { world, nadia, danielHere, deputy } = await opened(t);
  await records(danielHere, daniel, days(14, 17, deputy.id));
  await nadia.get(`${base}/tell`);
  await nadia.post(`${base}/tell`);
  const mails = await told(world);
  t.same(
    mails.filter(({ to }) => to.name === 'Daniel Rowntree'),
    [],
  );
  const [mail, ...more] = mails.filter(({ to }) => to.name === deputy.name);
  t.same(more, [], 'one mail');
  t.match(mail?.text.replaceAll(/\s+/g, ' '), 'You also get this for Daniel Rowntree, who is away until 17 July 2026.');
  t.match((await nadia.get(`${base}/tell`)).body, /Daniel Rowntree[\s\S]{0,400}Sent/);
});

test('[MA11] where nobody stands in, or the stand-in has left, the mail goes to the person away', async (t) => {
  const { world, nadia, danielHere, deputy } = await opened(t);
  await records(danielHere, daniel, days(14, 17, deputy.id));
  await nadia.get(`/network/members/${deputy.id}`);
  await nadia.post(`/network/members/${deputy.id}/end`);
  t.match((await nadia.get(pageOf(daniel))).body, /nobody stands in now, because/);
  await nadia.get(`${base}/tell`);
  await nadia.post(`${base}/tell`);
  t.equal((await told(world)).filter(({ to }) => to.name === 'Daniel Rowntree').length, 1);
});

test('[WO33] [WO34] the request of an approver who is away reaches them; pages say who stands in, and Your work has it', async (t) => {
  const { world, nadia, danielHere } = await opened(t);
  await records(nadia, who.chair, days(14, 17, daniel));
  t.match((await danielHere.get('/work')).body, /You stand in for Joanna Prideaux, who is away until 17 July 2026\./);
  await locks(world);
  await world.settle();
  const work = (await danielHere.get('/work')).body;
  t.match(work, /Joanna Prideaux is asked to decide, and is away/);
  t.match(work, /nly Joanna Prideaux can decide, unless the decision is handed over on the Sign-off page/);
  t.match(work, /away until 17 July 2026; Daniel Rowntree stands in/, 'among those whom others wait for');
  const signOff = (await danielHere.get(`${base}/sign-off`)).body;
  t.match(signOff, /Joanna Prideaux is away until 17 July 2026; Daniel Rowntree stands in/, 'the Sign-off page');
  const request = (await readMailbox(world.services.ephemeral)).filter(
    ({ to, text }) => to.name === 'Joanna Prideaux' && text.includes('/d/'),
  );
  t.ok(request.length > 0, 'the request comes to her');
  const slot = /name="slot" value="([^"]+)"/.exec((await (await world.member(who.chair)).get(`${base}/sign-off`)).body)?.[1] ?? '';
  t.not(slot, '');
  t.equal((await danielHere.post(`${base}/sign-off/desk`, { slot })).status, 403, 'standing in gives no right to decide');
});
