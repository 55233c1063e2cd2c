import type { Member, Role } from '../network/member.ts';
import { notResponding } from './kind/kind.ts';
import type { Response } from './response.ts';
import { toldOf } from './telling.ts';

/** True for a response that is still under way: neither sent nor withdrawn, and not one that the network decided not to make. */
export function isGoing(response: Pick<Response, 'status' | 'kinds'>): boolean {
  return response.status !== 'submitted' && response.status !== 'withdrawn' && notResponding(response) === null;
}

/** The roles that the coordinator tells by name that a response is being written (MA1). */
const toldByName: ReadonlySet<Role> = new Set(['lead', 'deputy', 'partner']);

/**
 * True for a member whom the service has told of a response, or may tell of it (MA8): a coordinator; everybody once its text was
 * locked; a lead, deputy or partner who was told or reminded; any other member once somebody was told.
 */
export function knowsOf(response: Response, member: Pick<Member, 'id' | 'role'>): boolean {
  if (member.role === 'coordinator' || response.rounds.length > 0) return true;
  if (toldOf(response, member.id) !== null) return true;
  if (response.reminded?.some(({ members }) => members.includes(member.id)) === true) return true;
  return !toldByName.has(member.role) && (response.told?.length ?? 0) > 0;
}
