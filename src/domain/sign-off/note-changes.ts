import { type OfficeChange, changesSince } from '../round/office-change.ts';
import type { People } from '../round/chain.ts';
import type { OpenRound } from '../round/round.ts';
import type { RoundEvent } from '../round/round-event.ts';
import type { Instant } from '../outcome.ts';

/** The instant of a command, and the hash for the free text in its events: SHA-256 in hexadecimal (SO41). */
export interface Noting {
  readonly at: Instant;
  readonly hashOf: (text: string) => string;
}

/** An open round that has noted every change of office since its lock, and the events of the new ones (SO56). */
export interface Noted {
  readonly round: OpenRound;
  readonly events: readonly RoundEvent[];
}

/** Notes the changes of office since the lock of the text that the round does not know yet (SO56). */
export function noteChanges(round: OpenRound, people: People, { at, hashOf }: Noting): Noted {
  const fresh = changesSince(people, { since: round.lockedAt, at, noted: round.officeChanges });
  const events = fresh.map((change, index) => eventOf(round, round.officeChanges.length + index + 1, change, hashOf));
  return { round: { ...round, officeChanges: [...round.officeChanges, ...fresh] }, events };
}

function eventOf({ n: round }: OpenRound, n: number, change: OfficeChange, hashOf: Noting['hashOf']): RoundEvent {
  if (change.type === 'role') {
    const { at, memberId, was, now, offices, by } = change;
    return { type: 'RoleChanged', data: { round, change: n, at, memberId, was, now, offices, by } };
  }
  const { at, office, before, after } = change;
  const acts = change.acts.map(({ authority, ...act }) => ({ ...act, authorityHash: hashOf(authority) }));
  return { type: 'OfficeChanged', data: { round, change: n, at, held: { office, before, after }, acts } };
}
