import { encodeFrame, type Frame, messageType, syncType } from './protocol.ts';

const finalBinary = 0x82;
const largestByte = 0x7f;

/**
 * One frame for any number of sockets: encoded once and framed once (CO20). The frames of every edit, a change and an
 * acknowledgement, are written into one piece of memory, header included.
 */
export class Packet {
  readonly bytes: Uint8Array;
  #framed: Buffer | null = null;

  constructor(frame: Frame) {
    if (frame.type === 'update') {
      const size = [messageType.sync, syncType.update, frame.update.byteLength];
      this.bytes = this.#frame(size, frame.update);
    } else if (frame.type === 'acknowledgement') {
      const { durable, setAside } = frame.acknowledgement;
      this.bytes = this.#frame([messageType.acknowledgement, durable, setAside.length, ...setAside], null);
    } else this.bytes = encodeFrame(frame);
  }

  /** The bytes as one unmasked binary message of a server, header included (RFC 6455, section 5.2). */
  get framed(): Buffer {
    if (this.#framed !== null) return this.#framed;
    const framed = withHeader(this.bytes.byteLength);
    framed.set(this.bytes, framed.byteLength - this.bytes.byteLength);
    return (this.#framed = framed);
  }

  /** Frames numbers, in lib0's encoding, and the bytes that follow them. Returns the part after the header. */
  #frame(numbers: readonly number[], last: Uint8Array | null): Buffer {
    const size = numbers.reduce((sum, number) => sum + sizeOf(number), last?.byteLength ?? 0);
    const framed = withHeader(size);
    let at = framed.byteLength - size;
    const body = framed.subarray(at);
    for (const number of numbers) at = writeNumber(framed, at, number);
    if (last !== null) framed.set(last, at);
    this.#framed = framed;
    return body;
  }
}

function sizeOf(number: number): number {
  let size = 1;
  for (let rest = number; rest > largestByte; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** Writes a number as lib0 does, seven bits a byte; returns the place after it. */
function writeNumber(target: Buffer, from: number, number: number): number {
  let at = from;
  let rest = number;
  for (; rest > largestByte; rest = Math.floor(rest / 128)) target[at++] = 0x80 | (rest % 128);
  target[at] = rest;
  return at + 1;
}

/** Room for a message of this many bytes, after its header. */
function withHeader(length: number): Buffer {
  const extra = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
  const framed = Buffer.allocUnsafe(2 + extra + length);
  framed[0] = finalBinary;
  framed[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) framed.writeUInt16BE(length, 2);
  if (extra === 8) framed.writeBigUInt64BE(BigInt(length), 2);
  return framed;
}
