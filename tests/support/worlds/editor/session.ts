import type { Services } from '../../../../src/services.ts';

/** Signs a member in without mail: the record that the sign-in page would make. Answers the cookie's value. */
export async function openSessionRecord(services: Services, memberId: string): Promise<string> {
  const token = `token-of-${memberId}`;
  const key = services.keys.hmac('session', token);
  const expiresAt = new Date(Date.parse(services.now()) + 3_600_000).toISOString();
  await services.ephemeral.put('session', key, { memberId, createdAt: services.now() }, expiresAt);
  return token;
}
