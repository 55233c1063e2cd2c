import type { Role } from '../domain/network/member.ts';

/** Each role in words. */
export const roleWords = {
  coordinator: 'Coordinator',
  lead: 'Lead representative',
  deputy: 'Deputy',
  member: 'Member',
  partner: 'Partner',
  reader: 'Reader',
} as const satisfies Record<Role, string>;
