import { fastify, type FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import type { Response } from '../../../src/domain/response/response.ts';
import { MemberId } from '../../../src/domain/ids.ts';
import { recordAbsence } from '../../../src/domain/network/being-away.ts';
import { Instant } from '../../../src/domain/outcome.ts';
import { membersOf } from '../../../src/reading/people.ts';
import { change } from '../../../src/store/change.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { pages as signInPages } from '../../../src/features/sign-in/pages.ts';
import { composers } from '../../../src/features/sign-off/mails.ts';
import { pages } from '../../../src/features/sign-off/pages.ts';
import { reactions } from '../../../src/features/sign-off/reactions.ts';
import { sweep } from '../../../src/features/sign-off/sweep.ts';
import { type MailboxEntry, readMailbox } from '../../../src/mail/mailbox.ts';
import type { Transport } from '../../../src/mail/transport.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import type { Services } from '../../../src/services.ts';
import type { Stored } from '../../../src/store/aggregates.ts';
import { runReactions } from '../../../src/store/reactions.ts';
import { web } from '../../../src/web/web.ts';
import { type Visitor, visitor } from '../visitor.ts';
import { type BareServices, bareServices } from './bare-services.ts';

// The demonstration's network with its half-written response, signed off through the real pages, mails and store.

/** Short names for the people of the demonstration who matter here. */
export const who = {
  coordinator: 'nadia-farrow',
  chair: 'joanna-prideaux',
  vice: 'meera-vasani',
  otherVice: 'samuel-okafor',
  sponsor: 'alison-thackeray',
} as const;

export interface SignOffWorld {
  readonly services: BareServices;
  readonly app: FastifyInstance;
  /** Runs what runs without a request, until nothing is left. */
  settle(): Promise<void>;
  response(): Promise<Stored<'response'>>;
  /** Somebody signed in. */
  member(id: string): Promise<Visitor>;
  /** Somebody with a browser and nothing else. */
  stranger(): Visitor;
  mails(to?: string): Promise<readonly MailboxEntry[]>;
  /** The path of the newest emailed link of a person. */
  linkOf(id: string): Promise<string>;
  /** The newest code of a person. */
  codeOf(id: string): Promise<string>;
}

export const base = '/consultations/send-review';

/** Opens the world; `wrap` stands between the commands and the services, for faults. */
export async function openSignOffWorld(
  t: Test,
  given: { readonly log?: string[]; readonly transport?: Transport } = {},
): Promise<SignOffWorld> {
  const services = await bareServices(t, given);
  await seedDemo(services);
  const app = await appOver(t, services);
  return signOffWorldOver(services, app);
}

export async function appOver(t: Test, services: Services): Promise<FastifyInstance> {
  const app = fastify({ loggerInstance: services.log });
  await web(app, services);
  signInPages(app, services);
  pages(app, services);
  t.teardown(() => app.close());
  return app;
}

export function signOffWorldOver(services: BareServices, app: FastifyInstance): SignOffWorld {
  const mails = async (to?: string): Promise<readonly MailboxEntry[]> => {
    await settle(services);
    const all = await readMailbox(services.ephemeral);
    if (to === undefined) return all;
    const member = await services.aggregates.get('member', to);
    return all.filter((mail) => mail.to.address === member?.state.email);
  };
  const found = async (to: string, pattern: RegExp): Promise<string> => {
    for (const mail of await mails(to)) {
      const match = pattern.exec(mail.text);
      if (match?.[1] !== undefined) return match[1];
    }
    throw new Error(`nothing like ${String(pattern)} was sent to ${to}`);
  };
  return {
    services,
    app,
    settle: () => settle(services),
    async response() {
      const stored = await services.aggregates.get('response', 'send-review');
      if (stored === null) throw new Error('there is no response');
      return stored;
    },
    async member(id) {
      await services.ephemeral.put(
        'session',
        services.keys.hmac('session', id),
        { memberId: id, createdAt: services.now() },
        '2099-01-01T00:00:00.000Z',
      );
      return visitor(app, {}, { 'concord-session': id });
    },
    stranger: () => visitor(app),
    mails,
    linkOf: (id) => found(id, /http:\/\/localhost:3000(\/d\/\S+)/),
    codeOf: (id) => found(id, /\b(\d{6})\b/),
  };
}

export async function settle(services: Services): Promise<void> {
  const mine = [reactions(services)];
  const send = outbox(services, composers);
  for (let turn = 0; turn < 20; turn += 1) {
    if ((await services.aggregates.unreacted(1)).length === 0) break;
    await runReactions(services.aggregates, mine, (error) => {
      throw error;
    });
    await send.run();
  }
  await sweep(services);
  await send.run();
}

/** Locks the text and opens a round, as the coordinator does on the page. */
export async function locks(world: SignOffWorld): Promise<Response> {
  const nadia = await world.member(who.coordinator);
  const page = await nadia.get(`${base}/checks`);
  const keys = [...page.body.matchAll(/name="acknowledged" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  const answer = await nadia.post(`${base}/checks`, { acknowledged: keys, reason: 'It will be answered in the next one.' });
  if (answer.status !== 303) throw new Error(`not locked: ${answer.status}\n${answer.body}`);
  return (await world.response()).state;
}

/** Records that a member is away from now on for a week, with a deputy. */
export async function isAway({ services }: SignOffWorld, id: string, deputy: string): Promise<void> {
  const network = await services.aggregates.get('network', 'south-east-kinship');
  if (network === null) throw new Error('there is no network');
  const members = await membersOf(services, network.state.id);
  const by = MemberId.parse(id);
  const from = services.now();
  const until = Instant.parse(new Date(Date.parse(from) + 7 * 24 * 3_600_000).toISOString());
  const absence = { from, until, deputyId: MemberId.parse(deputy) };
  await change(services.aggregates, 'member', id, id, (member) =>
    recordAbsence(member, absence, { at: from, by }, { network: network.state, members }),
  );
}

export interface Choice {
  readonly decision: 'approve' | 'request-changes' | 'decline';
  readonly comment?: string;
  readonly name?: string;
}

/** The hidden fields of the decision form on a page. */
export function formOf(body: string): Readonly<Record<string, string>> {
  const form = /<form class="cc-decide"[\s\S]*$/.exec(body)?.[0] ?? '';
  return Object.fromEntries(
    [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

/** Opens somebody’s newest link and continues: a visitor who sits at the decision page. */
export async function sitsDown(world: SignOffWorld, id: string): Promise<Visitor> {
  const path = await world.linkOf(id);
  const person = world.stranger();
  await person.get(path);
  const answer = await person.post(path);
  if (answer.status !== 303) throw new Error(`no decision page: ${answer.status} ${answer.body}`);
  return person;
}

/** Chooses and signs, up to where the office’s code is asked for. Answers what came back. */
export async function chooses(world: SignOffWorld, person: Visitor, id: string, choice: Choice) {
  const page = await person.get('/decision');
  const member = await world.services.aggregates.get('member', id);
  return person.post('/decision', { ...formOf(page.body), comment: '', name: member?.state.name ?? '', ...choice });
}

/** Decides through the link, with the code where it is asked for. */
export async function decides(world: SignOffWorld, id: string, choice: Choice) {
  const person = await sitsDown(world, id);
  const answer = await chooses(world, person, id, choice);
  if (answer.location !== '/decision/code') return answer;
  await person.get('/decision/code');
  return person.post('/decision/code', { code: await world.codeOf(id) });
}
