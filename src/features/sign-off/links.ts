import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { MemberId, NetworkId, ResponseId, SlotId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import { Digest } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';

/** What an emailed link is bound to (SO20); the token itself is nowhere in the store. */
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
/** As long as decisions are kept: a dead link can still say what became of it. In milliseconds. */
const lifetime = 6 * 365 * 24 * 3_600_000;

/** What a link is about: one slot of one round on one text. */
export type About = Omit<Link, 'purpose' | 'memberId' | 'address'>;

/** What a link of this member would be bound to. */
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

/** What a token from a URL stands for; null for one that was never made. Both take one path (SO26). */
export async function readLink(services: Services, token: string): Promise<Link | null> {
  const record = await services.ephemeral.get(space, services.keys.hmac(space, token));
  const link = Link.safeParse(record?.value);
  return link.success ? link.data : null;
}

/** Whether a link was sent to the address that is on file now. */
export function isAddressedTo(services: Services, link: Link, member: Member): boolean {
  return link.address === addressOf(services, member);
}

function addressOf(services: Services, member: Member): string {
  return services.keys.hmac('address', member.email);
}
