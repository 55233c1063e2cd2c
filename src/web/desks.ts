import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Member } from '../domain/network/member.ts';
import type { Services } from '../services.ts';
import { cookieFor } from './viewer.ts';

// A decision desk: the half hour in which one person decides. It stands here, because sign-out and sign-in end it too.

const space = 'decision';
const byPerson = 'desk-of';
const cookieName = 'concord-decision';

/** Milliseconds for which a desk lasts (SO23). */
export const deskLifetime = 30 * 60_000;

/** Opens a desk for a member in this browser, with a cookie and a record of `value`. The browser's desk before it ends (SO23). */
export async function keepDesk(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { member, value }: { readonly member: Member; readonly value: unknown },
): Promise<void> {
  await dropDesk(services, request, reply);
  const token = randomBytes(32).toString('base64url');
  const id = services.keys.hmac(space, token);
  const expiresAt = new Date(Date.parse(services.now()) + deskLifetime).toISOString();
  await services.ephemeral.put(space, id, value, expiresAt);
  await services.ephemeral.put(byPerson, `${personOf(services, member)}/${id}`, { desk: id }, expiresAt);
  const cookie = cookieFor(services, cookieName);
  void reply.setCookie(cookie.name, token, { ...cookie.options, maxAge: deskLifetime / 1000 });
}

/** The desk of this browser: its id and its record. Null where there is none, or where it has ended. */
export async function deskOf(
  services: Services,
  request: FastifyRequest,
): Promise<{ readonly id: string; readonly value: unknown } | null> {
  const id = idOf(services, request);
  const record = id === null ? null : await services.ephemeral.get(space, id);
  return id === null || record === null ? null : { id, value: record.value };
}

/** Whether the desk with an id is open. */
export async function isDeskOpen(services: Services, id: string): Promise<boolean> {
  return (await services.ephemeral.get(space, id)) !== null;
}

/** Ends the desk of this browser, here and in the store (SO23). */
export async function dropDesk(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const id = idOf(services, request);
  if (id === null) return;
  await services.ephemeral.drop(space, id);
  const cookie = cookieFor(services, cookieName);
  void reply.clearCookie(cookie.name, cookie.options);
}

/** Ends every desk of a person, in every network and browser (SO23). */
export async function dropDesksOf(services: Services, member: Member): Promise<void> {
  const prefix = `${personOf(services, member)}/`;
  for (;;) {
    const desks = await services.ephemeral.list(byPerson, prefix, 500);
    for (const { key } of desks) {
      await services.ephemeral.drop(space, key.slice(prefix.length));
      await services.ephemeral.drop(byPerson, key);
    }
    if (desks.length < 500) return;
  }
}

function idOf(services: Services, request: FastifyRequest): string | null {
  const token = request.cookies[cookieFor(services, cookieName).name];
  return token === undefined ? null : services.keys.hmac(space, token);
}

/** The name under which the store lists the sessions and the desks of one person, in every network. */
export function personOf(services: Services, member: Member): string {
  return services.keys.hmac('person', member.email);
}
