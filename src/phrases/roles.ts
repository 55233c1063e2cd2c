import type { Role } from '../domain/network/member.ts';

/** What people read for a role. */
export const roleWords = {
  coordinator: 'Coordinator',
  lead: 'Lead representative',
  deputy: 'Deputy',
  member: 'Member',
  partner: 'Partner',
  reader: 'Reader',
} as const satisfies Record<Role, string>;
