import { all } from '../store/every.ts';
import type { Store } from '../store/store.ts';

// After a restore, mails that waited may have left already, or speak of what is no longer so: an operator decides (OP8).

const never = '9999-12-31T23:59:59.999Z';

/** Holds all mail until an operator lets it go, where some waits to be sent. Answers how many wait. */
export async function holdMails(store: Store): Promise<number> {
  const waiting = await all(store.aggregates, 'mail', { where: { status: 'queued' } });
  if (waiting.length > 0) await store.ephemeral.put('held', 'mails', { since: store.now() }, never);
  return waiting.length;
}

/** True while mail is held. */
export async function areMailsHeld({ ephemeral }: Pick<Store, 'ephemeral'>): Promise<boolean> {
  return (await ephemeral.get('held', 'mails')) !== null;
}

/** Lets held mail go. False where none was held. */
export async function releaseMails({ ephemeral }: Pick<Store, 'ephemeral'>): Promise<boolean> {
  return (await ephemeral.take('held', 'mails')) !== null;
}
