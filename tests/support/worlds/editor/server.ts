import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { collab } from '../../../../src/collab/plugin.ts';
import type { Rooms } from '../../../../src/collab/room/rooms.ts';
import { knownSections } from '../../../../src/domain/consultation/known-sections.ts';
import { MemberId, NetworkId, SectionId } from '../../../../src/domain/ids.ts';
import { Digest } from '../../../../src/domain/outcome.ts';
import { newEpochId } from '../../../../src/domain/response/epoch.ts';
import type { Response } from '../../../../src/domain/response/response.ts';
import type { ResponseEvent } from '../../../../src/domain/response/response-event.ts';
import { MassDeletions } from '../../../../src/features/history/mass-deletions.ts';
import { responseGate } from '../../../../src/features/responses/gate.ts';
import { pages } from '../../../../src/features/responses/pages.ts';
import { SectionsOfDrafts } from '../../../../src/features/responses/sections-of-drafts.ts';
import { consultationOf } from '../../../../src/reading/response.ts';
import { textSchema } from '../../../../src/text/check.ts';
import { reseed } from '../../../../src/text/reseed.ts';
import { web } from '../../../../src/web/web.ts';
import { type BareServices, bareServices } from '../bare-services.ts';
import { type Seeded, seed } from './seed.ts';
import type { Message, Opened, Opening, Order } from './process.ts';

// A process of its own, so that a test can freeze it. It opens a world, obeys orders and closes the world again, each when
// a message says so, and answers each message when that is done.

interface Served {
  readonly services: BareServices;
  readonly rooms: Rooms;
  readonly seeded: Seeded;
  /** Whether the store takes entries. */
  store: 'fails' | 'works';
  close(): Promise<void>;
}

let served: Served | null = null;

async function open({ questions, largestFrame, baseUrl }: Opening): Promise<Opened> {
  const endings: (() => unknown)[] = [];
  const bare = await bareServices({ teardown: (act) => endings.push(act) }, { config: { baseUrl } });
  const drafts = {
    ...bare.drafts,
    appendAfter: async (...entry: Parameters<typeof bare.drafts.appendAfter>) => {
      if (served?.store === 'fails') throw new Error('the disk is full');
      return bare.drafts.appendAfter(...entry);
    },
  };
  const services = { ...bare, drafts };
  const app = fastify({ loggerInstance: services.log, forceCloseConnections: true });
  await web(app, services);
  const losses = new MassDeletions(services);
  pages(app, services, losses);
  const sections = new SectionsOfDrafts(services);
  const rooms = await collab(app, {
    drafts: drafts,
    losses,
    gate: sections.learntBy(responseGate(services)),
    formOf: ({ draft }) => ({ schema: textSchema.within(() => sections.of(draft)), pages: 'current' }),
    node: 'node1',
    log: services.log,
    ...(largestFrame > 0 ? { limits: { frame: largestFrame } } : {}),
    allowedOrigin: () => [baseUrl],
    now: () => services.now(),
  });
  const seeded = await seed(services, questions);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const close = async (): Promise<void> => {
    await app.close();
    for (const end of endings) await end();
  };
  served = { services, rooms, seeded, store: 'works', close };
  return { port: (app.server.address() as AddressInfo).port, ...seeded };
}

async function answer(message: Message): Promise<unknown> {
  if (message.do === 'open') return open(message.with);
  if (served === null) throw new TypeError('no world is open');
  if (message.do !== 'close') return obey(served, message);
  await served.close();
  served = null;
  return 'done';
}

async function obey(world: Served, order: Order): Promise<unknown> {
  const { services, rooms, seeded } = world;
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
    case 'late': {
      const late = await services.drafts.late(state.id);
      return late.map(({ member, epoch }) => ({ member, epoch }));
    }
    case 'store':
      world.store = order.how;
      return 'done';
    case 'end-session':
      await services.ephemeral.drop('session', services.keys.hmac('session', seeded.tokens[order.who]));
      rooms.recheck();
      return 'done';
    case 'reader': {
      const member = await services.aggregates.get('member', order.who);
      if (member === null) throw new TypeError('there is no such member');
      const events = [{ type: 'MemberRoleChanged' as const, data: { role: 'reader' as const } }] as const;
      const next = { ...member.state, role: 'reader' as const };
      await services.aggregates.commit({ kind: 'member', id: member.id, revision: member.revision, state: next, events, actor: 'nadia' });
      rooms.recheck();
      return 'done';
    }
    case 'move':
      await become({ ...state, networkId: NetworkId.parse('elsewhere') }, { type: 'TextLocked', data: { epoch: state.epoch } });
      rooms.recheck();
      return 'done';
    case 'decide': {
      const passage = {
        epoch: state.epochs.at(-2)?.id ?? state.epoch,
        member: MemberId.parse(order.who),
        section: SectionId.parse(order.section),
      };
      const decided = {
        ...passage,
        digest: Digest.parse('a'.repeat(64)),
        became: order.became,
        at: services.now(),
        by: MemberId.parse('nadia'),
      };
      const next = { ...state, latePassages: [...state.latePassages, decided] };
      await become(next, { type: 'LatePassageLeftOut', data: passage });
      return 'done';
    }
    case 'lock': {
      await services.drafts.seal({ draft: state.id, epoch: state.epoch });
      const locking = { at: services.now(), by: MemberId.parse('nadia'), epoch: state.epoch, acknowledged: [], reason: '' };
      await become({ ...state, locking }, { type: 'TextLocked', data: { epoch: state.epoch } });
      return 'done';
    }
    case 'reopen': {
      const log = await services.drafts.load({ draft: state.id, epoch: state.epoch });
      if (log === null) throw new TypeError('there is no draft');
      const epoch = { id: newEpochId('epoch2'), from: state.epoch, at: services.now() };
      await services.drafts.begin({ draft: state.id, epoch: epoch.id }, reseed(log, knownSections(await consultationOf(services, state))));
      const next = { ...state, locking: null, epoch: epoch.id, epochs: [...state.epochs, epoch] };
      await become(next, { type: 'DraftReopened', data: { epoch: epoch.id, from: state.epoch } });
      return 'done';
    }
  }
}

// Nothing is left of it once the test is gone.
process.on('disconnect', () => process.exit());
process.on('message', (message: Message) => {
  void answer(message).then((said) => process.send?.(said));
});
// A process that is killed writes no cache of its modules at its end.
flushCompileCache();
process.send?.('ready');
