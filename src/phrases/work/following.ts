import { type Consultation, currentQuestions } from '../../domain/consultation/consultation.ts';
import { questionName } from '../../domain/consultation/question-name.ts';
import { fixedSectionNamed } from '../../domain/response/kind/sections.ts';
import { followedIn } from '../../domain/network/following.ts';
import type { Member } from '../../domain/network/member.ts';
import type { Network } from '../../domain/network/network.ts';
import type { Response } from '../../domain/response/response.ts';
import { counted, listed } from '../english.ts';

/** The button of a section: follow it, or stop following it. */
export interface FollowShown {
  readonly action: string;
  readonly label: string;
  readonly isFollowed: boolean;
}

/** Says for each section of a response whether a member follows it (WO40). */
export function followShown(
  member: Pick<Member, 'following'>,
  { id }: Pick<Consultation, 'id'>,
  response: Pick<Response, 'id'>,
): (section: string) => FollowShown {
  const followed = new Set<string>(followedIn(member, response.id).map(({ section }) => section));
  return (section) => {
    const base = `/consultations/${id}/response/${section}`;
    return followed.has(section)
      ? { action: `${base}/unfollow`, label: 'Stop following', isFollowed: true }
      : { action: `${base}/follow`, label: 'Follow', isFollowed: false };
  };
}

/** The organisations that added words to a section, and the number of words that were taken out. */
export interface Changed {
  readonly added: readonly { readonly organisationId: string; readonly words: number }[];
  readonly takenOut: number;
}

/** The most organisations that are named. */
const most = 3;

/** `40 words from Kent County Council, 12 words taken out`; empty where nobody knows. */
export function changedWords({ added, takenOut }: Changed, { organisations }: Pick<Network, 'organisations'>): string {
  const nameOf = (id: string): string => organisations.find((one) => one.id === id)?.name ?? 'people without an organisation';
  const named = added
    .slice(0, most)
    .map(({ organisationId, words }) => `${counted(words, 'word', 'words')} from ${nameOf(organisationId)}`);
  const others = added.slice(most).reduce((sum, { words }) => sum + words, 0);
  const more = others === 0 ? [] : [`${counted(others, 'word', 'words')} from others`];
  const out = takenOut === 0 ? [] : [`${counted(takenOut, 'word', 'words')} taken out`];
  return listed([...named, ...more, ...out]);
}

/** The name of a section in lists: `Question 7a: Local partnerships`; empty for one that the response does not have now. */
export function sectionName(consultation: Consultation, section: string): string {
  const question = currentQuestions(consultation).questions.find(({ id }) => id === section);
  return question === undefined ? (fixedSectionNamed(consultation, section)?.title ?? '') : questionName(question);
}
