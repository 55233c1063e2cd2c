import { buildApp } from '../../../src/app.ts';
import type { Config } from '../../../src/config.ts';
import { Consultation } from '../../../src/domain/consultation/consultation.ts';
import { EpochId, ResponseId } from '../../../src/domain/ids.ts';
import { Member } from '../../../src/domain/network/member.ts';
import { Network, usualOffices } from '../../../src/domain/network/network.ts';
import type { Instant } from '../../../src/domain/outcome.ts';
import { startResponse } from '../../../src/domain/response/response.ts';
import { logger } from '../../../src/logging.ts';
import { openServices } from '../../../src/open-services.ts';
import type { Services } from '../../../src/services.ts';
import { startWorker } from '../../../src/worker.ts';
import { epochOf, tokenOf } from '../dialects.ts';
import { sections } from '../texts.ts';
import { type Given, serve } from './child.ts';

// The whole service, as npm start runs it, with a response for each room and a member, signed in, for each person.

const since = '2026-01-01T00:00:00.000Z' as Instant;
const emptyText = { update: new Uint8Array([0, 0]), covers: {}, authors: {} };

async function seed(services: Services, { rooms, people }: Given): Promise<void> {
  if ((await services.aggregates.get('network', 'net')) !== null) return;
  const network = Network.parse({
    id: 'net',
    name: 'A network',
    overseenBy: '',
    timeZone: 'Europe/London',
    about: '',
    contact: '',
    offices: usualOffices,
    organisations: [
      { id: 'kent', name: 'Kent', brand: '', kind: 'authority', deliveryBody: '', from: since, until: null, successor: null },
    ],
    appointments: [],
  });
  const events = [{ type: 'NetworkCreated', data: { name: network.name } }] as const;
  await services.aggregates.commit({ kind: 'network', id: network.id, revision: 0, state: network, events, actor: 'system' });
  await Promise.all(Array.from({ length: rooms }, (_, n) => addRoom(services, `r${n}`)));
  await Promise.all(Array.from({ length: people }, (_, n) => addPerson(services, `p${n}`)));
}

async function addConsultation(services: Services, id: string): Promise<Consultation> {
  const state = Consultation.parse({
    id,
    networkId: 'net',
    title: `Consultation ${id}`,
    department: 'A department',
    url: '',
    opensAt: null,
    closesAt: '2099-12-22T23:45:00.000Z',
    closingMoves: [],
    questionSets: [{ version: 1, at: since, questions: sections.map(question) }],
  });
  const events = [{ type: 'ConsultationAdded', data: { title: state.title, closesAt: state.closesAt } }] as const;
  await services.aggregates.commit({ kind: 'consultation', id: state.id, revision: 0, state, events, actor: 'system' });
  return state;
}

function question(id: string, n: number) {
  const limits = { freeText: true, wordLimit: null, characterLimit: null };
  return { id, number: String(n + 1), text: 'A question?', kind: 'open', options: [], part: '', guidance: '', followUp: '', ...limits };
}

async function addRoom(services: Services, room: string): Promise<void> {
  const consultation = await addConsultation(services, room);
  const id = ResponseId.parse(room);
  const epoch = EpochId.parse(epochOf(room));
  await services.drafts.begin({ draft: id, epoch }, emptyText);
  const start = { id, networkId: consultation.networkId, consultationId: consultation.id, epoch, at: services.now(), marking: '' };
  const { state, events } = startResponse(start);
  await services.aggregates.commit({ kind: 'response', id, revision: 0, state, events, actor: 'system' });
}

async function addPerson(services: Services, id: string): Promise<void> {
  const member = Member.parse({
    id,
    networkId: 'net',
    name: `Person ${id}`,
    email: `${id}@example.org`,
    jobTitle: '',
    role: 'lead',
    organisationId: 'kent',
    salt: '0'.repeat(64),
    demo: true,
    from: since,
    until: null,
  });
  const events = [{ type: 'MemberAdded', data: { role: member.role, organisationId: member.organisationId } }] as const;
  await services.aggregates.commit({ kind: 'member', id: member.id, revision: 0, state: member, events, actor: 'system' });
  const expiresAt = new Date(Date.parse(services.now()) + 43_200_000).toISOString();
  const session = { memberId: id, createdAt: services.now() };
  await services.ephemeral.put('session', services.keys.hmac('session', tokenOf(id)), session, expiresAt);
}

interface Log {
  readonly room: string;
  /** Each in base 64. */
  readonly updates: readonly string[];
}

/** Writes entries into a log as a node of the past would have. */
async function append({ drafts }: Services, { room, updates }: Log): Promise<void> {
  const key = { draft: room, epoch: epochOf(room) };
  const entries = updates.map((update, n) => ({ node: 'past', seq: n + 1, update: Buffer.from(update, 'base64'), authors: {} }));
  await Promise.all(entries.map((entry) => drafts.append(key, entry)));
}

await serve(async (given) => {
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    baseUrl: null,
    dataDir: given.directory,
    secretFile: null,
    allowHttp: false,
    mongodb: null,
    smtpUrl: null,
    allowPlainMail: false,
    mailFrom: 'Concord <concord@localhost>',
    metricsToken: null,
    backupKey: null,
    clamavUrl: null,
    startEmpty: true,
    logLevel: 'warn',
  };
  const services = await openServices(config, logger(config.logLevel));
  await seed(services, given);
  const { app, close } = await buildApp(services);
  const port = Number(new URL(await app.listen({ host: config.host, port: config.port })).port);
  services.listening(port);
  const worker = startWorker(services);
  return {
    port,
    questions: {
      /** How many entries the log of a room has beyond its base. */
      entries: async (room) => (await services.drafts.load({ draft: room, epoch: epochOf(room) }))?.entries.length ?? 0,
      append: (what) => append(services, JSON.parse(what) as Log),
      close: async () => {
        await close();
        await worker.stop();
        await services.close();
      },
    },
  };
});
