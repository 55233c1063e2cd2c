const field = 'input[name="_csrf"]';
const owner = 'form[data-module="sign-out"][data-me]';

/** The token that the forms of this page carry; empty where it has none. */
export function formToken(): string {
  return tokenIn(document);
}

/**
 * Whoever signed in again in another tab has another token: takes it from this page as it is served now, for its forms too.
 * False where there is no other, or it is another person's.
 */
export async function renewToken(): Promise<boolean> {
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'text/html' }, cache: 'no-store', redirect: 'error' });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const [before, token] = [formToken(), tokenIn(page)];
    if (token === '' || token === before || ownerOf(page) !== ownerOf(document)) return false;
    for (const input of document.querySelectorAll<HTMLInputElement>(field)) if (input.value === before) input.value = token;
    return true;
  } catch {
    return false;
  }
}

function tokenIn(page: Document): string {
  return page.querySelector<HTMLInputElement>(field)?.value ?? '';
}

function ownerOf(page: Document): string | undefined {
  return page.querySelector<HTMLElement>(owner)?.dataset['me'];
}
