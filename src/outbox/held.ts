import { never } from '../store/ephemeral.ts';
import { all } from '../store/every.ts';
import type { Store } from '../store/store.ts';

// Mails that waited in a backup may have left since, or may be out of date. After a restore an operator decides about them (OP8).

/** If mails are waiting, holds all mail but codes until an operator releases it. Answers how many mails wait. */
export async function holdMails(store: Store): Promise<number> {
  const waiting = await all(store.aggregates, 'mail', { where: { status: 'queued' } });
  if (waiting.length > 0) await store.ephemeral.put('held', 'mails', { since: store.now() }, never);
  return waiting.length;
}

/** True while mail is held. */
export async function areMailsHeld({ ephemeral }: Pick<Store, 'ephemeral'>): Promise<boolean> {
  return (await ephemeral.get('held', 'mails')) !== null;
}

/** Releases held mail. False if none was held. */
export async function releaseMails({ ephemeral }: Pick<Store, 'ephemeral'>): Promise<boolean> {
  return (await ephemeral.take('held', 'mails')) !== null;
}
