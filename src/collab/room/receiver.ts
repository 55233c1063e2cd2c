import type { Authorship } from '../log/authorship.ts';
import type { AwarenessBroadcast } from '../presence/broadcast.ts';
import type { Limits } from '../limits.ts';
import type { Loss, MemberLoss } from '../ports.ts';
import { clocksOf, vectorWithout } from '../updates/clocks.ts';
import { closingFor, type SharedDocument } from '../updates/document.ts';
import type { Reach, Vouched } from '../updates/update.ts';
import { BadFrame, decodeFrame, type ReadFrame } from '../wire/protocol.ts';
import type { Answers } from './answers.ts';
import type { UpdateFrame } from './backlog.ts';
import type { Connection } from './connection.ts';
import type { ReceivedFrame } from './turn.ts';

/** `sealing`: updates are still received, but set aside, and nothing new is broadcast. `over`: nothing is received. */
export type Phase = 'open' | 'sealing' | 'over';

/** The part of a room that receiving a frame needs. */
export interface ReceivingRoom {
  readonly limits: Pick<Limits, 'frame' | 'held'>;
  readonly awareness: AwarenessBroadcast;
  /** The text that everybody sees. */
  readonly document: SharedDocument;
  readonly answers: Answers;
  /** Updates are tried on this document: the shared one; in a sealed epoch, the cut with all late edits on top of it. */
  readonly trial: SharedDocument;
  /** The authors of all that is in that document. */
  readonly authorship: Authorship;
  phase(): Phase;
  /** False while the store has failed for too long, or too much waits for it already (CO11). */
  takesMore(): boolean;
  /** A sync frame was judged, and its update applied. */
  onReceived(frame: ReceivedFrame): void;
  /** An update that was taken into the open text deletes words. */
  onLoss(loss: MemberLoss): void;
  /** A connection is closed for a frame that it sent; `why` is for the operator. */
  onRefused(connection: Connection, why: string): void;
}

const leastCost = 20;
const none: Reach = new Map();
const bytesPerFrame = 1_000;

/** Decodes and judges the frames of a room's connections. A frame that fails closes its own connection and no other (CO3). */
export class Receiver {
  readonly #room: ReceivingRoom;

  constructor(room: ReceivingRoom) {
    this.#room = room;
  }

  /**
   * Receives one frame. Returns what the frame cost beyond one frame, for the member's rate limit. A refused frame may mean
   * that the document is built anew, and a repeated SyncStep1 that all of it is read: both costs grow with the text.
   */
  receive(connection: Connection, bytes: Uint8Array): number {
    if (connection.isOver || this.#room.phase() === 'over') return 0;
    const { answers } = connection.backlog;
    try {
      if (bytes.byteLength > this.#room.limits.frame) connection.close('too-large');
      else this.#receiveFrame(connection, decodeFrame(bytes));
    } catch (error) {
      this.#room.onRefused(connection, error instanceof Error ? error.message : 'unreadable');
      connection.close(closingFor(error));
    }
    // A slow line is nobody's fault: closing it costs the member nothing.
    const isCostly = connection.isRefused || connection.backlog.answers > Math.max(1, answers);
    return isCostly ? leastCost + this.#room.document.bytes / bytesPerFrame : 0;
  }

  /** Asks a client for everything that is not here, because an update of it is held or was dropped. */
  askToResend(connection: Connection): void {
    if (connection.backlog.ask()) connection.send({ type: 'step1', stateVector: this.#room.document.stateVector() });
  }

  #receiveFrame(connection: Connection, frame: ReadFrame): void {
    switch (frame.type) {
      case 'step1':
        connection.backlog.countFrame(frame.type);
        connection.claims.hold(frame.stateVector);
        this.#answer(connection, frame.stateVector);
        this.#pass(connection, [connection.backlog.frame], {});
        return;
      case 'step2':
      case 'update':
        connection.backlog.countFrame(frame.type);
        this.#receiveUpdate(connection, frame.type, frame.update);
        return;
      case 'awareness':
        this.#room.awareness.receive(connection, frame.entries);
        return;
      case 'query-awareness':
        this.#room.awareness.greet(connection);
        connection.refuseToPileUp();
        return;
      case 'unknown':
        return;
      default:
        throw new BadFrame(`only the server says ${frame.type}`);
    }
  }

  #answer(connection: Connection, stateVector: Uint8Array): void {
    connection.backlog.countAnswer();
    const packet = this.#room.answers.to(stateVector);
    if (this.#room.phase() === 'open') connection.deliverAnswer(packet);
  }

  #receiveUpdate(connection: Connection, type: UpdateFrame, bytes: Uint8Array): void {
    if (type === 'step2' && !this.#isShown(connection, bytes)) return;
    if (!this.#mayTake(connection, type, bytes)) return;
    const { backlog } = connection;
    const { document, trial } = this.#room;
    const update = backlog.withHeld(bytes);
    const verdict = trial.take(update, this.#vouchedTo(connection, type));
    switch (verdict.is) {
      case 'refused':
        this.#room.onRefused(connection, verdict.why);
        connection.close(verdict.closing, verdict.closing === 'not-text' ? verdict.why : '');
        return;
      case 'gap':
        this.#hold(connection, type, update, verdict.clients);
        return;
      case 'known':
        // In a sealed epoch an update may be known from the late edits alone.
        this.#pass(connection, backlog.settle(type, trial), { isLate: trial !== document && document.wouldChange(update) });
        break;
      case 'taken':
        this.#take(connection, type, update, verdict.clients);
        if (verdict.loss !== null && trial === document) this.#tellLoss(connection, verdict.loss, verdict.before);
    }
    if (backlog.hasDropped) this.askToResend(connection);
  }

  /**
   * A client that asks for receipts is told that its update is saved, so the words known under its client ids must be its
   * own. A whole answer also carries others' words, some of them deleted while it travelled: there only the client ids are
   * checked whose edits it makes good.
   */
  #vouchedTo({ member, backlog, wantsReceipts }: Connection, type: UpdateFrame): Vouched | undefined {
    if (!wantsReceipts) return undefined;
    return (client) => (type === 'step2' && !backlog.awaits(client)) || this.#room.authorship.isAllFrom(member, client);
  }

  /** New words in a whole answer are others': a client that asks for receipts sends its own edits ahead of the answer. */
  #take(connection: Connection, type: UpdateFrame, update: Uint8Array, clients: Reach): void {
    const { authorship, awareness, trial } = this.#room;
    const { member, backlog, wantsReceipts } = connection;
    const { awaited } = backlog;
    const isOwn = (client: number): boolean => type === 'update' || !wantsReceipts || awaited.has(client);
    for (const client of clients.keys()) {
      authorship.attribute(client, isOwn(client) ? 'writer' : 'relay', member, awareness.memberOf(client));
    }
    this.#pass(connection, backlog.settle(type, trial), { update, isOwn });
  }

  /**
   * False for a whole answer that leaves out words under the member's client ids which others may have written. An
   * acknowledgement would vouch for those words. The client is asked for them once. The server compares the words that it
   * shows like any edit.
   */
  #isShown(connection: Connection, answer: Uint8Array): boolean {
    const { backlog, claims, owesProof } = connection;
    const owed = owesProof ? claims.owed(this.#doubtfulOf(connection)) : none;
    if (owed.size === 0) return true;
    const isShown = claims.shows(answer, owed);
    if (isShown) backlog.expect(owed);
    else {
      backlog.drop('update', owed);
      backlog.ask();
      const stateVector = vectorWithout(this.#room.document.stateVector(), owed);
      if (claims.ask(owed.keys())) connection.send({ type: 'step1', stateVector });
    }
    return isShown;
  }

  /** The member's client ids under which others may have written, each with its clock in the text. */
  #doubtfulOf({ member }: Connection): Reach {
    const { authorship, awareness, trial } = this.#room;
    const isDoubtful = (client: number): boolean =>
      (awareness.memberOf(client) === member || authorship.isOf(member, client)) && !authorship.isAllFrom(member, client);
    return new Map([...clocksOf(trial.stateVector())].filter(([client]) => isDoubtful(client)));
  }

  #tellLoss({ member }: Connection, loss: Loss, before: () => readonly Uint8Array[]): void {
    this.#room.onLoss({ ...loss, member, before: () => ({ updates: before(), authors: this.#room.authorship.all }) });
  }

  /** False where the update is dropped. One that brings nothing new harms nobody: it is settled here. */
  #mayTake(connection: Connection, type: UpdateFrame, update: Uint8Array): boolean {
    const { admission, backlog } = connection;
    const mayWrite = admission.may === 'write';
    if (mayWrite && this.#room.takesMore()) return true;
    const clients = this.#room.document.whatIsNew(update, this.#vouchedTo(connection, type));
    if (clients === null) this.#pass(connection, [backlog.frame], {});
    else if (mayWrite) backlog.drop(type, clients);
    else {
      backlog.deny();
      connection.send({ type: 'permission-denied', reason: 'You can read this text, not change it.' });
    }
    return false;
  }

  #hold(connection: Connection, type: UpdateFrame, update: Uint8Array, clients: Reach): void {
    // A whole answer has no gaps. Asking again would bring the same answer, for ever.
    if (type === 'step2') throw new BadFrame('an answer to SyncStep1 with a causal gap');
    connection.backlog.hold(update, clients, this.#room.limits.held);
    this.askToResend(connection);
  }

  #pass(from: Connection, frames: readonly number[], more: Partial<Pick<ReceivedFrame, 'update' | 'isLate' | 'isOwn'>>): void {
    this.#room.onReceived({ from, frames, update: null, isLate: false, isOwn: () => false, ...more });
  }
}
