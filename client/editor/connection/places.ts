/** A browser keeps six connections to a service by HTTP/1.1, for all tabs together; two are left for everything else. */
const places = 4;

/**
 * Takes one of the places that this browser has for streams, until the signal is aborted. False where other tabs have
 * them all: one more would leave no connection for the pages themselves.
 */
export async function takePlace(signal: AbortSignal): Promise<boolean> {
  if (!('locks' in navigator) || hasManyConnections()) return true;
  for (let place = 1; place <= places; place += 1) {
    if (await tryLock(`concord-stream-${place}`, signal)) return true;
  }
  return false;
}

/** From HTTP/2 on, one connection carries everything. */
function hasManyConnections(): boolean {
  const [page] = performance.getEntriesByType('navigation');
  return page instanceof PerformanceNavigationTiming && /^h[23]/.test(page.nextHopProtocol);
}

function tryLock(name: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const hold = async (lock: Lock | null): Promise<void> => {
      resolve(lock !== null);
      if (lock === null || signal.aborted) return;
      await new Promise<void>((release) => {
        signal.addEventListener('abort', () => {
          release();
        });
      });
    };
    navigator.locks.request(name, { ifAvailable: true }, hold).catch(() => {
      resolve(true);
    });
  });
}
