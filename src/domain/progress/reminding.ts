import type { MemberId, OrganisationId } from '../ids.ts';
import { type Instant, type Outcome, accepted, refused } from '../outcome.ts';
import { type Positions, type Request, openRequest, standingOf } from '../positions/positions.ts';
import { startOfDay } from '../time/calendar.ts';
import type { Reminded } from '../response/told.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import type { Response } from '../response/response.ts';

/** The organisations to remind, each with the people who get a mail; the coordinator who reminds them, and when. */
export interface Reminding {
  readonly organisations: readonly { readonly id: OrganisationId; readonly members: readonly MemberId[] }[];
  readonly at: Instant;
  readonly by: MemberId;
  readonly zone: string;
}

/** The last reminder of an organisation; null where it was never reminded. */
export function reminderOf(response: Pick<Response, 'reminded'>, id: OrganisationId): Reminded | null {
  return response.reminded?.find(({ organisationId }) => organisationId === id) ?? null;
}

/**
 * The request that an organisation has not answered, whether it came first or as a reminder (PO9, PG6); null where it has given a
 * position since, or was neither asked nor reminded.
 */
export function openAsk(positions: Pick<Positions, 'said' | 'asked'> | null, reminded: Reminded | null): Request | null {
  const request = openRequest(positions);
  if (reminded === null || !isRemindedStill(positions, reminded)) return request;
  const { at, by, members } = reminded;
  return request !== null && request.at >= at ? request : { at, by, members };
}

/** True where an organisation has given no position since a reminder. */
export function isRemindedStill(positions: Pick<Positions, 'said'> | null, { at }: Pick<Reminded, 'at'>): boolean {
  const { statement } = standingOf(positions);
  return statement === null || statement.at < at;
}

/** True where an organisation was asked for its position on the day of an instant: it is not reminded on that day (PG6). */
export function isAskedToday(
  positions: Pick<Positions, 'asked'> | null,
  { at, zone }: { readonly at: Instant; readonly zone: string },
): boolean {
  const last = positions?.asked.at(-1);
  return last !== undefined && startOfDay(last.at, zone) >= startOfDay(at, zone);
}

/** True where an organisation was reminded on the day of an instant already (PG6). */
export function isRemindedToday(
  response: Pick<Response, 'reminded'>,
  id: OrganisationId,
  { at, zone }: Pick<Reminding, 'at' | 'zone'>,
): boolean {
  const last = reminderOf(response, id);
  return last !== null && startOfDay(last.at, zone) >= startOfDay(at, zone);
}

/**
 * Records that organisations are reminded. It leaves out an organisation without people, and one that was reminded today, also in
 * the event. Refuses with `already-exists` where nobody is left (PG6).
 */
export function remindOrganisations(response: Response, { organisations, at, by, zone }: Reminding): Outcome<Response, ResponseEvent> {
  const left = organisations.filter(({ id, members }) => members.length > 0 && !isRemindedToday(response, id, { at, zone }));
  if (left.length === 0) return refused('already-exists', 'They have all been reminded today.');
  const ids = new Set(left.map(({ id }) => id));
  const kept = (response.reminded ?? []).filter(({ organisationId }) => !ids.has(organisationId));
  const fresh = left.map(({ id, members }) => ({ organisationId: id, members: [...members], at, by }));
  return accepted<Response, ResponseEvent>(
    { ...response, reminded: [...kept, ...fresh] },
    { type: 'OrganisationsReminded', data: { organisations: [...ids], members: left.flatMap(({ members }) => members) } },
  );
}
