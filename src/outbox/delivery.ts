import { createHash } from 'node:crypto';
import { type Mail, type MailEvent, deferred, failed } from '../domain/mail.ts';
import { type Member, isCurrent } from '../domain/network/member.ts';
import type { Network } from '../domain/network/network.ts';
import { type Outcome, refused } from '../domain/outcome.ts';
import { type Letter, renderLetter } from '../mail/letter.ts';
import { MailRefused, type Message, NotTried } from '../mail/transport.ts';
import { stoodInForWords } from '../phrases/away.ts';
import type { Services } from '../services.ts';
import { answersTo } from './answers.ts';
import type { Composers, NotNeeded } from './composer.ts';

/** The command that records the outcome of an attempt. */
export type Verdict = (mail: Mail) => Outcome<Mail, MailEvent>;

/** The member who gets a mail, with their network. */
export interface Addressee {
  readonly member: Member;
  readonly network: Network;
}

/** The reader of a mail; null if their membership is not in force. */
export async function addresseeOf(services: Services, { memberId, networkId }: Mail): Promise<Addressee | null> {
  const member = await services.aggregates.get('member', memberId);
  const network = await services.aggregates.get('network', networkId);
  if (member === null || network === null || !isCurrent(member.state, services.now())) return null;
  return { member: member.state, network: network.state };
}

/** A mail for a former member. */
export const notInForce: NotNeeded = { notNeeded: 'the membership is not in force' };

/** The letter of a mail as it is true now. */
export async function letterOf(
  services: Services,
  composers: Composers,
  mail: Mail,
  reader: Addressee | null,
): Promise<Letter | NotNeeded> {
  if (reader === null) return notInForce;
  const compose = composers[mail.kind];
  if (compose === undefined) throw new TypeError(`nobody composes mail of the kind ${mail.kind}`);
  const letter = await compose(services, mail, reader.member, reader.network);
  return 'notNeeded' in letter ? letter : standingIn(services, mail, reader, letter);
}

/** The letter to a person who stands in says for whom it also is (MA11). */
async function standingIn(services: Services, { standsFor = [] }: Mail, { network }: Addressee, letter: Letter): Promise<Letter> {
  const away = await Promise.all(standsFor.map((id) => services.aggregates.get('member', id)));
  const members = away.flatMap((stored) => (stored === null ? [] : [stored.state]));
  if (members.length === 0) return letter;
  const also = `You also get this for ${stoodInForWords({ network }, members, services.now())}.`;
  return { ...letter, preview: `${letter.preview} ${also}`, paragraphs: [...letter.paragraphs, also] };
}

/** The message of a letter, under the Message-ID of a mail. */
export async function messageOf(services: Services, mail: Mail, { member }: Addressee, letter: Letter): Promise<Message> {
  const replyTo = await answersTo(services, mail, member);
  return {
    messageId: messageIdOf(mail.id, services.config.mailFrom),
    to: { name: member.name, address: member.email },
    ...(replyTo.length === 0 ? {} : { replyTo }),
    ...(letter.stop === null ? {} : { unsubscribe: letter.stop.url }),
    ...renderLetter(letter),
  };
}

/** The Message-ID of a mail. It never changes, so that a mailbox recognises a duplicate after a crash (SO30). */
export function messageIdOf(id: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `<${id}@${domain}>`;
}

/**
 * The verdict on a mail that was not accepted: given up, or tried again later (SO31). Null where it was not tried. It holds only
 * while the mail is at the attempt that was read: refusals of a node that was paused count for nothing (NO5).
 */
export function verdictOn(services: Services, mail: Mail, error: unknown): Verdict | null {
  if (error instanceof NotTried) return null;
  const because = error instanceof MailRefused ? error.message : 'it could not be written';
  services.log.warn({ err: error, mail: mail.id, kind: mail.kind }, 'mail was not accepted');
  const isFinal = error instanceof MailRefused && error.permanent;
  const now = services.now();
  return (current) => {
    if (current.attempts !== mail.attempts) return refused('already-exists', 'Another node has tried this mail since.');
    return isFinal ? failed(current, because) : deferred(current, now, because, chanceOf(current));
  };
}

/** The jitter of SO31, drawn from the mail’s own id so that it needs no chance and can be checked. */
function chanceOf(mail: Mail): number {
  return createHash('sha256').update(`${mail.id}/${mail.attempts}`).digest().readUInt16BE() / 65_535;
}
