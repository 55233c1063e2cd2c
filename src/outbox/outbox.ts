import { createHash } from 'node:crypto';
import { deferred, failed, type Mail, type MailEvent, notNeeded, sent } from '../domain/mail.ts';
import { isCurrent } from '../domain/network/member.ts';
import { type Outcome, refused } from '../domain/outcome.ts';
import { renderLetter } from '../mail/letter.ts';
import { MailRefused, type Message, NotTried } from '../mail/transport.ts';
import type { Services } from '../services.ts';
import type { Stored } from '../store/aggregates.ts';
import { change } from '../store/change.ts';
import { answersTo } from './answers.ts';
import { atMost } from './at-most.ts';
import type { Composers } from './composer.ts';
import { areMailsHeld } from './held.ts';

/** The part of the worker that sends mail. */
export interface Outbox {
  readonly name: 'mail';
  /** Sends at most fifty due mails. A failed mail holds up no other. Answers `more` where others are due. */
  run(stopping?: AbortSignal): Promise<'more' | 'done'>;
}

const atOnce = 5;
const turn = 50;

/** The lease of a mail, in milliseconds: longer than the deadline of one message (SO35), so only a crash can send a mail twice. */
const lease = 120_000;

/** An outbox over the composers of all features. It may run on many nodes: a mail is sent under a lease (SO30). */
export function outbox(services: Services, composers: Composers): Outbox {
  return {
    name: 'mail',
    async run(stopping) {
      if (roomOf(services) === 0 || (await areMailsHeld(services))) return 'done';
      const due = await dueMails(services);
      const results = await atMost(Math.min(atOnce, roomOf(services)), due, async ({ id }) => {
        if (stopping?.aborted === true || roomOf(services) === 0) return false;
        return attempt(services, composers, id);
      });
      return due.length === turn && results.includes(true) ? 'more' : 'done';
    },
  };
}

function roomOf({ transport }: Services): number {
  return transport.room?.() ?? atOnce;
}

/** The due mails, the oldest first. A mail that was queued while the clock was ahead is due too. */
async function dueMails(services: Services): Promise<readonly Stored<'mail'>[]> {
  const now = services.now();
  const queued = { where: { status: 'queued' }, limit: turn } as const;
  const due = await services.aggregates.find('mail', {
    ...queued,
    until: { notBefore: now },
    order: { by: 'createdAt', direction: 'ascending' },
  });
  if (due.length === turn) return due;
  const newest = await services.aggregates.find('mail', { ...queued, order: { by: 'createdAt', direction: 'descending' } });
  return [...due, ...newest.filter(({ state }) => state.createdAt > now && state.notBefore > now)].slice(0, turn);
}

async function attempt(services: Services, composers: Composers, id: string): Promise<boolean> {
  // A holder for each attempt, so that a lease is not mistaken for that of an earlier attempt.
  const holder = services.newId();
  const hasLease = (): Promise<boolean> => services.ephemeral.claim('lease', `mail/${id}`, holder, lease);
  if (!(await hasLease())) return false;
  try {
    const stored = await services.aggregates.get('mail', id);
    if (stored?.state.status !== 'queued') return false;
    const isMine = async (): Promise<boolean> =>
      (await hasLease()) && (await services.aggregates.get('mail', id))?.revision === stored.revision;
    const decide = await deliver(services, composers, stored.state, isMine);
    if (decide === null) return false;
    await change(services.aggregates, 'mail', id, 'system', decide);
    return true;
  } catch (error) {
    services.log.error({ err: error, mail: id }, 'mail could not be handled, will be tried again');
    return false;
  } finally {
    await services.ephemeral.release('lease', `mail/${id}`, holder);
  }
}

type Verdict = (mail: Mail) => Outcome<Mail, MailEvent>;

/**
 * Checks that a mail is still needed, composes it and sends it (SO30, SO31). Answers the command that records the outcome; null
 * where the mail was not tried. The revision of the mail is its fencing number: a node that was paused until another took the
 * mail over sends nothing, and its refusals count for nothing (NO5).
 */
async function deliver(services: Services, composers: Composers, mail: Mail, isMine: () => Promise<boolean>): Promise<Verdict | null> {
  const ifSame =
    (decide: Verdict): Verdict =>
    (current) =>
      current.attempts === mail.attempts ? decide(current) : refused('already-exists', 'Another node has tried this mail since.');
  try {
    const made = await messageOf(services, composers, mail);
    if ('notNeeded' in made) return (current) => notNeeded(current, made.notNeeded);
    if (!(await isMine())) return null;
    await services.transport.send(made);
    return sent;
  } catch (error) {
    if (error instanceof NotTried) return null;
    const because = error instanceof MailRefused ? error.message : 'it could not be written';
    services.log.warn({ err: error, mail: mail.id, kind: mail.kind }, 'mail was not accepted');
    if (error instanceof MailRefused && error.permanent) return ifSame((current) => failed(current, because));
    const now = services.now();
    return ifSame((current) => deferred(current, now, because, chanceOf(current)));
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
  const replyTo = await answersTo(services, mail, member.state);
  return {
    messageId: messageIdOf(mail.id, services.config.mailFrom),
    to: { name: member.state.name, address: member.state.email },
    ...(replyTo.length === 0 ? {} : { replyTo }),
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
