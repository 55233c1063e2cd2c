import { fastify, type FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import type { Config } from '../../../src/config.ts';
import { refused } from '../../../src/domain/outcome.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { freshForm } from '../../../src/web/forms.ts';
import { Refusal } from '../../../src/web/problems.ts';
import { limit } from '../../../src/web/security.ts';
import { closeSession, openSession } from '../../../src/web/sessions.ts';
import { allowed, signedIn } from '../../../src/web/viewer.ts';
import { web } from '../../../src/web/web.ts';
import { type BareServices, bareServices } from './bare-services.ts';

/** Stands in the path of a link, and nowhere else. */
export const secret = 'tHeToKeN0fAnEmAiLeDlInK';
/** A service with nothing but `web` and a few routes. */
export interface Site {
  readonly app: FastifyInstance;
  readonly services: BareServices;
  readonly log: string[];
}

/** `web` with a few routes of the kinds that features have. */
export async function site(t: Test, config: Partial<Config> = {}): Promise<Site> {
  const log: string[] = [];
  const services = await bareServices(t, { config, log });
  await seedDemo(services);
  const app = fastify({ loggerInstance: services.log, forceCloseConnections: true });
  await web(app, services);
  app.get('/enter/:member', async (request, reply) => {
    const { member } = request.params as { member: string };
    return { id: await openSession(services, request, reply, { memberId: member }) };
  });
  app.get('/leave', async (request, reply) => {
    await closeSession(services, request, reply);
    return 'gone';
  });
  app.get('/who', (request) => signedIn(request).member.id);
  app.get('/form', (request, reply) => reply.page('about/help', { title: 'A form', layout: request.viewer === null ? 'plain' : 'page' }));
  app.get('/token', (_request, reply) =>
    reply.page('sign-in/sign-in', {
      title: 'Sign in',
      layout: 'plain',
      next: '',
      form: freshForm({ email: '' }),
    }),
  );
  app.post('/write', (request) => ({ wrote: request.body, by: request.viewer?.member.id ?? null }));
  app.post('/own-token', { config: { csrf: false } }, () => 'checked by itself');
  app.post('/manage', (request) => allowed(request, 'network.manage').member.id);
  app.get('/d/:token', () => {
    throw new Error(`could not read http://localhost:3000/d/${secret} of kim@example.org`, { cause: new Error(`/d/${secret}`) });
  });
  app.get('/limited', async (request) => {
    await limit(services, `test/${signedIn(request).member.id}`, 2, 60_000);
    return 'within';
  });
  app.get('/limited-today', async () => limit(services, 'test', 0, 24 * 3_600_000));
  app.get('/conflict', () => {
    throw new Refusal(refused('slot-decided', 'Joanna Prideaux decided on 4 June 2026 at 5:32pm.'));
  });
  await app.ready();
  t.teardown(() => app.close());
  return { app, services, log };
}
