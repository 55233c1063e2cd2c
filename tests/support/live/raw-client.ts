import { WebSocket } from 'ws';
import * as Y from 'yjs';
import {
  type AwarenessEntry,
  BadFrame,
  closingOf,
  decodeFrame,
  encodeFrame,
  type Frame,
  type ReadFrame,
  type RoomState,
} from '../../../src/collab/wire/protocol.ts';
import { addLine, textOf } from './lines.ts';

/** How a raw client connects. */
export interface RawOptions {
  /** The room's address, `ws://…/live/<response>/<epoch>`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The document that the client brings; a new one by default. */
  readonly document?: Y.Doc;
  /** Send nothing on opening: the test does. */
  readonly mute?: true;
  /** Promise to send unacknowledged edits ahead of every whole answer, as the page does. */
  readonly own?: 'first';
  /** Do not ask for acknowledgements. */
  readonly plain?: true;
  /** Do not apply others' edits to the document. */
  readonly deaf?: true;
  /** Called with a frame that cannot be read; without it such a frame throws. */
  readonly onUnreadable?: (error: unknown) => void;
}

const patience = 10_000;

/** Speaks the protocol over a bare socket, and keeps the frames that came. */
export class RawClient {
  readonly socket: WebSocket;
  readonly document: Y.Doc;
  readonly frames: ReadFrame[] = [];
  readonly present = new Map<number, AwarenessEntry>();
  /** How many sync frames were sent. */
  sent = 0;
  durable = 0;
  readonly setAside: number[] = [];
  states: RoomState[] = [];
  isSynced = false;
  closed: { readonly code: number; readonly reason: string } | null = null;
  readonly #waiting = new Set<() => void>();
  readonly #mute: boolean;
  readonly #deaf: boolean;

  constructor({ url, headers, document, mute, own, plain, deaf, onUnreadable }: RawOptions) {
    this.document = document ?? new Y.Doc();
    this.#mute = mute === true;
    this.#deaf = deaf === true;
    this.socket = new WebSocket(plain === true ? url : `${url}?ack=1${own === undefined ? '' : '&own=first'}`, { headers });
    this.socket.binaryType = 'nodebuffer';
    this.socket.on('open', () => {
      if (!this.#mute) this.say({ type: 'step1', stateVector: Y.encodeStateVector(this.document) });
    });
    this.socket.on('message', (data: Buffer) => {
      try {
        this.#hear(decodeFrame(data));
      } catch (error) {
        if (onUnreadable === undefined) throw error;
        onUnreadable(error);
      }
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#look();
    });
    this.socket.on('error', () => undefined);
    this.document.on('update', this.#onUpdate);
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this && !this.#mute) this.say({ type: 'update', update });
  };

  #hear(frame: ReadFrame): void {
    this.frames.push(frame);
    switch (frame.type) {
      case 'step1':
        if (!this.#mute) this.say({ type: 'step2', update: Y.encodeStateAsUpdate(this.document, frame.stateVector) });
        break;
      case 'step2':
      case 'update':
        if (!this.#deaf) Y.applyUpdate(this.document, frame.update, this);
        this.isSynced ||= frame.type === 'step2';
        break;
      case 'awareness':
        for (const entry of frame.entries) {
          if (entry.state === null) this.present.delete(entry.client);
          else this.present.set(entry.client, entry);
        }
        break;
      case 'acknowledgement':
        if (frame.acknowledgement.durable <= this.durable) throw new BadFrame('an acknowledgement went back');
        this.durable = frame.acknowledgement.durable;
        this.setAside.push(...frame.acknowledgement.setAside);
        break;
      case 'status':
        this.states.push(frame.state);
        break;
      default:
    }
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Sends one frame. Returns its number if it is a sync frame. */
  say(frame: Frame): number {
    const counts = frame.type === 'step1' || frame.type === 'step2' || frame.type === 'update';
    if (counts && this.socket.readyState === WebSocket.OPEN) this.sent += 1;
    this.raw(encodeFrame(frame));
    return this.sent;
  }

  raw(bytes: Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes);
  }

  /** Waits until a condition holds, checked as frames come. Rejects after ten seconds. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const last = this.frames.slice(-5).map(({ type }) => type);
        reject(new Error(`waited in vain: ${what}; closed: ${JSON.stringify(this.closed)}; last frames: ${last.join(', ')}`));
      }, patience);
      const look = (): void => {
        if (!isSo()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  synced(): Promise<void> {
    return this.until('to be synced', () => this.isSynced);
  }

  /** Waits until everything sent so far is acknowledged, the opening of the conversation included. */
  async settled(): Promise<void> {
    if (!this.#mute) await this.until('the conversation to be open', () => this.isSynced && this.sent >= 2);
    const { sent } = this;
    await this.until(`frame ${sent} to be acknowledged, ${this.durable} is`, () => this.durable >= sent);
  }

  /** Waits until the connection has ended. Returns how. */
  async ending(): Promise<string> {
    await this.until('to be closed', () => this.closed !== null);
    const { code, reason } = this.closed ?? { code: 0, reason: '' };
    return closingOf(code) ?? `${code} ${reason}`;
  }

  /** Adds a line at the end of a section. Returns the number of the frame that carries it, or Infinity where none does. */
  type(text: string, section = 'q1'): number {
    const { sent } = this;
    addLine(this.document, text, section);
    return this.sent > sent ? this.sent : Number.POSITIVE_INFINITY;
  }

  /** The words of a section, a line each. */
  text(section = 'q1'): string {
    return textOf(this.document, section);
  }

  /** Declares itself under its document's client id. */
  announce(state: Readonly<Record<string, unknown>>, clock: number, client = this.document.clientID): void {
    this.say({ type: 'awareness', entries: [{ client, clock, state }] });
  }

  /** Closes as a browser does. */
  async close(): Promise<void> {
    await this.#end(() => {
      this.socket.close();
    });
  }

  /** Ends like a cable that is pulled. */
  async cut(): Promise<void> {
    await this.#end(() => {
      this.socket.terminate();
    });
  }

  async #end(act: () => void): Promise<void> {
    this.document.off('update', this.#onUpdate);
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    if (this.socket.isPaused) this.socket.resume();
    act();
    await closed;
  }
}

/** The HTTP status of an upgrade: 101 where it succeeds. */
export async function upgradeStatus(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const socket = new WebSocket(url, { headers });
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', reject);
  });
}
