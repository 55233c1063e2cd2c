import type { AwarenessBroadcast } from '../presence/broadcast.ts';
import type { SharedDocument } from '../updates/document.ts';
import { Packet } from '../wire/packet.ts';
import type { RoomState } from '../wire/protocol.ts';
import type { Connection } from './connection.ts';

/** The open connections of one room. */
export class Audience {
  readonly connections = new Set<Connection>();
  #emptySince: number | null = performance.now();

  /** True if the room has been empty for that many milliseconds. `now` in ms. */
  isEmptyFor(milliseconds: number, now: number): boolean {
    return this.#emptySince !== null && now - this.#emptySince >= milliseconds;
  }

  add(connection: Connection): void {
    this.connections.add(connection);
    this.#emptySince = null;
  }

  /** False where the connection had left before. */
  remove(connection: Connection): boolean {
    if (!this.connections.delete(connection)) return false;
    if (this.connections.size === 0) this.#emptySince = performance.now();
    return true;
  }

  /** Sends a change of the text, where there is one, to everybody but its only author, who has it already (CO20). */
  broadcast(change: Uint8Array | null, authors: ReadonlySet<Connection>, document: SharedDocument): void {
    if (change === null) return;
    const packet = new Packet({ type: 'update', update: change });
    for (const connection of this.connections) {
      if (authors.size > 1 || !authors.has(connection)) connection.deliverChange(packet, document);
    }
  }

  /** Tells the clients that ask for receipts how the room is saving. */
  tell(state: RoomState): void {
    for (const connection of this.connections) if (connection.wantsReceipts) connection.send({ type: 'status', state });
  }

  /** Looks after slow sockets and silent peers. `now` in ms. */
  tick(now: number, document: SharedDocument, awareness: AwarenessBroadcast): void {
    for (const connection of this.connections) {
      if (connection.catchUp(document, now)) awareness.greet(connection);
      connection.keepAlive(now);
    }
  }
}
