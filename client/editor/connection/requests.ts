/** The service must answer within this time, in milliseconds. */
const answerWithin = 5_000;

/** True if the service answers plain requests now. */
export async function doRequestsWork(): Promise<boolean> {
  try {
    const { ok } = await fetch('/health', { cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(answerWithin) });
    return ok;
  } catch {
    return false;
  }
}
