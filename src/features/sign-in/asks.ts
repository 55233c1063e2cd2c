import { randomBytes, randomInt } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EmailAddress } from '../../domain/network/member.ts';
import type { Services } from '../../services.ts';
import { sameText } from '../../keys.ts';
import { cookieFor } from '../../web/viewer.ts';

/** Ten minutes, in milliseconds (SO29). */
export const validFor = 10 * 60_000;
const tries = 5;
const day = 24 * 3_600_000;
/** The most codes typed for one address in a day, over all browsers: a guesser gets fifty chances in a million. */
const guesses = 50;
const browserLife = 180 * day;

/** A request to sign in; kept for a known and an unknown address alike, so that both take one path. */
const Ask = z.object({ email: EmailAddress, next: z.string(), codeHash: z.string() });
export type Ask = z.infer<typeof Ask>;
const LinkTo = z.object({ ask: z.string() });

/** The secrets of a sign-in mail; they go nowhere else. */
export interface Secrets {
  readonly token: string;
  readonly code: string;
  /** Names the mail; it opens nothing. */
  readonly name: string;
}

/** The name under which the store knows this browser; null where it never asked. */
export function browserOf(services: Services, request: FastifyRequest): string | null {
  const cookie = request.cookies[cookieFor(services, 'concord-browser').name];
  return cookie === undefined || cookie === '' ? null : services.keys.hmac('browser', cookie);
}

/** The name under which the store knows this browser; sets the cookie where it has none. */
export function rememberBrowser(services: Services, request: FastifyRequest, reply: FastifyReply): string {
  const known = browserOf(services, request);
  if (known !== null) return known;
  const secret = randomBytes(32).toString('base64url');
  const cookie = cookieFor(services, 'concord-browser');
  void reply.setCookie(cookie.name, secret, { ...cookie.options, maxAge: browserLife / 1000 });
  return services.keys.hmac('browser', secret);
}

/** Remembers that this browser's person proved to own an address, so that a stranger who types it does not lock them out. */
export async function keepProof(services: Services, browser: string, email: EmailAddress): Promise<void> {
  const expiresAt = new Date(Date.parse(services.now()) + browserLife).toISOString();
  await services.ephemeral.put('sign-in-proof', proofKey(services, browser, email), {}, expiresAt);
}

/** Whether an address was proved in this browser before. */
export async function hasProof(services: Services, browser: string, email: EmailAddress): Promise<boolean> {
  return (await services.ephemeral.get('sign-in-proof', proofKey(services, browser, email))) !== null;
}

function proofKey(services: Services, browser: string, email: EmailAddress): string {
  return `${browser}/${services.keys.hmac('person', email)}`;
}

/** Mints a link and a code for one browser and one address; they are kept as hashes only (SO29). */
export async function openAsk(services: Services, browser: string, email: EmailAddress, next: string): Promise<Secrets> {
  const name = services.newId();
  const token = randomBytes(16).toString('base64url');
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const ask = `${browser}/${name}`;
  const expiresAt = new Date(Date.parse(services.now()) + validFor).toISOString();
  const value: Ask = { email, next, codeHash: services.keys.hmac('sign-in-code', `${ask}/${code}`) };
  await services.ephemeral.put('sign-in', ask, value, expiresAt);
  await services.ephemeral.put('sign-in-link', services.keys.hmac('sign-in-link', token), { ask }, expiresAt);
  return { token, code, name };
}

/** The open asks of a browser. */
export async function asksOf(services: Services, browser: string): Promise<readonly string[]> {
  return (await services.ephemeral.list('sign-in', `${browser}/`, 50)).map((record) => record.key);
}

/** The ask a link belongs to, and whether this browser made it; null where the link is unknown, used or has run out. */
export async function askOfLink(
  services: Services,
  token: string,
  browser: string | null,
): Promise<{ readonly ask: string; readonly here: boolean } | null> {
  const link = await services.ephemeral.get('sign-in-link', services.keys.hmac('sign-in-link', token));
  const parsed = LinkTo.safeParse(link?.value);
  if (!parsed.success || (await services.ephemeral.get('sign-in', parsed.data.ask)) === null) return null;
  return { ask: parsed.data.ask, here: browser !== null && parsed.data.ask.startsWith(`${browser}/`) };
}

/** Uses an ask up; of many calls at once, exactly one gets it. */
export async function takeAsk(services: Services, ask: string): Promise<Ask | null> {
  const record = await services.ephemeral.take('sign-in', ask);
  return record === null ? null : Ask.parse(record.value);
}

/**
 * Tries a code against asks, and uses up the one it opens. Every try counts on each of them; after five an ask is gone
 * (SO29). `wrong` where nothing fits, `none` where no ask is left to try, `guessed` where too many codes were typed today for
 * each of the addresses: their links still work.
 */
export async function takeByCode(services: Services, asks: readonly string[], code: string): Promise<Ask | 'wrong' | 'none' | 'guessed'> {
  const open = await openAsks(services, asks);
  const tried = new Map<string, boolean>();
  for (const { email } of open.values()) tried.set(email, await mayGuess(services, email));
  let left = 0;
  for (const [ask, kept] of open) {
    if (tried.get(kept.email) !== true) continue;
    const count = await services.ephemeral.count('limit', `sign-in-code/${ask}`, validFor);
    if (count <= tries && sameText(services.keys.hmac('sign-in-code', `${ask}/${code}`), kept.codeHash)) {
      const taken = await takeAsk(services, ask);
      if (taken !== null) return taken;
    }
    if (count >= tries) await services.ephemeral.drop('sign-in', ask);
    else left += 1;
  }
  if ([...tried.values()].includes(false)) return 'guessed';
  return left === 0 ? 'none' : 'wrong';
}

async function openAsks(services: Services, asks: readonly string[]): Promise<ReadonlyMap<string, Ask>> {
  const open = new Map<string, Ask>();
  for (const ask of asks) {
    const record = await services.ephemeral.get('sign-in', ask);
    if (record !== null) open.set(ask, Ask.parse(record.value));
  }
  return open;
}

/** Counts one code typed for an address; false once there were too many today. */
async function mayGuess(services: Services, email: EmailAddress): Promise<boolean> {
  return (await services.ephemeral.count('limit', `sign-in-guess/${services.keys.hmac('person', email)}`, day)) <= guesses;
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
