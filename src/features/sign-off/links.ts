import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { MemberId, NetworkId, ResponseId, SlotId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import { Digest } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';

/** An emailed link, as the store keeps it (SO20): the token itself is nowhere in the store. */
export const Link = z.object({
  purpose: z.literal('decide'),
  networkId: NetworkId,
  responseId: ResponseId,
  round: z.number().int(),
  slot: SlotId,
  memberId: MemberId,
  digest: Digest,
  /** A commitment to the address it was sent to: a link does not outlive a change of mailbox. */
  address: z.string(),
});
export type Link = z.infer<typeof Link>;

const space = 'link';
/** In milliseconds. A link is kept as long as decisions, so that a dead link can still show how its request ended. */
const lifetime = 6 * 365 * 24 * 3_600_000;

/** The subject of a link: one slot of one round on one text. */
export type About = Omit<Link, 'purpose' | 'memberId' | 'address'>;

/** A member's link for one slot, not stored. */
export function linkFor(services: Services, member: Member, about: About): Link {
  return { ...about, purpose: 'decide', memberId: member.id, address: addressOf(services, member) };
}

/** Makes a link for one slot, to be put in a mail and nowhere else. Answers the URL: under 76 characters where the base is short. */
export async function mintLink(services: Services, member: Member, about: About): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const link = linkFor(services, member, about);
  const expiresAt = new Date(Date.parse(services.now()) + lifetime).toISOString();
  await services.ephemeral.put(space, services.keys.hmac(space, token), link, expiresAt);
  return `${services.baseUrl()}/d/${token}`;
}

/** The link of a token from a URL; null for a token that was never made. Both take one path (SO26). */
export async function readLink(services: Services, token: string): Promise<Link | null> {
  const record = await services.ephemeral.get(space, services.keys.hmac(space, token));
  const link = Link.safeParse(record?.value);
  return link.success ? link.data : null;
}

/** Whether a link was sent to the address that is on file now. */
export function isAddressedTo(services: Services, link: Pick<Link, 'address'>, member: Member): boolean {
  return link.address === addressOf(services, member);
}

function addressOf(services: Services, member: Member): string {
  return services.keys.hmac('address', member.email);
}
