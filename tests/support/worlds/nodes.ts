import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, buildApp } from '../../../src/app.ts';
import { openingPath } from '../../../src/features/demo/opened.ts';
import { seedDemo } from '../../../src/features/demo/seed.ts';
import { logger } from '../../../src/logging.ts';
import { type OpenServices, servicesOver } from '../../../src/open-services.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { startWorker, type Worker } from '../../../src/worker.ts';
import { RawClient } from '../live/raw-client.ts';
import { type Visitor, visitor } from '../visitor.ts';
import { localConfig } from './bare-services.ts';

/** One node of a service. */
export interface Node extends App {
  readonly services: OpenServices;
  readonly worker: Worker;
  readonly url: string;
}

interface Ending {
  teardown(act: () => unknown): unknown;
}

/** Nodes of one service in this process, on one store, with the demonstration's networks and one secret. */
export async function openNodes(t: Ending, count = 2): Promise<readonly Node[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-nodes-'));
  const store = await openSqliteStore({ directory: dataDir });
  const shared: Store = { ...store, nodes: 'many', close: () => Promise.resolve() };
  const nodes: Node[] = [];
  for (let n = 0; n < count; n += 1) nodes.push(await openNode(shared, dataDir));
  t.teardown(async () => {
    for (const { close } of nodes) await close();
    for (const { worker, services } of nodes) {
      await worker.stop();
      await services.close();
    }
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return nodes;
}

async function openNode(store: Store, dataDir: string): Promise<Node> {
  const config = { ...localConfig, baseUrl: null, dataDir };
  const services = await servicesOver(store, config, logger('silent'));
  await seedDemo(services);
  const built = await buildApp(services);
  const address = await built.app.listen({ host: config.host, port: config.port });
  services.listening(Number(new URL(address).port));
  return { ...built, services, worker: startWorker(services), url: services.baseUrl() };
}

/** Somebody who is signed in, as each node of the service sees them. */
export interface Person {
  at(node: Node): Visitor;
  /** A live client at a node, in the room of the demonstration's response. */
  writes(node: Node): Promise<RawClient>;
}

/** Signs a member of the demonstration in at one node. */
export async function signedIn(node: Node, member: string): Promise<Person> {
  const first = browser(node);
  await first.get(openingPath(node.services));
  await first.get('/start');
  await first.post('/start', { member });
  await first.get('/you');
  const cookies = (): string => first.cookies();
  return {
    at: (other) => (other === node ? first : browser(other, cookies())),
    async writes(other) {
      const response = await other.services.aggregates.get('response', 'send-review');
      const url = `${other.url.replace('http', 'ws')}/live/send-review/${response?.state.epoch ?? ''}`;
      return new RawClient({ url, headers: { cookie: cookies(), origin: other.url } });
    },
  };
}

function browser({ app, url }: Node, cookies = ''): Visitor {
  const known = new Map(
    cookies === '' ? [] : cookies.split('; ').map((cookie) => [cookie.split('=')[0] ?? '', cookie.split('=')[1] ?? '']),
  );
  return visitor(app, { host: new URL(url).host }, Object.fromEntries(known));
}
