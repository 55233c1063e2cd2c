const prefix = 'concord-page-';

/** A name for this page that no other has. */
export function newTab(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Shows other pages of this browser that this one lives, until it is closed or crashes. */
export function live(tab: string): void {
  if (!('locks' in navigator)) return;
  void navigator.locks.request(prefix + tab, () => new Promise(() => undefined)).catch(() => undefined);
}

/** The pages that live. Empty where the browser cannot tell: then an edit may be brought twice, which changes nothing. */
export async function living(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  try {
    const { held = [] } = await navigator.locks.query();
    return new Set(held.flatMap(({ name = '' }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
  } catch {
    return new Set();
  }
}
