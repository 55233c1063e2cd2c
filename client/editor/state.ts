import type { Decided } from './late/late.ts';

/** The response as the server describes it now. */
export interface ResponseState {
  /** The current draft: `<response>/<epoch>`. */
  readonly room: string;
  /** The member who is signed in now: somebody else may have signed in, in another tab. */
  readonly me: string;
  readonly text: 'open' | 'locked';
  readonly may: 'write' | 'read';
  /** Why the text is locked, and who can open it again; null while it is open. */
  readonly notice: { readonly title: string; readonly text: string } | null;
  /** Where this person can open a locked text again; null where they cannot. */
  readonly takeBack: string | null;
  /** The fate of this person's words that came too late, in this draft and the one before. */
  readonly late: readonly Decided[];
  /** The questions that are no longer asked; absent from a server of an earlier release. */
  readonly gone?: readonly string[];
}

/** The server's answer; or a sentence that says why there is none, and the remedy. The sentence is empty if asking again may help. */
export type Answer =
  | { readonly ok: true; readonly state: ResponseState }
  | { readonly ok: false; readonly because: string; readonly remedy: 'retry' | 'no-access' };

/** Asks the server what this page's member may do with the response now. */
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

/** The service refused, not a proxy before it: a proxy does not know who has access. */
function isOurs(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/problem+json') === true;
}

/**
 * The answer after a refusal. Unsaved words are deleted on `no-access`, so it is given only if the server says that this
 * page's member is signed in: a refusal to somebody else says nothing about the member.
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
  const { room, me, text, may, late } = value as Readonly<Record<string, unknown>>;
  return (
    typeof room === 'string' &&
    typeof me === 'string' &&
    Array.isArray(late) &&
    (text === 'open' || text === 'locked') &&
    (may === 'write' || may === 'read')
  );
}
