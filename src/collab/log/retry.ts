import type { Limits } from '../limits.ts';

/** Tries until an attempt succeeds, waiting longer each time, and reports every failure. Throws a failure that is final. */
export async function retry<Result>(
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
      // The timer alone keeps no process alive; closing a room waits for it as long as the limits say.
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
    }
  }
}
