/** Over HTTP/1.1 a browser opens six connections to one service, for all tabs together. Two stay free for other requests. */
const places = 4;

/**
 * Takes one of this browser's places for streams, until the signal aborts. Returns false if other tabs hold all of them:
 * one more stream would leave no connection for the pages themselves.
 */
export async function takePlace(signal: AbortSignal): Promise<boolean> {
  if (!('locks' in navigator) || hasManyConnections()) return true;
  for (let place = 1; place <= places; place += 1) {
    if (await tryLock(`concord-stream-${place}`, signal)) return true;
  }
  return false;
}

/** From HTTP/2 on, one connection carries many streams. */
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
