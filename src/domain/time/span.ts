import type { Instant } from '../outcome.ts';

/** A time in which something is in force: from `from` on, and before `until`; null means without an end. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant | null;
}

/** True if the span has begun by this instant and has not ended. */
export function isInForce(span: Span, at: Instant): boolean {
  return span.from <= at && !hasEnded(span, at);
}

/** True if the span ended at this instant or before. */
export function hasEnded({ until }: Span, at: Instant): boolean {
  return until !== null && until <= at;
}

/** True if there is an instant at which both are in force. */
export function overlap(a: Span, b: Span): boolean {
  return !hasEnded(a, b.from) && !hasEnded(b, a.from);
}

/** The later of two instants. */
export function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
