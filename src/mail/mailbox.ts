import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Instant } from '../domain/outcome.ts';
import type { Ephemeral } from '../store/ephemeral.ts';
import type { Store } from '../store/store.ts';
import type { Transport } from './transport.ts';

const space = 'mailbox';
const openedSpace = 'mailbox-opened';
/** The days that messages are kept: longer than any round. */
export const keptDays = 400;
const keepFor = keptDays * 24 * 3_600_000;
/** More messages than a demonstration ever holds. */
const all = 10_000;

const Mailbox = z.strictObject({ name: z.string(), address: z.string() });

/** A message kept on this computer in place of being sent. */
export const Kept = z.strictObject({
  at: Instant,
  messageId: z.string(),
  to: Mailbox,
  replyTo: z.array(Mailbox).optional(),
  unsubscribe: z.string().optional(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

export type Kept = z.infer<typeof Kept>;

/** A kept message with its name in the mailbox, and whether its page was opened. */
export interface MailboxEntry extends Kept {
  readonly key: string;
  readonly opened: boolean;
}

/** Keeps messages where SMTP would send them: the demonstration needs no mail server. */
export function localMailbox(store: Pick<Store, 'ephemeral' | 'now'>): Transport {
  return {
    async send(message) {
      const at = store.now();
      const milliseconds = Date.parse(at);
      // Later messages sort first, so that a list of the first few is the newest few.
      const order = String(Number.MAX_SAFE_INTEGER - milliseconds).padStart(16, '0');
      const key = `${order}-${createHash('sha256').update(message.messageId).digest('hex').slice(0, 16)}`;
      const { replyTo, ...rest } = message;
      const kept: Kept = { at, ...rest, to: { ...message.to }, ...(replyTo === undefined ? {} : { replyTo: [...replyTo] }) };
      await store.ephemeral.put(space, key, kept, new Date(milliseconds + keepFor).toISOString());
    },
    close: () => Promise.resolve(),
  };
}

/** All messages kept, newest first. */
export async function readMailbox(ephemeral: Ephemeral): Promise<readonly MailboxEntry[]> {
  const records = await ephemeral.list(space, '', all);
  const opened = new Set((await ephemeral.list(openedSpace, '', all)).map((record) => record.key));
  return records.map((record) => ({ ...Kept.parse(record.value), key: record.key, opened: opened.has(record.key) }));
}

/** A message by its name in the mailbox; null where there is none. */
export async function readMessage(ephemeral: Ephemeral, key: string): Promise<Kept | null> {
  return Kept.safeParse((await ephemeral.get(space, key))?.value).data ?? null;
}

/** Remembers that a message was opened on the mailbox page; nothing else depends on it. */
export async function markOpened(services: Pick<Store, 'ephemeral' | 'now'>, key: string): Promise<void> {
  await services.ephemeral.put(openedSpace, key, true, new Date(Date.parse(services.now()) + keepFor).toISOString());
}
