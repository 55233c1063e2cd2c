import { MemberId, OrganisationId, PositionsId, VersionId } from '../../../src/domain/ids.ts';
import type { Digest } from '../../../src/domain/outcome.ts';
import type { Position } from '../../../src/domain/positions/position.ts';
import { type PositionsEvent, noPositions } from '../../../src/domain/positions/positions.ts';
import type { Statement } from '../../../src/domain/positions/statement.ts';
import { sectionIds } from '../../../src/domain/response/snapshot.ts';
import { officeHolders } from '../../../src/reading/people.ts';
import { consultationOf } from '../../../src/reading/response.ts';
import { storedPositions } from '../../../src/reading/positions.ts';
import { signedText } from '../../../src/reading/signed-text.ts';
import type { SignOffWorld } from './sign-off.ts';

/** A statement in the store, as a form or an email would leave it. The text is the present one unless `change` says otherwise. */
export async function stands(
  { services, response }: Pick<SignOffWorld, 'services' | 'response'>,
  organisation: string,
  position: Position,
  change: Partial<Statement> = {},
): Promise<void> {
  const { state } = await response();
  const { networkId, id: responseId } = state;
  const organisationId = OrganisationId.parse(organisation);
  const id = PositionsId.parse(`${responseId}-${organisation}`);
  const stored = await services.aggregates.get('positions', id);
  const before = stored?.state ?? noPositions({ id, networkId, responseId, organisationId });
  const at = services.now();
  const text = { digest: await digestNow({ services, response }), version: VersionId.parse('version') };
  const source = { how: 'given', by: MemberId.parse('daniel-rowntree') } as const;
  const round = state.status === 'drafting' ? null : state.rounds.length;
  const said: Statement = { kind: 'position', position, exceptions: [], note: null, listing: 'listed', source, at, text, round, ...change };
  const data = {
    responseId,
    organisationId,
    position,
    exceptions: [],
    listing: said.listing,
    words: null,
    text: text.digest,
    version: text.version,
    round,
  };
  const event: PositionsEvent = { type: 'PositionGiven', data };
  await services.aggregates.commit({
    kind: 'positions',
    id,
    revision: stored?.revision ?? 0,
    state: { ...before, said: [...before.said, said] },
    events: [event],
    actor: 'daniel-rowntree',
  });
}

/** The digest of the present draft, as positions hold it. */
async function digestNow({ services, response }: Pick<SignOffWorld, 'services' | 'response'>): Promise<Digest> {
  const { state } = await response();
  const consultation = await consultationOf(services, state);
  const { network } = await officeHolders(services, state.networkId);
  const text = await services.presentTexts.of({ draft: state.id, epoch: state.epoch });
  const positions = await storedPositions(services, state);
  const { text: digest } = signedText(
    { network, consultation, response: state },
    text.content(sectionIds(consultation)),
    positions,
    services.now(),
  );
  return digest;
}
