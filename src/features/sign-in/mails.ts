import { blankLetter, type Letter, renderLetter } from '../../mail/letter.ts';
import { messageIdOf } from '../../outbox/outbox.ts';
import type { Services } from '../../services.ts';
import type { Secrets } from './asks.ts';
import { membershipsOf } from './people.ts';

/** The letter with the link and the code (SO29). */
export function signInLetter(greeting: string, network: string, url: string, code: string): Letter {
  return {
    ...blankLetter,
    network,
    subject: 'Your code to sign in',
    preview: 'The link and the code last 10 minutes and work once.',
    greeting,
    paragraphs: ['You, or somebody who typed your address, asked to sign in to Concord.'],
    code: { label: 'Six-digit code', digits: code },
    action: { label: 'Sign in', url },
    withoutLink: 'The link works only in the browser where you asked. Anywhere else, type the code. Both last 10 minutes and work once.',
    footer: ['Did not ask? Then do nothing: without the code nobody can sign in. Nobody from Concord will ever ask you for it.'],
  };
}

/** Mails the link and the code to a member’s mailbox. For an address of no member it sends nothing, and nobody can tell. */
export async function mailSignIn(services: Services, email: string, secrets: Secrets): Promise<void> {
  const memberships = await membershipsOf(services, email);
  const [first] = memberships;
  if (first === undefined) return;
  const url = `${services.baseUrl()}/sign-in/link/${secrets.token}`;
  const letter = signInLetter(first.member.name, memberships.length === 1 ? first.network.name : '', url, secrets.code);
  await services.transport.send({
    messageId: messageIdOf(secrets.name, services.config.mailFrom),
    to: { name: first.member.name, address: first.member.email },
    ...renderLetter(letter),
  });
}
