import { type Duty, may } from '../network/access.ts';
import { type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import type { ResponseEvent } from './response-event.ts';
import { type Response, whyNotOpen } from './response.ts';
import type { TakenOut } from './taken-out.ts';

/** Null if an addition can be taken out of the draft now: by the coordinator, while the text is open (CO17). */
export function whyNotTakeOut(response: Response, duties: ReadonlySet<Duty>): Refused | null {
  if (!may('addition.take-out', duties)) return refused('not-allowed');
  return whyNotOpen(response);
}

/** Records that an addition was taken out of the draft. Accepts it in a locked text too: the words went before the lock. */
export function takeOut(response: Response, taken: TakenOut, duties: ReadonlySet<Duty>): Outcome<Response, ResponseEvent> {
  if (!may('addition.take-out', duties)) return refused('not-allowed');
  return accepted<Response, ResponseEvent>(response, { type: 'AdditionTakenOut', data: taken });
}

/** The part of a limit from which on a draft is nearly full. */
const near = 0.8;

/** How full a draft is, as parts of one: by its size and by its paragraphs. */
export interface Fullness {
  readonly size: number;
  readonly lines: number;
}

/** True for a draft near one of its limits (CO17). */
export function isNearlyFull({ size, lines }: Fullness): boolean {
  return size >= near || lines >= near;
}
