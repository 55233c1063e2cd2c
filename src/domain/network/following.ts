import type { ResponseId, SectionId } from '../ids.ts';
import { type Digest, type Instant, type Outcome, accepted, refused } from '../outcome.ts';
import type { Follow, WeeklyChoice } from './follow.ts';
import type { Member, MemberEvent } from './member.ts';

type Result = Outcome<Member, MemberEvent>;

/** The most sections of one response that a member follows: more than a response can have. */
export const mostFollowed = 600;

/** The sections of a response that a member follows, in the order in which they were chosen (WO40). */
export function followedIn({ following = [] }: Pick<Member, 'following'>, responseId: ResponseId): readonly Follow[] {
  return following.filter((one) => one.responseId === responseId);
}

/** The sections to follow in one response, each with the digest of its words now. */
export interface Choosing {
  readonly responseId: ResponseId;
  readonly sections: readonly { readonly section: SectionId; readonly digest: Digest }[];
  readonly at: Instant;
}

/**
 * Follows these sections of a response, and no others of it (WO40). A section that was followed before keeps its beginning. Refuses
 * with `already-exists` where nothing changes.
 */
export function chooseFollowed(member: Member, { responseId, sections, at }: Choosing): Result {
  const before = followedIn(member, responseId);
  const known = new Map(before.map((one) => [one.section, one]));
  const chosen = sections.map(({ section, digest }) => known.get(section) ?? { responseId, section, at, digest });
  const followed = chosen.filter(({ section }) => !known.has(section)).map(({ section }) => section);
  const left = before.map(({ section }) => section).filter((section) => !chosen.some((one) => one.section === section));
  const following = [...(member.following ?? []).filter((one) => one.responseId !== responseId), ...chosen];
  if (chosen.length > mostFollowed) return refused('invalid', `Nobody follows more than ${mostFollowed} sections of a response.`);
  const changed: MemberEvent[] = [
    ...(followed.length === 0 ? [] : [{ type: 'SectionsFollowed' as const, data: { responseId, sections: followed } }]),
    ...(left.length === 0 ? [] : [{ type: 'SectionsUnfollowed' as const, data: { responseId, sections: left } }]),
  ];
  const [first, ...others] = changed;
  if (first === undefined) return refused('already-exists', 'You follow these sections already.');
  return accepted<Member, MemberEvent>({ ...member, following }, first, ...others);
}

/** True for a member who gets the weekly email: everybody, until they choose not to (MA10). */
export function getsWeekly({ weeklyDigest }: Pick<Member, 'weeklyDigest'>): boolean {
  return weeklyDigest?.choice !== 'never';
}

/** True where the weekly email was stopped by a link, and the member has not said since that this was meant (MA10). */
export function wasStoppedByLink({ weeklyDigest }: Pick<Member, 'weeklyDigest'>): boolean {
  return weeklyDigest?.choice === 'never' && weeklyDigest.by === 'link';
}

/**
 * Chooses whether a member gets the weekly email. A person who is signed in may choose again what a link had chosen: the choice is
 * theirs then. Refuses with `already-exists` where nothing changes (MA10).
 */
export function chooseWeekly(member: Member, chosen: WeeklyChoice): Result {
  const before = member.weeklyDigest ?? { choice: 'weekly', by: 'person' };
  const isKnown = before.choice === chosen.choice && (before.by === chosen.by || chosen.by === 'link');
  if (isKnown) return refused('already-exists', 'This is your choice already.');
  const { choice, by } = chosen;
  return accepted<Member, MemberEvent>({ ...member, weeklyDigest: chosen }, { type: 'WeeklyDigestChosen', data: { choice, by } });
}
