import { fastify, type FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import type { Config } from '../../../src/config.ts';
import { pages as demoPages } from '../../../src/features/demo/pages.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { pages as networkPages } from '../../../src/features/networks/pages.ts';
import { pages } from '../../../src/features/sign-in/pages.ts';
import { type MailboxEntry, readMailbox } from '../../../src/mail/mailbox.ts';
import { web } from '../../../src/web/web.ts';
import type { Visitor } from '../visitor.ts';
import { type BareServices, bareServices } from './bare-services.ts';

/** The demonstration's network with the pages of signing in. */
export interface Site {
  readonly app: FastifyInstance;
  readonly services: BareServices;
  /** Waits until the mailbox holds `count` messages; the newest first. */
  readonly mails: (count: number) => Promise<readonly MailboxEntry[]>;
  /** The messages to an address, the newest first, once none is under way. */
  readonly mailsTo: (address: string) => Promise<readonly MailboxEntry[]>;
}

export async function site(t: Test, config: Partial<Config> = {}, log?: string[]): Promise<Site> {
  const services = await bareServices(t, { config, ...(log === undefined ? {} : { log }) });
  await seedDemo(services);
  const app = fastify({ loggerInstance: services.log });
  await web(app, services);
  demoPages(app, services);
  pages(app, services);
  networkPages(app, services);
  app.get('/work', (request) => ({ member: request.viewer?.member.id ?? null }));
  await app.ready();
  t.teardown(() => app.close());
  const mails = async (count: number): Promise<readonly MailboxEntry[]> => {
    const until = Date.now() + 5_000;
    for (;;) {
      const entries = await readMailbox(services.ephemeral);
      if (entries.length >= count || Date.now() > until) return entries;
      await new Promise((done) => setImmediate(done));
    }
  };
  const mailsTo = async (address: string): Promise<readonly MailboxEntry[]> => {
    while ((await services.ephemeral.list('sign-in-mail', '', 1)).length > 0) await new Promise((done) => setImmediate(done));
    return (await readMailbox(services.ephemeral)).filter(({ to }) => to.address === address);
  };
  return { app, services, mails, mailsTo };
}

/** Asks for a link and a code. Answers the status. */
export async function ask(browser: Visitor, email: string, next = ''): Promise<number> {
  await browser.get(`/sign-in${next === '' ? '' : `?next=${encodeURIComponent(next)}`}`);
  return (await browser.post('/sign-in', { email, next: next === '' ? '/work' : next })).status;
}

/** The path of the link in a mail, and its code. */
export function secretsOf(mail: MailboxEntry | undefined): { link: string; code: string } {
  const text = mail?.text ?? '';
  return { link: /http:\/\/localhost:3000(\/sign-in\/link\/\S+)/.exec(text)?.[1] ?? '', code: /^\d{6}$/m.exec(text)?.[0] ?? '' };
}

/** The id of the member who is signed in in a browser; null where nobody is. */
export async function whoIs(browser: Visitor): Promise<string | null> {
  return (JSON.parse((await browser.get('/work')).body) as { member: string | null }).member;
}
