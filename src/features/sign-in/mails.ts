import { z } from 'zod';
import { EmailAddress } from '../../domain/network/member.ts';
import { blankLetter, type Letter, renderLetter } from '../../mail/letter.ts';
import type { Message } from '../../mail/transport.ts';
import { messageIdOf } from '../../outbox/delivery.ts';
import { promptMail, type PromptMail } from '../../outbox/prompt.ts';
import type { Services } from '../../services.ts';
import { letterOf, secretsOf } from './letters.ts';
import { membershipsOf } from '../../reading/memberships.ts';

/** The letter with the link and the code (SO29). */
export function signInLetter(greeting: string, network: string, url: string, code: string, minutes = 10): Letter {
  const last = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return {
    ...blankLetter,
    network,
    subject: 'Your code to sign in',
    preview: `The link and the code last ${last} and work once.`,
    greeting,
    paragraphs: ['You, or somebody who typed your address, asked to sign in to Concord.'],
    code: { label: 'Six-digit code', digits: code },
    action: { label: 'Sign in', url },
    withoutLink: `The link works only in a browser where you asked. Anywhere else, type the code. Both last ${last} and work once.`,
    footer: ['Did not ask? Then do nothing: without the code nobody can sign in. Nobody from Concord will ever ask you for it.'],
  };
}

/** The sender of sign-in mails, by address. A mail that the server refuses for now is sent again while its code works (SO29). */
export function signInMail(services: Services): PromptMail<string> {
  return promptMail(services, {
    space: 'sign-in-mail',
    about: z.string(),
    compose: async (about, name) => {
      const email = EmailAddress.safeParse(about);
      return email.success ? messageOf(services, email.data, name) : null;
    },
  });
}

/** The message to a member’s mailbox; null for an address of no member, and nobody can tell. */
async function messageOf(services: Services, email: EmailAddress, name: string): Promise<Message | null> {
  const letter = await letterOf(services, email);
  const memberships = letter === null ? [] : await membershipsOf(services, email);
  const [first] = memberships;
  if (letter === null || first === undefined) return null;
  const { token, code } = secretsOf(services, letter);
  const url = `${services.baseUrl()}/sign-in/link/${token}`;
  const minutes = Math.max(1, Math.floor((Date.parse(letter.until) - Date.parse(services.now())) / 60_000));
  return {
    messageId: messageIdOf(name, services.config.mailFrom),
    to: { name: first.member.name, address: first.member.email },
    ...renderLetter(signInLetter(first.member.name, memberships.length === 1 ? first.network.name : '', url, code, minutes)),
  };
}
