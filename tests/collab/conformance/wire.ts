import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How a WebSocket frame is written, right or wrong (RFC 6455, section 5.2). */
export interface FrameShape {
  readonly opcode: number;
  readonly payload?: Uint8Array;
  /** False where more fragments of the message follow; true by default. */
  readonly fin?: 0 | 1;
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number;
  /** Clients must mask; leaving it out is a violation. */
  readonly mask?: 'missing';
  /** A length that is claimed instead of the true one, in the 64-bit form. */
  readonly claimed?: bigint;
}

/** A frame that came from the server. */
export interface ReceivedFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

const patience = 10_000;

/** A WebSocket connection made by hand over TCP, to send frames that no library would. */
export class WireClient {
  readonly socket: Socket;
  readonly frames: ReceivedFrame[] = [];
  isOver = false;
  #rest = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isOver = true));
  }

  /** Connects and upgrades. Rejects where the server does not switch protocols. */
  static async open(address: string, headers: Readonly<Record<string, string>>): Promise<WireClient> {
    const url = new URL(address);
    const client = new WireClient(connect(Number(url.port === '' ? 80 : url.port), url.hostname));
    const lines = [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `host: ${url.host}`,
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    client.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await client.#upgraded();
    client.socket.on('data', (data: Buffer) => {
      client.#hear(data);
    });
    return client;
  }

  async #upgraded(): Promise<void> {
    let head = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n')) {
      const [data] = (await once(this.socket, 'data', { signal: AbortSignal.timeout(patience) })) as [Buffer];
      head = Buffer.concat([head, data]);
    }
    if (!head.toString('latin1').startsWith('HTTP/1.1 101'))
      throw new Error(`not upgraded: ${head.toString('latin1').split('\r\n')[0] ?? ''}`);
    this.#hear(head.subarray(head.indexOf('\r\n\r\n') + 4));
  }

  #hear(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const frame = readFrame(this.#rest);
      if (frame === null) return;
      this.frames.push(frame);
      this.#rest = this.#rest.subarray(frame.size);
    }
  }

  /** Sends one frame. Returns false where the buffer is full. */
  send(shape: FrameShape): boolean {
    return this.write(frameBytes(shape));
  }

  write(bytes: Uint8Array): boolean {
    return !this.isOver && this.socket.writable && this.socket.write(bytes);
  }

  /** Waits until the buffer is empty. */
  async drained(): Promise<void> {
    while (!this.isOver && this.socket.writable && this.socket.writableNeedDrain) {
      await Promise.race([once(this.socket, 'drain'), once(this.socket, 'close')]).catch(() => undefined);
    }
  }

  /** True if the server ends the connection within that many ms, by a close frame or on TCP. */
  async ends(milliseconds = patience): Promise<boolean> {
    const deadline = performance.now() + milliseconds;
    while (!this.isOver && !this.frames.some(({ opcode }) => opcode === 8)) {
      if (performance.now() > deadline) return false;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return true;
  }

  /** Cuts the cable. */
  cut(): void {
    this.socket.resetAndDestroy();
  }
}

/** The bytes of a client's frame. */
export function frameBytes({ opcode, payload = new Uint8Array(), fin = 1, reserved = 0, mask, claimed }: FrameShape): Buffer {
  const masked = mask === 'missing' ? 0 : 0x80;
  const head = [(fin << 7) | (reserved << 4) | opcode];
  const length = payload.byteLength;
  if (claimed !== undefined || length > 0xffff) head.push(masked | 127, ...bigEndian(claimed ?? BigInt(length), 8));
  else if (length > 125) head.push(masked | 126, ...bigEndian(BigInt(length), 2));
  else head.push(masked | length);
  // A mask of zeros leaves the payload as it is.
  const zeros = masked === 0 ? [] : [0, 0, 0, 0];
  return Buffer.concat([Uint8Array.from([...head, ...zeros]), payload]);
}

function bigEndian(value: bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Number((value >> BigInt(8 * (bytes - 1 - index))) & 0xffn));
}

function readFrame(data: Buffer): (ReceivedFrame & { readonly size: number }) | null {
  if (data.length < 2) return null;
  const short = data.readUInt8(1) & 0x7f;
  const head = { 126: 4, 127: 10 }[short] ?? 2;
  if (data.length < head) return null;
  const length = short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
  const size = head + length;
  return data.length < size ? null : { opcode: data.readUInt8(0) & 0x0f, payload: data.subarray(head, size), size };
}
