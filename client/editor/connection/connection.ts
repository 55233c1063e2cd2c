import type * as decoding from 'lib0/decoding';
import * as decoder from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import {
  closingOf,
  closings,
  encodeFrame,
  isPermanent,
  largestFrame,
  messageType,
  readAcknowledgement,
  readStatus,
  retryAfterOf,
  type RoomState,
  syncType,
} from '../../../src/collab/wire/protocol.ts';
import type { Beat } from '../beat.ts';
import type { Keeper } from '../../offline/keeper.ts';
import { partsOf } from '../../offline/parts.ts';
import { applyTogether } from './applying.ts';
import { CompositionHold } from './composition.ts';
import { countingSocket } from './counting-socket.ts';
import { leanCopy, leanUpdate } from './lean.ts';
import { Ledger, type Sent } from './ledger.ts';
import { speakForOneself } from './own-awareness.ts';
import { type Remedy, remedyAfter } from './remedy.ts';
import { touchedIn } from './touched.ts';

/** What a connection tells its page. */
export interface ConnectionListener {
  /** A public field of {@link Connection} may have changed. */
  changed(): void;
  /** The connection opened or closed, or the text was locked: the page should ask the server again what its member may do. */
  askAgain(): void;
}

/** The largest answer that is sent as one frame, in bytes: the frame's own head needs some room. */
const largestAnswer = largestFrame - 64;

/** A number of attempts after which y-websocket always waits the longest pause. */
const manyTimes = 20;

/** The longest pause between two attempts, in milliseconds. */
const longestPause = 10_000;

/**
 * The live connection of one page to one room: y-websocket, with acknowledgements (CO12) and random pauses (CO22), and
 * without BroadcastChannel. Holds incoming edits back while a word is composed (ED8).
 */
export class Connection {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly ledger = new Ledger();
  /** `refused`: the server said that connecting again cannot help. */
  state: 'joining' | 'open' | 'closed' | 'refused' = 'joining';
  /** The server's last word on saving in this room. */
  room: RoomState = 'saving';
  /** Why the server closed the connection for good, as a sentence; empty if it did not. */
  refusal = '';
  remedy: Remedy = 'retry';
  /** Why the server closed the connection for now, as a sentence; empty if it gave no reason. */
  closing = '';
  /** Time of the last acknowledgement, or of the first edit after it, in milliseconds of the page's clock. */
  progressAt = 0;
  readonly #provider: WebsocketProvider;
  readonly #hold: CompositionHold;
  readonly #listener: ConnectionListener;
  readonly #keeper: Keeper;
  readonly #beat: Beat;
  readonly #apply = (): void => {
    this.#applyHeld();
  };
  readonly #tellSaved = (): void => {
    this.#listener.changed();
  };
  #held: Uint8Array[] = [];
  #syncHeld = false;
  /** y-websocket has sent the edit that `update` is about to report. */
  #carried = false;
  /** The person undid an edit that the server refused: it must not be sent again. */
  #hasUndone = false;

  constructor(server: string, keeper: Keeper, beat: Beat, listener: ConnectionListener) {
    this.#listener = listener;
    this.#keeper = keeper;
    this.#beat = beat;
    this.doc = new Y.Doc();
    this.awareness = new Awareness(this.doc);
    // y-protocols ignores a state whose clock is 0. A reader never moves a caret, so this is what makes readers visible.
    this.awareness.setLocalState({ section: null, cursor: null });
    this.#hold = new CompositionHold(document, this.#apply);
    this.#provider = new WebsocketProvider(server, keeper.owner.room, this.doc, {
      awareness: this.awareness,
      params: { ack: '1', own: 'first', as: keeper.owner.member },
      disableBc: true,
      connect: false,
      maxBackoffTime: longestPause,
      WebSocketPolyfill: countingSocket((kind) => {
        this.#sent(kind);
      }),
    });
    speakForOneself(this.#provider, this.awareness);
    this.#handle();
    this.#listen();
    // Registered after the provider's own listener, which has sent the edit by now if it could.
    this.doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (origin !== this.#provider) this.#edited(update, touchedIn(transaction));
    });
  }

  /** Connects, or connects again now: after a refusal, or without waiting for the next attempt. */
  connect(): void {
    this.refusal = '';
    if (this.state === 'refused') this.state = 'closed';
    this.#provider.wsUnsuccessfulReconnects = 0;
    this.#provider.connect();
  }

  /** Gives up a connection that the network has lost, and tries again from now on. */
  reconnect(): void {
    this.#provider.disconnect();
    this.#provider.connect();
  }

  /** Connects again without the edit that was just undone: neither the page nor the device sends it any more. */
  connectWithoutUndone(): void {
    this.#hasUndone = true;
    this.#keeper.replace(leanUpdate(this.doc, this.#keeper.updates));
    this.connect();
  }

  /** Stops connecting. `sentence` says to a person why. */
  refuse(sentence: string, remedy: Remedy): void {
    this.#provider.disconnect();
    this.state = 'refused';
    this.refusal = sentence;
    this.remedy = remedy;
    this.#listener.changed();
  }

  /** The page has the server's whole text, since the connection opened. */
  get synced(): boolean {
    return this.#provider.synced;
  }

  #handle(): void {
    const { messageHandlers } = this.#provider;
    messageHandlers[messageType.sync] = (encoder, frame) => {
      try {
        this.#receive(encoder, frame);
      } catch (error) {
        reportError(error);
        this.#joinAnew();
      }
    };
    messageHandlers[messageType.acknowledgement] = (_encoder, frame) => {
      const { durable, setAside } = readAcknowledgement(frame);
      // A frame arrived twice: from here on, edits would count as saved one frame too early.
      if (!this.ledger.hasSent(durable)) {
        this.#joinAnew();
        return;
      }
      this.#keeper.forget(this.ledger.acknowledged(durable, setAside));
      this.progressAt = performance.now();
      // Not at once: while a person types, the next key turns "Saved" into "Saving…" again.
      this.#beat.next(this.#tellSaved);
    };
    messageHandlers[messageType.permissionDenied] = (_encoder, frame) => {
      decoder.readVarUint(frame);
      this.refuse(decoder.readVarString(frame), 'reload');
    };
    messageHandlers[messageType.status] = (_encoder, frame) => {
      const before = this.room;
      this.room = readStatus(frame) ?? before;
      if (this.room !== before && this.room === 'sealed') this.#listener.askAgain();
      this.#listener.changed();
    };
  }

  #receive(encoder: encoding.Encoder, frame: decoding.Decoder): void {
    const step = decoder.readVarUint(frame);
    if (step === syncType.step1) {
      encoding.writeVarUint(encoder, messageType.sync);
      encoding.writeVarUint(encoder, syncType.step2);
      encoding.writeVarUint8Array(encoder, this.#answer(decoder.readVarUint8Array(frame)));
      return;
    }
    this.#held.push(decoder.readVarUint8Array(frame));
    this.#syncHeld ||= step === syncType.step2;
    this.#beat.next(this.#apply);
  }

  /**
   * Returns the update that the server lacks by its state vector. Resends every edit of ours that is not accounted for
   * first, even if the state vector covers it: somebody else may have sent other words under our client id, and the
   * server can only find that out by comparing them with ours (CO12).
   */
  #answer(stateVector: Uint8Array): Uint8Array {
    const parts = partsOf(this.#keeper.updates);
    for (const update of parts) this.#provider.ws?.send(new Uint8Array(encodeFrame({ type: 'update', update })));
    this.ledger.resent(parts.length);
    this.#carried = false;
    const doc = this.#hasUndone ? leanCopy(this.doc) : this.doc;
    const whole = Y.encodeStateAsUpdate(doc, stateVector);
    if (whole.byteLength <= largestAnswer) return whole;
    const beyond = Y.decodeStateVector(stateVector);
    beyond.set(this.doc.clientID, Y.decodeStateVector(Y.encodeStateVector(this.doc)).get(this.doc.clientID) ?? 0);
    return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(beyond));
  }

  #applyHeld(): void {
    if (this.#hold.holding) return;
    const [held, syncHeld] = [this.#held, this.#syncHeld];
    this.#held = [];
    this.#syncHeld = false;
    const { isWhole, errors } = applyTogether(this.doc, held, this.#provider);
    for (const error of errors) reportError(error);
    if (!isWhole) this.#joinAnew();
    else if (syncHeld && this.#provider.wsconnected) this.#provider.synced = true;
  }

  /** Closes a connection that cannot be relied on. On the next one, both sides send all that the other lacks. */
  #joinAnew(): void {
    this.#provider.synced = false;
    this.#provider.ws?.close();
  }

  #listen(): void {
    this.#provider.on('status', ({ status }) => {
      if (status === 'connected') this.#opened();
      if (status === 'disconnected') this.#closed();
    });
    this.#provider.on('connection-close', (event) => {
      this.#pause(event);
      if (this.state !== 'refused') this.#closed();
      // A socket that never opened does not say why: signed out, gone, or no network.
      if (event !== null && !isPermanent(event.code)) this.#listener.askAgain();
    });
    this.#provider.on('closed', ({ code, reason }) => {
      this.state = 'refused';
      const closing = closingOf(code);
      this.refusal = reason === '' && closing !== null ? closings[closing].sentence : reason;
      this.remedy = remedyAfter(closing);
      if (closing === 'no-access') this.#listener.askAgain();
      this.#listener.changed();
    });
    this.#provider.on('sync', () => {
      this.#listener.changed();
    });
  }

  #opened(): void {
    this.ledger.opened();
    this.state = 'open';
    this.closing = '';
    this.room = 'saving';
    this.#listener.askAgain();
    this.#listener.changed();
  }

  #closed(): void {
    this.ledger.closed();
    // A held answer belongs to the connection that ended, and says nothing about the next one.
    this.#syncHeld = false;
    this.state = 'closed';
    this.#listener.changed();
  }

  /** Sets the pause before the next attempt: as long as the server asks for, and random, so that clients do not all return at once (CO22). */
  #pause(event: CloseEvent | null): void {
    const closing = closingOf(event?.code ?? 0);
    this.closing = closing === null || event === null || isPermanent(event.code) ? '' : event.reason || closings[closing].sentence;
    const usual = Math.min(longestPause, 2 ** (this.#provider.wsUnsuccessfulReconnects + 1) * 100);
    const wanted = retryAfterOf(this.closing);
    this.#provider.maxBackoffTime = wanted === null ? usual * (0.5 + Math.random() / 2) : wanted * 1000 * (1 + Math.random() / 2);
    // The provider waits less after few attempts; a pause that the server asks for must be kept whole.
    if (wanted !== null) this.#provider.wsUnsuccessfulReconnects = manyTimes;
  }

  #sent(kind: Sent): void {
    this.ledger.sent(kind);
    if (kind === 'edit') this.#carried = true;
    if (kind === 'answer') this.#listener.changed();
  }

  #edited(update: Uint8Array, sections: ReadonlySet<string>): void {
    if (this.ledger.waiting === 0) this.progressAt = performance.now();
    this.ledger.edited(this.#carried ? 'carried' : 'kept', this.#keeper.keep(update, sections));
    this.#carried = false;
    this.#listener.changed();
  }
}
