import type { Connection } from './connection.ts';
import type { SharedDocument } from '../updates/document.ts';
import type { Contribution } from '../log/journal.ts';

/** One sync frame of a turn of the event loop, after it was judged. */
export interface Heard {
  readonly from: Connection;
  /** Its own number, and those of earlier frames that it made good. */
  readonly frames: readonly number[];
  /** What it brought that is to be saved or set aside; null where it brought nothing new. */
  readonly update: Uint8Array | null;
  /** It is among the late edits already. */
  readonly isLate: boolean;
}

/** What the frames of a turn brought, for the log. */
export function contributionsOf(turn: readonly Heard[]): Contribution<Connection>[] {
  return turn.flatMap(({ from, frames, update }) => (update === null ? [] : [{ source: from, frames, update }]));
}

/**
 * The frames that one sync frame settles: itself, and the earlier ones that were held or dropped if it makes them good. An
 * update does so for what was held, a whole answer for everything, unless it left out what had gone ahead of it (CO4).
 */
export function settledBy(connection: Connection, type: 'step2' | 'update', here: Pick<SharedDocument, 'reaches'>): number[] {
  connection.held = null;
  if (type === 'step2') connection.asked = false;
  if (connection.dropped && (type === 'update' || !here.reaches(connection.awaited))) return [connection.frames];
  const frames = [...connection.missing, connection.frames];
  connection.missing = [];
  connection.awaited.clear();
  connection.dropped = false;
  connection.asked = false;
  return frames;
}
