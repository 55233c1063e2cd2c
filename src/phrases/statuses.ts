import { type Consultation, hasClosed, isRepresentation } from '../domain/consultation/consultation.ts';
import type { Instant } from '../domain/outcome.ts';
import { kindOf } from '../domain/response/kind/kind.ts';
import type { Response } from '../domain/response/response.ts';

/** A status as a word in a tag; the look only repeats it. */
export interface Tag {
  readonly tag: string;
  readonly look: 'good' | 'work' | 'warn' | 'stop' | 'none';
}

const responseTags = {
  drafting: { tag: 'Drafting', look: 'work' },
  'in-sign-off': { tag: 'In sign-off', look: 'warn' },
  approved: { tag: 'Approved', look: 'good' },
  submitted: { tag: 'Submitted', look: 'good' },
  stopped: { tag: 'Stopped', look: 'stop' },
  withdrawn: { tag: 'Withdrawn', look: 'none' },
} as const satisfies Record<Response['status'], Tag>;

/** How far the response to a consultation, or a representation, is; null where it was not started. */
export function responseTag(response: Response | null, consultation: Pick<Consultation, 'representation'>): Tag {
  const isLetter = isRepresentation(consultation);
  if (response === null) return { tag: isLetter ? 'Not started' : 'No response yet', look: 'none' };
  if (kindOf(response) === 'none') return { tag: isLetter ? 'Not to be sent' : 'Not responding', look: 'none' };
  if (isLetter && response.status === 'submitted') return { tag: 'Sent', look: 'good' };
  return response.locking === null ? responseTags[response.status] : { tag: 'Being locked', look: 'work' };
}

/** Whether the department takes answers now; of a representation, that it is one, or that its date has passed (RK12). */
export function consultationTag(consultation: Consultation, now: Instant): Tag {
  if (isRepresentation(consultation)) return { tag: hasClosed(consultation, now) ? 'Date passed' : 'Representation', look: 'none' };
  if (hasClosed(consultation, now)) return { tag: 'Closed', look: 'none' };
  return consultation.opensAt !== null && now < consultation.opensAt
    ? { tag: 'Not open yet', look: 'none' }
    : { tag: 'Open', look: 'work' };
}
