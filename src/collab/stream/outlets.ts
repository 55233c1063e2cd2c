import type { ServerResponse } from 'node:http';
import { messageType, syncType } from '../wire/protocol.ts';

/** Where the server's frames for the client of a stream go. */
export interface Outlet {
  /** The bytes that the client has not taken yet. */
  readonly bufferedAmount: number;
  frame(bytes: Uint8Array): void;
  event(name: 'open' | 'close', data: string): void;
  comment(): void;
  end(): void;
  destroy(): void;
  onClose(listener: () => void): void;
}

/** A frame as a server-sent event without a name; its bytes in base64. */
export function frameEvent(bytes: Uint8Array): string {
  return `data: ${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}\n\n`;
}

/** A server-sent event with a name; `data` on one line. */
export function namedEvent(name: 'open' | 'close' | 'elsewhere' | 'from', data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}

/** Some proxies hold back an answer until this much of it has come. */
const prelude = `:${' '.repeat(2_048)}\n\n`;

/** The answer that stays open and carries every frame. */
export class EventOutlet implements Outlet {
  /** The number of events written so far. A client that has fewer after a while is behind a proxy that holds them back. */
  count = 0;
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.on('error', () => undefined);
    response.write(prelude);
  }

  get bufferedAmount(): number {
    return this.#response.writableLength;
  }

  frame(bytes: Uint8Array): void {
    this.#write(frameEvent(bytes));
  }

  event(name: 'open' | 'close', data: string): void {
    this.#write(namedEvent(name, data));
  }

  #write(event: string): void {
    this.count += 1;
    this.#response.write(event);
  }

  comment(): void {
    this.#response.write(':\n\n');
  }

  end(): void {
    this.#response.end();
  }

  destroy(): void {
    this.#response.destroy();
  }

  onClose(listener: () => void): void {
    this.#response.once('close', listener);
    // The client left while the Gate was asked: the event has passed already.
    if (this.#response.destroyed) queueMicrotask(listener);
  }
}

/** An outlet without an answer of its own: its events wait for the answer to a post. */
export abstract class WaitingOutlet implements Outlet {
  abstract readonly bufferedAmount: number;
  #onClose: () => void = () => undefined;

  abstract frame(bytes: Uint8Array): void;
  abstract event(name: 'open' | 'close', data: string): void;

  comment(): void {
    // Posts are answered at once, and come often: they need no sign of life.
  }

  /** The events stay: the last one says why the connection ended. */
  end(): void {
    this.destroy();
  }

  destroy(): void {
    // Later, as a socket does: the caller may be in the middle of something.
    queueMicrotask(() => {
      this.#onClose();
    });
  }

  onClose(listener: () => void): void {
    this.#onClose = listener;
  }
}

/**
 * The answer to one POST on a node that does not hold the stream. It carries only the frames that answer the post; others'
 * changes, and the greeting of the room, reach the client by the stream itself.
 */
export class AnswerOutlet extends WaitingOutlet {
  readonly bufferedAmount = 0;
  text = '';
  #isGreeted = false;

  frame(bytes: Uint8Array): void {
    const [type, step] = bytes;
    if (type === messageType.sync && step === syncType.step1 && !this.#isGreeted) this.#isGreeted = true;
    else if (belongs(type, step)) this.text += frameEvent(bytes);
  }

  event(name: 'open' | 'close', data: string): void {
    this.text += namedEvent(name, data);
  }
}

function belongs(type: number | undefined, step: number | undefined): boolean {
  if (type === messageType.sync) return step !== syncType.update;
  return type === messageType.permissionDenied || type === messageType.acknowledgement;
}
