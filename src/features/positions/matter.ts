import type { FastifyRequest } from 'fastify';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Instant } from '../../domain/outcome.ts';
import { type Taking, takingPositions } from '../../domain/response/taking-positions.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { type OrganisationStanding, standingsOf } from '../../domain/positions/totals.ts';
import { type PositionText, asked, positionText, positionsOn } from '../../reading/positions.ts';
import { membersOf } from '../../reading/people.ts';
import type { Services } from '../../services.ts';
import { type Case, caseOf } from '../../web/found.ts';

/** Everything that a page of positions speaks of. */
export interface Matter extends Case {
  readonly members: ReadonlyMap<string, Member>;
  /** The organisations in the network now, in its order. */
  readonly standings: readonly OrganisationStanding[];
  readonly text: PositionText;
  readonly taking: Taking;
  readonly now: Instant;
}

const nothingYet = 'There are no positions yet: the response was not started.';

/** The positions in a URL, for a viewer who may read them. Throws as `caseOf` does. */
export async function matterOf(services: Services, request: FastifyRequest): Promise<Matter> {
  const it = await caseOf(services, request, 'position.read', nothingYet);
  const { consultation, response, network } = it;
  const present = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const text = positionText(response, consultation, present.content(sectionIds(asked(response, consultation))));
  const [members, all] = [await membersOf(services, network.id), await positionsOn(services, response)];
  const now = services.now();
  return { ...it, members, standings: standingsOf(network, all, now), text, taking: takingPositions(response, consultation, now), now };
}

/** Where an organisation stands; null for one that is not in the network now. */
export function standingIn({ standings }: Matter, id: OrganisationId | null): OrganisationStanding | null {
  return standings.find(({ organisation }) => organisation.id === id) ?? null;
}
