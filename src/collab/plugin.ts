import type { ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import websocket, { type WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DraftKey, Drafts } from '../store/drafts.ts';
import { CommitWindow } from './log/commit-window.ts';
import { waitingDrafts } from './log/waiting.ts';
import { keyOf, wishOf } from './door/address.ts';
import { type Admitted, type Busy, type Door, refuse } from './door/door.ts';
import { defaultLimits, type Limits, maxPayload } from './limits.ts';
import type { Form, Gate, Losses, Presences } from './ports.ts';
import { busySentence, type Closing, closings } from './wire/protocol.ts';
import { type News, Rooms } from './room/rooms.ts';
import { refuseCompression, WebSocketWire } from './wire/socket.ts';
import { streams } from './stream/routes.ts';
import { Turnstile } from './door/turnstile.ts';

/** What the live server needs. It knows nothing of sign-off (CO1). */
export interface CollabOptions {
  readonly drafts: Drafts;
  readonly gate: Gate;
  /** Tells the form of an epoch's text. */
  readonly formOf: (key: DraftKey) => Form;
  /** A name, random for every process: entries are numbered per node (CO30). */
  readonly node: string;
  readonly log: FastifyBaseLogger;
  /** Hears of deletions (CO16). */
  readonly losses?: Losses;
  /** The origins whose pages may connect, as browsers send them. */
  allowedOrigin(): readonly string[];
  /** Where nodes tell each other who is in their rooms; null or missing where no other node can serve one. */
  readonly presences?: Presences | null;
  /** Calls back soon after another node wrote something, and answers the way to stop; for a store that can tell (CO30). */
  watch?(onNews: (news: News) => void): () => void;
  /** UTC, ISO 8601. */
  now(): string;
  readonly limits?: Partial<Limits>;
  /** A member met a limit, or sent edits that contradict known words (SE10). `closing` names it. */
  onLimited?(member: string, closing: Closing): void;
}

/** A request that may become a socket. */
interface Admittance {
  readonly key: DraftKey;
  readonly entry: Admitted | Busy;
  readonly response: ServerResponse;
}

const terminateAfter = 1_000;

/** Registers the live socket, `GET /live/:responseId/:epoch`, and its streams. Returns the rooms behind them. */
export async function collab(app: FastifyInstance, options: CollabOptions): Promise<Rooms> {
  const limits = { ...defaultLimits, ...options.limits };
  const { log, node } = options;
  const commits = new CommitWindow(limits.commitWithin);
  const losses = options.losses ?? { listenerFor: () => () => undefined, settled: () => undefined };
  const drafts = waitingDrafts(options.drafts, losses);
  const onLimited = (member: string, closing: Closing): void => options.onLimited?.(member, closing);
  const { formOf, presences = null } = options;
  const tools = { commits, drafts, formOf, node, limits, log, losses, presences, now: () => options.now(), onLimited };
  const rooms = new Rooms(tools, options.gate);
  const stopWatching = options.watch?.((news) => {
    rooms.lookSoon(news);
  });
  app.addHook('onClose', (_app, done) => {
    stopWatching?.();
    done();
  });
  await app.register(websocket, {
    options: { maxPayload, perMessageDeflate: false },
    errorHandler: (error, socket, request) => {
      onFailure(socket, request.raw.socket, log)(error);
    },
    preClose: (done) => {
      void closeSockets(app, rooms).finally(done);
    },
  });
  refuseCompression(app.websocketServer);
  const door = doorOf(options, rooms, limits);
  const admittances = new WeakMap<FastifyRequest, Admittance>();
  const preHandler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const key = keyOf(request);
    if (!request.ws || key === null) return refuse(reply, 404);
    if (!door.welcomes(request.headers.origin)) return refuse(reply, 403);
    const entry = await door.enter(request, key);
    if (entry === null) return refuse(reply, 404);
    admittances.set(request, { key, entry, response: reply.raw });
    return undefined;
  };
  app.get('/live/:responseId/:epoch', { websocket: true, preHandler }, (socket, request) => {
    const admittance = admittances.get(request);
    if (admittance === undefined) {
      socket.close(1011);
      return;
    }
    const { key, entry, response } = admittance;
    letGo(socket, request.raw.socket, response, log);
    // Refused after the upgrade: of an earlier refusal a browser would learn nothing.
    if ('retryAfter' in entry) socket.close(closings.busy.code, busySentence(entry.retryAfter));
    else void rooms.join({ socket, wire: new WebSocketWire(request.raw.socket), key, wish: wishOf(request), as: 'connection', ...entry });
  });
  await streams(app, { ...door, rooms, node, limits });
  return rooms;
}

/** Logs a failure of ws, which has closed the socket with a code of its own by now, and cuts the connection. */
function onFailure(socket: WebSocket, stream: NetSocket, log: FastifyBaseLogger): (error: unknown) => void {
  return (error) => {
    log.info({ err: error }, 'a live socket failed');
    socket.close(1011);
    // ws would go on reading for half a minute, only to throw all of it away.
    setImmediate(() => stream.pause());
    setTimeout(() => {
      socket.terminate();
    }, terminateAfter).unref();
  };
}

/**
 * Lets go of a request that has become a socket. Its listeners would keep the request, the reply and a logger in memory for
 * as long as the socket lives, a working day: more than the room itself keeps for a connection.
 */
function letGo(socket: WebSocket, stream: NetSocket, response: ServerResponse, log: FastifyBaseLogger): void {
  socket.removeAllListeners('error');
  socket.on('error', onFailure(socket, stream, log));
  response.detachSocket(stream);
}

function doorOf(options: CollabOptions, rooms: Rooms, limits: Limits): Door {
  const turnstile = new Turnstile(limits);
  return {
    welcomes: (origin) => origin !== undefined && options.allowedOrigin().includes(origin),
    async enter(request, key) {
      const answer = await turnstile.pass(async () => {
        const { askedAt } = rooms;
        return { admission: await options.gate.admit(request.raw, key), askedAt };
      });
      if ('retryAfter' in answer) return answer;
      const { admission, askedAt } = answer;
      return admission === null ? null : { admission, askedAt };
    },
  };
}

async function closeSockets(app: FastifyInstance, rooms: Rooms): Promise<void> {
  // An upgrade refused while the service closes would leave its socket open, and closing would wait for that socket.
  app.server.removeAllListeners('upgrade');
  await rooms.close();
  const { clients } = app.websocketServer;
  const closed = [...clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
  await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, terminateAfter))]);
  for (const client of clients) client.terminate();
  app.websocketServer.close();
}
