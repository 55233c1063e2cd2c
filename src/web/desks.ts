import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Member } from '../domain/network/member.ts';
import { Instant } from '../domain/outcome.ts';
import type { Services } from '../services.ts';
import { cookieFor } from './viewer.ts';

// A decision desk: the session in which one person decides. It stands here, because sign-out and sign-in end it too.

const space = 'decision';
const byPerson = 'desk-of';
const cookieName = 'concord-decision';

/** Milliseconds for which a desk lasts after its last request (SO23). */
const deskLifetime = 30 * 60_000;
/** Milliseconds for which a desk lasts at most (SO23). */
export const longestDesk = 4 * 60 * 60_000;
/** Seconds for which the browser keeps the cookie: it names the comment that was posted late (SO58). */
const cookieLifetime = 24 * 60 * 60;
/** A desk is kept longer by a request that comes a minute or more after the last one that did so. */
const renewedEvery = 60_000;

const Kept = z.looseObject({ openedAt: Instant });

/** Opens a desk for a member in this browser, with a cookie and a record of `value`. The desk before it ends (SO23). Answers its id. */
export async function keepDesk(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { member, value }: { readonly member: Member; readonly value: Readonly<Record<string, unknown>> },
): Promise<string> {
  await dropDesk(services, request, reply);
  const token = randomBytes(32).toString('base64url');
  const id = services.keys.hmac(space, token);
  const openedAt = services.now();
  await services.ephemeral.put(space, id, { ...value, openedAt }, after(openedAt, deskLifetime));
  await services.ephemeral.put(byPerson, `${personOf(services, member)}/${id}`, { desk: id }, after(openedAt, longestDesk));
  const cookie = cookieFor(services, cookieName);
  void reply.setCookie(cookie.name, token, { ...cookie.options, maxAge: cookieLifetime });
  return id;
}

function after(at: Instant, milliseconds: number): Instant {
  return Instant.parse(new Date(Date.parse(at) + milliseconds).toISOString());
}

/** The desk of this browser: its id, its record and its end. */
export interface OpenDesk {
  readonly id: string;
  readonly value: unknown;
  readonly until: Instant;
}

/**
 * The desk of this browser; null where there is none, or where it has ended. Each request keeps it open for another half hour, up
 * to its longest time (SO23).
 */
export async function deskOf(services: Services, request: FastifyRequest): Promise<OpenDesk | null> {
  const id = deskIdOf(services, request);
  const record = id === null ? null : await services.ephemeral.get(space, id);
  const kept = Kept.safeParse(record?.value);
  if (id === null || record === null || !kept.success) return null;
  const [soon, last] = [after(services.now(), deskLifetime), after(kept.data.openedAt, longestDesk)];
  const until = soon < last ? soon : last;
  const ends = Instant.parse(record.expiresAt);
  if (Date.parse(until) - Date.parse(ends) < renewedEvery) return { id, value: record.value, until: ends };
  // A desk that was ended meanwhile stays ended.
  const renewed = await services.ephemeral.replace(space, id, record.value, record.value, until);
  return renewed ? { id, value: record.value, until } : null;
}

/** Whether the desk with an id is open. */
export async function isDeskOpen(services: Services, id: string): Promise<boolean> {
  return (await services.ephemeral.get(space, id)) !== null;
}

/** Ends the desk of this browser, here and in the store (SO23). */
export async function dropDesk(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const id = deskIdOf(services, request);
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

/** The id of the desk that this browser had last, open or ended; null where it had none. */
export function deskIdOf(services: Services, request: FastifyRequest): string | null {
  const token = request.cookies[cookieFor(services, cookieName).name];
  return token === undefined ? null : services.keys.hmac(space, token);
}

/** The name under which the store lists the sessions and the desks of one person, in every network. */
export function personOf(services: Services, member: Member): string {
  return services.keys.hmac('person', member.email);
}
