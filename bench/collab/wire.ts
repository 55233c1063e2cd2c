import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

// The client's side of RFC 6455 and no more, so that hundreds of readers cost the generator little. The masking key is
// zero, which a server unmasks like any other.

const binary = 0x82;
const closing = 0x88;
const pong = 0x8a;
const masked = 0x80;

/** One message as the bytes that go over the socket. */
export function framed(payload: Uint8Array, first = binary): Buffer {
  const { byteLength } = payload;
  const extra = byteLength < 126 ? 0 : byteLength < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(6 + extra + byteLength);
  frame[0] = first;
  frame[1] = masked | (extra === 0 ? byteLength : extra === 2 ? 126 : 127);
  if (extra === 2) frame.writeUInt16BE(byteLength, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(byteLength), 2);
  frame.set(payload, 6 + extra);
  return frame;
}

/** Where a socket goes. */
export interface Destination {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

// A read is over before the next one begins, whichever socket it is for.
const shared = Buffer.alloc(262_144);

/** One WebSocket. Messages are views of a buffer that is used again: whoever wants to keep one copies it. */
export class Wire {
  /** Resolves once upgraded; rejects where that was refused. */
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
  /** The code of the server's close frame; null before, and where it just hung up. */
  code: number | null = null;
  reason = '';
  readonly #socket: Socket;
  readonly #hear: (message: Buffer) => void;
  #isOpen = false;
  #rest: Buffer | null = null;
  #reads = true;
  #settle: { readonly open: () => void; readonly refuse: (why: Error) => void } | null = null;

  constructor({ port, path, headers }: Destination, hear: (message: Buffer) => void) {
    this.#hear = hear;
    this.opened = new Promise((open, refuse) => {
      this.#settle = { open, refuse };
    });
    // Whoever waits for it says so; whoever does not, sees the socket close.
    this.opened.catch(() => undefined);
    const onread = { buffer: shared, callback: (count: number, buffer: Uint8Array) => this.#read(Buffer.from(buffer.buffer, 0, count)) };
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    this.#socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', () => {
        this.#settle?.refuse(new Error(`the socket to ${path} was closed`));
        resolve();
      });
    });
    const lines = Object.entries({
      host: `localhost:${port}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      ...headers,
    });
    this.#socket.write(`GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  }

  get isOver(): boolean {
    return this.#socket.destroyed || this.code !== null;
  }

  /** Bytes that the kernel has not taken yet. */
  get waiting(): number {
    return this.#socket.writableLength;
  }

  /** Writes bytes that are frames already. */
  write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Waits until what was written has gone out, or nobody is there to take it. */
  async drained(): Promise<void> {
    if (this.#socket.destroyed || this.#socket.writableLength === 0) return;
    await Promise.race([new Promise((resolve) => this.#socket.once('drain', resolve)), this.closed]);
  }

  /** Reads nothing more, as one whose line has stalled. */
  stall(): void {
    this.#reads = false;
  }

  /** Closes as a browser does, and hangs up where the server does not answer within a second. */
  async close(): Promise<void> {
    if (this.#isOpen) this.write(framed(new Uint8Array([3, 232]), closing));
    const late = setTimeout(() => {
      this.cut();
    }, 1000);
    await this.closed;
    clearTimeout(late);
  }

  cut(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): boolean {
    const data = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    const used = this.#isOpen ? this.#frames(data, 0) : this.#handshake(data);
    this.#rest = used < data.length ? Buffer.from(data.subarray(used)) : null;
    return this.#reads;
  }

  #handshake(data: Buffer): number {
    const end = data.indexOf('\r\n\r\n');
    if (end === -1) return 0;
    const status = data.toString('latin1', 9, 12);
    if (status !== '101') {
      this.#settle?.refuse(new Error(`the upgrade was answered with ${status}`));
      this.cut();
      return data.length;
    }
    this.#isOpen = true;
    this.#settle?.open();
    this.#settle = null;
    return this.#frames(data, end + 4);
  }

  #frames(data: Buffer, from: number): number {
    let at = from;
    while (at + 2 <= data.length) {
      const short = (data[at + 1] ?? 0) & 0x7f;
      const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      if (start > data.length) return at;
      const length = short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
      if (start + length > data.length) return at;
      this.#frame((data[at] ?? 0) & 0x0f, data.subarray(start, start + length));
      at = start + length;
    }
    return at;
  }

  #frame(opcode: number, payload: Buffer): void {
    if (opcode < 8) this.#hear(payload);
    else if (opcode === 9) this.write(framed(payload, pong));
    else if (opcode === 8) {
      this.code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.reason = payload.toString('utf8', 2);
      this.write(framed(payload.subarray(0, 2), closing));
      this.#socket.end();
    }
  }
}
