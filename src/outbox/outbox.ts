import { createHash } from 'node:crypto';
import { deferred, failed, type Mail, type MailEvent, notNeeded, sent } from '../domain/mail.ts';
import { isCurrent } from '../domain/network/member.ts';
import type { Outcome } from '../domain/outcome.ts';
import { renderLetter } from '../mail/letter.ts';
import { MailRefused, type Message } from '../mail/transport.ts';
import type { Services } from '../services.ts';
import { change } from '../store/change.ts';
import type { Composers } from './composer.ts';

/** The part of the worker that sends mail. */
export interface Outbox {
  readonly name: 'mail';
  /** Sends every mail that is due; one that fails holds up no other. */
  run(): Promise<void>;
}

const atOnce = 5;
const page = 100;

/** Longer than any conversation with a server, in milliseconds, so that only a crash can send a mail twice. */
const lease = 120_000;

/** An outbox over the composers of all features. It may run on many nodes: a mail is sent under a lease (SO30). */
export function outbox(services: Services, composers: Composers): Outbox {
  const holder = services.newId();
  return {
    name: 'mail',
    async run() {
      for (;;) {
        const now = services.now();
        const due = await services.aggregates.find('mail', {
          where: { status: 'queued' },
          until: { notBefore: now },
          order: { by: 'createdAt', direction: 'ascending' },
          limit: page,
        });
        const done = await inGroups(due, (one) => attempt(services, composers, holder, one.id));
        if (due.length < page || done === 0) return;
      }
    },
  };
}

async function inGroups<T>(all: readonly T[], act: (one: T) => Promise<boolean>): Promise<number> {
  let done = 0;
  for (let start = 0; start < all.length; start += atOnce) {
    const results = await Promise.all(all.slice(start, start + atOnce).map(act));
    done += results.filter(Boolean).length;
  }
  return done;
}

async function attempt(services: Services, composers: Composers, holder: string, id: string): Promise<boolean> {
  if (!(await services.ephemeral.claim('lease', `mail/${id}`, holder, lease))) return false;
  try {
    const stored = await services.aggregates.get('mail', id);
    if (stored?.state.status !== 'queued') return false;
    const mail = stored.state;
    const decide = await deliver(services, composers, mail);
    await change(services.aggregates, 'mail', id, 'system', decide);
    return true;
  } catch (error) {
    services.log.error({ err: error, mail: id }, 'mail could not be handled, will be tried again');
    return false;
  } finally {
    await services.ephemeral.drop('lease', `mail/${id}`);
  }
}

type Verdict = (mail: Mail) => Outcome<Mail, MailEvent>;

/** Checks that a mail is still needed, composes it and sends it (SO30, SO31). Answers the command that records the outcome. */
async function deliver(services: Services, composers: Composers, mail: Mail): Promise<Verdict> {
  try {
    const made = await messageOf(services, composers, mail);
    if ('notNeeded' in made) return (current) => notNeeded(current, made.notNeeded);
    await services.transport.send(made);
    return sent;
  } catch (error) {
    const because = error instanceof MailRefused ? error.message : 'it could not be written';
    services.log.warn({ err: error, mail: mail.id, kind: mail.kind }, 'mail was not accepted');
    if (error instanceof MailRefused && error.permanent) return (current) => failed(current, because);
    const now = services.now();
    return (current) => deferred(current, now, because, chanceOf(current));
  }
}

async function messageOf(services: Services, composers: Composers, mail: Mail): Promise<Message | { readonly notNeeded: string }> {
  const member = await services.aggregates.get('member', mail.memberId);
  const network = await services.aggregates.get('network', mail.networkId);
  if (member === null || network === null || !isCurrent(member.state, services.now())) {
    return { notNeeded: 'the membership is not in force' };
  }
  const compose = composers[mail.kind];
  if (compose === undefined) throw new TypeError(`nobody composes mail of the kind ${mail.kind}`);
  const letter = await compose(services, mail, member.state, network.state);
  if ('notNeeded' in letter) return letter;
  return {
    messageId: messageIdOf(mail.id, services.config.mailFrom),
    to: { name: member.state.name, address: member.state.email },
    ...renderLetter(letter),
  };
}

/** The Message-ID of a mail: the same at every attempt, so that a duplicate after a crash is recognised (SO30). */
export function messageIdOf(id: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `<${id}@${domain}>`;
}

/** The jitter of SO31, drawn from the mail’s own id so that it needs no chance and can be checked. */
function chanceOf(mail: Mail): number {
  return createHash('sha256').update(`${mail.id}/${mail.attempts}`).digest().readUInt16BE() / 65_535;
}
