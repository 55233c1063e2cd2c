import type { System } from '../domain/network/actor.ts';
import { type Refused, refused } from '../domain/outcome.ts';
import { wordsRemoved } from '../domain/removed.ts';
import { type Disposed, type Places, type Removal, removalNamed } from '../domain/response/removal/removal.ts';
import type { Response } from '../domain/response/response.ts';
import { clearText, finishRemoval } from '../domain/sign-off/remove.ts';
import { changeAs } from '../rights/acting.ts';
import { judge } from '../rights/judge.ts';
import type { Stored } from '../store/aggregates.ts';
import type { Reader } from '../store/reader.ts';
import type { Store } from '../store/store.ts';
import { bytesWith } from './bytes.ts';
import { type Worded, clearedState, fieldsWith, recordsOf } from './fields.ts';
import { clearLetters, lettersWith } from './letters.ts';
import { type Sought, nothingSought } from './sought.ts';
import { clearTexts, removeEnded } from './text.ts';

/** The part of the store that a removal is carried out in. */
export type Removing = Pick<Store, 'aggregates' | 'drafts' | 'blobs' | 'ephemeral' | 'now'>;

/** A removal to carry out. `sought` is null where the words to look for were lost. */
export interface Order {
  readonly response: Response['id'];
  readonly removal: Removal['id'];
  readonly sought: Sought | null;
}

/**
 * Carries out a removal that has begun, step by step (CO15). Each step may run twice, so a removal that was interrupted is finished
 * by calling this again. Refused where there is no such removal, or another node has finished it. The store is to be purged after it.
 */
export async function carryOut(store: Removing, by: System, order: Order): Promise<{ readonly ok: true } | Refused> {
  const sought = order.sought ?? nothingSought;
  const begun = await current(store, order);
  if (begun === null) return refused('not-found');
  const judged = await judge(store, by, { act: 'words.clear', networkId: begun.response.networkId });
  if (!judged.ok) return judged;
  if (begun.removal.status === 'begun') {
    const cleared = await goOn(store, by, begun, sought);
    if (!cleared.ok) return cleared;
  }
  const now = await current(store, order);
  if (now?.removal.status !== 'cleared') return refused('already-exists', 'This removal has ended.');
  await removeEnded(store, now.response, now.removal, sought);
  await clearRecords(store, by, now.removal.id, await recordsOf(store, now.response), sought);
  const disposed = await disposeOf(store, now, sought);
  await clearLetters(store, now.response.id, sought);
  const places = withFound(now.removal.places, { ...now.removal.places, disposed });
  const as = order.sought === null ? 'lost' : 'done';
  const done = await changeAs(store, by, { act: 'words.clear', kind: 'response', id: order.response }, (response) =>
    finishRemoval(response, { id: order.removal, at: store.now(), places, as }),
  );
  return done.ok ? { ok: true } : done;
}

interface Current {
  readonly response: Response;
  readonly removal: Removal;
}

async function current({ aggregates }: Removing, { response: id, removal: name }: Order): Promise<Current | null> {
  const response = (await aggregates.get('response', id))?.state;
  const removal = response === undefined ? null : removalNamed(response, name);
  return response === undefined || removal === null ? null : { response, removal };
}

/** Lets the text go on without the words, and notes every place of them before any is touched: a restore may need the list. */
async function goOn(store: Removing, by: System, { response, removal }: Current, sought: Sought): Promise<{ readonly ok: true } | Refused> {
  const { ended, found } = await clearTexts(store, response, removal, sought);
  const more = await placesOf(store, { response, files: removal.files }, sought);
  const places: Places = withFound(removal.places, { ...more, characters: [...found.characters], draft: found.times });
  const { id } = removal;
  const done = await changeAs(store, by, { act: 'words.clear', kind: 'response', id: response.id }, (now) =>
    clearText(now, { id, at: store.now(), seen: response, ended, places }),
  );
  return done.ok ? { ok: true } : done;
}

/** The places of words outside the present text. Changes nothing. */
async function placesOf(
  store: Pick<Reader, 'aggregates' | 'blobs' | 'ephemeral'>,
  { response, files }: { readonly response: Response; readonly files: Removal['files'] },
  sought: Sought,
): Promise<Pick<Places, 'fields' | 'disposed' | 'more'>> {
  const records = await recordsOf(store, response);
  const fields = await fieldsWith(records, sought);
  const disposed = await bytesWith(store, { id: response.id, files }, sought);
  const letters = await lettersWith(store, response.id, sought);
  return { fields, disposed: [...disposed], more: letters.length };
}

/** The places of an earlier removal, which a restore repeats, with those that are found now. */
function withFound(before: Places, now: Places): Places {
  return {
    characters: now.characters,
    fields: unique([...before.fields, ...now.fields]),
    disposed: unique([...before.disposed, ...now.disposed]),
    draft: Math.max(before.draft, now.draft),
    more: Math.max(before.more, now.more),
  };
}

function unique<T>(all: readonly T[]): T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

async function clearRecords(
  store: Removing,
  by: System,
  removal: Removal['id'],
  records: readonly Stored<Worded>[],
  sought: Sought,
): Promise<void> {
  for (const { kind, id, state } of records) {
    if (clearedState(kind, id, state, sought).fields.length > 0) await clearRecord(store, by, removal, { kind, id }, sought);
  }
}

/** Masks the words in one record as it is now. */
async function clearRecord(
  store: Removing,
  by: System,
  removal: Removal['id'],
  { kind, id }: Pick<Stored<Worded>, 'kind' | 'id'>,
  sought: Sought,
): Promise<void> {
  await changeAs<'words.clear', Worded>(store, by, { act: 'words.clear', kind, id }, (state) => {
    const cleared = clearedState(kind, id, state, sought);
    return cleared.fields.length === 0 ? refused('already-exists') : wordsRemoved(cleared.state, removal, cleared.fields.length);
  });
}

/** Disposes of the bytes with the words. Snapshots go first, so a document that is being made meanwhile finds its snapshot gone. */
async function disposeOf(store: Removing, { response: { id }, removal: { files, places } }: Current, sought: Sought): Promise<Disposed[]> {
  const noted = { id, files: [...files, ...places.disposed] };
  const found = await bytesWith(store, noted, sought);
  for (const { owner, digest } of found) await store.blobs.remove(owner, digest);
  return [...found];
}
