import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { MemberId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import { Instant } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { never } from '../../store/ephemeral.ts';
import { personOf } from '../../web/desks.ts';
import { noteSecurity } from '../../web/security-log.ts';

// The secret address of a person's calendar (WO38). The store keeps its HMAC alone, as it does of an emailed link (SO20).

const space = 'calendar';
const byPerson = 'calendar-of';

/** The record behind an address: the membership in which it was made, and the person by their mailbox. */
const Kept = z.object({ memberId: MemberId, person: z.string(), createdAt: Instant });

/** The address that a person has now, by the key of its record. */
const Held = z.object({ key: z.string(), createdAt: Instant });

/** Makes the address of a person, in the place of the one before. Answers its secret, 43 characters, which is shown once. */
export async function makeAddress(services: Services, member: Member): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const key = services.keys.hmac(space, token);
  const [person, createdAt] = [personOf(services, member), services.now()];
  const before = Held.safeParse((await services.ephemeral.get(byPerson, person))?.value);
  await services.ephemeral.put(space, key, { memberId: member.id, person, createdAt }, never);
  await services.ephemeral.put(byPerson, person, { key, createdAt }, never);
  if (before.success) await services.ephemeral.drop(space, before.data.key);
  noteSecurity(services, 'calendar-made', { member: member.id, network: member.networkId });
  return token;
}

/** When the present address of a person was made; null for a person who has none. */
export async function addressSince(services: Services, member: Member): Promise<Instant | null> {
  const held = Held.safeParse((await services.ephemeral.get(byPerson, personOf(services, member)))?.value);
  return held.success ? held.data.createdAt : null;
}

/** Ends the address of a person at once. */
export async function dropAddress(services: Services, member: Member): Promise<void> {
  const taken = Held.safeParse((await services.ephemeral.take(byPerson, personOf(services, member)))?.value);
  if (!taken.success) return;
  await services.ephemeral.drop(space, taken.data.key);
  noteSecurity(services, 'calendar-ended', { member: member.id, network: member.networkId });
}

/** The person behind an address, and when it was made. */
export interface Owner {
  /** Names the person for limits; it opens nothing. */
  readonly person: string;
  readonly email: string;
  readonly since: Instant;
}

/** The owner of an address; null for a secret that was never made, was replaced or switched off, or whose mailbox changed. */
export async function ownerOf(services: Services, token: string): Promise<Owner | null> {
  const key = services.keys.hmac(space, token);
  const kept = Kept.safeParse((await services.ephemeral.get(space, key))?.value);
  if (!kept.success) return null;
  const { memberId, person, createdAt: since } = kept.data;
  const held = Held.safeParse((await services.ephemeral.get(byPerson, person))?.value);
  const member = await services.aggregates.get('member', memberId);
  // The person's own record decides: of two addresses that are made at once, one is theirs.
  if (!held.success || held.data.key !== key || member === null || personOf(services, member.state) !== person) return null;
  return { person, email: member.state.email, since };
}
