import type { SectionId } from '../ids.ts';
import type { Network } from '../network/network.ts';
import type { Organisation } from '../network/organisation.ts';
import type { Digest, Instant } from '../outcome.ts';
import { isInForce } from '../time/span.ts';
import type { Position } from './position.ts';
import { type Positions, type Standing, standingOf } from './positions.ts';
import { isOnEarlierText, onSection } from './statement.ts';

/** One organisation of a network, and where it stands on a response. */
export interface OrganisationStanding extends Standing {
  readonly organisation: Organisation;
  /** Null where it has said nothing and was asked nothing. */
  readonly positions: Positions | null;
}

/** Where each organisation stands that is in the network at an instant, in the network's order. `all` are the positions on one response. */
export function standingsOf(network: Network, all: readonly Positions[], at: Instant): readonly OrganisationStanding[] {
  const known = new Map(all.map((one) => [one.organisationId, one]));
  return network.organisations
    .filter((organisation) => isInForce(organisation, at))
    .map((organisation) => {
      const positions = known.get(organisation.id) ?? null;
      return { organisation, positions, ...standingOf(positions) };
    });
}

/** How many organisations stand where, of all that are in the network. */
export interface Totals {
  readonly of: number;
  /** The organisations that have given a position. */
  readonly spoken: number;
  readonly counts: Readonly<Record<Position, number>>;
  /** No reply: also the organisations that promised one (PO7). */
  readonly silent: number;
}

/** How many organisations stand where on the whole response. */
export function totalsOf(standings: readonly Pick<Standing, 'statement'>[]): Totals {
  return totalsAmong(standings.map(({ statement }) => statement?.position ?? null));
}

/** How many organisations stand where on one section. */
export function totalsOn(standings: readonly OrganisationStanding[], section: SectionId): Totals {
  return totalsAmong(standings.map(({ statement }) => (statement === null ? null : onSection(statement, section).position)));
}

/** The organisations without a position (PO2). */
export function silentAmong(standings: readonly OrganisationStanding[]): readonly OrganisationStanding[] {
  return standings.filter(({ statement }) => statement === null);
}

/** The organisations whose position was given on another text than the present one (PO5). */
export function onEarlierTextAmong(standings: readonly OrganisationStanding[], present: Digest): readonly OrganisationStanding[] {
  return standings.filter(({ statement }) => statement !== null && isOnEarlierText(statement, present));
}

/** How many positions there are of each kind; null is no reply. */
export function totalsAmong(positions: readonly (Position | null)[]): Totals {
  const count = (wanted: Position | null): number => positions.filter((one) => one === wanted).length;
  const counts = {
    endorses: count('endorses'),
    'endorses-with-reservation': count('endorses-with-reservation'),
    'cannot-take-a-position': count('cannot-take-a-position'),
    'does-not-endorse': count('does-not-endorse'),
  };
  const silent = count(null);
  return { of: positions.length, spoken: positions.length - silent, counts, silent };
}
