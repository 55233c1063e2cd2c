import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { MailRefused, type Message, NotTried } from '../mail/transport.ts';
import type { Services } from '../services.ts';
import { atMost } from './at-most.ts';

// Mails that carry a code. They leave at once and are tried again only while their code works, so no aggregate keeps them (SO30).

/** The outcome of an attempt. `delayed`: it is tried again. `refused`: it is not. `over`: nothing had to be sent. */
export type Fate = 'sent' | 'delayed' | 'refused' | 'over';

/** One kind of such mails. `about` names the request for a code; it holds no secret. */
export interface PromptKind<About> {
  /** Where the store keeps what is owed. */
  readonly space: string;
  readonly about: z.ZodType<About>;
  /** Writes the message at the moment it is sent; null where it need not go. `name` is the mail's, alike at every attempt. */
  compose(about: About, name: string): Promise<Message | null>;
  /** Hears the outcome of each attempt. */
  told?(about: About, name: string, fate: Fate): Promise<void>;
}

/** A sender of one kind of mail with a code. */
export interface PromptMail<About> {
  readonly name: string;
  /** Remembers that a mail is owed until `expiresAt` (UTC, ISO 8601). */
  owe(name: string, about: About, expiresAt: string): Promise<void>;
  /** Tries to send a mail that is owed. Never throws. */
  deliver(name: string): Promise<Fate>;
  /** Tries every due mail, five at once. */
  run(stopping?: AbortSignal): Promise<'done'>;
}

/** Seconds from each failed attempt to the next: a server that greylists takes the mail within minutes. */
const pauses = [10, 30, 60, 120, 240];
/** Seconds that the request which owes a mail has for the first attempt, before the worker looks after it. */
const firstPause = 15;
/** Seconds until a mail is tried that met a pause of the mail server (SO36). */
const heldBack = 5;
/** The lease of a mail, in milliseconds: longer than the deadline of one message (SO35). */
const lease = 90_000;
const atOnce = 5;

interface Owed {
  readonly about: unknown;
  readonly attempts: number;
  readonly notBefore: string;
  readonly expiresAt: string;
}

/** Sends one kind of mail with a code: at once, then after 10 and 30 seconds, 1, 2 and 4 minutes (SO31). Safe on many nodes. */
export function promptMail<About>(services: Services, kind: PromptKind<About>): PromptMail<About> {
  const { ephemeral } = services;
  const later = (seconds: number): string => new Date(Date.parse(services.now()) + seconds * 1000).toISOString();
  const keep = (name: string, owed: Owed) => ephemeral.put(kind.space, name, owed, owed.expiresAt);

  const owedNow = async (name: string): Promise<Owed | undefined> => (await ephemeral.get(kind.space, name))?.value as Owed | undefined;
  // The record is its own fencing number. A node that was paused until another node took the mail over sends and changes nothing (NO5).
  const again = (name: string, owed: Owed, change: Partial<Owed>) =>
    ephemeral.replace(kind.space, name, owed, { ...owed, ...change }, owed.expiresAt);

  const attempt = async (name: string, hasLease: () => Promise<boolean>): Promise<Fate> => {
    const owed = await owedNow(name);
    if (owed === undefined) return 'over';
    const about = kind.about.parse(owed.about);
    const isMine = async (): Promise<boolean> => (await hasLease()) && isDeepStrictEqual(await owedNow(name), owed);
    const fate = await send(services, { compose: () => kind.compose(about, name), isMine }, name);
    if (fate === 'not-tried') {
      await again(name, owed, { notBefore: later(heldBack) });
      return 'delayed';
    }
    const pause = pauses[owed.attempts];
    const outcome = fate === 'delayed' && pause === undefined ? 'refused' : fate;
    if (outcome !== 'delayed' || pause === undefined) await ephemeral.drop(kind.space, name);
    else if (!(await again(name, owed, { attempts: owed.attempts + 1, notBefore: later(pause) }))) return 'delayed';
    await kind.told?.(about, name, outcome);
    return outcome;
  };
  const deliver = async (name: string): Promise<Fate> => {
    try {
      const [key, holder] = [`${kind.space}/${name}`, services.newId()];
      const hasLease = (): Promise<boolean> => ephemeral.claim('lease', key, holder, lease);
      if (!(await hasLease())) return 'delayed';
      return await attempt(name, hasLease).finally(() => ephemeral.release('lease', key, holder));
    } catch (error) {
      services.log.error({ err: error, mail: name }, 'mail with a code could not be handled, will be tried again');
      return 'delayed';
    }
  };
  return {
    name: kind.space,
    owe: (name, about, expiresAt) => keep(name, { about, attempts: 0, notBefore: later(firstPause), expiresAt }),
    deliver,
    async run(stopping) {
      const owed = await ephemeral.list(kind.space, '', 500);
      const due = owed.filter(({ value }) => (value as Owed).notBefore <= services.now());
      await atMost(atOnce, due, async ({ key }) => {
        if (stopping?.aborted !== true && services.transport.room?.() !== 0) await deliver(key);
      });
      return 'done';
    },
  };
}

interface Sending {
  readonly compose: () => Promise<Message | null>;
  /** Whether this node still has the lease, and the mail is still owed as it was. */
  readonly isMine: () => Promise<boolean>;
}

async function send(services: Services, { compose, isMine }: Sending, name: string): Promise<Fate | 'not-tried'> {
  try {
    const message = await compose();
    if (message === null) return 'over';
    if (!(await isMine())) return 'not-tried';
    await services.transport.send(message);
    return 'sent';
  } catch (error) {
    if (error instanceof NotTried) return 'not-tried';
    services.log.warn({ err: error, mail: name }, 'mail with a code was not accepted');
    return error instanceof MailRefused && error.permanent ? 'refused' : 'delayed';
  }
}
