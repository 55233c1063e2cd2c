import websocket from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DraftKey, Drafts } from '../store/drafts.ts';
import { CommitWindow } from './commit-window.ts';
import { defaultLimits, type Limits, maxPayload } from './limits.ts';
import type { Admission, Gate, Schema } from './ports.ts';
import { busySentence, closings } from './protocol.ts';
import { Rooms } from './rooms.ts';
import { WebSocketWire } from './socket.ts';
import { Turnstile } from './turnstile.ts';

/** What the collaboration server needs; it has never heard of sign-off (CO1). */
export interface CollabOptions {
  readonly drafts: Drafts;
  readonly gate: Gate;
  readonly schema: Schema;
  /** Random for every process: entries are numbered per node. */
  readonly node: string;
  readonly log: FastifyBaseLogger;
  /** The origins whose pages may connect, as browsers send them. */
  allowedOrigin(): readonly string[];
  /** UTC, ISO 8601. */
  now(): string;
  readonly limits?: Partial<Limits>;
}

interface LiveRoute {
  Params: { responseId: string; epoch: string };
  Querystring: { ack?: string };
}

interface Admitted {
  readonly admission: Admission;
  readonly askedAt: number;
}

interface Busy {
  /** In seconds. */
  readonly retryAfter: number;
}

const id = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } as const;
const schema = { params: { type: 'object', properties: { responseId: id, epoch: id }, required: ['responseId', 'epoch'] } } as const;
const terminateAfter = 1_000;

/** Registers the live socket, `GET /live/:responseId/:epoch`, and answers the rooms behind it. */
export async function collab(app: FastifyInstance, options: CollabOptions): Promise<Rooms> {
  const limits = { ...defaultLimits, ...options.limits };
  const { drafts, log, node } = options;
  const commits = new CommitWindow(limits.commitWithin);
  const rooms = new Rooms({ commits, drafts, schema: options.schema, node, limits, log, now: () => options.now() }, options.gate);
  await app.register(websocket, {
    options: { maxPayload, perMessageDeflate: false },
    // ws has closed the socket with a code of its own by now; all that is left is to say so.
    errorHandler: (error, socket, request) => {
      request.log.info({ err: error }, 'a live socket failed');
      socket.close(1011);
    },
    preClose: (done) => {
      void closeSockets(app, rooms).finally(done);
    },
  });
  const turnstile = new Turnstile(limits);
  const admitted = new WeakMap<FastifyRequest<LiveRoute>, Admitted | Busy>();
  const preHandler = async (request: FastifyRequest<LiveRoute>, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (!request.ws || request.validationError !== undefined) return refuse(reply, 404);
    if (!options.allowedOrigin().includes(request.headers.origin ?? '')) return refuse(reply, 403);
    const answer = await turnstile.pass(async () => {
      const { askedAt } = rooms;
      return { admission: await options.gate.admit(request.raw, keyOf(request)), askedAt };
    });
    if ('retryAfter' in answer) admitted.set(request, answer);
    else if (answer.admission === null) return refuse(reply, 404);
    else admitted.set(request, { admission: answer.admission, askedAt: answer.askedAt });
    return undefined;
  };
  app.get<LiveRoute>('/live/:responseId/:epoch', { websocket: true, schema, attachValidation: true, preHandler }, (socket, request) => {
    const entry = admitted.get(request);
    if (entry === undefined) socket.close(1011);
    // Told after the upgrade, for a browser learns nothing of a refusal before it.
    else if ('retryAfter' in entry) socket.close(closings.busy.code, busySentence(entry.retryAfter));
    else {
      const wish = request.query.ack === '1' ? 'receipts' : 'plain';
      void rooms.join({ socket, wire: new WebSocketWire(request.raw.socket), key: keyOf(request), wish, ...entry });
    }
  });
  return rooms;
}

function keyOf(request: FastifyRequest<LiveRoute>): DraftKey {
  return { draft: request.params.responseId, epoch: request.params.epoch };
}

/** Before the upgrade, so a browser only learns that it did not open; what is not theirs and what is not there look the same. */
function refuse(reply: FastifyReply, status: 403 | 404): FastifyReply {
  const title = status === 404 ? 'There is nothing here, or it is not yours to see.' : 'Pages of other sites may not connect.';
  return reply.code(status).type('application/problem+json').send({ type: 'about:blank', title, status });
}

async function closeSockets(app: FastifyInstance, rooms: Rooms): Promise<void> {
  // An upgrade that is refused because the service is closing would leave its socket open, and closing would wait for it.
  app.server.removeAllListeners('upgrade');
  await rooms.close();
  const { clients } = app.websocketServer;
  const closed = [...clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
  await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, terminateAfter))]);
  for (const client of clients) client.terminate();
  app.websocketServer.close();
}
