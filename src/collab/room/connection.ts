import type { DraftKey } from '../../store/drafts.ts';
import type { SharedDocument } from '../updates/document.ts';
import type { Limits } from '../limits.ts';
import { Packet } from '../wire/packet.ts';
import type { Admission } from '../ports.ts';
import { type AwarenessUser, type Closing, closings, type Frame } from '../wire/protocol.ts';
import type { Wish } from '../door/address.ts';
import { Backlog } from './backlog.ts';
import { Claims } from './claims.ts';
import { Receipts } from '../log/receipts.ts';
import type { Socket, Wire } from '../wire/socket.ts';

const open = 1;
const closeWithin = 2_000;
const longestReason = 123;
const silence = new Packet({ type: 'awareness', entries: [] });

/** A socket that the Gate let in. `askedAt`: the count of rechecks when the Gate was asked. */
export interface Guest {
  readonly socket: Socket;
  readonly wire: Wire;
  readonly key: DraftKey;
  readonly admission: Admission;
  readonly askedAt: number;
  readonly wish: Wish;
  /** `post`: it lives as long as one post to a stream of another node. */
  readonly as: 'connection' | 'post';
}

/** One socket in one room, the person behind it, what the client was promised and what it still has to bring. */
export class Connection {
  readonly key: DraftKey;
  readonly wantsReceipts: boolean;
  readonly receipts = new Receipts();
  readonly backlog = new Backlog();
  readonly claims = new Claims();
  admission: Admission;
  readonly #wish: Wish;
  readonly #socket: Socket;
  /** Frames are written here; the wire's buffer counts as the socket's. */
  readonly #wire: Wire;
  readonly #limits: Limits;
  #closing: Closing | null = null;
  #written = 0;
  /** The unread bytes of answers to SyncStep1 when the latest was sent, and the count of written bytes at which the answers end. */
  #answer = { bytes: 0, endsAt: 0 };
  #sentAt = performance.now();
  #aliveAt = performance.now();
  #pingedAt = performance.now();
  #behind: { readonly stateVector: Uint8Array; readonly since: number } | null = null;

  constructor({ socket, wire, key, admission, wish }: Guest, limits: Limits) {
    this.#socket = socket;
    this.#wire = wire;
    this.key = key;
    this.admission = admission;
    this.#limits = limits;
    this.wantsReceipts = wish !== 'plain';
    this.#wish = wish;
  }

  /** Its whole answers are acknowledged only once it has shown the words that it says it holds (CO12). */
  get owesProof(): boolean {
    return this.#wish === 'receipts';
  }

  get member(): string {
    return this.admission.member;
  }

  /** The person as others see them: the Gate's word, never the client's (CO7). */
  get user(): AwarenessUser {
    const { member, name, organisation } = this.admission;
    return { member, name, organisation };
  }

  /** Frames that still come are not read. */
  get isOver(): boolean {
    return this.#closing !== null || this.#socket.readyState !== open;
  }

  /** The client answered our SyncStep1, and every frame that came so far is durable. */
  get hasBroughtAll(): boolean {
    return this.backlog.hasAnswered && this.receipts.durable === this.backlog.frame;
  }

  /** Why the server closed it; null where it did not. */
  get closing(): Closing | null {
    return this.#closing;
  }

  /** The server closed it. */
  get isClosing(): boolean {
    return this.#closing !== null;
  }

  /** True if the server closed the connection for a frame that the client sent. */
  get isRefused(): boolean {
    return this.#closing !== null && this.#closing !== 'slow';
  }

  /** The socket is slow, and is given all that it missed once it has caught up (CO21). */
  get isBehind(): boolean {
    return this.#behind !== null;
  }

  /** The peer sent something, a pong at least. `now` in ms. */
  noteLife(now: number): void {
    this.#aliveAt = now;
  }

  send(frame: Frame): void {
    this.deliver(new Packet(frame));
  }

  /** Sends a frame that others get too. */
  deliver(packet: Packet): void {
    if (this.isOver) return;
    this.#wire.write(packet);
    this.#written += packet.bytes.byteLength;
    this.#sentAt = performance.now();
  }

  /** Tells the client which of its frames are durable now that the log has `entries` entries (CO12). */
  acknowledge(entries: number): void {
    const acknowledgement = this.receipts.acknowledge(entries);
    if (acknowledgement !== null && this.wantsReceipts) this.send({ type: 'acknowledgement', acknowledgement });
  }

  /** Sends a change of the text. A slow socket gets all the changes it missed as one, later (CO21). */
  deliverChange(packet: Packet, document: SharedDocument): void {
    if (this.#behind !== null) return;
    this.deliver(packet);
    if (this.#socket.bufferedAmount > this.#limits.slowSocket) {
      this.#behind = { stateVector: document.stateVector(), since: performance.now() };
    }
  }

  /**
   * Sends an answer to SyncStep1. An answer may be larger than the limit of a slow socket, so it does not count towards that
   * limit (CO21). A connection that asks again while its answers are unread is closed.
   */
  deliverAnswer(packet: Packet): void {
    if (this.#pile() > this.#pileLimit || this.#unreadAnswer() > this.#limits.document) this.close('slow');
    if (this.isOver) return;
    this.#answer = { bytes: this.#unreadAnswer() + packet.bytes.byteLength, endsAt: this.#written + packet.bytes.byteLength };
    this.deliver(packet);
  }

  /** Closes a connection that asks and does not read the answers. */
  refuseToPileUp(): void {
    if (this.#pile() > this.#pileLimit) this.close('slow');
  }

  get #pileLimit(): number {
    return 4 * this.#limits.slowSocket;
  }

  /** The bytes that the client has not taken, except the text that it asked for. */
  #pile(): number {
    return this.#socket.bufferedAmount - this.#unreadAnswer();
  }

  /** The bytes of answers to SyncStep1 that the client has not taken. */
  #unreadAnswer(): number {
    const taken = this.#written - this.#socket.bufferedAmount;
    return Math.min(this.#answer.bytes, Math.max(0, this.#answer.endsAt - taken));
  }

  /** Sends a slow socket the changes it missed, once it has caught up; true where it has. `now` in ms. */
  catchUp(document: SharedDocument, now: number): boolean {
    if (this.#behind === null) return false;
    const { stateVector, since } = this.#behind;
    if (this.#socket.bufferedAmount < this.#limits.slowSocket / 4) {
      this.#behind = null;
      this.send({ type: 'update', update: document.since(stateVector) });
      return true;
    }
    if (now - since > this.#patience()) this.close('slow');
    return false;
  }

  /** The time in ms for which a socket may stay slow. Each megabyte of text that the client asked for adds that time once more (CO21). */
  #patience(): number {
    return this.#limits.slowFor * (1 + this.#answer.bytes / this.#limits.slowSocket);
  }

  /** Keeps a silent connection alive, and ends one whose peer is gone (CO7). */
  keepAlive(now: number): void {
    if (now - this.#aliveAt > this.#limits.deadAfter) {
      this.#socket.terminate();
      return;
    }
    if (now - this.#sentAt >= this.#limits.heartbeat) this.deliver(silence);
    if (now - this.#pingedAt >= this.#limits.heartbeat && !this.isOver) {
      this.#pingedAt = now;
      this.#socket.ping();
    }
  }

  /** Closes with the closing's own sentence, or with `exact` where that is given and fits a close frame. */
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
