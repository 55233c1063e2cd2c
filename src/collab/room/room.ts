import type { DraftKey, DraftLog, Vector } from '../../store/drafts.ts';
import type { Authorship } from '../log/authorship.ts';
import { Compaction } from '../log/compaction.ts';
import { within } from '../log/deadline.ts';
import { type Contribution, Journal } from '../log/journal.ts';
import { LateEdits } from '../log/late-edits.ts';
import { Replica } from '../log/replica.ts';
import { AwarenessBroadcast } from '../presence/broadcast.ts';
import type { SharedDocument } from '../updates/document.ts';
import type { Closing } from '../wire/protocol.ts';
import { Answers } from './answers.ts';
import { Audience } from './audience.ts';
import type { Connection } from './connection.ts';
import { type Phase, Receiver, type ReceivingRoom } from './receiver.ts';
import { SavingState } from './saving-state.ts';
import { type Loaded, type RoomTools, textsOf } from './tools.ts';
import { Follower, type Loser, readNews } from './follower.ts';
import { contributionsOf, type ReceivedFrame, Turn } from './turn.ts';

/**
 * One draft and epoch, live (CO1). The receiver judges each frame as it comes; then an edit goes through three callbacks.
 * `onReceived`: it joins the turn of the event loop, whose edits are broadcast and logged as one (CO20). `beforeAppend`: the
 * log is about to be written, so the turn ends now. `afterCommit`: the log is durable, so the edit is acknowledged (CO11).
 * In a sealed epoch the text stays at the cut, and the edits of writers are set aside (CO5).
 */
export class Room {
  readonly key: DraftKey;
  readonly audience = new Audience();
  readonly #tools: RoomTools;
  readonly #onEnded: (room: Room) => void;
  readonly #isSealed: boolean;
  readonly #form: ReturnType<RoomTools['formOf']>;
  readonly #replica: Replica;
  readonly #document: SharedDocument;
  /** The document that updates are tried on: the text itself, or in a sealed epoch the cut with the late edits on top. */
  readonly #trial: SharedDocument;
  readonly #answers: Answers;
  readonly awareness: AwarenessBroadcast;
  readonly #receiver: Receiver;
  readonly #turn: Turn;
  readonly #journal: Journal<Connection>;
  readonly #compaction: Compaction;
  readonly #follower: Follower;
  readonly #late: LateEdits<Connection>;
  readonly #saving: SavingState;
  #phase: Phase = 'open';
  #ended: Promise<void> | null = null;

  constructor(key: DraftKey, { log, late }: Loaded, tools: RoomTools, onEnded: (room: Room) => void) {
    const { commits, drafts, limits, node } = tools;
    this.#form = tools.formOf(key);
    this.key = key;
    this.#tools = tools;
    this.#onEnded = onEnded;
    this.#isSealed = log.cut !== null;
    this.#saving = new SavingState(this.#isSealed ? 'sealed' : 'saving', limits);
    const replica = (this.#replica = new Replica(log, node));
    const { schema } = this.#form;
    const { document, trial, authorship } = textsOf({ log, late }, replica, { schema, largest: limits.document });
    this.#document = document;
    this.#trial = trial;
    this.#answers = new Answers(document);
    this.awareness = new AwarenessBroadcast(this.audience.connections, limits);
    this.#receiver = new Receiver(this.#receivingRoom(authorship));
    this.#turn = new Turn(this.#endTurn);
    this.#journal = new Journal(
      { commits, drafts, key, node, saved: replica.ownBefore, limits, seen: () => replica.vector(0) },
      {
        beforeAppend: this.#beforeAppend,
        afterCommit: this.#afterCommit,
        onLate: this.#onLate,
        onBroken: this.#onBroken,
        onFailed: this.#onFailed,
        onBehind: () => this.lookForNews(),
      },
    );
    this.#compaction = new Compaction({ key, document, replica, tools });
    this.#follower = new Follower({ schema, largest: limits.document, document, replica, compaction: this.#compaction });
    this.#late = this.#lateEdits();
  }

  #receivingRoom(authorship: Authorship): ReceivingRoom {
    const { limits, log, losses } = this.#tools;
    return {
      limits,
      awareness: this.awareness,
      answers: this.#answers,
      document: this.#document,
      trial: this.#trial,
      authorship,
      phase: () => this.#phase,
      takesMore: () => this.#saving.current !== 'read-only' && this.#late.bytes <= limits.unsaved,
      onLoss: losses.listenerFor(this.key),
      onReceived: (frame) => {
        this.#turn.add(frame);
      },
      onRefused: ({ member }, why) => {
        log.info({ why, member, ...this.key }, 'a connection is closed for what it sent');
      },
    };
  }

  #lateEdits(): LateEdits<Connection> {
    const { drafts, limits, log } = this.#tools;
    return new LateEdits({ drafts, key: this.key, limits, now: () => this.#tools.now() }, this.#acknowledge, (error) => {
      log.warn({ err: error, ...this.key }, 'a late edit was not stored; trying again');
    });
  }

  /** The part of the log that is here: all this node has appended or ever will, and the entries of others taken in so far. */
  get known(): { readonly key: DraftKey; readonly vector: Vector; readonly sealed: boolean } {
    return { key: this.key, vector: this.#replica.vector(Number.MAX_SAFE_INTEGER), sealed: this.#isSealed };
  }

  /** Null until {@link Room.end} is called; then resolves once the room has ended. */
  get ended(): Promise<void> | null {
    return this.#ended;
  }

  /** True where the room has been empty for a while and nothing waits to be stored. `now` in ms. */
  isIdle(now: number): boolean {
    return this.audience.isEmptyFor(this.#tools.limits.linger, now) && this.#turn.isEmpty && this.#journal.isIdle && this.#late.bytes === 0;
  }

  /** Lets a connection in: asks it for edits that are not here, and tells it who is. */
  join(connection: Connection): void {
    this.audience.add(connection);
    connection.send({ type: 'step1', stateVector: this.#document.stateVector() });
    this.awareness.greet(connection);
    if (connection.wantsReceipts && this.#saving.current !== 'saving') connection.send({ type: 'status', state: this.#saving.current });
  }

  leave(connection: Connection): void {
    if (this.audience.remove(connection)) this.awareness.leave(connection);
  }

  /** Receives one frame. Returns what the frame cost beyond one frame, for the member's rate limit. */
  receive(connection: Connection, bytes: Uint8Array): number {
    return this.#receiver.receive(connection, bytes);
  }

  readonly #beforeAppend = (): void => {
    this.#endTurn();
    if (this.#phase === 'open') this.#compaction.captureIfGrown(this.#journal.saved + 1);
  };

  readonly #afterCommit = (): void => {
    for (const connection of this.audience.connections) this.#acknowledge(connection);
    this.#saving.note('committed');
    this.#updateState(performance.now());
    void this.#compaction.store();
  };

  readonly #onLate = (contributions: readonly Contribution<Connection>[]): void => {
    this.#late.add(contributions);
    void this.end('sealed');
  };

  readonly #onBroken = (why: 'gone' | 'out-of-order'): void => {
    this.#phase = 'over';
    this.#tools.log.warn({ why, ...this.key }, 'the log cannot be appended to');
    void this.end(why === 'gone' ? 'gone' : 'not-loaded');
  };

  readonly #onFailed = (error: unknown): void => {
    this.#tools.log.warn({ err: error, ...this.key }, 'an append failed; trying again');
    this.#saving.note('failed');
    this.#updateState(performance.now());
  };

  readonly #endTurn = (): void => {
    const turn = this.#turn.take();
    if (turn.length === 0 || this.#phase === 'over') return;
    try {
      if (this.#isSealed || this.#phase === 'sealing') this.#setAside(turn);
      else this.#share(turn);
    } catch (error) {
      this.#fail(error);
      return;
    }
    for (const connection of new Set(turn.map(({ from }) => from))) this.#acknowledge(connection);
  };

  /**
   * Applying failed, so the document in memory is not to be trusted; the log is. The room ends; clients reconnect, get a
   * document built from the log, and resend the edits that were not acknowledged.
   */
  #fail(error: unknown): void {
    this.#tools.log.warn({ err: error, ...this.key }, 'a room is given up and loaded anew');
    void this.end('not-loaded');
  }

  /** Broadcasts and logs one turn: broadcasting waits for nothing, acknowledging waits for the log (CO11). */
  #share(turn: readonly ReceivedFrame[]): void {
    const change = this.#document.change();
    const authors = new Set(turn.flatMap(({ from, update }) => (update === null ? [] : [from])));
    this.audience.broadcast(change, authors, this.#document);
    if (change !== null) {
      this.#journal.add(change, this.#replica.authorship.takeFresh(), contributionsOf(turn));
    }
    for (const { from, frames } of turn) from.receipts.expect(frames, this.#journal.horizon);
  }

  #setAside(turn: readonly ReceivedFrame[]): void {
    this.#trial.change();
    for (const { from, frames, update, isLate } of turn) {
      if (isLate) void this.#late.confirm(from, frames);
      // While the room is sealing, an edit it holds may be saved or late. The client's next connection is told which.
      else if (update === null && this.#phase === 'open') from.receipts.expect(frames, 0);
    }
    this.#late.add(contributionsOf(turn));
  }

  readonly #acknowledge = (connection: Connection): void => {
    connection.acknowledge(this.#journal.saved);
    if (this.#form.pages === 'outdated' && connection.hasBroughtAll) connection.close('outdated');
  };

  /** To be called a few times a second: looks after slow sockets, silent peers and the state of saving. `now` in ms. */
  tick(now: number): void {
    this.#updateState(now);
    this.#answers.forget();
    for (const document of [this.#document, this.#trial]) document.rest(now, this.#tools.limits.restAfter);
    this.audience.tick(now, this.#document, this.awareness);
  }

  #updateState(now: number): void {
    const before = this.#saving.update(this.#journal.waited(now), this.#journal.unsavedBytes);
    if (before === null) return;
    this.audience.tell(this.#saving.current);
    for (const connection of this.audience.connections) {
      if (before === 'read-only' && connection.backlog.hasDropped) this.#receiver.askToResend(connection);
    }
  }

  /** Takes in what other nodes appended. Answers `sealed` or `gone` where the epoch is no longer open (CO30). */
  lookForNews(): Promise<'open' | 'sealed' | 'gone'> {
    return readNews(this.#tools.drafts, this.known, (log, part) => this.#takeIn(log, part));
  }

  #takeIn(log: DraftLog, part: 'news' | 'whole'): 'open' | 'sealed' | 'whole' {
    if (this.ended !== null || this.#isSealed) return 'open';
    if (log.cut !== null) return 'sealed';
    this.#endTurn();
    try {
      const loser = this.#follower.follow(log, this.#journal.pending, part);
      if (loser === 'whole') return loser;
      if (loser === null) this.audience.broadcast(this.#document.change(), new Set(), this.#document);
      else this.#giveUp(loser);
    } catch (error) {
      this.#fail(error);
    }
    return 'open';
  }

  /** The pages here were sent words that the log will never hold. Edits that were not acknowledged stay with their authors. */
  #giveUp({ source, closing, why }: Loser): void {
    this.#tools.log.info({ why, member: source.member, ...this.key }, 'an edit contradicts what another node logged first');
    this.#journal.giveUp();
    source.close(closing);
    void this.end(closing === 'not-loaded' ? closing : 'diverged');
  }

  /** Compacts the log before the room is unloaded, where it has grown (CO13). */
  async compact(): Promise<void> {
    if (!this.#isSealed && this.#journal.isIdle) await this.#compaction.beforeUnload(this.#journal.saved);
  }

  /**
   * Ends the room for everybody. Received edits are first saved or set aside, for at most that many ms; then every
   * connection is closed. The room ends once, however often this is called.
   */
  end(closing: Closing, milliseconds = Number.POSITIVE_INFINITY): Promise<void> {
    this.#ended ??= this.#end(closing, milliseconds);
    return this.#ended;
  }

  async #end(closing: Closing, milliseconds: number): Promise<void> {
    if (closing === 'sealed') this.#phase = 'sealing';
    this.#endTurn();
    if (closing !== 'sealed') this.#phase = 'over';
    await within(milliseconds, this.#stored());
    this.#phase = 'over';
    for (const connection of this.audience.connections) {
      this.#acknowledge(connection);
      connection.close(closing);
    }
    this.#onEnded(this);
    this.#document.destroy();
    this.#trial.destroy();
  }

  async #stored(): Promise<void> {
    do {
      this.#endTurn();
      await this.#journal.idle();
      await this.#late.idle();
    } while (!this.#turn.isEmpty || this.#late.bytes > 0);
  }
}
