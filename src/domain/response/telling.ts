import { type Consultation, hasClosed } from '../consultation/consultation.ts';
import type { MemberId } from '../ids.ts';
import { type Duty, may } from '../network/access.ts';
import { type Member, type Role, isCurrent } from '../network/member.ts';
import { type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import type { ResponseEvent } from './response-event.ts';
import { type Response, whyNotOpen } from './response.ts';
import type { Told } from './told.ts';

const speaking: ReadonlySet<Role> = new Set(['lead', 'deputy', 'partner']);

/** The people who are told that a response is being written: the current leads, deputies and partners (MA1). */
export function speakersAmong(members: readonly Member[], at: Instant): readonly Member[] {
  return members.filter((member) => speaking.has(member.role) && isCurrent(member, at));
}

/** When and by whom a member was told; null where they were not. */
export function toldOf(response: Response, memberId: MemberId): Told | null {
  return response.told?.find((one) => one.memberId === memberId) ?? null;
}

/** Null if people can be told of a response now: by the coordinator, while text and consultation are open (MA1). */
export function whyNotTell(response: Response, consultation: Consultation, duties: ReadonlySet<Duty>, at: Instant): Refused | null {
  if (!may('response.tell', duties)) return refused('not-allowed');
  const locked = whyNotOpen(response);
  if (locked !== null) return locked;
  return hasClosed(consultation, at) ? refused('not-allowed', 'The consultation is closed. Nobody can write in the response now.') : null;
}

/** The people to tell, and the coordinator who tells them. */
export interface Telling {
  readonly people: readonly MemberId[];
  readonly at: Instant;
  readonly by: MemberId;
}

/** Records that these people are told. It leaves out people who were told before, also in the event (MA1). */
export function tellPeople(response: Response, { people, at, by }: Telling): Outcome<Response, ResponseEvent> {
  const members = people.filter((id) => toldOf(response, id) === null);
  if (members.length === 0) return refused('already-exists', 'Everybody has been told.');
  const told = [...(response.told ?? []), ...members.map((memberId) => ({ memberId, at, by }))];
  return accepted<Response, ResponseEvent>({ ...response, told }, { type: 'PeopleTold', data: { members } });
}
