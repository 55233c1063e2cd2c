import type { Instant } from '../../domain/outcome.ts';
import { whoLeads } from '../../domain/response/leading.ts';
import type { Response } from '../../domain/response/response.ts';
import { type Cast, initialsOf, nameOf, organisationName } from '../people.ts';

/** The drafting lead of a section in words (WO17). */
export interface LeadWords {
  /** `Daniel Rowntree, Kent County Council`; the name alone for somebody without an organisation. */
  readonly who: string;
  /** `Daniel Rowntree, Kent County Council, leads the drafting`. */
  readonly sentence: string;
  readonly name: string;
  readonly initials: string;
  readonly memberId: string;
  readonly organisationId: string | null;
}

/** Says who leads the drafting of a section; null where nobody was named, or the person who was has left or may not write now. */
export function leadWords(response: Pick<Response, 'leads'>, sectionId: string, cast: Cast, at: Instant): LeadWords | null {
  const found = whoLeads(response, sectionId, { ...cast, at });
  if (found?.isLeading !== true) return null;
  const { memberId } = found.lead;
  const name = nameOf(cast, memberId);
  const organisationId = cast.members.get(memberId)?.organisationId ?? null;
  const who = [name, organisationName(cast.network, organisationId)].filter((part) => part !== '').join(', ');
  return {
    who,
    sentence: `${who}${who === name ? '' : ','} leads the drafting`,
    name,
    initials: initialsOf(name),
    memberId,
    organisationId,
  };
}
