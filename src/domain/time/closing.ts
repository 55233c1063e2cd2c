import type { Instant } from '../outcome.ts';

/** True from the closing minute on; never where nothing closes (RK11). */
export function isPast(closesAt: Instant | null, at: Instant): boolean {
  return closesAt !== null && closesAt <= at;
}
