import type { Consultation } from '../../domain/consultation/consultation.ts';
import type { SectionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { chooseFollowed, followedIn } from '../../domain/network/following.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { membersOf } from '../../reading/people.ts';
import { type Seen, keepSeen, sectionsNamed, seenNow } from '../../reading/work/followed.ts';
import { changeAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';

type Done = { readonly ok: true } | Refused;

/** A response with its consultation. */
export interface InResponse {
  readonly response: Response;
  readonly consultation: Consultation;
}

/** Follows one more section, with its words as they are now. Pressed twice, it acts once (WO40). */
export async function follow(services: Services, by: Person, it: InResponse, section: SectionId): Promise<Done> {
  if (sectionsNamed(it.consultation, [section]).length === 0) return refused('not-found');
  return choose(services, by, it, (before) => [...before, section]);
}

/** Stops following one section (WO40). */
export async function stopFollowing(services: Services, by: Person, it: InResponse, section: SectionId): Promise<Done> {
  if (sectionsNamed(it.consultation, [section]).length === 0) return refused('not-found');
  return choose(services, by, it, (before) => before.filter((one) => one !== section));
}

/** Follows these sections of a response and no others of it (WO40). */
export async function followThese(services: Services, by: Person, it: InResponse, sections: readonly SectionId[]): Promise<Done> {
  return choose(services, by, it, () => sections);
}

async function choose(
  services: Services,
  by: Person,
  { response, consultation }: InResponse,
  wanted: (before: readonly SectionId[]) => readonly SectionId[],
): Promise<Done> {
  const judged = await judge(services, by, { act: 'section.follow', networkId: response.networkId });
  if (!judged.ok) return judged;
  const members = await membersOf(services, response.networkId);
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const at = services.now();
  const fresh: Record<string, Seen> = {};
  const done = await changeAs(services, by, { act: 'section.follow', kind: 'member', id: by.memberId }, (member) => {
    const before = followedIn(member, response.id).map(({ section }) => section);
    const sections = sectionsNamed(consultation, wanted(before));
    for (const section of sections.filter((one) => !before.includes(one))) fresh[section] = seenNow(text, section, members, at);
    const chosen = sections.map((section) => ({ section, digest: (fresh[section] ?? seenNow(text, section, members, at)).digest }));
    return chooseFollowed(member, { responseId: response.id, sections: chosen, at });
  });
  if (!done.ok) return done.code === 'already-exists' ? { ok: true } : done;
  await keepSeen(services, { memberId: by.memberId, responseId: response.id }, fresh, at);
  return { ok: true };
}

/** Notes that a member sees these sections as they are now. Sections that they do not follow are left out (WO40). */
export async function see(services: Services, by: Person, { response, consultation }: InResponse, given: readonly string[]): Promise<Done> {
  const judged = await judge(services, by, { act: 'section.follow', networkId: response.networkId });
  if (!judged.ok) return judged;
  const members = await membersOf(services, response.networkId);
  const member = members.get(by.memberId);
  if (member === undefined) return refused('not-found');
  const followed = new Set(followedIn(member, response.id).map(({ section }) => section));
  const sections = sectionsNamed(consultation, given).filter((section) => followed.has(section));
  if (sections.length === 0) return { ok: true };
  const text = await services.presentTexts.of({ draft: response.id, epoch: response.epoch });
  const at = services.now();
  const seen = Object.fromEntries(sections.map((section) => [section, seenNow(text, section, members, at)]));
  await keepSeen(services, { memberId: by.memberId, responseId: response.id }, seen, at);
  return { ok: true };
}
