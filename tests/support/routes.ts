import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';

/** One method of one route of the application, as it was registered. */
export interface Route {
  readonly method: string;
  readonly url: string;
  /** False where the route checks a form token of its own. */
  readonly csrf: boolean;
}

/** Runs `open` and answers what it answered, with every route that any application registered meanwhile; HEAD is left to GET. */
export async function withRoutes<T>(open: () => Promise<T>): Promise<readonly [T, readonly Route[]]> {
  const routes: Route[] = [];
  const watch = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url, config }) => {
      const methods = [method].flat().filter((one) => one !== 'HEAD');
      routes.push(...methods.map((one) => ({ method: one, url, csrf: config?.csrf !== false })));
    });
  };
  subscribe('fastify.initialization', watch);
  try {
    const opened = await open();
    return [opened, routes];
  } finally {
    unsubscribe('fastify.initialization', watch);
  }
}
