/** What the server says of the response now. */
export interface ResponseState {
  /** `<response>/<epoch>` of the draft people meet now. */
  readonly room: string;
  /** Who is signed in now: another tab of this browser may have become somebody else. */
  readonly me: string;
  readonly text: 'open' | 'locked';
  readonly may: 'write' | 'read';
  /** Why the text is locked and who can open it again; null while it is open. */
  readonly notice: { readonly title: string; readonly text: string } | null;
}

/** The answer, or why there is none: empty where trying again may help, a sentence where it cannot, and what would. */
export type Answer =
  | { readonly ok: true; readonly state: ResponseState }
  | { readonly ok: false; readonly because: string; readonly remedy: 'retry' | 'no-access' };

/** Asks the server what may be done with the response now, by the member whose page this is. */
export async function askState(url: string, member: string): Promise<Answer> {
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' }, cache: 'no-store', redirect: 'error' });
    if (response.status === 401)
      return {
        ok: false,
        because: 'You have been signed out. Sign in again in another tab, then come back and try again.',
        remedy: 'retry',
      };
    if (response.status === 403 || response.status === 404) return isOurs(response) ? await withoutAccess(member) : unknown;
    const state: unknown = response.ok ? await response.json() : null;
    if (isState(state) && state.me !== member) return { ok: false, because: someoneElse, remedy: 'retry' };
    return isState(state) ? { ok: true, state } : unknown;
  } catch {
    return unknown;
  }
}

const unknown: Answer = { ok: false, because: '', remedy: 'retry' };

/** A proxy between may refuse too, and knows nothing of who has access. */
function isOurs(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/problem+json') === true;
}

/**
 * Whoever signed in meanwhile, perhaps in another network, says nothing of the member whose page this is. Words are deleted
 * on this answer, so it is given only where the server says who is signed in, and that is the member.
 */
async function withoutAccess(member: string): Promise<Answer> {
  const page = await fetch('/you', { headers: { accept: 'text/html' }, cache: 'no-store' });
  const you = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector('[data-module="sign-out"]');
  if (!(you instanceof HTMLElement)) return unknown;
  if (you.dataset['me'] !== member) return { ok: false, because: someoneElse, remedy: 'retry' };
  return { ok: false, because: 'You no longer have access to this text.', remedy: 'no-access' };
}

const someoneElse = 'Somebody else has signed in on this computer. Sign in again as yourself in another tab, then come back and try again.';

function isState(value: unknown): value is ResponseState {
  if (typeof value !== 'object' || value === null) return false;
  const { room, me, text, may } = value as Readonly<Record<string, unknown>>;
  return (
    typeof room === 'string' && typeof me === 'string' && (text === 'open' || text === 'locked') && (may === 'write' || may === 'read')
  );
}
