import type { Answers } from './answers.ts';
import type { Authorship } from '../log/authorship.ts';
import type { Connection } from './connection.ts';
import { closingFor, type SharedDocument } from '../updates/document.ts';
import { merged } from '../log/journal.ts';
import type { Limits } from '../limits.ts';
import { BadFrame, decodeFrame, type Frame } from '../wire/protocol.ts';
import type { RoomAwareness } from '../presence/broadcast.ts';
import { type Heard, settledBy } from './turn.ts';
import type { Reach, Vouched } from '../updates/update.ts';

/** A room, as far as hearing what connections say goes. */
export interface HearingRoom {
  readonly limits: Pick<Limits, 'frame' | 'held'>;
  readonly awareness: RoomAwareness;
  /** What others see. */
  readonly document: SharedDocument;
  readonly answers: Answers;
  /** What updates are tried on: the document, or in a sealed epoch the cut and all that came late. */
  readonly judge: SharedDocument;
  /** Of what the judge holds. */
  readonly authorship: Authorship;
  /** `silent`: the epoch is ending, and shows nothing new to anybody. `deaf`: nothing more is heard. */
  hears(): 'all' | 'silent' | 'deaf';
  /** Whether there is room to keep one more update until it is durable. */
  takesMore(): boolean;
  heard(heard: Heard): void;
  /** A connection is being closed for what it sent. */
  note(connection: Connection, why: string): void;
}

const leastCost = 20;
const bytesPerFrame = 1_000;
/** A page writes under one Yjs client id, or a few. */
const mostAwaited = 100;

/** Hears one connection's frames and judges them; what cannot be read closes that connection and disturbs nobody else (CO3). */
export class Hearing {
  readonly #room: HearingRoom;

  constructor(room: HearingRoom) {
    this.#room = room;
  }

  /**
   * One frame of one connection; answers how many more frames it was worth. One that had to be refused may mean that the
   * document was built anew, one that asked for the text once more that all of it was read: both grow with the text.
   */
  hear(connection: Connection, bytes: Uint8Array): number {
    if (connection.isOver || this.#room.hears() === 'deaf') return 0;
    const { answers } = connection;
    try {
      if (bytes.byteLength > this.#room.limits.frame) connection.close('too-large');
      else this.#hearFrame(connection, decodeFrame(bytes));
    } catch (error) {
      this.#room.note(connection, error instanceof Error ? error.message : 'unreadable');
      connection.close(closingFor(error));
    }
    const isCostly = connection.isClosing || connection.answers > Math.max(1, answers);
    return isCostly ? leastCost + this.#room.document.bytes / bytesPerFrame : 0;
  }

  /** Asks a connection for everything that is not here: something it sent is held, or was dropped. */
  ask(connection: Connection): void {
    if (connection.asked) return;
    connection.asked = true;
    connection.send({ type: 'step1', stateVector: this.#room.document.stateVector() });
  }

  #hearFrame(connection: Connection, frame: Frame): void {
    switch (frame.type) {
      case 'step1':
        connection.frames += 1;
        this.#answer(connection, frame.stateVector);
        this.#settle(connection, [connection.frames], {});
        return;
      case 'step2':
      case 'update':
        connection.frames += 1;
        this.#hearUpdate(connection, frame.type, frame.update);
        return;
      case 'awareness':
        this.#room.awareness.hear(connection, frame.entries);
        return;
      case 'query-awareness':
        this.#room.awareness.greet(connection);
        connection.refuseToPileUp();
        return;
      default:
        throw new BadFrame(`only the server says ${frame.type}`);
    }
  }

  #answer(connection: Connection, stateVector: Uint8Array): void {
    connection.answers += 1;
    const packet = this.#room.answers.to(stateVector);
    if (this.#room.hears() === 'all') connection.deliver(packet);
    connection.refuseToPileUp();
  }

  #hearUpdate(connection: Connection, type: 'step2' | 'update', bytes: Uint8Array): void {
    if (!this.#mayTake(connection, type, bytes)) return;
    const { document, judge } = this.#room;
    const update = connection.held === null ? bytes : merged([connection.held, bytes]);
    const verdict = judge.take(update, this.#vouchedTo(connection, type));
    switch (verdict.is) {
      case 'refused':
        this.#room.note(connection, verdict.why);
        connection.close(verdict.closing, verdict.closing === 'not-text' ? verdict.why : '');
        return;
      case 'gap':
        this.#hold(connection, type, update, verdict.clients);
        return;
      case 'known':
        // In a sealed epoch it may be known only from what came late.
        this.#settle(connection, settledBy(connection, type, judge), { isLate: judge !== document && document.wouldChange(update) });
        break;
      case 'taken':
        this.#note(connection, type, verdict.clients);
        this.#settle(connection, settledBy(connection, type, judge), { update });
    }
    if (connection.dropped) this.ask(connection);
  }

  /**
   * An update is what its sender wrote, and whoever asks for receipts is told that it is saved: so what is known of it must
   * be theirs. A whole answer tells what everybody wrote, some of it deleted while the answer travelled: there it is asked
   * only of what it makes good.
   */
  #vouchedTo({ member, awaited, wantsReceipts }: Connection, type: 'step2' | 'update'): Vouched | undefined {
    if (!wantsReceipts) return undefined;
    return (client) => (type === 'step2' && !awaited.has(client)) || this.#room.authorship.isAllFrom(member, client);
  }

  /** Whose it is. What is new in a whole answer is others' words: its sender's own go ahead of it, where receipts are asked for. */
  #note({ member, awaited, wantsReceipts }: Connection, type: 'step2' | 'update', clients: Reach): void {
    const { authorship, awareness } = this.#room;
    for (const client of clients.keys()) {
      const isOwn = type === 'update' || awaited.has(client) || !wantsReceipts;
      authorship.heard(client, isOwn ? 'writer' : 'relay', member, awareness.memberOf(client));
    }
  }

  /** Whether an update may be taken now; one that brings nothing harms nobody, and is settled here. */
  #mayTake(connection: Connection, type: 'step2' | 'update', update: Uint8Array): boolean {
    const writes = connection.admission.may === 'write';
    if (writes && this.#room.takesMore()) return true;
    const clients = this.#room.document.whatIsNew(update, this.#vouchedTo(connection, type));
    if (clients === null) {
      this.#settle(connection, [connection.frames], {});
    } else if (writes) {
      connection.dropped = true;
      this.#miss(connection, type, clients);
    } else {
      connection.denied = true;
      connection.send({ type: 'permission-denied', reason: 'You can read this text, not change it.' });
    }
    return false;
  }

  #hold(connection: Connection, type: 'step2' | 'update', update: Uint8Array, clients: Reach): void {
    // A whole answer has no gaps, so asking once more would be answered the same way for ever.
    if (type === 'step2') throw new BadFrame('an answer to SyncStep1 with a causal gap');
    // What is held is merged with all that follows it: of bombs, anew for each.
    const fits = update.byteLength <= this.#room.limits.held;
    connection.held = fits ? update : null;
    connection.dropped ||= !fits;
    this.#miss(connection, type, clients);
    this.ask(connection);
  }

  #miss(connection: Connection, type: 'step2' | 'update', clients: Reach): void {
    const { awaited, frames, missing } = connection;
    missing.push(frames);
    if (type === 'update') for (const [client, clock] of clients) awaited.set(client, Math.max(clock, awaited.get(client) ?? 0));
    if (awaited.size > mostAwaited) throw new BadFrame(`edits of more than ${mostAwaited} clients that build on something missing`);
  }

  #settle(from: Connection, frames: readonly number[], what: Partial<Pick<Heard, 'update' | 'isLate'>>): void {
    this.#room.heard({ from, frames, update: null, isLate: false, ...what });
  }
}
