import type { Consultation } from '../../domain/consultation/consultation.ts';
import { type Certificate, certificateOf } from '../../domain/document/certificate.ts';
import type { Export } from '../../domain/document/export.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import { type Instant, refusals } from '../../domain/outcome.ts';
import { type Response, approvedRound } from '../../domain/response/response.ts';
import { Snapshot } from '../../domain/response/snapshot.ts';
import type { SignOffRound } from '../../domain/round/round.ts';
import { formatDate, formatDateTime } from '../../domain/time/calendar.ts';
import { capital } from '../../phrases/english.ts';
import { personOf } from '../../phrases/people.ts';
import { positionsSinceLock } from '../../reading/signed-text.ts';
import { readBlob } from '../../reading/snapshot.ts';
import type { Release } from '../../renderers/document.ts';
import { all } from '../../store/every.ts';
import type { Services } from '../../services.ts';
import type { Reader } from '../../store/reader.ts';
import { digestOf } from '../../text/canonical.ts';
import { versionWords } from '../../text/version-words.ts';
import { heldIn, quotesRestricted } from './held.ts';

/** The store as it is read, and the address that a document prints. */
type Published = Reader & Pick<Services, 'baseUrl'>;

/** Everything documents are made of, read together. */
export interface Matter {
  readonly response: Response;
  readonly consultation: Consultation;
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
}

/** Why a document cannot be made, in words for a person. */
export const nevers = {
  gone: 'The text of this version is not kept any more.',
  'not-approved': 'The text is not approved any more.',
  damaged: 'The stored text of this version is damaged.',
  held: refusals['evidence-held'],
  'not-the-approved': 'The stored text does not have the approved digest.',
  unreadable: 'The stored text of this version cannot be read.',
} as const;

/** Why a format could not hold a text, in words for a person. */
export const limitsMet = {
  'too-long': 'This text is too long for this kind of document. Try the other kind, or shorten the text.',
  'too-slow': 'This document took too long to make. The text may be too long for this kind of document: try the other kind.',
} as const;

/** The content of one document; or `never`, why it can never be made. */
export type Prepared = { readonly snapshot: Snapshot; readonly release: Release; readonly timeZone: string } | { readonly never: string };

/** Reads the content of an export. A final one is made only of stored bytes that have the approved digest (SO15). */
export async function prepare(reader: Published, job: Export): Promise<Prepared> {
  const matter = await matterOf(reader, job.responseId);
  const bytes = await readBlob(reader, job.responseId, job.snapshot);
  if (matter === null || bytes === null) return { never: nevers.gone };
  const round = roundPrinted(job, matter.response);
  if (job.purpose === 'final' && round === null) return { never: nevers['not-approved'] };
  if (bytes === 'damaged' || digestOf(bytes) !== job.snapshot) {
    return { never: job.purpose === 'final' ? nevers['not-the-approved'] : nevers.damaged };
  }
  const isHeld =
    job.purpose === 'final'
      ? (await heldIn(reader, matter.response, bytes)).length > 0
      : await quotesRestricted(reader, matter.response, bytes);
  if (isHeld) return { never: nevers.held };
  const snapshot = Snapshot.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (!snapshot.success) return { never: nevers.unreadable };
  const release = round === null ? draftRelease(job, matter) : await finalRelease(reader, matter, round, job.askedAt);
  return { snapshot: snapshot.data, release, timeZone: matter.network.timeZone };
}

/** The approved round that a final document prints. Null for a draft, and for a round taken back, even if its text was approved again. */
export function roundPrinted({ purpose, snapshot, askedAt }: Export, response: Response): SignOffRound | null {
  const round = approvedRound(response);
  return purpose === 'final' && round?.digest === snapshot && askedAt >= round.openedAt ? round : null;
}

/** A response with its consultation, network and people; null where one of them is gone. */
export async function matterOf(reader: Reader, responseId: string): Promise<Matter | null> {
  const response = await reader.aggregates.get('response', responseId);
  if (response === null) return null;
  const { consultationId, networkId } = response.state;
  const [consultation, network, members] = await Promise.all([
    reader.aggregates.get('consultation', consultationId),
    reader.aggregates.get('network', networkId),
    all(reader.aggregates, 'member', { where: { networkId } }),
  ]);
  if (consultation === null || network === null) return null;
  return {
    response: response.state,
    consultation: consultation.state,
    network: network.state,
    members: new Map(members.map((member) => [member.id, member.state])),
  };
}

/** The certificate of an approved round, with the positions that were given after the lock and not after an instant (SO43, PO15). */
export async function certificateFor(reader: Reader, matter: Matter, round: SignOffRound, until: Instant): Promise<Certificate> {
  const { response, network, consultation } = matter;
  return certificateOf({
    response,
    round,
    network,
    consultation,
    person: (id) => {
      const { name, organisation } = personOf(matter, id);
      return { name: capital(name), organisation };
    },
    writers: await writersOf(reader, response, round),
    versionWords: versionWords(round.digest),
    since: await positionsSinceLock(reader, { network, response, round }, until),
    recordNumber: await hashOfApproval(reader, response, round),
  });
}

/** `Round 1, locked on 1 July 2026`, or the moment the draft was taken from. */
export function versionOf(
  snapshot: string,
  { response, network }: Pick<Matter, 'response' | 'network'>,
  askedAt: Export['askedAt'],
): string {
  const round = roundTaken(snapshot, response, askedAt);
  return round === undefined
    ? `As it stood on ${formatDateTime(askedAt, network.timeZone)}`
    : `Round ${round.n}, locked on ${formatDate(round.openedAt, network.timeZone)}`;
}

/** The round whose locked text was copied; undefined where the draft of that moment was copied. */
export function roundTaken(snapshot: string, response: Response, askedAt: Export['askedAt']): SignOffRound | undefined {
  return response.rounds.findLast((one) => one.digest === snapshot && one.openedAt <= askedAt);
}

function draftRelease(job: Export, matter: Matter): Release {
  return {
    kind: 'draft',
    digest: job.snapshot,
    versionWords: versionWords(job.snapshot),
    at: job.askedAt,
    version: versionOf(job.snapshot, matter, job.askedAt),
  };
}

async function finalRelease(reader: Published, matter: Matter, round: SignOffRound, until: Instant): Promise<Release> {
  const howToCheck = howToCheckAt(`${reader.baseUrl()}/consultations/${matter.consultation.id}/record`);
  return { kind: 'final', certificate: await certificateFor(reader, matter, round, until), howToCheck };
}

function howToCheckAt(record: string): readonly string[] {
  return [
    'The version words and the fingerprint are worked out from the text alone. The same words stood in every email that asked for sign-off, on the page that each person signed, and stand at the foot of every page here.',
    `Members of the network find the same words and the record number at ${record}. The record is tamper-evident: each entry holds the fingerprint of the one before it, and every request for sign-off carried a record number to another mailbox.`,
  ];
}

/** Everybody whose words are in the draft that was locked. */
async function writersOf(reader: Reader, response: Response, round: SignOffRound): Promise<ReadonlySet<string>> {
  const log = await reader.drafts.load({ draft: response.id, epoch: round.epoch });
  if (log === null) return new Set();
  const authors = [log.base.authors, ...log.entries.map((entry) => entry.authors)].flatMap((one) => Object.values(one));
  return new Set(authors.map((author) => author.member));
}

const page = 500;

/** The hash of the event with which a round was approved: the chain head at that moment (SO42). */
async function hashOfApproval(reader: Reader, response: Response, round: SignOffRound): Promise<string> {
  let found = '';
  for (let after = 0; ; after += page) {
    const events = await reader.aggregates.events('response', response.id, after, page);
    const approval = events.findLast((event) => event.type === 'RoundApproved' && event.data['round'] === round.n);
    found = approval?.hash ?? found;
    if (events.length < page) return found;
  }
}
