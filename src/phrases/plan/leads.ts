import type { Instant } from '../../domain/outcome.ts';
import { whoLeads } from '../../domain/response/leading.ts';
import type { Response } from '../../domain/response/response.ts';
import { type Cast, nameOf, placeOf } from '../people.ts';

/** The drafting lead of a section for a page: `Ann Lee`, `Kent County Council`. */
export interface LeadWords {
  readonly name: string;
  readonly detail: string;
  readonly isLeading: boolean;
}

/** Says who leads the drafting of a section, or led it: `Was led by Ann Lee`, `who has left`. Null where nobody was named (WO17). */
export function leadWords(response: Pick<Response, 'leads'>, sectionId: string, cast: Cast & { readonly at: Instant }): LeadWords | null {
  const found = whoLeads(response, sectionId, cast);
  if (found === null) return null;
  const { lead, isLeading } = found;
  const name = nameOf(cast, lead.memberId);
  if (isLeading) return { name, detail: placeOf(cast, lead.memberId), isLeading };
  return { name: `Was led by ${name}`, detail: 'who has left, or may only read now. Name somebody else', isLeading };
}
