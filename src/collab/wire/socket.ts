import type { Writable } from 'node:stream';
import type { Packet } from './packet.ts';

/** What a connection needs of its carrier. A WebSocket fits it, and so does a stream of events (CO40). */
export interface Socket {
  /** 1 while it is open, as a browser has it. */
  readonly readyState: number;
  /** The bytes that were sent and that the other side has not taken yet. */
  readonly bufferedAmount: number;
  close(code: number, reason: string): void;
  terminate(): void;
  ping(): void;
  /** Emits no `message` until it is resumed. */
  pause(): void;
  resume(): void;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: 'pong', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
}

/** Takes whole frames, one after the other. */
export interface Wire {
  write(packet: Packet): void;
}

/** Throws where a server of sockets compresses: {@link WebSocketWire} writes frames as they are, which a client could not read. */
export function refuseCompression({ options }: { readonly options: { readonly perMessageDeflate?: unknown } }): void {
  if (options.perMessageDeflate !== false) throw new Error('perMessageDeflate has to be off: frames are written past ws');
}

/** Writes to the stream under a WebSocket, past ws, which would frame the same bytes anew for every socket. */
export class WebSocketWire implements Wire {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  write(packet: Packet): void {
    this.#stream.write(packet.framed);
  }
}
