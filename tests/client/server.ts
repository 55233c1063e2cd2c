import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify } from 'fastify';
import { buildApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { EpochId, MemberId } from '../../src/domain/ids.ts';
import type { Response } from '../../src/domain/response.ts';
import type { ResponseEvent } from '../../src/domain/response-event.ts';
import { openServices } from '../../src/services.ts';
import { reseed } from '../../src/text/reseed.ts';
import { seed } from './seed.ts';
import type { Order } from './stage.ts';

// A process of its own, so that a test can freeze it. It is told what to do by messages, and answers when it is done.
const directory = mkdtempSync(join(tmpdir(), 'concord-client-'));
const config = readConfig({ ...process.env, DATA_DIR: directory, PORT: '0', LOG_LEVEL: 'silent' });
const opened = await openServices(config, fastify({ logger: false }).log);
let store: 'fails' | 'works' = 'works';
const services = {
  ...opened,
  drafts: {
    ...opened.drafts,
    append: async (...entry: Parameters<typeof opened.drafts.append>) => {
      if (store === 'fails') throw new Error('the disk is full');
      return opened.drafts.append(...entry);
    },
  },
};
const { app } = await buildApp(services);
const seeded = await seed(services, Number(process.env['QUESTIONS']));
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address() as AddressInfo;

async function obey(order: Order): Promise<void> {
  const stored = await services.aggregates.get('response', seeded.response);
  if (stored === null) throw new TypeError('there is no response');
  const { state } = stored;
  const become = async (next: Response, event: ResponseEvent): Promise<void> => {
    await services.aggregates.commit({
      kind: 'response',
      id: stored.id,
      revision: stored.revision,
      state: next,
      events: [event],
      actor: 'nadia',
    });
  };
  switch (order.do) {
    case 'store':
      store = order.how;
      return;
    case 'end-session':
      await services.ephemeral.drop('session', services.keys.hmac('session', seeded.tokens[order.who]));
      return;
    case 'lock': {
      await services.drafts.seal({ draft: state.id, epoch: state.epoch });
      const locking = { at: services.now(), by: MemberId.parse('nadia'), epoch: state.epoch, acknowledged: [], reason: '' };
      await become({ ...state, locking }, { type: 'TextLocked', data: { epoch: state.epoch } });
      return;
    }
    case 'reopen': {
      const log = await services.drafts.load({ draft: state.id, epoch: state.epoch });
      if (log === null) throw new TypeError('there is no draft');
      const epoch = { id: EpochId.parse('epoch2'), from: state.epoch, at: services.now() };
      await services.drafts.begin({ draft: state.id, epoch: epoch.id }, reseed(log));
      const next = { ...state, locking: null, epoch: epoch.id, epochs: [...state.epochs, epoch] };
      await become(next, { type: 'DraftReopened', data: { epoch: epoch.id, from: state.epoch } });
    }
  }
}

process.on('message', (order: Order) => {
  void obey(order).then(() => process.send?.('done'));
});
process.send?.({ port, ...seeded });
