import { z } from 'zod';
import { blankLetter, type Letter, renderLetter } from '../../mail/letter.ts';
import type { Message } from '../../mail/transport.ts';
import { messageIdOf } from '../../outbox/outbox.ts';
import { promptMail, type PromptMail } from '../../outbox/prompt.ts';
import type { Services } from '../../services.ts';
import { readAsk, secretsOf } from './asks.ts';
import { membershipsOf } from './people.ts';

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
    withoutLink: `The link works only in the browser where you asked. Anywhere else, type the code. Both last ${last} and work once.`,
    footer: ['Did not ask? Then do nothing: without the code nobody can sign in. Nobody from Concord will ever ask you for it.'],
  };
}

/** The sender of sign-in mails: one that the mail server refuses for now is sent again while its code works (SO29). */
export function signInMail(services: Services): PromptMail<string> {
  return promptMail(services, { space: 'sign-in-mail', about: z.string(), compose: (ask, name) => messageOf(services, ask, name) });
}

/** The message to a member’s mailbox; null for an address of no member, and nobody can tell. */
async function messageOf(services: Services, key: string, name: string): Promise<Message | null> {
  const ask = await readAsk(services, key);
  const memberships = ask === null ? [] : await membershipsOf(services, ask.email);
  const [first] = memberships;
  if (ask === null || first === undefined) return null;
  const { token, code } = secretsOf(services, key);
  const url = `${services.baseUrl()}/sign-in/link/${token}`;
  const minutes = Math.max(1, Math.floor((Date.parse(ask.until) - Date.parse(services.now())) / 60_000));
  return {
    messageId: messageIdOf(name, services.config.mailFrom),
    to: { name: first.member.name, address: first.member.email },
    ...renderLetter(signInLetter(first.member.name, memberships.length === 1 ? first.network.name : '', url, code, minutes)),
  };
}
