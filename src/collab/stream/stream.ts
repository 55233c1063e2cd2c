import { EventEmitter } from 'node:events';
import type { Packet } from '../wire/packet.ts';
import { decodeFrame, encodeFrame, messageType, syncType } from '../wire/protocol.ts';
import type { Socket, Wire } from '../wire/socket.ts';
import { StreamNumbers } from './numbers.ts';
import type { Outlet } from './outlets.ts';
import { isSync, type Post } from './post.ts';
import { within } from '../log/deadline.ts';

const states = { open: 1, closing: 2, closed: 3 } as const;
const nothing = encodeFrame({ type: 'update', update: Uint8Array.of(0, 0) });

interface Waiting {
  readonly last: number;
  readonly resolve: () => void;
}

/** A socket made of server-sent events for the server's frames and of POSTs for the client's (CO40). */
export class Stream extends EventEmitter<{ message: [Buffer, boolean]; pong: []; close: [] }> implements Socket, Wire {
  readyState: number = states.open;
  /** The code and reason it was closed with. */
  closed: { readonly code: number; readonly reason: string } | null = null;
  readonly #outlet: Outlet;
  readonly #numbers = new StreamNumbers();
  readonly #waiting = new Set<Waiting>();
  /** Frames sent before the client was told that the stream is open; null since then. */
  #early: Uint8Array[] | null = null;
  #earlyBytes = 0;
  #onOpen: () => void = () => undefined;
  #told = 0;
  /** How often the client was sent a frame that it must read before it can go on. */
  #urgent = 0;
  #waitingFrames: (readonly [Buffer, boolean])[] = [];
  #isPaused = false;

  constructor(outlet: Outlet) {
    super();
    this.#outlet = outlet;
    outlet.onClose(() => {
      this.#over();
    });
  }

  get bufferedAmount(): number {
    return this.#outlet.bufferedAmount + this.#earlyBytes;
  }

  /**
   * Tells the client that the stream is open, once all that the room held is durable. The room's SyncStep1 then counts on no
   * edit that only this node has, so another node may acknowledge the client's answer.
   */
  openAs(id: string): void {
    this.#early = [];
    this.#onOpen = () => {
      this.#outlet.event('open', id);
      for (const bytes of this.#early ?? []) this.#outlet.frame(bytes);
      this.#early = null;
      this.#earlyBytes = 0;
    };
    this.#numbers.ownFrame();
    this.#receive(Buffer.from(nothing), true);
  }

  /** Receives a post and waits until all of it is accounted for, but no longer than that many ms. */
  async receive({ first, frames }: Post, milliseconds: number): Promise<void> {
    this.emit('pong');
    this.#numbers.begin(first);
    const urgent = this.#urgent;
    let next = first;
    for (const frame of frames) {
      if (isSync(frame)) {
        const isNew = this.#numbers.isNew(next);
        next += 1;
        if (!isNew) continue;
      }
      this.#receive(Buffer.from(frame), true);
    }
    if (urgent === this.#urgent) await this.#settled(next - 1, milliseconds);
  }

  /** The body was no post: the connection receives a frame that it cannot read, and is closed. */
  receiveGarbage(): void {
    this.#receive(Buffer.alloc(0), false);
  }

  /** The acknowledgement of a post that began with `first`, as a frame; null where no frame of it is durable yet. */
  acknowledgement(first: number): Uint8Array | null {
    const { acknowledgement } = this.#numbers;
    return acknowledgement.durable < first ? null : encodeFrame({ type: 'acknowledgement', acknowledgement });
  }

  write(packet: Packet): void {
    const { bytes } = packet;
    if (bytes[0] === messageType.acknowledgement) {
      this.#settle(bytes);
      return;
    }
    if (this.readyState === states.closed) return;
    if (this.#early === null) this.#outlet.frame(bytes);
    else {
      this.#early.push(bytes);
      this.#earlyBytes += bytes.byteLength;
    }
    // SyncStep1 asks the client to resend; permission denied says that nothing is taken. A post need not wait after either.
    if (bytes[0] !== messageType.permissionDenied && !(isSync(bytes) && bytes[1] === syncType.step1)) return;
    this.#urgent += 1;
    this.#answer();
  }

  close(code: number, reason: string): void {
    if (this.readyState !== states.open) return;
    this.readyState = states.closing;
    this.closed = { code, reason };
    this.#outlet.event('close', JSON.stringify(this.closed));
    this.#outlet.end();
    this.#answer();
  }

  terminate(): void {
    this.#outlet.destroy();
  }

  ping(): void {
    this.#outlet.comment();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    // Later, as a socket does: the caller has listeners to add first.
    queueMicrotask(() => {
      this.#emitWaiting();
    });
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.#waitingFrames.push([data, isBinary]);
    this.#emitWaiting();
  }

  #emitWaiting(): void {
    if (this.#isPaused || this.listenerCount('message') === 0) return;
    for (const [data, isBinary] of this.#waitingFrames.splice(0)) this.emit('message', data, isBinary);
  }

  #settle(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    if (frame.type !== 'acknowledgement') return;
    this.#numbers.settle(frame.acknowledgement);
    if (this.#early !== null) this.#onOpen();
    const { acknowledgement } = this.#numbers;
    if (acknowledgement.durable > this.#told && this.readyState !== states.closed) {
      this.#told = acknowledgement.durable;
      this.#outlet.frame(encodeFrame({ type: 'acknowledgement', acknowledgement }));
    }
    for (const { last, resolve } of this.#waiting) if (last <= acknowledgement.durable) resolve();
  }

  async #settled(last: number, milliseconds: number): Promise<void> {
    if (this.readyState !== states.open || last <= this.#numbers.acknowledgement.durable) return;
    const { promise, resolve } = Promise.withResolvers<null>();
    const waiting = {
      last,
      resolve: () => {
        resolve(null);
      },
    };
    this.#waiting.add(waiting);
    await within(milliseconds, promise);
    this.#waiting.delete(waiting);
  }

  #answer(): void {
    for (const { resolve } of this.#waiting) resolve();
  }

  #over(): void {
    if (this.readyState === states.closed) return;
    this.readyState = states.closed;
    this.#answer();
    this.emit('close');
  }
}
