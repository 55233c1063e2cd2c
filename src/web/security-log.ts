import type { FastifyBaseLogger } from 'fastify';

/** The events of security in the log. docs/security.md explains each (SE10). */
export const securityEvents = [
  'signed-in',
  'signed-out',
  'signed-out-everywhere',
  'code-wrong',
  'membership-began',
  'membership-ended',
  'role-changed',
  'appointment-made',
  'appointment-ended',
  'calendar-made',
  'calendar-ended',
  'origin-refused',
  'token-refused',
  'not-allowed',
  'rate-limited',
  'live-limited',
] as const;
export type SecurityEvent = (typeof securityEvents)[number];

/** Ids and fixed words only: never a name, an address, a code or a link. */
export type SecurityDetails = Readonly<
  Partial<Record<'member' | 'network' | 'actor' | 'role' | 'office' | 'appointment' | 'route' | 'way', string>>
>;

/** Writes one line about an event of security, at the level `info` (SE10). */
export function noteSecurity({ log }: { readonly log: FastifyBaseLogger }, event: SecurityEvent, details: SecurityDetails = {}): void {
  log.info({ security: event, ...details }, 'security event');
}
