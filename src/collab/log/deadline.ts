/** Returns the promise's result, or `too-late` once that many milliseconds have passed; `Infinity` waits for ever. */
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
