import type { FastifyInstance } from 'fastify';
import { sameText } from '../keys.ts';
import type { Services } from '../services.ts';
import type { Counted, Metrics } from './metrics.ts';

/** `GET /metrics` for Prometheus, which sends the token as its bearer token (OP3). Everybody else gets 401. */
export function metricsRoute(app: FastifyInstance, services: Services, metrics: Metrics, live: () => Counted): void {
  const { metricsToken } = services.config;
  if (metricsToken === null) return;
  metrics.read({ live, mailAge: () => mailAge(services) });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    metrics.answered({ method, route: routeOptions.url ?? 'no route', status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  app.get('/metrics', { logLevel: 'warn' }, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    if (!sameText(request.headers.authorization ?? '', `Bearer ${metricsToken}`))
      return reply.code(401).header('www-authenticate', 'Bearer').type('text/plain').send('the token of the metrics is needed\n');
    const { type, text } = await metrics.print();
    return reply.type(type).send(text);
  });
}

/** Seconds since the oldest waiting mail should have left; 0 where none waits. */
async function mailAge(services: Services): Promise<number> {
  const order = { by: 'notBefore', direction: 'ascending' } as const;
  const [oldest] = await services.aggregates.find('mail', { where: { status: 'queued' }, order, limit: 1 });
  return oldest === undefined ? 0 : Math.max(0, (Date.parse(services.now()) - Date.parse(oldest.state.notBefore)) / 1000);
}
