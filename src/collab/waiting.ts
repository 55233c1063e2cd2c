import type { Limits } from './limits.ts';

/** Resolves after so many milliseconds; never for Infinity. Keeps no process alive. */
export function passed(milliseconds: number): Promise<void> {
  if (milliseconds === Number.POSITIVE_INFINITY) return new Promise(() => undefined);
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
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
      await passed(wait);
    }
  }
}
