import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DraftKey } from '../../store/drafts.ts';
import { hasOf, keyOf, leaves, streamOf, wayOf, type Wish, wishOf } from '../door/address.ts';
import { type Admitted, type Busy, type Door, refuse } from '../door/door.ts';
import { Allowance, type Limits } from '../limits.ts';
import { within } from '../log/deadline.ts';
import { busySentence, closings, largestFrame, syncType } from '../wire/protocol.ts';
import type { Rooms } from '../room/rooms.ts';
import { Stream } from './stream.ts';
import { AnswerOutlet, EventOutlet, frameEvent, namedEvent } from './outlets.ts';
import { PollOutlet } from './poll-outlet.ts';
import { isSync, type Post, readPost } from './post.ts';

/** The part of the live server that streams need. */
export interface StreamHost extends Door {
  readonly rooms: Rooms;
  /** This process's name; a stream's id begins with the name of the process that holds it. */
  readonly node: string;
  readonly limits: Limits;
}

/** A post is answered once all of it is durable, or after this many ms with the part that is. */
const answerWithin = 1_000;
/** A client that polls is told within this many ms that its connection is open, or else to ask again. */
const openWithin = 8_000;
/** Why a connection ended is kept for this many ms, until a client that polls asks. */
const tellWithin = 75_000;
const bodyLimit = 2 * largestFrame;
const events = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

/**
 * Where WebSockets are blocked (CO40): `POST …/stream` is answered by server-sent events for as long as the connection lasts,
 * and `POST …/stream/:stream` brings frames and is answered once they are durable, by any node. Both are posts, so
 * that both carry an Origin and a form's token.
 */
export async function streams(app: FastifyInstance, host: StreamHost): Promise<void> {
  const openStreams = new Map<string, OpenStream>();
  await app.register((scope, _options, done) => {
    scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit }, (_request, body, parsed) => {
      parsed(null, body);
    });
    const options = { bodyLimit } as const;
    scope.post('/live/:responseId/:epoch/stream', options, (request, reply) => open(host, openStreams, request, reply));
    scope.post('/live/:responseId/:epoch/stream/:stream', options, (request, reply) => receive(host, openStreams, request, reply));
    done();
  });
}

interface OpenStream {
  readonly stream: Stream;
  readonly outlet: EventOutlet | PollOutlet;
  readonly posts: Allowance;
  readonly member: string;
  readonly room: string;
}

async function open(
  host: StreamHost,
  openStreams: Map<string, OpenStream>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = keyOf(request);
  if (key === null) return refuse(reply, 404);
  const entry = await admit(host, request, key);
  if (typeof entry === 'number') return refuse(reply, entry);
  const name = `${host.node}.${randomBytes(18).toString('base64url')}`;
  const wish = wishOf(request);
  if (wayOf(request) === 'stream') {
    reply.hijack();
    reply.raw.writeHead(200, { ...headersOf(reply), ...events });
    await begin(host, openStreams, { name, key, entry, wish, outlet: new EventOutlet(reply.raw) });
    return reply;
  }
  const outlet = new PollOutlet(host.limits);
  const beginning = begin(host, openStreams, { name, key, entry, wish, outlet });
  if ((await within(openWithin, Promise.all([beginning, outlet.begun]))) !== 'too-late') {
    return answer(reply, outlet.handOut(0, performance.now()));
  }
  openStreams.get(name)?.stream.terminate();
  return reply.header('retry-after', 1).code(503).send();
}

interface Beginning {
  readonly name: string;
  readonly key: DraftKey;
  readonly entry: Admitted | Busy;
  readonly wish: Wish;
  readonly outlet: EventOutlet | PollOutlet;
}

/** Opens a connection whose frames go to the outlet. */
async function begin(host: StreamHost, openStreams: Map<string, OpenStream>, { name, key, entry, wish, outlet }: Beginning): Promise<void> {
  const stream = new Stream(outlet);
  if ('retryAfter' in entry) {
    stream.close(closings.busy.code, busySentence(entry.retryAfter));
    return;
  }
  const { postsPerSecond, postsBurst } = host.limits;
  const posts = new Allowance(postsPerSecond, postsBurst, performance.now());
  openStreams.set(name, { stream, outlet, posts, member: entry.admission.member, room: roomOf(key) });
  stream.once('close', () => {
    const isToBeTold = outlet instanceof PollOutlet && stream.closed !== null;
    if (isToBeTold) setTimeout(() => openStreams.delete(name), tellWithin).unref();
    else openStreams.delete(name);
  });
  stream.openAs(name);
  await host.rooms.join({ socket: stream, wire: stream, key, wish: wish === 'plain' ? 'receipts' : wish, as: 'connection', ...entry });
}

async function receive(
  host: StreamHost,
  openStreams: ReadonlyMap<string, OpenStream>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [key, name] = [keyOf(request), streamOf(request)];
  if (key === null || name === null) return refuse(reply, 404);
  const entry = await admit(host, request, key);
  if (typeof entry === 'number') return refuse(reply, entry);
  if ('retryAfter' in entry) return reply.header('retry-after', entry.retryAfter).code(503).send();
  const post = postOf(request.body);
  if (!name.startsWith(`${host.node}.`)) return answer(reply, await elsewhere(host, key, entry, post));
  const found = openStreams.get(name);
  // Another member's stream looks like one that has ended.
  if (found?.member !== entry.admission.member || found.room !== roomOf(key)) return refuse(reply, 410);
  if (!found.posts.take(performance.now(), 1)) return reply.header('retry-after', 1).code(429).send();
  const acknowledgement = await receiveHere(found.stream, post);
  if (leaves(request)) found.stream.terminate();
  return answerHere(reply, found, acknowledgement, hasOf(request));
}

/** A client that polls gets everything that waits for it; one that reads a stream gets the number of events that went there. */
function answerHere(reply: FastifyReply, { stream, outlet }: OpenStream, acknowledgement: string, has: number): FastifyReply {
  if (outlet instanceof PollOutlet) return answer(reply, acknowledgement + outlet.handOut(has, performance.now()));
  const closed = stream.closed === null ? '' : namedEvent('close', JSON.stringify(stream.closed));
  return answer(reply.header('x-stream-events', outlet.count), acknowledgement + closed);
}

/** On the node that holds the stream, its own connection receives the post, so carets live and end with it. */
async function receiveHere(stream: Stream, post: Post | null): Promise<string> {
  if (post === null) {
    stream.receiveGarbage();
    return '';
  }
  await stream.receive(post, answerWithin);
  const acknowledgement = stream.acknowledgement(post.first);
  return acknowledgement === null ? '' : frameEvent(acknowledgement);
}

/**
 * On any other node a connection is opened for this one post. Earlier posts were acknowledged elsewhere, so the room first
 * takes in the entries of other nodes; the node that holds the stream learns of this post in turn (CO30).
 */
async function elsewhere(host: StreamHost, key: DraftKey, entry: Admitted, post: Post | null): Promise<string> {
  const outlet = new AnswerOutlet();
  const stream = new Stream(outlet);
  try {
    await host.rooms.join({ socket: stream, wire: stream, key, wish: 'receipts', as: 'post', ...entry });
    await host.rooms.catchUp(key);
    if (post === null) stream.receiveGarbage();
    else await stream.receive({ ...post, frames: post.frames.filter(isSync).map(asEdit) }, answerWithin);
  } finally {
    stream.terminate();
  }
  return `${namedEvent('elsewhere', '')}${outlet.text}`;
}

/** A whole answer is whole for the room that asked. For this room it is an edit, which may have a causal gap. */
function asEdit(frame: Uint8Array): Uint8Array {
  if (frame[1] !== syncType.step2) return frame;
  const edit = Uint8Array.from(frame);
  edit[1] = syncType.update;
  return edit;
}

function postOf(body: unknown): Post | null {
  try {
    return body instanceof Uint8Array ? readPost(body) : null;
  } catch {
    return null;
  }
}

async function admit(host: StreamHost, request: FastifyRequest, key: DraftKey): Promise<Admitted | Busy | 403 | 404> {
  if (!host.welcomes(request.headers.origin)) return 403;
  return (await host.enter(request, key)) ?? 404;
}

function roomOf({ draft, epoch }: DraftKey): string {
  return `${draft}/${epoch}`;
}

function answer(reply: FastifyReply, text: string): FastifyReply {
  return text === '' ? reply.code(204).send() : reply.headers(events).send(text);
}

/** The headers that every answer of the service carries. */
function headersOf(reply: FastifyReply): Record<string, string | string[]> {
  const headers = Object.entries(reply.getHeaders()).map(([name, value]) => [name, Array.isArray(value) ? value : String(value)] as const);
  return Object.fromEntries(headers);
}
