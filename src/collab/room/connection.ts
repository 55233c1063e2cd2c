import type { DraftKey } from '../../store/drafts.ts';
import type { SharedDocument } from '../updates/document.ts';
import type { Limits } from '../limits.ts';
import { Packet } from '../wire/packet.ts';
import type { Admission } from '../ports.ts';
import { type AwarenessUser, type Closing, closings, type Frame } from '../wire/protocol.ts';
import { Receipts } from '../log/receipts.ts';
import type { Socket, Wire } from '../wire/socket.ts';

const open = 1;
const closeWithin = 2_000;
const longestReason = 123;
const silence = new Packet({ type: 'awareness', entries: [] });

/** A connection that the Gate let in, and when the Gate was asked, by the count of its rechecks. */
export interface Guest {
  readonly socket: Socket;
  readonly wire: Wire;
  readonly key: DraftKey;
  readonly admission: Admission;
  readonly askedAt: number;
  readonly wish: 'receipts' | 'plain';
}

/** One socket in one room, the person behind it, and what was promised to it. */
export class Connection {
  readonly key: DraftKey;
  readonly wantsReceipts: boolean;
  readonly receipts = new Receipts();
  admission: Admission;
  /** How many sync frames came (CO12). */
  frames = 0;
  /** How often it asked for what it lacks. */
  answers = 0;
  /** An update with a causal gap, until what it builds on has come (CO4). */
  held: Uint8Array | null = null;
  /** Something was dropped that only the client can bring again, by a whole answer to our SyncStep1. */
  dropped = false;
  /** Something it sent was dropped because it may only read. */
  denied = false;
  /** The sync frames that did not reach the text when they came. */
  missing: number[] = [];
  /** What those would have brought, where they were its own edits: they are settled once all of it is here. */
  readonly awaited = new Map<number, number>();
  /** SyncStep1 was sent because something is held or was dropped. */
  asked = false;
  readonly #socket: Socket;
  /** What the socket writes to; its buffer counts as the socket's. */
  readonly #wire: Wire;
  readonly #limits: Limits;
  #closing: Closing | null = null;
  #sentAt = performance.now();
  #heardAt = performance.now();
  #pingedAt = performance.now();
  #behind: { readonly stateVector: Uint8Array; readonly since: number } | null = null;

  constructor({ socket, wire, key, admission, wish }: Guest, limits: Limits) {
    this.#socket = socket;
    this.#wire = wire;
    this.key = key;
    this.admission = admission;
    this.#limits = limits;
    this.wantsReceipts = wish === 'receipts';
  }

  get member(): string {
    return this.admission.member;
  }

  /** What others see of the person, whatever the client says (CO7). */
  get user(): AwarenessUser {
    const { member, name, organisation } = this.admission;
    return { member, name, organisation };
  }

  /** What it still sends is not read. */
  get isOver(): boolean {
    return this.#closing !== null || this.#socket.readyState !== open;
  }

  get heldBytes(): number {
    return this.held?.byteLength ?? 0;
  }

  /** It was closed from here. */
  get isClosing(): boolean {
    return this.#closing !== null;
  }

  get isBehind(): boolean {
    return this.#behind !== null;
  }

  heard(now: number): void {
    this.#heardAt = now;
  }

  send(frame: Frame): void {
    this.deliver(new Packet(frame));
  }

  /** Sends a frame that others get too. */
  deliver(packet: Packet): void {
    if (this.isOver) return;
    this.#wire.write(packet);
    this.#sentAt = performance.now();
  }

  /** Sends what changed, unless the socket is slow: then it gets all it missed as one, later (CO21). */
  deliverChange(packet: Packet, document: SharedDocument): void {
    if (this.#behind !== null) return;
    this.deliver(packet);
    if (this.#socket.bufferedAmount > this.#limits.slowSocket) {
      this.#behind = { stateVector: document.stateVector(), since: performance.now() };
    }
  }

  /** Closes the connection where answers pile up that it does not read. */
  refuseToPileUp(): void {
    if (this.#socket.bufferedAmount > 4 * this.#limits.slowSocket) this.close('slow');
  }

  /** Gives a socket that was slow what it missed, once it has caught up; true where it did. */
  catchUp(document: SharedDocument, now: number): boolean {
    if (this.#behind === null) return false;
    const { stateVector, since } = this.#behind;
    if (this.#socket.bufferedAmount < this.#limits.slowSocket / 4) {
      this.#behind = null;
      this.send({ type: 'update', update: document.since(stateVector) });
      return true;
    }
    if (now - since > this.#limits.slowFor) this.close('slow');
    return false;
  }

  /** Keeps the connection alive, and ends it where nobody is there. */
  keepAlive(now: number): void {
    if (now - this.#heardAt > this.#limits.deadAfter) {
      this.#socket.terminate();
      return;
    }
    if (now - this.#sentAt >= this.#limits.heartbeat) this.deliver(silence);
    if (now - this.#pingedAt >= this.#limits.heartbeat && !this.isOver) {
      this.#pingedAt = now;
      this.#socket.ping();
    }
  }

  /** Closes with the closing's sentence, or with a more exact one where that fits a close frame. */
  close(closing: Closing, exact = ''): void {
    if (this.#closing !== null) return;
    this.#closing = closing;
    const { code, sentence } = closings[closing];
    this.#socket.close(code, exact === '' || Buffer.byteLength(exact) > longestReason ? sentence : exact);
    setTimeout(() => {
      this.#socket.terminate();
    }, closeWithin).unref();
  }
}
