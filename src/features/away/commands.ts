import type { MemberId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type NewAbsence, endAbsence, recordAbsence } from '../../domain/network/being-away.ts';
import type { Member } from '../../domain/network/member.ts';
import { type Instant, type Refused, refused } from '../../domain/outcome.ts';
import { membersOf } from '../../reading/people.ts';
import { changeAs } from '../../rights/acting.ts';
import type { Services } from '../../services.ts';

type Done = { readonly ok: true } | Refused;

/** The absence of one member; everybody records their own. */
function ofMember(by: Person, id: MemberId) {
  return { act: 'absence.record', kind: 'member', id, found: (member: Member) => ({ mine: member.id === by.memberId }) } as const;
}

/** Records that a member is away, and who stands in (WO30). */
export async function recordAway(services: Services, by: Person, id: MemberId, absence: NewAbsence): Promise<Done> {
  return changeAs(services, by, ofMember(by, id), async (member) => {
    const network = await services.aggregates.get('network', member.networkId);
    if (network === null) return refused('not-found');
    const around = { network: network.state, members: await membersOf(services, member.networkId) };
    return recordAbsence(member, absence, { at: services.now(), by: by.memberId }, around);
  });
}

/** Ends the absence of a member that began at `from`, now or before it begins (WO30). */
export async function endAway(services: Services, by: Person, id: MemberId, from: Instant): Promise<Done> {
  return changeAs(services, by, ofMember(by, id), (member) => endAbsence(member, from, { at: services.now() }));
}
