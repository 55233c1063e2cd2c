import type * as decoding from 'lib0/decoding';
import * as decoder from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness } from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  closingOf,
  closings,
  isPermanent,
  messageType,
  readAcknowledgement,
  readStatus,
  type RoomState,
  syncType,
} from '../../src/collab/protocol.ts';
import { CompositionHold } from './composition.ts';
import { Ledger, type Sent } from './ledger.ts';
import { LiveSocket } from './live-socket.ts';

/** Edits of others are applied at most this often, in milliseconds: every application costs something in every editor. */
const applyEvery = 50;

/** What a page needs to know when something about the connection changed. */
export interface LinkListener {
  /** Anything that {@link Link} tells may have changed. */
  changed(): void;
  /** The connection opened, closed or the text was locked: what may be done now should be asked again. */
  questionable(): void;
}

/** The longest pause between two attempts, in milliseconds. */
const longestPause = 10_000;

/**
 * The connection of one page to one room: y-websocket with acknowledgements (CO12), without BroadcastChannel, with
 * jitter, and with incoming edits held while a word is composed (ED8).
 */
export class Link {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly ledger = new Ledger();
  /** `refused` once the server said that connecting again cannot help. */
  state: 'joining' | 'open' | 'closed' | 'refused' = 'joining';
  /** How the room says it is saving. */
  room: RoomState = 'saving';
  /** Why the server closed the connection for good; empty where it did not. */
  refusal = '';
  remedy: 'retry' | 'reload' = 'retry';
  /** When an edit was last acknowledged, or made while none waited; in milliseconds of the page's clock. */
  progressAt = 0;
  readonly #provider: WebsocketProvider;
  readonly #hold: CompositionHold;
  readonly #listener: LinkListener;
  #held: Uint8Array[] = [];
  #syncHeld = false;
  #carried = false;
  #appliedAt = 0;
  #applying: ReturnType<typeof setTimeout> | null = null;

  constructor(server: string, room: string, listener: LinkListener) {
    this.#listener = listener;
    this.doc = new Y.Doc();
    this.awareness = new Awareness(this.doc);
    // y-protocols ignores a state whose clock is still 0, and a reader never moves a caret: without this they are not seen.
    this.awareness.setLocalState({ section: null, cursor: null });
    this.#hold = new CompositionHold(document, () => {
      this.#apply();
    });
    this.#provider = new WebsocketProvider(server, room, this.doc, {
      awareness: this.awareness,
      params: { ack: '1' },
      disableBc: true,
      connect: false,
      maxBackoffTime: longestPause,
      WebSocketPolyfill: countingSocket((kind) => {
        this.#sent(kind);
      }),
    });
    this.#tellOwnOnly();
    this.#handle();
    this.#listen();
    // After the provider's own listener, which has sent the edit by now where it could.
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== this.#provider) this.#edited();
    });
  }

  /** Connects; also again, after a refusal or to try now. */
  connect(): void {
    this.refusal = '';
    if (this.state === 'refused') this.state = 'closed';
    this.#provider.wsUnsuccessfulReconnects = 0;
    this.#provider.connect();
  }

  /** Stops connecting, for a reason that connecting again would not mend. */
  refuse(sentence: string): void {
    this.#provider.disconnect();
    this.state = 'refused';
    this.refusal = sentence;
    this.remedy = 'retry';
    this.#listener.changed();
  }

  get synced(): boolean {
    return this.#provider.synced;
  }

  /** y-websocket sends on what it hears of others: with sixty people that is more than everything else together. */
  #tellOwnOnly(): void {
    const tell = this.#provider._awarenessUpdateHandler;
    this.awareness.off('update', tell);
    this.awareness.on('update', (change: Parameters<typeof tell>[0], origin: unknown) => {
      if (origin !== this.#provider) tell(change, origin);
    });
  }

  #handle(): void {
    const { messageHandlers } = this.#provider;
    messageHandlers[messageType.sync] = (encoder, frame) => {
      this.#receive(encoder, frame);
    };
    messageHandlers[messageType.acknowledgement] = (_encoder, frame) => {
      const { durable, setAside } = readAcknowledgement(frame);
      this.ledger.acknowledged(durable, setAside);
      this.progressAt = performance.now();
      this.#listener.changed();
    };
    messageHandlers[messageType.status] = (_encoder, frame) => {
      const before = this.room;
      this.room = readStatus(frame);
      if (this.room !== before && this.room === 'sealed') this.#listener.questionable();
      this.#listener.changed();
    };
  }

  #receive(encoder: encoding.Encoder, frame: decoding.Decoder): void {
    const step = decoder.readVarUint(frame);
    if (step === syncType.step1) {
      encoding.writeVarUint(encoder, messageType.sync);
      sync.writeSyncStep2(encoder, this.doc, decoder.readVarUint8Array(frame));
      return;
    }
    this.#held.push(decoder.readVarUint8Array(frame));
    this.#syncHeld ||= step === syncType.step2;
    const wait = this.#appliedAt + applyEvery - performance.now();
    if (wait <= 0) this.#apply();
    else if (this.#applying === null)
      this.#applying = setTimeout(() => {
        this.#applying = null;
        this.#apply();
      }, wait);
  }

  #apply(): void {
    if (this.#hold.holding) return;
    this.#appliedAt = performance.now();
    const [first, ...more] = this.#held;
    if (first !== undefined) Y.applyUpdate(this.doc, more.length === 0 ? first : Y.mergeUpdates([first, ...more]), this.#provider);
    this.#held = [];
    if (this.#syncHeld && this.#provider.wsconnected) this.#provider.synced = true;
    this.#syncHeld = false;
  }

  #listen(): void {
    this.#provider.on('status', ({ status }) => {
      if (status === 'connected') this.#opened();
      if (status === 'disconnected') this.#closed();
    });
    this.#provider.on('connection-close', (event) => {
      this.#jitter();
      if (this.state !== 'refused') this.#closed();
      // A socket that never opened says nothing of why: signed out, gone, or no network.
      if (event !== null && !isPermanent(event.code)) this.#listener.questionable();
    });
    this.#provider.on('closed', ({ code, reason }) => {
      this.state = 'refused';
      const closing = closingOf(code);
      this.refusal = reason === '' && closing !== null ? closings[closing].sentence : reason;
      this.remedy = closing === null || closing === 'no-access' || closing === 'gone' ? 'retry' : 'reload';
      this.#listener.changed();
    });
    this.#provider.on('sync', () => {
      this.#listener.changed();
    });
  }

  #opened(): void {
    this.ledger.opened();
    this.state = 'open';
    this.room = 'saving';
    this.#listener.questionable();
    this.#listener.changed();
  }

  #closed(): void {
    this.ledger.closed();
    this.state = 'closed';
    this.#listener.changed();
  }

  /** Spreads the attempts of everybody who was cut off at the same time over half of each pause (CO22). */
  #jitter(): void {
    const pause = Math.min(longestPause, 2 ** (this.#provider.wsUnsuccessfulReconnects + 1) * 100);
    this.#provider.maxBackoffTime = pause * (0.5 + Math.random() / 2);
  }

  #sent(kind: Sent): void {
    this.ledger.sent(kind);
    if (kind === 'edit') this.#carried = true;
    if (kind === 'answer') this.#listener.changed();
  }

  #edited(): void {
    if (this.ledger.waiting === 0) this.progressAt = performance.now();
    this.ledger.edited(this.#carried ? 'carried' : 'kept');
    this.#carried = false;
    this.#listener.changed();
  }
}

/** A WebSocket that tells of every sync frame sent on it, for the server counts them too (CO12). */
function countingSocket(sent: (kind: Sent) => void): typeof WebSocket {
  return class extends LiveSocket {
    override send(data: string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer>): void {
      super.send(data);
      const kind = data instanceof Uint8Array && data[0] === messageType.sync ? kindOf(data[1]) : null;
      if (kind !== null) sent(kind);
    }
  };
}

function kindOf(step: number | undefined): Sent | null {
  if (step === syncType.step1) return 'question';
  if (step === syncType.step2) return 'answer';
  return step === syncType.update ? 'edit' : null;
}
