import type { MemberId, SectionId } from '../ids.ts';
import { type Duty, dutiesOf, may } from '../network/access.ts';
import type { Member } from '../network/member.ts';
import type { Network } from '../network/network.ts';
import { type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import type { DraftingLead } from './plan/drafting-lead.ts';
import type { ResponseEvent } from './response-event.ts';
import type { Response } from './response.ts';

type Led = Pick<Response, 'leads'>;

/** The drafting lead of a section as named; null where nobody is. {@link whoLeads} knows whether they have left. */
export function leadOf({ leads = [] }: Led, sectionId: string): DraftingLead | null {
  return leads.find((one) => one.sectionId === sectionId) ?? null;
}

/** True for a member who can lead now: somebody who may write in the response (WO17). */
export function canLead(member: Member, network: Network, at: Instant): boolean {
  return may('response.write', dutiesOf(member, network, at));
}

/** The drafting lead of a section with the member; `isLeading` is false for one who has left, or may not write any more. */
export function whoLeads(
  response: Led,
  sectionId: string,
  { members, network, at }: { readonly members: ReadonlyMap<string, Member>; readonly network: Network; readonly at: Instant },
): { readonly lead: DraftingLead; readonly isLeading: boolean } | null {
  const lead = leadOf(response, sectionId);
  if (lead === null) return null;
  const member = members.get(lead.memberId);
  return { lead, isLeading: member !== undefined && canLead(member, network, at) };
}

/** The sections that a member leads, in the order in which they were named. */
export function sectionsLedBy({ leads = [] }: Led, memberId: MemberId): readonly SectionId[] {
  return leads.filter((one) => one.memberId === memberId).map(({ sectionId }) => sectionId);
}

/** Null where drafting leads can be named: by the coordinator, until the response is sent or withdrawn (WO17). */
export function whyNotNameLeads(response: Response, duties: ReadonlySet<Duty>): Refused | null {
  if (!may('plan.change', duties)) return refused('not-allowed');
  if (response.status === 'submitted') return refused('already-submitted');
  return response.status === 'withdrawn' ? refused('not-allowed', 'The text has been withdrawn.') : null;
}

/** The lead that a section gets; null takes the lead away. `was` is the lead on the page, or null. */
export interface LeadChange {
  readonly section: SectionId;
  readonly was: MemberId | null;
  readonly member: MemberId | null;
}

/** Leads to be named at once. */
export interface Naming {
  readonly changes: readonly LeadChange[];
  readonly by: MemberId;
  readonly at: Instant;
  readonly duties: ReadonlySet<Duty>;
}

/**
 * Names the drafting leads of sections, all or none. Refuses with `already-exists` where nothing changes, and with `plan-changed`
 * where somebody else named another lead since the page was opened.
 */
export function nameLeads(response: Response, { changes, by, at, duties }: Naming): Outcome<Response, ResponseEvent> {
  const whyNot = whyNotNameLeads(response, duties);
  if (whyNot !== null) return whyNot;
  const present = (section: SectionId): MemberId | null => leadOf(response, section)?.memberId ?? null;
  const real = changes.filter(({ section, was, member }) => was !== member && present(section) !== member);
  if (real.length === 0) return refused('already-exists', 'These are the drafting leads already.');
  if (real.some(({ section, was }) => present(section) !== was)) return refused('plan-changed');
  const touched = new Set(real.map(({ section }) => section));
  const kept = (response.leads ?? []).filter(({ sectionId }) => !touched.has(sectionId));
  const fresh = real.flatMap(({ section, member }) => (member === null ? [] : [{ sectionId: section, memberId: member, at, by }]));
  return accepted<Response, ResponseEvent>(
    { ...response, leads: [...kept, ...fresh] },
    { type: 'LeadsNamed', data: { leads: real.map(({ section, member, was }) => ({ section, member, was })) } },
  );
}
