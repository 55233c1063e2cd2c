import type { Limits } from '../limits.ts';

/** What a promise answers, or `too-late` once so many milliseconds have passed; Infinity is no limit. */
export async function within<Result>(milliseconds: number, promise: Promise<Result>): Promise<Result | 'too-late'> {
  if (milliseconds === Number.POSITIVE_INFINITY) return promise;
  const { promise: late, resolve } = Promise.withResolvers<'too-late'>();
  const timer = setTimeout(resolve, milliseconds, 'too-late');
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Tries until it works, waiting longer each time; every failure is told. Throws a failure that is final. */
export async function persist<Result>(
  attempt: () => Promise<Result>,
  limits: Pick<Limits, 'retryAfter' | 'retryAtMost'>,
  onFailed: (error: unknown) => void,
  isFinal: (error: unknown) => boolean,
): Promise<Result> {
  for (let wait = limits.retryAfter; ; wait = Math.min(2 * wait, limits.retryAtMost)) {
    try {
      return await attempt();
    } catch (error) {
      if (isFinal(error)) throw error;
      onFailed(error);
      // Alone it keeps no process alive: what closes a room waits for it, as long as it wants to.
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
    }
  }
}
