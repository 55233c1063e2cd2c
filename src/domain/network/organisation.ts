import { z } from 'zod';
import { OrganisationId } from '../ids.ts';
import { Instant } from '../outcome.ts';

/** A local authority, a children’s trust or a partner; its membership of the network is dated. */
export const Organisation = z.strictObject({
  id: OrganisationId,
  name: z.string().min(1).max(200),
  kind: z.enum(['authority', 'partner']),
  /** The name the public knows it by, or the body that delivers for it; empty where there is none. */
  brand: z.string().max(200),
  deliveryBody: z.string().max(200),
  from: Instant,
  until: Instant.nullable(),
  successor: OrganisationId.nullable(),
});
export type Organisation = z.infer<typeof Organisation>;

/** A name for comparing: without case, spaces and punctuation, `&` as `and`. */
export function nameKey(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
