import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

/** `GET /health`: 200 while the store answers; anonymous, so it says nothing else. */
export function registerHealth(app: FastifyInstance, services: Services): void {
  app.get('/health', { logLevel: 'warn' }, async (_request, reply) => {
    await services.ephemeral.get('health', 'probe');
    void reply.header('cache-control', 'no-store');
    return { status: 'ok' };
  });
}
