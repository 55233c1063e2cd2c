import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { EpochId, MemberId, VersionId } from '../../domain/ids.ts';
import { Digest, type Instant } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import { type KeptBecause, type Version, keepVersion } from '../../domain/response/version.ts';
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import { create } from '../../store/change.ts';
import { vectorOf } from '../../store/drafts.ts';
import type { Reader } from '../../store/reader.ts';
import { canonicalBytes, digestOf } from '../../text/canonical.ts';
import { countBlocks } from '../../text/counts.ts';
import { openDraft, readDraft } from '../../text/read.ts';
import { reseed } from '../../text/reseed.ts';
import { encodeKept } from './kept.ts';

/** A draft to keep as a version, at an instant. */
export interface Moment {
  readonly id: VersionId;
  readonly response: Response;
  readonly consultation: Consultation;
  readonly epoch: EpochId;
  readonly at: Instant;
  readonly because: KeptBecause;
  readonly name: string;
  readonly by: MemberId | null;
  readonly round: number;
  /** Whether to keep a version whose text equals the last version's. */
  readonly evenIfSame: 'keep' | 'skip';
}

/**
 * Keeps a draft as its log has it now (CO13): the bytes first, then the version that names them. Null where the version exists
 * already, the text is unchanged since the last version, or the draft was removed.
 */
export async function keep(services: Services, moment: Moment): Promise<Version | null> {
  const { response, consultation, epoch } = moment;
  const log = await services.drafts.load({ draft: response.id, epoch });
  if (log === null) return null;
  const document = openDraft(log);
  const content = readDraft(document, sectionIds(consultation));
  document.destroy();
  const said = { blocks: [...content.blocks], chosen: [...content.chosen], notAnswered: [...content.notAnswered] };
  const text = Digest.parse(digestOf(canonicalBytes(said)));
  if (moment.evenIfSame === 'skip' && (await lastVersion(services, response))?.state.text === text) return null;
  const kept = Digest.parse(await services.blobs.put(response.id, encodeKept(reseed(log))));
  const { id, at, because, name, by, round } = moment;
  const words = [...content.blocks.values()].reduce((sum, blocks) => sum + countBlocks(blocks).words, 0);
  const version = { id, networkId: response.networkId, responseId: response.id, epoch, at, because, name, by, round };
  const accepted = keepVersion({ ...version, kept, text, words, covers: vectorOf(log) });
  const stored = await create(services.aggregates, 'version', id, by ?? 'system', accepted);
  return stored?.state ?? null;
}

/** The newest version of a response; null where there is none. */
export async function lastVersion(reader: Reader, response: Pick<Response, 'id'>): Promise<Stored<'version'> | null> {
  const [last] = await versionsOf(reader, response, 1);
  return last ?? null;
}

/** The versions of a response, the newest first. */
export async function versionsOf(reader: Reader, { id }: Pick<Response, 'id'>, limit: number): Promise<readonly Stored<'version'>[]> {
  return reader.aggregates.find('version', { where: { responseId: id }, order: { by: 'at', direction: 'descending' }, limit });
}
