import type { DraftKey } from '../../store/drafts.ts';
import type { Limits } from '../limits.ts';
import type { Logger, Presences } from '../ports.ts';
import { type AwarenessEntry, decodeFrame, encodeFrame } from '../wire/protocol.ts';
import type { AwarenessBroadcast } from './broadcast.ts';

/** The longest record, in characters of JSON. */
const largestRecord = 262_144;

/** The people of one room. */
interface Meeting {
  readonly key: DraftKey;
  readonly awareness: AwarenessBroadcast;
}

/** The record of a room that this node last wrote for other nodes. Times in ms. */
interface Told {
  revision: number;
  isKept: boolean;
  keptAt: number;
  askedAt: number;
  isAsking: boolean;
}

/** The tools that all rooms of a node share for this. */
export interface NeighbourhoodTools {
  /** Null where no other node can serve the room. */
  readonly presences: Presences | null;
  readonly node: string;
  readonly limits: Pick<Limits, 'presenceEvery' | 'presenceFor'>;
  readonly log: Logger;
}

/** Tells other nodes who is in the rooms of this node, and learns who is in theirs: once a second for each room at most (CO30). */
export class Neighbours {
  readonly #tools: NeighbourhoodTools;
  readonly #told = new WeakMap<Meeting, Told>();

  constructor(tools: NeighbourhoodTools) {
    this.#tools = tools;
  }

  /** To be called a few times a second for each open room. `now` in ms. */
  tick(room: Meeting, now: number): void {
    const { presences, limits } = this.#tools;
    const told = this.#told.get(room) ?? { revision: 0, isKept: false, keptAt: 0, askedAt: Number.NEGATIVE_INFINITY, isAsking: false };
    this.#told.set(room, told);
    if (presences === null || told.isAsking || now - told.askedAt < limits.presenceEvery) return;
    told.askedAt = now;
    told.isAsking = true;
    this.#exchange(presences, room, told, now)
      .catch((error: unknown) => {
        this.#tools.log.info({ err: error, ...room.key }, 'the people of a room could not be exchanged with other nodes');
      })
      .finally(() => {
        told.isAsking = false;
      });
  }

  /** The room ended here. */
  left(room: Meeting): void {
    const { presences, node } = this.#tools;
    // If this fails, the record expires.
    if (this.#told.get(room)?.isKept === true) presences?.drop(room.key, node).catch(() => undefined);
    this.#told.delete(room);
  }

  async #exchange(presences: Presences, room: Meeting, told: Told, now: number): Promise<void> {
    await this.#tell(presences, room, told, now);
    const { node } = this.#tools;
    const others = (await presences.of(room.key)).filter((one) => one.node !== node);
    room.awareness.takeElsewhere(others.flatMap(({ frame }) => entriesOf(frame)));
  }

  async #tell(presences: Presences, { key, awareness }: Meeting, told: Told, now: number): Promise<void> {
    const { node, limits } = this.#tools;
    const { revision, entries: all } = awareness.here();
    const entries = fitting(all);
    const isDue = entries.length > 0 && now - told.keptAt > limits.presenceFor / 3;
    if (revision === told.revision && !isDue) return;
    if (entries.length > 0) await presences.put(key, node, encodeFrame({ type: 'awareness', entries }), limits.presenceFor);
    else if (told.isKept) await presences.drop(key, node);
    Object.assign(told, { revision, isKept: entries.length > 0, keptAt: now });
  }
}

/** The first entries that fit into a record. A room of ordinary people fits whole. */
function fitting(entries: readonly AwarenessEntry[]): readonly AwarenessEntry[] {
  let size = 0;
  return entries.filter(({ state }) => (size += JSON.stringify(state).length) <= largestRecord);
}

function entriesOf(frame: Uint8Array): readonly AwarenessEntry[] {
  const decoded = decodeFrame(frame);
  return decoded.type === 'awareness' ? decoded.entries : [];
}
