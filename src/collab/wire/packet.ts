import { encodeFrame, type Frame } from './protocol.ts';

const finalBinary = 0x82;

/** One frame for any number of sockets: encoded once and framed once (CO20). */
export class Packet {
  readonly bytes: Uint8Array;
  #framed: Buffer | null = null;

  constructor(frame: Frame) {
    this.bytes = encodeFrame(frame);
  }

  /** The bytes as one unmasked binary message of a server, header included (RFC 6455, section 5.2). */
  get framed(): Buffer {
    return (this.#framed ??= Buffer.concat([headerOf(this.bytes.byteLength), this.bytes]));
  }
}

function headerOf(length: number): Buffer {
  if (length < 126) return Buffer.from([finalBinary, length]);
  const isLong = length > 0xffff;
  const header = Buffer.alloc(isLong ? 10 : 4);
  header[0] = finalBinary;
  header[1] = isLong ? 127 : 126;
  if (isLong) header.writeBigUInt64BE(BigInt(length), 2);
  else header.writeUInt16BE(length, 2);
  return header;
}
