import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EmailAddress } from '../../domain/network/member.ts';
import type { Services } from '../../services.ts';
import { sameText, sixDigits } from '../../keys.ts';
import { cookieFor } from '../../web/viewer.ts';

/** Ten minutes, in milliseconds (SO29). */
export const validFor = 10 * 60_000;
const tries = 5;
const day = 24 * 3_600_000;
/** The most codes typed for one address in a day, over all browsers: a guesser gets fifty chances in a million. */
const guesses = 50;
const browserLife = 180 * day;

/** A request to sign in; kept for a known and an unknown address alike, so that both take one path. */
const Ask = z.object({ email: EmailAddress, next: z.string(), until: z.string() });
export type Ask = z.infer<typeof Ask>;
const LinkTo = z.object({ ask: z.string() });

/** The secrets of a sign-in mail; they go nowhere else. */
export interface Secrets {
  readonly token: string;
  readonly code: string;
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

/**
 * Opens an ask for one browser and one address, or gives its open ask ten minutes more: a second message holds the link and the
 * code of the first (SO29). Answers the ask's key.
 */
export async function openAsk(services: Services, browser: string, email: EmailAddress, next: string): Promise<string> {
  const open = (await asksOf(services, browser)).find((one) => one.email === email);
  const ask = open?.key ?? `${browser}/${services.newId()}`;
  const until = new Date(Date.parse(services.now()) + validFor).toISOString();
  await services.ephemeral.put('sign-in', ask, { email, next, until }, until);
  await services.ephemeral.put('sign-in-link', services.keys.hmac('sign-in-link', secretsOf(services, ask).token), { ask }, until);
  return ask;
}

/** The link and the code of an ask. They follow from its key and the installation's secret, so no store holds them. */
export function secretsOf(services: Services, ask: string): Secrets {
  return { token: services.keys.hmac('sign-in-token', ask).slice(0, 22), code: sixDigits(services.keys, 'sign-in-code', ask) };
}

/** The open asks of a browser, the newest first. */
export async function asksOf(services: Services, browser: string): Promise<readonly (Ask & { readonly key: string })[]> {
  const records = await services.ephemeral.list('sign-in', `${browser}/`, 50);
  const asks = records.map(({ key, value }) => ({ key, ask: Ask.safeParse(value) }));
  return asks.flatMap(({ key, ask }) => (ask.success ? [{ ...ask.data, key }] : [])).sort((a, b) => b.until.localeCompare(a.until));
}

/** An open ask by its key; null where it was used or has run out. */
export async function readAsk(services: Services, ask: string): Promise<Ask | null> {
  const record = await services.ephemeral.get('sign-in', ask);
  return Ask.safeParse(record?.value).data ?? null;
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
  return Ask.safeParse(record?.value).data ?? null;
}

/**
 * Tries a code against one ask, and uses the ask up where it fits. After five tries an ask is gone (SO29). `wrong` where the
 * code does not fit, `none` where the ask can be tried no more, `guessed` where too many codes were typed today for its address:
 * its link still works.
 */
export async function takeByCode(services: Services, ask: string, code: string): Promise<Ask | 'wrong' | 'none' | 'guessed'> {
  const open = await readAsk(services, ask);
  if (open === null) return 'none';
  if (!(await mayGuess(services, open.email))) return 'guessed';
  const count = await services.ephemeral.count('limit', `sign-in-code/${ask}`, day);
  if (count <= tries && sameText(code, secretsOf(services, ask).code)) return (await takeAsk(services, ask)) ?? 'none';
  if (count < tries) return 'wrong';
  await services.ephemeral.drop('sign-in', ask);
  return 'none';
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
