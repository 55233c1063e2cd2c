import { randomInt } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import { messageType, syncType } from '../../src/collab/wire/protocol.ts';
import { awarenessMessage, type Dialect, syncMessage } from './dialects.ts';
import { framed, Wire } from './wire.ts';

/** A server under test, as clients need it. */
export interface Address {
  readonly port: number;
  readonly dialect: Dialect;
}

/** Where somebody sits. */
export interface Seat {
  readonly room: string;
  readonly person: string;
  /** What the client has already, as a state vector; nothing unless given. */
  readonly has?: Uint8Array;
  /** Says nothing at all. */
  readonly mute?: true;
}

const emptyUpdate = new Uint8Array([0, 0]);
const emptyVector = new Uint8Array([0]);
const syncReply = 4;
const patience = 60_000;

/**
 * Somebody in a room who looks at what comes without taking it apart: applying every update in every reader would measure
 * the generator. Answers SyncStep1 with nothing.
 */
export class Client {
  readonly wire: Wire;
  readonly id = randomInt(1, 2 ** 31);
  readonly prefix: Uint8Array;
  /** Called with every message that carries edits or presence; the bytes are only there during the call. */
  onNews: (message: Buffer) => void = () => undefined;
  /** Called when the server says that everything up to the n-th sync frame is durable. */
  onSaved: (n: number) => void = () => undefined;
  /** Sync frames sent. */
  sent = 0;
  /** Up to which of them the server said that all is durable. */
  saved = 0;
  readonly synced: Promise<void>;
  /** The size of the answer to SyncStep1, in bytes. */
  answered = 0;
  #clock = 0;
  #isSynced: () => void = () => undefined;

  constructor({ port, dialect }: Address, { room, person, has, mute }: Seat) {
    this.prefix = dialect.prefix(room);
    this.wire = new Wire({ port, path: dialect.path(room), headers: dialect.headers(person, port) }, (message) => {
      this.#hear(message);
    });
    const late = setTimeout(() => {
      this.wire.cut();
    }, patience);
    const synced = new Promise<void>((resolve) => (this.#isSynced = resolve));
    const over = this.wire.closed.then(() => {
      throw new Error(`${room} was closed to ${person} before it was synced: ${this.wire.code ?? 'cut'} ${this.wire.reason}`);
    });
    this.synced = Promise.race([this.wire.opened.then(() => synced), over]).finally(() => {
      clearTimeout(late);
    });
    this.synced.catch(() => undefined);
    // Where the upgrade is refused, `synced` says so.
    if (mute !== true) this.#open(dialect.greeting(room), has ?? emptyVector).catch(() => undefined);
  }

  async #open(greeting: readonly Uint8Array[], has: Uint8Array): Promise<void> {
    await this.wire.opened;
    for (const message of greeting) this.wire.write(framed(message));
    this.#sync('step1', has);
    this.announce({ name: 'Somebody' });
  }

  #sync(step: keyof typeof syncType, bytes: Uint8Array): void {
    this.sent += 1;
    this.wire.write(framed(syncMessage(this.prefix, step, bytes)));
  }

  /** One edit as the frame to be written later. */
  frameOf(update: Uint8Array): Buffer {
    return framed(syncMessage(this.prefix, 'update', update));
  }

  /** Writes a frame of {@link Client.frameOf}; answers its number among the sync frames. */
  edit(frame: Buffer): number {
    this.sent += 1;
    this.wire.write(frame);
    return this.sent;
  }

  /** Says where somebody is. */
  announce(state: Readonly<Record<string, unknown>>): void {
    this.#clock += 1;
    const user = { name: `Person ${this.id}`, color: '#1d70b8' };
    this.wire.write(framed(awarenessMessage(this.prefix, { client: this.id, clock: this.#clock, state: { ...state, user } })));
  }

  #hear(message: Buffer): void {
    const at = this.prefix.length;
    const type = message[at];
    if (type === messageType.sync || type === syncReply) {
      const step = message[at + 1];
      if (step === syncType.step2) {
        this.answered = message.length;
        this.#isSynced();
      } else if (step === syncType.step1) this.#sync('step2', emptyUpdate);
      else this.onNews(message);
    } else if (type === messageType.awareness) this.onNews(message);
    else if (type === messageType.acknowledgement && at === 0) {
      const decoder = decoding.createDecoder(message.subarray(1));
      this.saved = decoding.readVarUint(decoder);
      this.onSaved(this.saved);
    }
  }

  close(): Promise<void> {
    return this.wire.close();
  }
}

/** Sits everybody down and waits until all are synced. */
export async function sitDown(address: Address, seats: readonly Seat[]): Promise<readonly Client[]> {
  const clients = seats.map((seat) => new Client(address, seat));
  await Promise.all(clients.map((client) => client.synced));
  return clients;
}

/** Everybody leaves. */
export async function leave(clients: readonly Client[]): Promise<void> {
  await Promise.all(clients.map((client) => client.close()));
}
