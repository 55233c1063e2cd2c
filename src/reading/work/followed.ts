import { z } from 'zod';
import { type MemberId, type ResponseId, SectionId } from '../../domain/ids.ts';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { Follow } from '../../domain/network/follow.ts';
import { followedIn } from '../../domain/network/following.ts';
import type { Member } from '../../domain/network/member.ts';
import { Digest, Instant } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { sectionIds } from '../../domain/response/snapshot.ts';
import type { Ephemeral } from '../../store/ephemeral.ts';
import type { Reader } from '../../store/reader.ts';
import { sectionDigest } from '../../text/read.ts';
import type { PresentText } from '../present-text.ts';

/** A section as somebody saw it: the digest of its words, and the number of words of each organisation, by its id. */
const Seen = z.object({
  at: Instant,
  digest: Digest,
  /** The words of people without an organisation stand under the empty id. */
  words: z.record(z.string(), z.number().int().min(0)),
});
export type Seen = z.infer<typeof Seen>;

/** The sections of one response as one member saw them last, by section. */
export type SeenSections = Readonly<Record<string, Seen>>;

const space = 'seen';
/** Longer than any consultation runs. */
const keptFor = 2 * 365 * 24 * 3_600_000;

interface Whose {
  readonly memberId: MemberId;
  readonly responseId: ResponseId;
}

function keyOf({ memberId, responseId }: Whose): string {
  return `${memberId}/${responseId}`;
}

/** The sections of a response as a member saw them last. Empty after a restore: the beginning of a follow counts then (WO40). */
export async function seenBy({ ephemeral }: Pick<Reader, 'ephemeral'>, whose: Whose): Promise<SeenSections> {
  const record = await ephemeral.get(space, keyOf(whose));
  const read = z.record(z.string(), Seen).safeParse(record?.value);
  return read.success ? read.data : {};
}

/** Keeps the sections of a response that a member has just seen, beside those that they saw before (WO40). */
export async function keepSeen(
  { ephemeral }: { readonly ephemeral: Ephemeral },
  whose: Whose,
  seen: SeenSections,
  at: Instant,
): Promise<void> {
  const known = await seenBy({ ephemeral }, whose);
  await ephemeral.put(space, keyOf(whose), { ...known, ...seen }, new Date(Date.parse(at) + keptFor).toISOString());
}

/** A section of the present text as somebody sees it at an instant. */
export function seenNow(text: PresentText, section: SectionId, members: ReadonlyMap<string, Member>, at: Instant): Seen {
  return { at, digest: Digest.parse(sectionDigest(text.content([section]), section)), words: wordsOf(text, section, members) };
}

function wordsOf(text: PresentText, section: string, members: ReadonlyMap<string, Member>): Record<string, number> {
  const sum = new Map<string, number>();
  for (const [client, count] of text.words([section])) {
    const organisation = members.get(text.authors[String(client)]?.member ?? '')?.organisationId ?? '';
    sum.set(organisation, (sum.get(organisation) ?? 0) + count);
  }
  return Object.fromEntries(sum);
}

/** A followed section whose words differ from those that its follower saw last. */
export interface FollowedChange {
  readonly section: SectionId;
  /** The instant at which the follower saw it last, or began to follow it. */
  readonly since: Instant;
  /** The digest of its words now. */
  readonly digest: Digest;
  /** Organisations that have more words in it now, most first; empty where words were only taken out, or nobody knows. */
  readonly added: readonly { readonly organisationId: string; readonly words: number }[];
  /** The number of words that were taken out. */
  readonly takenOut: number;
}

/** Everything that tells which followed sections have changed. */
export interface Following {
  readonly member: Member;
  readonly members: ReadonlyMap<string, Member>;
  readonly response: Response;
  readonly consultation: Consultation;
  readonly text: PresentText;
}

/** The followed sections that have changed since their follower saw them last, in the order of the document (WO40). */
export async function changesFollowed(reader: Reader, it: Following): Promise<readonly FollowedChange[]> {
  const { member, response, consultation } = it;
  const follows = new Map(followedIn(member, response.id).map((one) => [one.section, one]));
  if (follows.size === 0) return [];
  const seen = await seenBy(reader, { memberId: member.id, responseId: response.id });
  return sectionIds(consultation).flatMap((section) => {
    const follow = follows.get(section);
    return follow === undefined ? [] : changeOf(it, follow, seen[section] ?? null);
  });
}

function changeOf({ text, members }: Following, { section, at, digest }: Follow, last: Seen | null): readonly FollowedChange[] {
  // A section that is followed anew is as it was then, whatever was seen before.
  const known = last !== null && last.at >= at ? last : null;
  const now = seenNow(text, section, members, at);
  if (now.digest === (known?.digest ?? digest)) return [];
  const before = known?.words ?? {};
  const differences = [...new Set([...Object.keys(before), ...Object.keys(now.words)])].map((organisationId) => ({
    organisationId,
    words: (now.words[organisationId] ?? 0) - (before[organisationId] ?? 0),
  }));
  const added = known === null ? [] : differences.filter(({ words }) => words > 0).toSorted((a, b) => b.words - a.words);
  const takenOut = known === null ? 0 : differences.reduce((sum, { words }) => sum + Math.max(0, -words), 0);
  return [{ section, since: known?.at ?? at, digest: now.digest, added, takenOut }];
}

/** The ids that name sections of a response today, of those given. */
export function sectionsNamed(consultation: Consultation, given: readonly string[]): readonly SectionId[] {
  const wanted = new Set(given);
  return sectionIds(consultation)
    .filter((id) => wanted.has(id))
    .map((id) => SectionId.parse(id));
}
