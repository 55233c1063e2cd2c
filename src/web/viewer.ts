import type { IncomingMessage } from 'node:http';
import { fastifyCookie } from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Act, type Duty, type Found, dutiesOf, whyNotMay } from '../domain/network/access.ts';
import { Person } from '../domain/network/actor.ts';
import { MemberId } from '../domain/ids.ts';
import { type Member, isCurrent } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import { Instant, refused } from '../domain/outcome.ts';
import type { Services } from '../services.ts';
import { Refusal } from './problems.ts';

/** The person who sent a request, as the store has them now. */
export interface Viewer {
  /** The viewer as the actor of a command, which reads their duties anew (AC2). */
  readonly person: Person;
  readonly member: Member;
  readonly memberRevision: number;
  readonly network: Network;
  readonly networkRevision: number;
  /** The key of the session's record: an HMAC, never the cookie. */
  readonly sessionId: string;
  readonly duties: ReadonlySet<Duty>;
  /** The token that every form of this session posts back. */
  readonly csrf: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where nobody is signed in, or their membership is not in force. */
    viewer: Viewer | null;
  }
}

/** A session's record in the ephemeral store. */
export const Session = z.object({ memberId: MemberId, createdAt: Instant, email: z.string().optional() });
export type Session = z.infer<typeof Session>;

const space = 'session';

/** A cookie's name and attributes: `__Host-` and Secure exactly where the base URL is https. */
export function cookieFor(services: Pick<Services, 'baseUrl'>, name: string): { readonly name: string; readonly options: CookieOptions } {
  const secure = services.baseUrl().startsWith('https:');
  return { name: secure ? `__Host-${name}` : name, options: { path: '/', httpOnly: true, sameSite: 'lax', secure } };
}

interface CookieOptions {
  readonly path: '/';
  readonly httpOnly: true;
  readonly sameSite: 'lax';
  readonly secure: boolean;
}

/** The viewer behind a request's cookie, read from the store now; null where nobody is signed in or the membership is not in force. */
export async function readViewer(services: Services, message: Pick<IncomingMessage, 'headers'>): Promise<Viewer | null> {
  const cookies = fastifyCookie.parse(message.headers.cookie ?? '');
  const token = cookies[cookieFor(services, 'concord-session').name];
  if (token === undefined || token === '') return null;
  return viewerOfSession(services, services.keys.hmac(space, token));
}

/** The viewer of a session now, for an open socket that is checked again. Null once the session or the membership has ended. */
export async function viewerOfSession(services: Services, sessionId: string): Promise<Viewer | null> {
  const record = await services.ephemeral.get(space, sessionId);
  const session = Session.safeParse(record?.value);
  if (!session.success) return null;
  const member = await services.aggregates.get('member', session.data.memberId);
  if (member === null || !isCurrent(member.state, services.now())) return null;
  // The end of a membership ends its sessions: a member who is brought back signs in anew (SE8).
  if (session.data.createdAt < member.state.from) return null;
  // Sign-in proved the mailbox, and the mailbox opens every network that knows it: a changed address ends the session.
  if (session.data.email !== undefined && session.data.email !== member.state.email) return null;
  const network = await services.aggregates.get('network', member.state.networkId);
  if (network === null) return null;
  return {
    person: new Person(member.state),
    member: member.state,
    memberRevision: member.revision,
    network: network.state,
    networkRevision: network.revision,
    sessionId,
    duties: dutiesOf(member.state, network.state, services.now()),
    csrf: services.keys.hmac('csrf', sessionId),
  };
}

/** The viewer, where a page needs one. Throws `not-signed-in`: a page redirects to sign-in, an API answers 401. */
export function signedIn(request: FastifyRequest): Viewer {
  if (request.viewer === null) throw new Refusal(refused('not-signed-in'));
  return request.viewer;
}

/** The viewer, if their duties allow an act in its case. Throws `not-signed-in`, `not-found` or `not-allowed`. */
export function allowed<A extends Act>(request: FastifyRequest, act: A, ...found: Found<A>): Viewer {
  const viewer = signedIn(request);
  const refusal = whyNotMay(act, viewer.duties, ...found);
  if (refusal !== null) throw new Refusal(refusal);
  return viewer;
}

/** Puts `request.viewer` on every request, except for assets and live sockets: the Gate reads the viewer of a socket itself. */
export function registerViewer(app: FastifyInstance, services: Services): void {
  app.decorateRequest('viewer', null);
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.url?.startsWith('/assets/') === true || request.headers.upgrade?.toLowerCase() === 'websocket') return;
    request.viewer = await readViewer(services, request.raw);
  });
}
