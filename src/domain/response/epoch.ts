import { EpochId } from '../ids.ts';
import { type Accepted, type Instant, type Outcome, refused, accepted } from '../outcome.ts';
import { restored } from '../restored.ts';
import type { ResponseEvent } from './response-event.ts';
import { type Response, isOpen, isUnlocked, withEpoch } from './response.ts';

/**
 * The form in which the text of an epoch is stored (TX18). `elements`: a tree of elements for each section, up to release
 * 0.2.0. `lines`: one text for each section, with a marker before each line.
 */
export type Form = 'elements' | 'lines';

const prefix = 'lines-';

/** The id of an epoch in today's form. The form is part of the id, so it is part of the room's name (TX18). */
export function newEpochId(random: string): EpochId {
  return EpochId.parse(`${prefix}${random}`);
}

/** The id of the epoch in which a draft goes on from another epoch, in that epoch's form. */
export function nextEpochId(from: EpochId, random: string): EpochId {
  return formOf(from) === 'lines' ? newEpochId(random) : EpochId.parse(random);
}

/** The form of an epoch's text, from the epoch's id. */
export function formOf(epoch: string): Form {
  return epoch.startsWith(prefix) ? 'lines' : 'elements';
}

/** True where the open text of a response has to be converted before anybody writes in it again (TX18). */
export function isToConvert(response: Response): boolean {
  return isOpen(response) && formOf(response.epoch) === 'elements';
}

/** True where an epoch ended because its text was converted, and not because it was locked. */
export function wasConverted({ epochs }: Pick<Response, 'epochs'>, epoch: string): boolean {
  return formOf(epoch) === 'elements' && epochs.some((next) => next.from === epoch && formOf(next.id) === 'lines');
}

/**
 * The response with its open text in today's form: it goes on in `epoch`, which holds the converted text of `from`. Refused
 * where the text was locked or converted meanwhile.
 */
export function convertDraft(
  response: Response,
  { from, epoch, at }: { readonly from: EpochId; readonly epoch: EpochId; readonly at: Instant },
): Outcome<Response, ResponseEvent> {
  if (response.epoch !== from || !isToConvert(response)) return refused('not-drafting');
  return accepted<Response, ResponseEvent>(withEpoch(response, epoch, at), { type: 'DraftConverted', data: { epoch, from } });
}

/** The response as a backup had it. Its open text goes on in `epoch`, so that no page takes a newer copy of the text for this one (OP7). */
export function restoreDraft(
  response: Response,
  { epoch, backup, at }: { readonly epoch: EpochId; readonly backup: Instant; readonly at: Instant },
): Accepted<Response, ResponseEvent> {
  if (!isUnlocked(response)) return restored(response, backup);
  const data = { epoch, from: response.epoch };
  const [first] = restored(response, backup).events;
  return accepted<Response, ResponseEvent>(withEpoch(response, epoch, at), first, { type: 'DraftRestored', data });
}
