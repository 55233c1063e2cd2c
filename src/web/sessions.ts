import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Member } from '../domain/network/member.ts';
import type { Instant } from '../domain/outcome.ts';
import type { Services } from '../services.ts';
import { dropDesk, dropDesksOf, personOf } from './desks.ts';
import { noteSecurity } from './security-log.ts';
import { cookieFor, Session } from './viewer.ts';

const space = 'session-of';
const lifetime = 12 * 3_600_000;

/**
 * Signs a member in with a new session; the session and the decision desk the browser came with end (SO29, SO23). `email` is
 * the proved address, where one sign-in serves several networks. Answers the session's id.
 */
export async function openSession(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  who: { readonly memberId: string; readonly email?: string },
): Promise<string> {
  await closeSession(services, request, reply);
  const token = randomBytes(32).toString('base64url');
  const id = services.keys.hmac('session', token);
  const createdAt = services.now();
  const expiresAt = new Date(Date.parse(createdAt) + lifetime).toISOString();
  await services.ephemeral.put('session', id, { ...who, createdAt }, expiresAt);
  noteSecurity(services, 'signed-in', { member: who.memberId });
  const cookie = cookieFor(services, 'concord-session');
  void reply.setCookie(cookie.name, token, { ...cookie.options, maxAge: lifetime / 1000 });
  return id;
}

/** Ends the session and the decision desk the browser came with, here and in the store (SO23). */
export async function closeSession(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await dropDesk(services, request, reply);
  const cookie = cookieFor(services, 'concord-session');
  const token = request.cookies[cookie.name];
  if (token === undefined) return;
  await services.ephemeral.drop('session', services.keys.hmac('session', token));
  void reply.clearCookie(cookie.name, cookie.options);
}

/** Signs a member in with a new session, and lists it under the person, so that all their sessions can be ended at once. */
export async function signIn(services: Services, request: FastifyRequest, reply: FastifyReply, member: Member): Promise<void> {
  const id = await openSession(services, request, reply, { memberId: member.id, email: member.email });
  const expiresAt = new Date(Date.parse(services.now()) + lifetime).toISOString();
  await services.ephemeral.put(space, `${personOf(services, member)}/${id}`, { session: id }, expiresAt);
}

/** The ids of a person's open sessions, in every network. */
export async function sessionsOf(services: Services, member: Member): Promise<readonly string[]> {
  const prefix = `${personOf(services, member)}/`;
  const known = (await services.ephemeral.list(space, prefix, 500)).map((record) => record.key.slice(prefix.length));
  const open = await Promise.all(known.map(async (id) => ((await services.ephemeral.get('session', id)) === null ? [] : [id])));
  return open.flat();
}

/** Ends the sessions of one member that were opened before an instant. The person's sessions in other networks go on (SE8). */
export async function endSessionsOf(services: Services, member: Member, before: Instant): Promise<void> {
  for (const id of await sessionsOf(services, member)) {
    const session = Session.safeParse((await services.ephemeral.get('session', id))?.value);
    if (session.success && session.data.memberId === member.id && session.data.createdAt <= before)
      await services.ephemeral.drop('session', id);
  }
}

/** Ends every session and every decision desk of a person, in every network and browser (SO23). */
export async function signOutEverywhere(services: Services, member: Member): Promise<void> {
  noteSecurity(services, 'signed-out-everywhere', { member: member.id, network: member.networkId });
  await dropDesksOf(services, member);
  const prefix = `${personOf(services, member)}/`;
  for (const record of await services.ephemeral.list(space, prefix, 500)) {
    await services.ephemeral.drop('session', record.key.slice(prefix.length));
    await services.ephemeral.drop(space, record.key);
  }
}
