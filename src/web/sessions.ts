import { randomBytes } from 'node:crypto';
import Bowser from 'bowser';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Member } from '../domain/network/member.ts';
import { Instant } from '../domain/outcome.ts';
import type { Services } from '../services.ts';
import { dropDesk, dropDesksOf, personOf } from './desks.ts';
import { noteSecurity } from './security-log.ts';
import { cookieFor, Session } from './viewer.ts';

const space = 'session-of';
const lifetime = 12 * 3_600_000;

/** A sign-in of a person, as they see it: where and when. Records of earlier releases say neither. */
const Place = z.object({ browser: z.string().catch(''), createdAt: Instant.nullable().catch(null) });

/** An open session of a person. `browser` is what the browser says of itself, such as `Edge on Windows`; empty where unknown. */
export interface OpenSession extends z.infer<typeof Place> {
  /** The key of the session's record: an HMAC, never the cookie. */
  readonly id: string;
}

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
  const place = { browser: browserName(request.headers['user-agent'] ?? ''), createdAt: services.now() };
  await services.ephemeral.put(space, `${personOf(services, member)}/${id}`, place, expiresAt);
}

/** A browser and its system in words, from its user agent; empty where neither is known. */
export function browserName(userAgent: string): string {
  if (userAgent === '') return '';
  const { browser, os } = Bowser.parse(userAgent.slice(0, 500));
  return [browser.name, os.name].filter((name) => name !== undefined && name !== '').join(' on ');
}

/** A person's open sessions, in every network, the newest first. */
export async function sessionsOf(services: Services, member: Member): Promise<readonly OpenSession[]> {
  const prefix = `${personOf(services, member)}/`;
  const known = await services.ephemeral.list(space, prefix, 500);
  const open = await Promise.all(
    known.map(async ({ key, value }) => {
      const id = key.slice(prefix.length);
      return (await services.ephemeral.get('session', id)) === null ? [] : [{ id, ...Place.parse(value) }];
    }),
  );
  return open.flat().toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
}

/** Ends one session of a person, and the decisions opened in it (SO23). A session of somebody else stays. */
export async function endSession(services: Services, member: Member, id: string): Promise<void> {
  if (!(await sessionsOf(services, member)).some((one) => one.id === id)) return;
  noteSecurity(services, 'signed-out', { member: member.id });
  await services.ephemeral.drop('session', id);
  await services.ephemeral.drop(space, `${personOf(services, member)}/${id}`);
}

/** Ends the sessions of one member that were opened before an instant. The person's sessions in other networks go on (SE8). */
export async function endSessionsOf(services: Services, member: Member, before: Instant): Promise<void> {
  for (const { id } of await sessionsOf(services, member)) {
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
