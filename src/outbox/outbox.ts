import { type Mail, notNeeded, sent } from '../domain/mail.ts';
import type { Services } from '../services.ts';
import type { Stored } from '../store/aggregates.ts';
import { change } from '../store/change.ts';
import { atMost } from './at-most.ts';
import type { Composers } from './composer.ts';
import { attemptDaily, waits } from './daily.ts';
import { type Verdict, addresseeOf, letterOf, messageOf, notInForce, verdictOn } from './delivery.ts';
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
      const results = await atMost(Math.min(atOnce, roomOf(services)), due, async (stored) => {
        if (stopping?.aborted === true || roomOf(services) === 0) return false;
        return attempt(services, composers, stored);
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

async function attempt(services: Services, composers: Composers, { id, state }: Stored<'mail'>): Promise<boolean> {
  try {
    return (await waits(services, state))
      ? await attemptDaily(services, composers, state.memberId)
      : await attemptNow(services, composers, id);
  } catch (error) {
    services.log.error({ err: error, mail: id }, 'mail could not be handled, will be tried again');
    return false;
  }
}

async function attemptNow(services: Services, composers: Composers, id: string): Promise<boolean> {
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
  } finally {
    await services.ephemeral.release('lease', `mail/${id}`, holder);
  }
}

/**
 * Checks that a mail is still needed, composes it and sends it (SO30, SO31). Answers the command that records the outcome; null
 * where the mail was not tried. The revision of the mail is its fencing number: a node that was paused until another took the
 * mail over sends nothing (NO5).
 */
async function deliver(services: Services, composers: Composers, mail: Mail, isMine: () => Promise<boolean>): Promise<Verdict | null> {
  try {
    const reader = await addresseeOf(services, mail);
    if (reader === null) return (current) => notNeeded(current, notInForce.notNeeded);
    const letter = await letterOf(services, composers, mail, reader);
    if ('notNeeded' in letter) return (current) => notNeeded(current, letter.notNeeded);
    const message = await messageOf(services, mail, reader, letter);
    if (!(await isMine())) return null;
    await services.transport.send(message);
    return (current) => sent(current);
  } catch (error) {
    return verdictOn(services, mail, error);
  }
}
