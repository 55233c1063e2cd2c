import { z } from 'zod';
import { EmailAddress } from '../../domain/network/member.ts';
import { sameText } from '../../keys.ts';
import type { Services } from '../../services.ts';
import { type Guesser, mayGuess, noteRight } from './allowance.ts';
import { type Letter, letterOf, secretsOf, takeLetter, validFor } from './letters.ts';

const tries = 5;
const hour = 3_600_000;
const day = 24 * hour;

/**
 * Milliseconds for which an ask without a mail is open. The next mail goes within an hour, whichever browser asks for it (SO38). The
 * ask outlives that hour, so the link of that mail works in its browser.
 */
const heldFor = hour + validFor;

/**
 * A request to sign in; kept for a known and an unknown address alike, so that both take one path. `at`: when it was last made.
 * `held`: no mail went for it.
 */
const Ask = z.object({
  email: EmailAddress,
  next: z.string(),
  at: z.string().default(''),
  until: z.string(),
  mail: z.enum(['goes', 'held']).default('goes'),
});
export type Ask = z.infer<typeof Ask>;
type OpenAsk = Ask & { readonly key: string };

/** Opens an ask for one browser and one address, or lets its open ask last anew (SO29). */
export async function openAsk(services: Services, browser: string, { email, next, mail }: Omit<Ask, 'at' | 'until'>): Promise<void> {
  const open = (await asksOf(services, browser)).find((one) => one.email === email);
  const key = open?.key ?? `${browser}/${services.newId()}`;
  const at = services.now();
  const until = new Date(Date.parse(at) + (mail === 'held' ? heldFor : validFor)).toISOString();
  await services.ephemeral.put('sign-in', key, { email, next, at, until, mail }, until);
}

/** The open asks of a browser, the newest first. */
export async function asksOf(services: Services, browser: string): Promise<readonly OpenAsk[]> {
  const records = await services.ephemeral.list('sign-in', `${browser}/`, 50);
  const asks = records.map(({ key, value }) => ({ key, ask: Ask.safeParse(value) }));
  return asks.flatMap(({ key, ask }) => (ask.success ? [{ ...ask.data, key }] : [])).sort((a, b) => b.at.localeCompare(a.at));
}

/** Uses an ask up by the link of its letter. Of several calls at once, exactly one gets true. */
export async function takeByLink(services: Services, ask: OpenAsk, letter: Letter): Promise<boolean> {
  await services.ephemeral.drop('sign-in', ask.key);
  return takeLetter(services, letter);
}

/**
 * The outcome of a typed code. `wrong`: the code does not fit, was used or is too old. `none`: no ask is open, or its tries are used
 * up. `guessed`: too many codes were typed today for this address. `busy`: too many wrong codes are being typed for all addresses.
 * Except after `none`, the link still works.
 */
export type Tried = 'right' | 'wrong' | 'none' | 'guessed' | 'busy';

/** Tries a code against an ask of this browser, and uses its letter up where it fits. After five tries the ask is gone (SO29). */
export async function takeByCode(services: Services, ask: OpenAsk, code: string, guesser: Guesser): Promise<Tried> {
  const letter = await letterOf(services, ask.email);
  const tried = await tryCode(services, { letter, place: ask.key, code, guesser });
  if (tried === 'right' || tried === 'none') await services.ephemeral.drop('sign-in', ask.key);
  return tried;
}

/** Tries a code on the page of a link that another browser asked for; five tries for each letter (SO29). */
export async function takeElsewhere(services: Services, letter: Letter, code: string, guesser: Guesser): Promise<Tried> {
  return tryCode(services, { letter, place: `link/${letter.name}`, code, guesser });
}

interface Trial {
  readonly letter: Letter | null;
  /** The ask or link whose page takes the code, and whose tries are counted. */
  readonly place: string;
  readonly code: string;
  readonly guesser: Guesser;
}

/**
 * Tries a code. All browsers share the letter of an address, so a missing one may mean that its owner signed in. A missing letter is
 * therefore answered and counted as a wrong code is (SO29).
 */
async function tryCode(services: Services, { letter, place, code, guesser }: Trial): Promise<Tried> {
  const may = await mayGuess(services, guesser);
  if (may !== 'yes') return may;
  const count = await services.ephemeral.count('limit', `sign-in-code/${place}`, day);
  if (letter !== null && count <= tries && sameText(code, secretsOf(services, letter).code)) {
    await noteRight(services, guesser);
    if (await takeLetter(services, letter)) return 'right';
  }
  return count < tries ? 'wrong' : 'none';
}

/** The digits of a code as typed or pasted: spaces and hyphens do not matter; null where it is not six digits. */
export function codeTyped(text: unknown): string | null {
  const digits = typeof text === 'string' ? text.replace(/[\s\-\u2010-\u2015.]/gu, '') : '';
  return /^\d{6}$/.test(digits) ? digits : null;
}

/** Where to go after signing in: one of our own paths, else `/work`. */
export function safeNext(next: unknown, baseUrl: string): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])[^\p{Cc}\\]{0,500}$/u.test(next)) return '/work';
  const base = new URL(baseUrl);
  if (!URL.canParse(next, base) || new URL(next, base).origin !== base.origin) return '/work';
  // A header holds nothing else: left as it is, it would fail after the code was used up.
  return next.toWellFormed().replace(/[^!-~]+/gu, encodeURIComponent);
}
