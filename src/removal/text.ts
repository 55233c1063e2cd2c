import { knownSections } from '../domain/consultation/known-sections.ts';
import type { EpochId } from '../domain/ids.ts';
import { nextEpochId } from '../domain/response/epoch.ts';
import type { Removal } from '../domain/response/removal/removal.ts';
import type { Response } from '../domain/response/response.ts';
import { consultationOf } from '../reading/response.ts';
import { EntryOutOfOrder, type DraftKey, type LateEdit } from '../store/drafts.ts';
import type { Store } from '../store/store.ts';
import { digestOf } from '../text/canonical.ts';
import type { Found } from '../text/removal/characters.ts';
import { type ClearedLate, clearedLate, clearedSeed } from '../text/removal/clear.ts';
import type { Sought } from './sought.ts';

/** The part of the store that a text is cleared in. */
type Texts = Pick<Store, 'aggregates' | 'drafts' | 'blobs' | 'ephemeral' | 'now'>;

/** The text of a response once it is cleared. */
export interface ClearedText {
  /** The epochs that end, each with the one that keeps its late passages; null: its late edits go into the open text. */
  readonly ended: ReadonlyMap<EpochId, EpochId | null>;
  /** What was found in the present text. */
  readonly found: Found;
}

/**
 * Seals the text, and begins the epoch of a removal without the words. Every other epoch gets one without the words in its place,
 * sealed, to keep its late passages. Safe to repeat: an epoch is begun once, and a sealed log never changes.
 */
export async function clearTexts(store: Texts, response: Response, removal: Removal, { seek }: Sought): Promise<ClearedText> {
  const { drafts } = store;
  const of = (epoch: string): DraftKey => ({ draft: response.id, epoch });
  const known = knownSections(await consultationOf(store, response));
  const begin = async (from: EpochId, to: EpochId): Promise<Found> => {
    await drafts.seal(of(from));
    const log = await drafts.load(of(from));
    if (log === null) throw new TypeError(`there is no draft ${response.id}/${from}`);
    const { seed, found } = clearedSeed(log, known, seek);
    await drafts.begin(of(to), seed);
    return found;
  };
  const found = await begin(response.epoch, removal.epoch);
  if (!goesOn(response)) await drafts.seal(of(removal.epoch));
  const ended = new Map<EpochId, EpochId | null>();
  for (const [index, { id }] of response.epochs.entries()) {
    const isFolded = id === response.epoch && response.status === 'drafting';
    const isGone = (await drafts.load(of(id))) === null;
    const to = isFolded || isGone ? null : nextEpochId(id, `${removal.id}-${index}`);
    ended.set(id, to);
    if (to === null) continue;
    await begin(id, to);
    await drafts.seal(of(to));
  }
  return { ended, found };
}

/** True for a response whose text is open after a removal. */
function goesOn({ status }: Response): boolean {
  return status === 'drafting' || status === 'in-sign-off' || status === 'approved';
}

/**
 * Removes the ended epochs of a removal. Late edits of theirs, without the words, come into the epoch that keeps the late passages;
 * those of people who were typing when the removal began come into the open text. Safe to repeat.
 */
export async function removeEnded(store: Pick<Texts, 'drafts'>, response: Response, removal: Removal, { seek }: Sought): Promise<void> {
  const { drafts } = store;
  await drafts.removeEpochs(response.id, removal.closed);
  const late = (await drafts.late(response.id)).filter(({ epoch }) => removal.closed.some((one) => one === epoch));
  for (const [epoch, edits] of Map.groupBy(late, (edit) => edit.epoch)) {
    const keeper = await keeperOf(drafts, response, removal, epoch);
    const key = { draft: response.id, epoch: keeper ?? removal.epoch };
    for (const [member, group] of Map.groupBy(edits, (edit) => edit.member)) {
      const log = await drafts.load(key);
      const cleared = log === null ? null : clearedLate(log, group, seek);
      if (cleared === null) continue;
      const edit = { id: digestOf(cleared.update), member, at: group.at(-1)?.at ?? removal.at, update: cleared.update };
      if (keeper === null) await fold(drafts, key, { edit, cleared, node: `removal-${removal.id}-${member}` });
      else await drafts.setAside(key, edit);
    }
  }
  await drafts.removeLate(response.id, removal.closed);
}

/** The epoch that keeps the late passages of an ended one; null where there is none. */
async function keeperOf(drafts: Texts['drafts'], { id, epochs }: Response, removal: Removal, epoch: string): Promise<string | null> {
  const index = removal.closed.findIndex((one) => one === epoch);
  const named = epochs.find((one) => one.id.endsWith(`${removal.id}-${index}`));
  return named !== undefined && (await drafts.load({ draft: id, epoch: named.id })) !== null ? named.id : null;
}

/** Brings late edits into the open text, once; sets them aside where it was locked meanwhile. */
async function fold(
  drafts: Texts['drafts'],
  key: DraftKey,
  { edit, cleared, node }: { readonly edit: LateEdit; readonly cleared: ClearedLate; readonly node: string },
): Promise<void> {
  try {
    const became = await drafts.append(key, { node, seq: 1, update: cleared.update, authors: cleared.authors });
    if (became === 'late') await drafts.setAside(key, edit);
  } catch (error) {
    // An earlier try brought them, when the text stood otherwise.
    if (!(error instanceof EntryOutOfOrder)) throw error;
  }
}
