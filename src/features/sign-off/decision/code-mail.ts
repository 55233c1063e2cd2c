import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';
import { decisionOf } from '../../../domain/round/stage.ts';
import { blankLetter, type Letter, renderLetter } from '../../../mail/letter.ts';
import type { Message } from '../../../mail/transport.ts';
import { messageIdOf } from '../../../outbox/delivery.ts';
import { promptMail, type PromptMail } from '../../../outbox/prompt.ts';
import { theResponse } from '../../../phrases/names.ts';
import { nameOf } from '../../../phrases/people.ts';
import { decisionWords, officeOf } from '../../../phrases/rounds.ts';
import type { Services } from '../../../services.ts';
import { versionWords } from '../../../text/version-words.ts';
import { isAddressedTo, Link } from '../links.ts';
import { codeOf, digitsOf, makeCode, markOf, noteMail } from './code.ts';
import { type Choice, type Desk, isChosenElsewhere, isSignedIn, keptChoice, wayOf } from './desk.ts';
import { matterOf } from './matter.ts';
import type { Matter } from './view.ts';

/** The desk and the request that a code is for. */
const About = z.object({ desk: z.string(), link: Link, came: z.enum(['by-link', 'signed-in']) });
type About = z.infer<typeof About>;

/** Milliseconds that a page waits for the mail server. The attempt goes on after it. */
const patience = 4_000;

/** The sender of codes: a code that the mail server refuses for now is sent again while it works (SO24). */
export function codeMail(services: Services): PromptMail<About> {
  return promptMail(services, {
    space: 'code-mail',
    about: About,
    compose: (about, name) => messageOf(services, about, name),
    told: ({ desk }, name, fate) => noteMail(services, desk, name, fate),
  });
}

/** Makes a code for a choice and mails it to the mailbox of the link at once (SO24). Never throws for a mail that was refused. */
export async function sendCodeMail(services: Services, desk: Desk, choice: Choice): Promise<void> {
  const mail = codeMail(services);
  const { name, expiresAt } = await makeCode(services, desk, choice);
  await mail.owe(name, { desk: desk.id, link: desk.link, came: isSignedIn(desk) ? 'signed-in' : 'by-link' }, expiresAt);
  const waiting = new AbortController();
  const patient = after(patience, null, { signal: waiting.signal }).catch(() => null);
  await Promise.race([mail.deliver(name), patient]);
  waiting.abort();
}

/** The message with a code; null where the code, the choice or the request is over. */
async function messageOf(services: Services, { desk, link, came }: About, name: string): Promise<Message | null> {
  const code = await codeOf(services, desk);
  const choice = await keptChoice(services, wayOf(link, came));
  if (code?.name !== name || choice === null || markOf(services, choice) !== code.choice) return null;
  const matter = await matterOf(services, link);
  const { member, round, seat } = matter;
  if (round.status !== 'open' || decisionOf(seat.slot) !== null || !isAddressedTo(services, link, member)) return null;
  const elsewhere = await isChosenElsewhere(services, link, desk);
  return {
    messageId: messageIdOf(name, services.config.mailFrom),
    to: { name: member.name, address: member.email },
    ...renderLetter(letterOf(matter, choice, { digits: digitsOf(services, desk, name), elsewhere })),
  };
}

function letterOf(
  { member, cast, consultation, response, round, seat }: Matter,
  { kind }: Choice,
  { digits, elsewhere }: { readonly digits: string; readonly elsewhere: boolean },
): Letter {
  const asker = nameOf(cast, round.openedBy);
  return {
    ...blankLetter,
    network: cast.network.name,
    subject: `Your code to decide on ${theResponse(consultation, response)}`,
    preview: 'It works for 10 minutes, once.',
    greeting: member.name,
    paragraphs: [
      ...(elsewhere
        ? [
            `Somebody else is using your link: a choice was posted from another browser too. If both are yours, all is well. If not, tell ${asker}, and sign in to decide.`,
          ]
        : []),
      `You have chosen as ${officeOf(seat, cast)}: “${decisionWords[kind].label}”, and typed your name. Nothing is recorded before you type this code on the page.`,
    ],
    code: { label: 'Six-digit code', digits },
    after: ['It works for 10 minutes, once, in the browser where you chose.'],
    version: { words: versionWords(round.digest), otherwise: `If the page shows other words, stop and ask ${asker}.` },
    footer: [`Did you not choose anything? Then somebody else has your link: tell ${asker}, and do not pass the code on.`],
  };
}
