import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DraftKey } from '../../store/drafts.ts';
import { type Admitted, type Busy, type Door, refuse } from '../door/door.ts';
import { busySentence, closings, largestFrame, syncType } from '../wire/protocol.ts';
import type { Rooms } from '../room/rooms.ts';
import { Stream } from './stream.ts';
import { AnswerOutlet, EventOutlet, frameEvent, namedEvent } from './outlets.ts';
import { isSync, type Post, readPost } from './post.ts';

/** What streams need of the live server. */
export interface StreamHouse extends Door {
  readonly rooms: Rooms;
  /** This process: a stream is held by the one it was opened at. */
  readonly node: string;
}

interface StreamRoute {
  Params: { responseId: string; epoch: string };
}
interface PostRoute {
  Params: { responseId: string; epoch: string; stream: string };
  Body: unknown;
}

/** A post is answered once it is durable, or after so many ms with what is by then. */
const answerWithin = 1_000;
const bodyLimit = 2 * largestFrame;
const id = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } as const;
const streamId = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}\\.[A-Za-z0-9_-]{24}$' } as const;
const params = { type: 'object', properties: { responseId: id, epoch: id, stream: streamId }, required: ['responseId', 'epoch'] } as const;
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
export async function streams(app: FastifyInstance, house: StreamHouse): Promise<void> {
  const held = new Map<string, Held>();
  await app.register((scope, _options, done) => {
    scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit }, (_request, body, parsed) => {
      parsed(null, body);
    });
    const options = { schema: { params }, attachValidation: true, bodyLimit } as const;
    scope.post<StreamRoute>('/live/:responseId/:epoch/stream', options, (request, reply) => open(house, held, request, reply));
    scope.post<PostRoute>('/live/:responseId/:epoch/stream/:stream', options, (request, reply) => hear(house, held, request, reply));
    done();
  });
}

interface Held {
  readonly stream: Stream;
  readonly member: string;
  readonly room: string;
}

async function open(
  house: StreamHouse,
  held: Map<string, Held>,
  request: FastifyRequest<StreamRoute>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = keyOf(request);
  const entry = await admit(house, request, key);
  if (typeof entry === 'number') return refuse(reply, entry);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { ...headersOf(reply), ...events });
  const stream = new Stream(new EventOutlet(raw));
  if ('retryAfter' in entry) {
    stream.close(closings.busy.code, busySentence(entry.retryAfter));
    return reply;
  }
  const name = `${house.node}.${randomBytes(18).toString('base64url')}`;
  held.set(name, { stream, member: entry.admission.member, room: roomOf(key) });
  stream.once('close', () => held.delete(name));
  stream.openAs(name);
  await house.rooms.join({ socket: stream, wire: stream, key, wish: 'receipts', ...entry });
  return reply;
}

async function hear(
  house: StreamHouse,
  held: ReadonlyMap<string, Held>,
  request: FastifyRequest<PostRoute>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = keyOf(request);
  const entry = await admit(house, request, key);
  if (typeof entry === 'number') return refuse(reply, entry);
  if ('retryAfter' in entry) return reply.header('retry-after', entry.retryAfter).code(503).send();
  const post = postOf(request.body);
  const { stream: name } = request.params;
  if (!name.startsWith(`${house.node}.`)) return answer(reply, await elsewhere(house, key, entry, post));
  const found = held.get(name);
  // Another member's looks like one that has ended.
  if (found?.member !== entry.admission.member || found.room !== roomOf(key)) return refuse(reply, 410);
  return answer(reply, await hearHere(found.stream, post));
}

/** On the node that holds the stream its own connection hears, so carets live and end with it. */
async function hearHere(stream: Stream, post: Post | null): Promise<string> {
  if (post === null) stream.hearGarbage();
  else await stream.hear(post, answerWithin);
  const acknowledgement = post === null ? null : stream.acknowledgement(post.first);
  const { closed } = stream;
  return `${acknowledgement === null ? '' : frameEvent(acknowledgement)}${closed === null ? '' : namedEvent('close', JSON.stringify(closed))}`;
}

/**
 * On any other node a connection is made for the one post. The room first learns what was appended elsewhere, for what
 * came before was acknowledged there; the node that holds the stream learns of this post the same way (CO30).
 */
async function elsewhere(house: StreamHouse, key: DraftKey, entry: Admitted, post: Post | null): Promise<string> {
  const outlet = new AnswerOutlet();
  const stream = new Stream(outlet);
  try {
    await house.rooms.join({ socket: stream, wire: stream, key, wish: 'receipts', ...entry });
    await house.rooms.catchUp(key);
    if (post === null) stream.hearGarbage();
    else await stream.hear({ ...post, frames: post.frames.filter(isSync).map(asEdit) }, answerWithin);
  } finally {
    stream.terminate();
  }
  return `${namedEvent('elsewhere', '')}${outlet.text}`;
}

/** A whole answer is whole for the room that asked: for this one it is an edit, which may build on what is not here. */
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

async function admit(house: StreamHouse, request: FastifyRequest, key: DraftKey): Promise<Admitted | Busy | 403 | 404> {
  if (request.validationError !== undefined) return 404;
  if (!house.welcomes(request.headers.origin)) return 403;
  return (await house.enter(request, key)) ?? 404;
}

function keyOf({ params: { responseId, epoch } }: FastifyRequest<StreamRoute>): DraftKey {
  return { draft: responseId, epoch };
}

function roomOf({ draft, epoch }: DraftKey): string {
  return `${draft}/${epoch}`;
}

function answer(reply: FastifyReply, text: string): FastifyReply {
  return text === '' ? reply.code(204).send() : reply.headers(events).send(text);
}

/** What every answer of the service carries. */
function headersOf(reply: FastifyReply): Record<string, string | string[]> {
  const headers = Object.entries(reply.getHeaders()).map(([name, value]) => [name, Array.isArray(value) ? value : String(value)] as const);
  return Object.fromEntries(headers);
}
