import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';
import { Budget } from './budget.ts';
import { registerAssets } from './assets.ts';
import { registerHealth } from './health.ts';
import { registerOneName } from './local.ts';
import { registerPages } from './pages.ts';
import { registerProblems } from './problems.ts';
import { registerSecurity } from './security.ts';
import { registerViewer } from './viewer.ts';

/** The largest body of a request in bytes, unless its route says otherwise. */
export const bodyLimit = 1024 * 1024;

/** Registers everything that pages need, in order; features are registered on the app after it. */
export async function web(app: FastifyInstance, services: Services): Promise<void> {
  registerProblems(app);
  app.decorate('reading', new Budget());
  await app.register(cookie);
  await app.register(formbody, { bodyLimit });
  await registerSecurity(app, services);
  registerOneName(app, services);
  registerViewer(app, services);
  registerPages(app, services);
  await registerAssets(app);
  registerHealth(app, services);
}
