import { setTimeout as after } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** True once the service stops: it finishes open work and takes no new people. */
    readonly leaving: { now: boolean };
  }
}

/** The time in milliseconds that the store has to answer. */
const patience = 2_000;

/**
 * Anonymous answers for proxies, watchers and our own page, which say nothing else (OP1). `/health/live`: the process turns.
 * `/health/ready` and `/health`: the store answers within two seconds and the service is not stopping, else 503.
 */
export function registerHealth(app: FastifyInstance, services: Services): void {
  app.decorate('leaving', { now: false });
  app.get('/health/live', { logLevel: 'warn' }, (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
  for (const path of ['/health', '/health/ready']) {
    app.get(path, { logLevel: 'warn' }, async (_request, reply) => {
      const status = app.leaving.now ? 'stopping' : await storeStatus(services);
      return reply
        .code(status === 'ok' ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status });
    });
  }
}

async function storeStatus({ ephemeral }: Services): Promise<'ok' | 'store'> {
  const late = new AbortController();
  const asked = ephemeral.get('health', 'probe').then(() => 'ok' as const);
  const gaveUp = after(patience, 'store' as const, { signal: late.signal });
  return Promise.race([asked, gaveUp])
    .catch(() => 'store' as const)
    .finally(() => {
      late.abort();
    });
}
