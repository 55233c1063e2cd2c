import type { Role } from './member.ts';
import type { Office } from './network.ts';
import type { Organisation } from './organisation.ts';

const roles: Readonly<Record<Role, RegExp>> = {
  coordinator: /^(?:network )?co-?ordinator$/u,
  lead: /^(?:lead|lead (?:representative|rep|officer|contact|member)|representative)$/u,
  deputy: /^(?:deputy|deputy (?:lead|lead representative|representative|rep|officer|contact|member)|alternate|substitute)$/u,
  member: /^(?:member|officer|writer|contributor)$/u,
  partner: /^(?:partner|partner representative)$/u,
  reader: /^(?:reader|observer|read only)$/u,
};

/** The role that a typed word means; null for an empty one. A word that means none is a fault, with the way out. */
export function roleIn(
  typed: string,
  offices: readonly Pick<Office, 'name'>[],
): Role | null | { readonly wrong: string; readonly mend: string } {
  const word = typed
    .toLowerCase()
    .replace(/[\s_-]+/gu, ' ')
    .replace('co ordinator', 'coordinator')
    .trim();
  if (word === '') return null;
  const role = (Object.keys(roles) as Role[]).find((one) => roles[one].test(word));
  if (role !== undefined) return role;
  const office = offices.some(({ name }) => word.split(/[^a-z ]/u)[0]?.trim() === name);
  return office
    ? {
        wrong: `“${typed}” is an office, not a role`,
        mend: 'Write lead, deputy, member, partner or reader here, and appoint them afterwards',
      }
    : { wrong: `“${typed.slice(0, 60)}” is no role`, mend: 'Write lead, deputy, member, partner, reader or coordinator' };
}

/** The kind of organisation that a typed word means, an authority for an empty one; null where it means none. */
export function kindIn(typed: string): Organisation['kind'] | null {
  if (typed === '' || /authority|council|trust|borough|county|unitary|district|city/iu.test(typed)) return 'authority';
  return /partner|charity|voluntary|third sector|ngo|company/iu.test(typed) ? 'partner' : null;
}
