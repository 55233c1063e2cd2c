const prefix = 'concord-page-';

/** Returns a new random name for a page. */
export function newTab(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Holds a lock that shows other pages of this browser that this page is open, until it closes or crashes. */
export function live(tab: string): void {
  if (!('locks' in navigator)) return;
  void navigator.locks.request(prefix + tab, () => new Promise(() => undefined)).catch(() => undefined);
}

/** The names of open pages. Empty if the browser cannot tell: an edit may then be resent twice, which changes nothing. */
export async function living(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  try {
    const { held = [] } = await navigator.locks.query();
    return new Set(held.flatMap(({ name = '' }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
  } catch {
    return new Set();
  }
}
