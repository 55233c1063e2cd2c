import { knownSections } from '../../domain/consultation/known-sections.ts';
import { nextEpochId, restoreDraft } from '../../domain/response/epoch.ts';
import { isUnlocked, type Response } from '../../domain/response/response.ts';
import { restored } from '../../domain/restored.ts';
import { Instant } from '../../domain/outcome.ts';
import { logOf } from '../../reading/draft.ts';
import { consultationOf } from '../../reading/response.ts';
import { all } from '../../store/every.ts';
import { change } from '../../store/change.ts';
import { kinds, type Kind } from '../../store/kinds.ts';
import { type Part, type Target, whyDamaged } from '../../store/parts.ts';
import type { Store } from '../../store/store.ts';
import { reseed } from '../../text/reseed.ts';
import { holdMails } from '../../outbox/held.ts';
import { listOf } from './backup.ts';
import { BackupRefused, readBackup } from './file.ts';
import { listedBeside, repeatRemovals } from './removals.ts';

/** The needs of a restore. `target` opens an empty store; it is called once the key has opened the file. */
export interface Restoring {
  readonly key: string;
  readonly target: (secret: Uint8Array) => Promise<Target>;
  readonly newId: () => string;
  readonly say: (line: string) => void;
}

/**
 * Fills an empty store from a backup, whole or not at all (OP6). Each chain of events and each file is verified. Throws
 * `BackupRefused` for a file that cannot be used.
 */
export async function restore(path: string, { key, target: open, newId, say }: Restoring): Promise<void> {
  const { head, parts } = await readBackup(path, key);
  const backup = Instant.parse(head.at);
  const removals = await listedBeside(path);
  const counts = new Map<string, number>();
  const target = await open(new Uint8Array(Buffer.from(head.secret, 'base64')));
  try {
    for await (const part of parts) {
      verify(path, part);
      await target.write(part);
      const count = (counts.get(part.part) ?? 0) + 1;
      counts.set(part.part, count);
      if (count % 1000 === 0) say(`${count} …`);
    }
    await target.finish(async (store) => {
      await markRestored(store, backup, newId);
      const again = await repeatRemovals(store, removals, newId);
      if (again > 0)
        say(
          `${again === 1 ? 'One removal' : `${again} removals`} of words, made after this backup, ${again === 1 ? 'was' : 'were'} repeated.`,
        );
      const waiting = await holdMails(store);
      if (waiting > 0) say(`${waiting} mails were waiting to be sent. They wait until you type: npm run restore -- --send-mails`);
    });
  } catch (error) {
    await target.abandon();
    throw error;
  }
  say(`Restored the backup of ${backup}: ${listOf(counts)}. Everybody signs in again.`);
}

function verify(path: string, part: Part): void {
  if (part.part !== 'aggregate') return;
  const { kind, id, version } = part;
  if (version > kinds[kind].version) throw new BackupRefused(`${path} was made by a newer release (${kind} of version ${version})`);
  const damage = whyDamaged(part);
  if (damage !== null) throw new BackupRefused(`the record of ${kind}/${id} in ${path} is broken: ${damage}`);
}

/** Says in each chain that it was restored, and gives each open draft a new epoch (CO6, OP7). */
async function markRestored(store: Store, backup: Instant, newId: () => string): Promise<void> {
  for (const kind of Object.keys(kinds) as Kind[]) {
    if (kind === 'response') continue;
    for (const { id } of await all(store.aggregates, kind, { where: {} })) {
      await change(store.aggregates, kind, id, 'system', (state) => restored(state, backup));
    }
  }
  for (const { id, state } of await all(store.aggregates, 'response', { where: {} })) {
    const epoch = nextEpochId(state.epoch, newId());
    if (isUnlocked(state)) await goOn(store, state, epoch);
    await change(store.aggregates, 'response', id, 'system', (now) => restoreDraft(now, { epoch, backup, at: store.now() }));
  }
}

/** Seals the draft's epoch: a page that still has it sets its newer words aside as late, and none is lost. */
async function goOn(store: Store, response: Response, epoch: string): Promise<void> {
  await store.drafts.seal({ draft: response.id, epoch: response.epoch });
  const known = knownSections(await consultationOf(store, response));
  await store.drafts.begin({ draft: response.id, epoch }, reseed(await logOf(store, response), known));
}
