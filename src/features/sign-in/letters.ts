import { z } from 'zod';
import { EmailAddress } from '../../domain/network/member.ts';
import { sixDigits } from '../../keys.ts';
import type { Services } from '../../services.ts';
import { personKey } from './browser.ts';

/** Ten minutes, in milliseconds (SO29). */
export const validFor = 10 * 60_000;

/**
 * The message to one address, with a link and a code. An address, known or not, has one open letter, and all browsers that ask
 * share it. Its code works in each of them, so strangers who ask first take nothing from the owner (SO29).
 */
const Letter = z.object({ name: z.string(), email: EmailAddress, next: z.string(), sentAt: z.string(), until: z.string() });
export type Letter = z.infer<typeof Letter>;
const LinkTo = z.object({ email: EmailAddress, letter: z.string() });

/** The secrets of a letter. They stand in its mail and nowhere else. */
export interface Secrets {
  readonly token: string;
  readonly code: string;
}

/** The open letter of an address; null where it has none, or its ten minutes are over. */
export async function letterOf(services: Services, email: EmailAddress): Promise<Letter | null> {
  return Letter.safeParse((await services.ephemeral.get('sign-in-letter', personKey(services, email)))?.value).data ?? null;
}

/** Opens the letter of an address for a mail that goes now, or gives its open letter ten minutes more. */
export async function writeLetter(services: Services, email: EmailAddress, next: string): Promise<Letter> {
  const sentAt = services.now();
  const until = new Date(Date.parse(sentAt) + validFor).toISOString();
  const name = (await letterOf(services, email))?.name ?? services.newId();
  const letter: Letter = { name, email, next, sentAt, until };
  await services.ephemeral.put('sign-in-letter', personKey(services, email), letter, until);
  const { token } = secretsOf(services, letter);
  await services.ephemeral.put('sign-in-link', services.keys.hmac('sign-in-link', token), { email, letter: name }, until);
  return letter;
}

/** The link and the code of a letter. They follow from its name and the installation's secret, so no store holds them. */
export function secretsOf(services: Services, { email, name }: Pick<Letter, 'email' | 'name'>): Secrets {
  const key = `${personKey(services, email)}/${name}`;
  // A mail program may take a hyphen at the end of an address for the end of a sentence (SO20).
  const token = services.keys.hmac('sign-in-token', key).slice(0, 22).replace(/[-_]$/, '0');
  return { token, code: sixDigits(services.keys, 'sign-in-code', key) };
}

/** The letter of a link; null where the link is unknown, used or out of time. */
export async function letterOfLink(services: Services, token: string): Promise<Letter | null> {
  const link = LinkTo.safeParse((await services.ephemeral.get('sign-in-link', services.keys.hmac('sign-in-link', token)))?.value);
  if (!link.success) return null;
  const letter = await letterOf(services, link.data.email);
  return letter?.name === link.data.letter ? letter : null;
}

/** Uses a letter up. Of several calls at once, exactly one gets true. */
export async function takeLetter(services: Services, { email, name }: Letter): Promise<boolean> {
  const taken = Letter.safeParse((await services.ephemeral.take('sign-in-letter', personKey(services, email)))?.value);
  return taken.success && taken.data.name === name;
}
