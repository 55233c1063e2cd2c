import type { Consultation } from '../domain/consultation/consultation.ts';
import { knownSections } from '../domain/consultation/known-sections.ts';
import { type EpochId, MemberId, type VersionId } from '../domain/ids.ts';
import type { Person, System } from '../domain/network/actor.ts';
import { Digest, type Instant, type Refused, refused } from '../domain/outcome.ts';
import type { SectionDigests } from '../domain/positions/statement.ts';
import { isClosedForGood } from '../domain/response/removal/removal.ts';
import type { Response } from '../domain/response/response.ts';
import { composeSections } from '../domain/response/snapshot.ts';
import { type KeptBecause, type Version, keepVersion } from '../domain/response/version.ts';
import { contentOf } from '../reading/draft.ts';
import { sectionDigests, textDigest } from '../reading/section-digests.ts';
import { createAs } from '../rights/acting.ts';
import { judge } from '../rights/judge.ts';
import type { Services } from '../services.ts';
import type { Stored } from '../store/aggregates.ts';
import { type DraftKey, type DraftLog, type Vector, vectorOf } from '../store/drafts.ts';
import type { Reader } from '../store/reader.ts';
import { canonicalBytes, digestOf } from '../text/canonical.ts';
import { countBlocks } from '../text/counts.ts';
import type { Updates } from '../text/read.ts';
import { type AuthoredUpdates, reseed } from '../text/reseed.ts';
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
  readonly round: number;
  /** The loss by a mass deletion until then; null for a version that is kept for another reason. */
  readonly lost: Version['lost'];
  /** Whether to keep a version whose text equals the last version's. */
  readonly evenIfSame: 'keep' | 'skip';
  /** The text to keep, with the entries of the log that are in it; the present log where it is not given. */
  readonly text?: { readonly updates: AuthoredUpdates; readonly covers: Vector };
}

/** Keeps the present draft under a name that a member chose (CO13). `id` names the version. */
export async function keepNamed(
  services: Services,
  by: Person,
  { response, consultation }: Pick<Moment, 'response' | 'consultation'>,
  { id, name }: Pick<Moment, 'id' | 'name'>,
): Promise<Version | Refused | null> {
  const moment = { id, name, response, consultation, epoch: response.epoch, at: services.now() };
  return keepAs(services, by, 'version.keep', { ...moment, because: 'named', round: 0, lost: null, evenIfSame: 'keep' });
}

/** Keeps the present draft where a rule asks for it (CO13). Null where {@link keepAs} keeps nothing. */
export async function keepDue(services: Services, by: System, moment: Moment): Promise<Version | Refused | null> {
  return keepAs(services, by, 'version.keep-due', moment);
}

/** The most versions among which {@link keepForPosition} looks for one on an equal text. */
const mostLooked = 40;

/** A text on which a position is given. */
export interface OnText extends Pick<Moment, 'response' | 'consultation'> {
  readonly log: DraftLog;
  /** The digest of its sections (PO4). */
  readonly digest: Digest;
  /** The id of the version, if none is on an equal text. */
  readonly id: VersionId;
}

/** The version that keeps the text of a position: a kept one whose sections are equal, else one that is kept now (PO4). */
export async function keepForPosition(
  services: Services,
  by: Person,
  { response, consultation, log, digest, id }: OnText,
): Promise<VersionId | Refused> {
  const kept = await versionsOf(services, response, mostLooked);
  const same = kept.find(({ state }) => state.sections !== undefined && textDigest(state.sections) === digest);
  if (same !== undefined) return same.state.id;
  const text = { updates: log, covers: vectorOf(log) };
  const moment = { id, name: '', response, consultation, epoch: response.epoch, at: services.now(), text };
  const made = await keepAs(services, by, 'version.keep', { ...moment, because: 'position', round: 0, lost: null, evenIfSame: 'keep' });
  if (made === null) return refused('not-found');
  return 'ok' in made ? made : made.id;
}

/**
 * Keeps a draft: the bytes first, then the version that names them. Null where the version exists already, the text is
 * unchanged since the last version, or the draft was removed.
 */
async function keepAs(
  services: Services,
  actor: Person | System,
  act: 'version.keep' | 'version.keep-due',
  moment: Moment,
): Promise<Version | Refused | null> {
  const { id, response, at, because, name, round, epoch, lost } = moment;
  const { networkId } = response;
  const judged = await judge(services, actor, { act, networkId });
  if (!judged.ok) return judged;
  const found = moment.text ?? (await presentLog(services, { draft: response.id, epoch }));
  if (found === null) return null;
  const { text, sections, words } = readText(found.updates, moment);
  const last = (await lastVersion(services, response))?.state;
  if (moment.evenIfSame === 'skip' && last?.text === text) return null;
  const by = actor.id === 'system' ? null : MemberId.parse(actor.id);
  // A form that is sent twice keeps one version (SF7).
  if (because === 'named' && last?.name === name && last.by === by && last.epoch === epoch && last.text === text) return last;
  const kept = Digest.parse(await services.blobs.put(response.id, encodeKept(reseed(found.updates, knownSections(moment.consultation)))));
  // Words were removed for good after this text was read (CO15).
  const now = await services.aggregates.get('response', response.id);
  if (now !== null && isClosedForGood(now.state, epoch)) {
    await services.blobs.remove(response.id, kept);
    return null;
  }
  const version = { id, networkId, responseId: response.id, epoch, at, because, name, by, round, lost };
  const stored = await createAs(services, actor, { act, kind: 'version', id, networkId }, () =>
    keepVersion({ ...version, kept, text, sections, words, covers: found.covers }),
  );
  return stored === null || 'ok' in stored ? stored : stored.state;
}

async function presentLog({ drafts }: Services, key: DraftKey): Promise<NonNullable<Moment['text']> | null> {
  const log = await drafts.load(key);
  return log === null ? null : { updates: log, covers: vectorOf(log) };
}

/** The digest of a draft's text, those of its sections, and the number of its words. */
function readText(
  found: Updates,
  { consultation, response }: Moment,
): Pick<Version, 'text' | 'words'> & { readonly sections: SectionDigests } {
  const content = contentOf(found, consultation);
  const said = { blocks: [...content.blocks], chosen: [...content.chosen], notAnswered: [...content.notAnswered] };
  const words = [...content.blocks.values()].reduce((sum, blocks) => sum + countBlocks(blocks).words, 0);
  const sections = sectionDigests(composeSections({ consultation, response }, content));
  return { text: Digest.parse(digestOf(canonicalBytes(said))), sections, words };
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
