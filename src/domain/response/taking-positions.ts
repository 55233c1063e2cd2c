import { kindOf } from './kind/kind.ts';
import { type Consultation, hasClosed } from '../consultation/consultation.ts';
import { type Instant, type Refused, refused } from '../outcome.ts';
import { type Response, latestRound } from './response.ts';

/** Whether a response takes positions now, and the round whose locked text they are on. */
export interface Taking {
  readonly whyNot: Refused | null;
  /** Null where the text is open. */
  readonly round: number | null;
}

/**
 * Whether a response takes positions now: until it is sent or the consultation closes, also while the text is locked. A
 * position on a locked text is marked with its round and never alters that text (PO8). While a lock begins, there is no text to be on.
 */
export function takingPositions(response: Response, consultation: Consultation, at: Instant): Taking {
  const isDrafting = response.status === 'drafting';
  return { whyNot: whyNotTake(response, consultation, at), round: isDrafting ? null : (latestRound(response)?.n ?? null) };
}

function whyNotTake(response: Response, consultation: Consultation, at: Instant): Refused | null {
  if (response.status === 'submitted') return refused('already-submitted');
  if (response.status === 'withdrawn') return refused('not-allowed', 'The text has been withdrawn.');
  if (hasClosed(consultation, at)) return refused('consultation-closed');
  if (kindOf(response) === 'none') return refused('not-responding');
  if (response.locking === null) return null;
  return refused('not-drafting', 'The text is being locked just now. Try again in a minute. Nothing was recorded.');
}
