import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Member } from '../domain/network/member.ts';
import type { Services } from '../services.ts';
import { openSession } from './viewer.ts';

const space = 'session-of';
const lifetime = 12 * 3_600_000;

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

/** Ends every session of a person, in every network and browser. */
export async function signOutEverywhere(services: Services, member: Member): Promise<void> {
  const prefix = `${personOf(services, member)}/`;
  for (const record of await services.ephemeral.list(space, prefix, 500)) {
    await services.ephemeral.drop('session', record.key.slice(prefix.length));
    await services.ephemeral.drop(space, record.key);
  }
}

function personOf(services: Services, member: Member): string {
  return services.keys.hmac('person', member.email);
}
