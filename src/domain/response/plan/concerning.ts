import type { StepName } from '../../consultation/date-move.ts';
import { officeStep } from '../../consultation/date-move.ts';
import { inPost } from '../../network/appointment.ts';
import { type Member, isCurrent } from '../../network/member.ts';
import type { Network } from '../../network/network.ts';
import type { Instant } from '../../outcome.ts';
import { canLead } from '../leading.ts';
import type { Response } from '../response.ts';
import { speakersAmong } from '../telling.ts';

/** The people among whom a date concerns some. */
export interface Company {
  readonly network: Network;
  readonly members: ReadonlyMap<string, Member>;
  /** Null before the response is started: then nobody leads. */
  readonly response: Pick<Response, 'leads'> | null;
  readonly at: Instant;
}

/**
 * The present members whom the date of a step concerns (WO18): for evidence, those who speak for an organisation; for the consolidated
 * draft, the drafting leads, or else those who speak; for the lock, both and the coordinators; for an office, those in post; for the
 * submission, the coordinators.
 */
export function concernedBy(name: StepName, company: Company): readonly Member[] {
  const speakers = speakersAmong([...company.members.values()], company.at);
  const leads = leadsAmong(company);
  switch (name) {
    case 'contributions':
      return speakers;
    case 'consolidated-draft':
      return leads.length === 0 ? speakers : leads;
    case 'lock':
      return [...new Set([...coordinatorsAmong(company), ...leads, ...speakers])];
    case 'submit':
      return coordinatorsAmong(company);
    default:
      return holdersOf(name, company);
  }
}

function leadsAmong({ network, members, response, at }: Company): readonly Member[] {
  const ids = new Set((response?.leads ?? []).map(({ memberId }) => memberId));
  return [...ids].flatMap((id) => {
    const member = members.get(id);
    return member !== undefined && canLead(member, network, at) ? [member] : [];
  });
}

function coordinatorsAmong({ members, at }: Company): readonly Member[] {
  return [...members.values()].filter((member) => member.role === 'coordinator' && isCurrent(member, at));
}

function holdersOf(name: StepName, { network, members, at }: Company): readonly Member[] {
  const office = network.offices.find(({ id }) => officeStep(id) === name);
  const held = office === undefined ? [] : inPost(network.appointments, office.id, at).map(({ memberId }) => memberId);
  return [...members.values()].filter((member) => held.includes(member.id) && isCurrent(member, at));
}
