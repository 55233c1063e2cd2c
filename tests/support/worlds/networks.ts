import { fastify, type FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { openingPath } from '../../../src/features/demo/opened.ts';
import { pages as demoPages } from '../../../src/features/demo/pages.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { composers } from '../../../src/features/networks/mails.ts';
import { pages } from '../../../src/features/networks/pages.ts';
import { reactions } from '../../../src/features/networks/reactions.ts';
import { pages as signInPages } from '../../../src/features/sign-in/pages.ts';
import { outbox } from '../../../src/outbox/outbox.ts';
import type { Stored } from '../../../src/store/aggregates.ts';
import { runReactions } from '../../../src/store/reactions.ts';
import { web } from '../../../src/web/web.ts';
import { type Visitor, visitor } from '../visitor.ts';
import { type BareServices, bareServices } from './bare-services.ts';

/** The pages of networks over the two networks of the demonstration. */
export interface NetworksSite {
  readonly app: FastifyInstance;
  readonly services: BareServices;
}

/** Opens the pages of networks; lines of the log go into `log`. */
export async function site(t: Test, log?: string[]): Promise<NetworksSite> {
  const services = await bareServices(t, log === undefined ? {} : { log });
  await seedDemo(services);
  const app = fastify();
  await web(app, services);
  demoPages(app, services);
  signInPages(app, services);
  pages(app, services);
  await app.ready();
  t.teardown(() => app.close());
  return { app, services };
}

/** A member of the demonstration, signed in. */
export async function as({ app, services }: NetworksSite, member: string): Promise<Visitor> {
  const browser = visitor(app);
  await browser.get(openingPath(services));
  await browser.get('/start');
  await browser.post('/start', { member });
  await browser.get('/you');
  return browser;
}

export async function memberBy(services: BareServices, email: string): Promise<Stored<'member'> | undefined> {
  return (await services.aggregates.find('member', { where: { email } }))[0];
}

/** Does the worker's work: the reactions to every event, then the outbox. */
export async function settle(services: BareServices): Promise<void> {
  await runReactions(services.aggregates, [reactions(services)], (error) => {
    throw error;
  });
  await outbox(services, composers).run();
}
