import { randomUUID } from 'node:crypto';
import { fastify, type FastifyInstance, LogController } from 'fastify';
import { collab } from './collab/plugin.ts';
import type { Form } from './collab/ports.ts';
import type { Rooms } from './collab/room/rooms.ts';
import type { KnownSections } from './domain/consultation/known-sections.ts';
import { formOf } from './domain/response/epoch.ts';
import { pages as about } from './features/about/pages.ts';
import { pages as audit } from './features/audit/pages.ts';
import { pages as away } from './features/away/pages.ts';
import { pages as calendar } from './features/calendar/pages.ts';
import { pages as consultations } from './features/consultations/pages.ts';
import { pages as demo } from './features/demo/pages.ts';
import { pages as evidence } from './features/evidence/pages.ts';
import { pages as exports } from './features/exports/pages.ts';
import { pages as following } from './features/following/pages.ts';
import { MassDeletions } from './features/history/mass-deletions.ts';
import { pages as history } from './features/history/pages.ts';
import { pages as networks } from './features/networks/pages.ts';
import { pages as progress } from './features/progress/pages.ts';
import { pages as positions } from './features/positions/pages.ts';
import { presencesOf } from './features/responses/presences.ts';
import { responseGate } from './features/responses/gate.ts';
import { pages as responses } from './features/responses/pages.ts';
import { SectionsOfDrafts } from './features/responses/sections-of-drafts.ts';
import { pages as removal } from './features/removal/pages.ts';
import { pages as signIn } from './features/sign-in/pages.ts';
import { pages as signOff } from './features/sign-off/pages.ts';
import { pages as submissions } from './features/submissions/pages.ts';
import { pages as weekly } from './features/weekly/pages.ts';
import { pages as work } from './features/work/pages.ts';
import type { Metrics } from './operations/metrics.ts';
import { metricsRoute } from './operations/metrics-route.ts';
import type { Services } from './services.ts';
import type { Stored } from './store/aggregates.ts';
import type { DraftKey } from './store/drafts.ts';
import { textSchema } from './text/check.ts';
import { firstFormSchema } from './text/first-form/check.ts';
import { refuseAddress } from './web/problems.ts';
import { isLoopback } from './web/security.ts';
import { noteSecurity } from './web/security-log.ts';
import { web } from './web/web.ts';

/** The application and the live rooms it holds. */
export interface App {
  readonly app: FastifyInstance;
  readonly rooms: Rooms;
  /** Finishes open requests, commits every room, and closes. */
  readonly close: () => Promise<void>;
}

/** The longest time for a whole request to arrive, in milliseconds: enough for the largest upload over a slow line. */
const requestTimeout = 120_000;

/** Builds the application: everything is registered here, in order. `metrics` is null unless `METRICS_TOKEN` is set. */
export async function buildApp(services: Services, metrics: Metrics | null = null): Promise<App> {
  // A line per request would tell of people's comings and goings; failures log themselves.
  const logController = new LogController({ disableRequestLogging: true });
  const app = fastify({
    loggerInstance: services.log,
    logController,
    forceCloseConnections: true,
    frameworkErrors: refuseAddress,
    requestTimeout,
    genReqId: () => randomUUID(),
  });
  await web(app, services);
  if (metrics !== null) metricsRoute(app, services, metrics, () => rooms.counted);
  const losses = new MassDeletions(services);
  features(app, services, losses);
  const rooms = await liveRooms(app, services, losses);
  const unsubscribe = services.onCommit((stored) => {
    admitAgain(rooms, stored);
  });

  return {
    app,
    rooms,
    async close() {
      app.leaving.now = true;
      unsubscribe();
      await rooms.close();
      await app.close();
    },
  };
}

/** Registers every feature, in order. */
function features(app: FastifyInstance, services: Services, losses: MassDeletions): void {
  about(app);
  demo(app, services);
  signIn(app, services);
  networks(app, services);
  away(app, services);
  work(app, services);
  calendar(app, services);
  weekly(app, services);
  consultations(app, services);
  responses(app, services, losses);
  following(app, services);
  evidence(app, services, losses);
  progress(app, services);
  positions(app, services);
  history(app, services);
  removal(app, services);
  signOff(app, services);
  exports(app, services);
  submissions(app, services);
  audit(app, services);
}

/** Registers the live rooms of the drafts, and closes the sockets of sessions that end. */
async function liveRooms(app: FastifyInstance, services: Services, losses: MassDeletions): Promise<Rooms> {
  const sections = new SectionsOfDrafts(services);
  const rooms = await collab(app, {
    drafts: services.drafts,
    losses,
    gate: sections.learntBy(responseGate(services)),
    formOf: (key) => textForm(key, () => sections.of(key.draft)),
    node: services.newId(),
    log: services.log,
    allowedOrigin: () => originsOf(services.baseUrl()),
    presences: presencesOf(services),
    now: () => services.now(),
    onLimited: (member, way) => {
      noteSecurity(services, 'live-limited', { member, way });
    },
    watch: (onNews) => services.watch?.(onNews) ?? (() => undefined),
  });
  app.addHook('onResponse', (request, _reply, done) => {
    // A session that ends, by signing out or in as somebody else, loses its sockets at once (CO5).
    if (request.viewer !== null && sessionEnding.has(request.routeOptions.url ?? '')) rooms.recheck();
    done();
  });
  return rooms;
}

/** The form of an epoch's text. Pages from before the upgrade write the first form; they bring what they have, and reload (TX18). */
function textForm({ epoch }: DraftKey, known: () => KnownSections): Form {
  return formOf(epoch) === 'lines'
    ? { schema: textSchema.within(known), pages: 'current' }
    : { schema: firstFormSchema.within(known), pages: 'outdated' };
}

const sessionEnding: ReadonlySet<string> = new Set(['/sign-out', '/sign-out/one', '/sign-out/everywhere', '/sign-in/network', '/start']);

/** The origins whose pages may connect; on loopback, every name of this computer. */
function originsOf(baseUrl: string): readonly string[] {
  const { origin, hostname, protocol, port } = new URL(baseUrl);
  const end = port === '' ? '' : `:${port}`;
  return isLoopback(hostname) ? ['localhost', '127.0.0.1', '[::1]'].map((name) => `${protocol}//${name}${end}`) : [origin];
}

/** Asks the Gate again about open sockets, after a commit that may have changed who may write (CO5). */
function admitAgain(rooms: Rooms, { kind, id }: Stored): void {
  if (kind === 'response') rooms.recheck(id);
  if (kind === 'member' || kind === 'network') rooms.recheck();
}
