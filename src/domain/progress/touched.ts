import type { MemberId, OrganisationId } from '../ids.ts';
import type { Instant } from '../outcome.ts';
import type { Positions } from '../positions/positions.ts';

/** The last act of an organisation on a response: the member who acted for it, and when (PG1). */
export interface Touch {
  readonly organisationId: OrganisationId;
  readonly by: MemberId;
  readonly at: Instant;
}

/** All that organisations said, as touches: by the member who spoke, or who sent the email that the coordinator recorded. */
export function touchesIn(all: readonly Positions[]): readonly Touch[] {
  return all.flatMap(({ organisationId, said }) =>
    said.map(({ source, at }) => ({ organisationId, by: source.how === 'email' ? source.from : source.by, at })),
  );
}

/** The last touch of each organisation, by its id. */
export function lastTouches(touches: readonly Touch[]): ReadonlyMap<string, Touch> {
  const last = new Map<string, Touch>();
  for (const touch of touches) {
    const known = last.get(touch.organisationId);
    if (known === undefined || known.at < touch.at) last.set(touch.organisationId, touch);
  }
  return last;
}
