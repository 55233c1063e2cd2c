/** The token of this page, as its forms carry one; empty where it has none. */
export function pageToken(): string {
  return rootOf(document)?.dataset['csrf'] ?? '';
}

/**
 * Whoever signed in again in another tab has another token: takes it from this page as it is served now. False where there
 * is no other, or it is another member's.
 */
export async function renewToken(): Promise<boolean> {
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'text/html' }, cache: 'no-store', redirect: 'error' });
    const now = rootOf(new DOMParser().parseFromString(await response.text(), 'text/html'))?.dataset;
    const page = rootOf(document)?.dataset;
    const [token = '', before = ''] = [now?.['csrf'], page?.['csrf']];
    if (page === undefined || token === '' || token === before || now?.['me'] !== page['me']) return false;
    page['csrf'] = token;
    return true;
  } catch {
    return false;
  }
}

function rootOf(page: Document): HTMLElement | null {
  return page.querySelector<HTMLElement>('[data-csrf]');
}
