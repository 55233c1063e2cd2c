/** The CSRF token of this page; empty if it has none. */
export function pageToken(): string {
  return rootOf(document)?.dataset['csrf'] ?? '';
}

/**
 * Fetches this page again and takes its CSRF token: signing in again in another tab changed the token. Returns false if
 * the token is the same, or belongs to another member.
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
