import type { Writable } from 'node:stream';
import type { Packet } from './packet.ts';

/** What a connection needs of whatever its frames come on: a WebSocket fits it, and so does a stream of events (CO40). */
export interface Socket {
  /** 1 while it is open, as a browser has it. */
  readonly readyState: number;
  /** The bytes that were sent and not taken by the other side yet. */
  readonly bufferedAmount: number;
  close(code: number, reason: string): void;
  terminate(): void;
  ping(): void;
  /** Until it is resumed, nothing that comes is told. */
  pause(): void;
  resume(): void;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: 'pong', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** What whole frames are written to, and never mixed. */
export interface Wire {
  write(packet: Packet): void;
}

/** The wire under a WebSocket: past ws, which would frame the same bytes for every socket anew. */
export class WebSocketWire implements Wire {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  write(packet: Packet): void {
    this.#stream.write(packet.framed);
  }
}
