import { OrganisationId, PositionsId, SectionId, VersionId } from '../../../src/domain/ids.ts';
import { accepted } from '../../../src/domain/outcome.ts';
import type { Position } from '../../../src/domain/positions/position.ts';
import { type Positions, type PositionsEvent, noPositions } from '../../../src/domain/positions/positions.ts';
import type { Statement } from '../../../src/domain/positions/statement.ts';
import { composeSections, sectionIds } from '../../../src/domain/response/snapshot.ts';
import { keepVersion } from '../../../src/domain/response/version.ts';
import { consultationOf } from '../../../src/reading/response.ts';
import { sectionDigests, textDigest } from '../../../src/reading/section-digests.ts';
import type { Services } from '../../../src/services.ts';
import { create } from '../../../src/store/change.ts';

/** A position to be put into a store: where an organisation stands, and the sections on which it stands elsewhere. */
export interface Standing {
  readonly organisation: string;
  readonly position: Position;
  readonly exceptions?: Readonly<Record<string, Position>>;
  /** The sections that had other words when the position was given. */
  readonly changed?: readonly string[];
}

/** Puts the position of an organisation on the response of the demonstration into the store, on its present text. */
export async function stands(services: Services, { organisation, position, exceptions = {}, changed = [] }: Standing): Promise<void> {
  const stored = await services.aggregates.get('response', 'send-review');
  if (stored === null) throw new Error('there is no response');
  const response = stored.state;
  const { networkId, id: responseId, epoch } = response;
  const consultation = await consultationOf(services, response);
  const text = await services.presentTexts.of({ draft: responseId, epoch });
  const present = sectionDigests(composeSections({ consultation, response }, text.content(sectionIds(consultation))));
  const sections = { ...present, ...Object.fromEntries(changed.map((id) => [id, textDigest({})])) };
  const digest = textDigest(sections);
  const version = VersionId.parse(`v-${organisation}`);
  const at = services.now();
  const moment = { id: version, networkId, responseId, epoch, at, because: 'position', name: '', by: null, round: 0, lost: null } as const;
  await create(
    services.aggregates,
    'version',
    version,
    'system',
    keepVersion({ ...moment, kept: digest, text: digest, sections, words: 1, covers: {} }),
  );
  const members = await services.aggregates.find('member', { where: { networkId }, limit: 500 });
  const speaker = members.find(({ state }) => state.organisationId === OrganisationId.parse(organisation));
  if (speaker === undefined) throw new Error(`nobody speaks for ${organisation}`);
  const statement: Statement = {
    kind: 'position',
    position,
    exceptions: Object.entries(exceptions).map(([id, on]) => ({ section: SectionId.parse(id), position: on, reason: 'Because.' })),
    note: null,
    listing: 'listed',
    source: { how: 'given', by: speaker.state.id },
    at,
    text: { digest, version },
    round: null,
  };
  const id = PositionsId.parse(`p-${organisation}`);
  const state: Positions = {
    ...noPositions({ id, networkId, responseId, organisationId: OrganisationId.parse(organisation) }),
    said: [statement],
  };
  const data = {
    responseId,
    organisationId: state.organisationId,
    position,
    exceptions: [],
    listing: 'listed',
    words: null,
    text: digest,
    version,
    round: null,
  } as const;
  await create(
    services.aggregates,
    'positions',
    id,
    speaker.id,
    accepted<Positions, PositionsEvent>(state, { type: 'PositionGiven', data }),
  );
}
