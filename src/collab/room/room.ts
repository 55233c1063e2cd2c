import type { DraftKey, DraftLog, Vector } from '../../store/drafts.ts';
import { Answers } from './answers.ts';
import type { Authorship } from '../log/authorship.ts';
import { RoomAwareness } from '../presence/broadcast.ts';
import { Compaction } from '../log/compaction.ts';
import type { Connection } from './connection.ts';
import { SharedDocument } from '../updates/document.ts';
import { Hearing } from './receiver.ts';
import { Journal, type JournalListener } from '../log/journal.ts';
import { LateEdits } from '../log/late-edits.ts';
import { Packet } from '../wire/packet.ts';
import type { Closing, RoomState } from '../wire/protocol.ts';
import { Replica } from '../log/replica.ts';
import type { Loaded, RoomTools } from './tools.ts';
import { roomState } from './saving-state.ts';
import { contributionsOf, type Heard } from './turn.ts';
import { within } from '../log/retry.ts';

/**
 * One draft and epoch, live (CO1). What arrives in a turn of the event loop is judged frame by frame, then applied, sent and
 * added to the log as one (CO20). In a sealed epoch the document stays at the cut, and what writers bring is set aside (CO5).
 */
export class Room {
  readonly key: DraftKey;
  readonly connections = new Set<Connection>();
  readonly #tools: RoomTools;
  readonly #onEnded: (room: Room) => void;
  readonly #awareness: RoomAwareness;
  readonly #hearing: Hearing;
  readonly #answers: Answers;
  readonly #document: SharedDocument;
  readonly #judge: SharedDocument;
  readonly #journal: Journal<Connection>;
  readonly #late: LateEdits<Connection>;
  readonly #isSealed: boolean;
  readonly #replica: Replica;
  readonly #authorship: Authorship;
  readonly #compaction: Compaction;
  #turn: Heard[] = [];
  #isFlushDue = false;
  #state: RoomState;
  #hasFailed = false;
  /** `late`: the epoch was sealed under us. `deaf`: nothing more is heard. */
  #ending: 'no' | 'late' | 'deaf' = 'no';
  #ended: Promise<void> | null = null;
  #emptySince: number | null = performance.now();

  constructor(key: DraftKey, { log, late }: Loaded, tools: RoomTools, onEnded: (room: Room) => void) {
    const { commits, drafts, schema, limits, node } = tools;
    this.key = key;
    this.#tools = tools;
    this.#onEnded = onEnded;
    this.#isSealed = log.cut !== null;
    this.#state = this.#isSealed ? 'sealed' : 'saving';
    this.#replica = new Replica(log, node);
    const updates = [log.base.update, ...log.entries.map(({ update }) => update)];
    const atCut = new SharedDocument(schema, limits.document, updates);
    this.#document = atCut;
    this.#judge = this.#isSealed ? new SharedDocument(schema, limits.document, [...updates, ...late.map(({ update }) => update)]) : atCut;
    this.#authorship = this.#isSealed ? this.#replica.authorship.withLate(atCut.stateVector(), late) : this.#replica.authorship;
    this.#answers = new Answers(atCut);
    this.#awareness = new RoomAwareness(this.connections, limits);
    this.#journal = new Journal({ commits, drafts, key, node, saved: this.#replica.ownBefore, limits }, this.#journalListener());
    this.#compaction = new Compaction({ key, document: atCut, replica: this.#replica, tools });
    this.#late = this.#lateEdits();
    this.#hearing = this.#hearingOf();
  }

  #journalListener(): JournalListener<Connection> {
    return {
      writing: () => {
        this.#flush();
        if (this.#ending === 'no') this.#compaction.open(this.#journal.saved + 1);
      },
      saved: () => {
        for (const connection of this.connections) this.#tell(connection);
        this.#hasFailed = false;
        this.#updateState(performance.now());
        void this.#compaction.keep();
      },
      late: (contributions) => {
        this.#late.add(contributions);
        void this.end('sealed');
      },
      broken: (why) => {
        this.#ending = 'deaf';
        this.#tools.log.warn({ why, ...this.key }, 'the log cannot be appended to');
        void this.end(why === 'gone' ? 'gone' : 'not-loaded');
      },
      failed: (error) => {
        this.#tools.log.warn({ err: error, ...this.key }, 'an append failed; trying again');
        this.#hasFailed = true;
        this.#updateState(performance.now());
      },
    };
  }

  #lateEdits(): LateEdits<Connection> {
    const { drafts, limits, log } = this.#tools;
    const onKept = (connection: Connection): void => {
      this.#tell(connection);
    };
    return new LateEdits({ drafts, key: this.key, limits, now: () => this.#tools.now() }, onKept, (error) => {
      log.warn({ err: error, ...this.key }, 'a late edit was not stored; trying again');
    });
  }

  #hearingOf(): Hearing {
    const { limits, log } = this.#tools;
    return new Hearing({
      limits,
      awareness: this.#awareness,
      answers: this.#answers,
      document: this.#document,
      judge: this.#judge,
      authorship: this.#authorship,
      hears: () => (({ no: 'all', late: 'silent', deaf: 'deaf' }) as const)[this.#ending],
      takesMore: () => this.#state !== 'read-only' && this.#late.bytes <= limits.unsaved,
      heard: (heard) => {
        this.#turn.push(heard);
        if (!this.#isFlushDue)
          setImmediate(() => {
            this.#flush();
          });
        this.#isFlushDue = true;
      },
      note: ({ member }, why) => {
        log.info({ why, member, ...this.key }, 'a connection is closed for what it sent');
      },
    });
  }

  /** What of the log is here: all that this node appended or ever will, and of others what was taken in. */
  get known(): { readonly key: DraftKey; readonly vector: Vector; readonly sealed: boolean } {
    return { key: this.key, vector: this.#replica.vector(Number.MAX_SAFE_INTEGER), sealed: this.#isSealed };
  }

  /** Null until {@link Room.end} was called; then resolves at the end. */
  get ended(): Promise<void> | null {
    return this.#ended;
  }

  /** Nobody is here since a while, and nothing waits to be stored. `now` in ms. */
  isIdle(now: number): boolean {
    const isEmpty = this.#emptySince !== null && now - this.#emptySince >= this.#tools.limits.linger;
    return isEmpty && this.#turn.length === 0 && this.#journal.isIdle && this.#late.bytes === 0;
  }

  /** Lets a connection in: it is asked what it has, and told who is here. */
  join(connection: Connection): void {
    this.connections.add(connection);
    this.#emptySince = null;
    connection.send({ type: 'step1', stateVector: this.#document.stateVector() });
    this.#awareness.greet(connection);
    if (connection.wantsReceipts && this.#state !== 'saving') connection.send({ type: 'status', state: this.#state });
  }

  leave(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    this.#awareness.leave(connection);
    if (this.connections.size === 0) this.#emptySince = performance.now();
  }

  /** One frame of one connection; answers how many more frames it was worth. */
  hear(connection: Connection, bytes: Uint8Array): number {
    return this.#hearing.hear(connection, bytes);
  }

  #flush(): void {
    this.#isFlushDue = false;
    const turn = this.#turn;
    this.#turn = [];
    if (turn.length === 0 || this.#ending === 'deaf') return;
    try {
      if (this.#isSealed || this.#ending === 'late') this.#setAside(turn);
      else this.#share(turn);
    } catch (error) {
      this.#fail(error);
      return;
    }
    for (const connection of new Set(turn.map(({ from }) => from))) this.#tell(connection);
  }

  /** The document is not what it should be: what is in the log is, so everybody comes back to that, with what they have. */
  #fail(error: unknown): void {
    this.#tools.log.warn({ err: error, ...this.key }, 'a room is given up and loaded anew');
    void this.end('not-loaded');
  }

  /** Applies, sends and logs one turn: sending waits for nothing, acknowledging for the log (CO11). */
  #share(turn: readonly Heard[]): void {
    const change = this.#document.change();
    if (change !== null) {
      this.#send(change, new Set(turn.flatMap(({ from, update }) => (update === null ? [] : [from]))));
      this.#journal.add(change, this.#replica.authorship.fresh(), contributionsOf(turn));
    }
    for (const { from, frames } of turn) from.receipts.expect(frames, this.#journal.horizon);
  }

  #send(change: Uint8Array, sources: ReadonlySet<Connection>): void {
    const packet = new Packet({ type: 'update', update: change });
    for (const connection of this.connections) {
      // Whoever is the only author has it already.
      if (sources.size > 1 || !sources.has(connection)) connection.deliverChange(packet, this.#document);
    }
  }

  #setAside(turn: readonly Heard[]): void {
    this.#judge.change();
    for (const { from, frames, update, isLate } of turn) {
      if (isLate) void this.#late.confirm(from, frames);
      // Where the end has come, only a new connection is told what became of all that the room held.
      else if (update === null && this.#ending === 'no') from.receipts.expect(frames, 0);
    }
    this.#late.add(contributionsOf(turn));
  }

  #tell(connection: Connection): void {
    const acknowledgement = connection.receipts.settle(this.#journal.saved);
    if (acknowledgement !== null && connection.wantsReceipts) connection.send({ type: 'acknowledgement', acknowledgement });
  }

  /** A few times a second: slow sockets, silent ones, and how saving goes. */
  tick(now: number): void {
    this.#updateState(now);
    this.#answers.forget();
    for (const document of [this.#document, this.#judge]) document.rest(now, this.#tools.limits.restAfter);
    for (const connection of this.connections) {
      if (connection.catchUp(this.#document, now)) this.#awareness.greet(connection);
      connection.keepAlive(now);
    }
  }

  #updateState(now: number): void {
    if (this.#isSealed) return;
    const before = this.#state;
    const signs = { waited: this.#journal.waited(now), unsaved: this.#journal.unsavedBytes, failed: this.#hasFailed };
    this.#state = roomState(signs, this.#tools.limits);
    if (before === this.#state) return;
    for (const connection of this.connections) {
      if (connection.wantsReceipts) connection.send({ type: 'status', state: this.#state });
      if (before === 'read-only' && connection.dropped) this.#hearing.ask(connection);
    }
  }

  /** Takes in what was appended elsewhere; false where the epoch was sealed meanwhile (CO30). */
  takeIn(log: DraftLog): boolean {
    if (log.cut !== null || this.#isSealed) return this.#isSealed;
    this.#flush();
    try {
      for (const update of this.#replica.takeIn(log)) this.#document.trust(update);
      const change = this.#document.change();
      if (change !== null) this.#send(change, new Set());
    } catch (error) {
      this.#fail(error);
    }
    return true;
  }

  /** Writes the log anew as one base where it has grown, before the room is unloaded (CO13). */
  async compact(): Promise<void> {
    if (!this.#isSealed && this.#journal.isIdle) await this.#compaction.unload(this.#journal.saved);
  }

  /**
   * Ends the room for everybody: first what was heard is durable, saved or set aside, or so many ms have passed; then
   * every connection is closed. There is one end, however often it is asked for.
   */
  end(closing: Closing, milliseconds = Number.POSITIVE_INFINITY): Promise<void> {
    this.#ended ??= this.#end(closing, milliseconds);
    return this.#ended;
  }

  async #end(closing: Closing, milliseconds: number): Promise<void> {
    if (closing === 'sealed') this.#ending = 'late';
    this.#flush();
    if (closing !== 'sealed') this.#ending = 'deaf';
    await within(milliseconds, this.#stored());
    this.#ending = 'deaf';
    for (const connection of this.connections) {
      this.#tell(connection);
      connection.close(closing);
    }
    this.#onEnded(this);
    this.#document.destroy();
    this.#judge.destroy();
  }

  async #stored(): Promise<void> {
    do {
      this.#flush();
      await this.#journal.idle();
      await this.#late.idle();
    } while (this.#turn.length > 0 || this.#late.bytes > 0);
  }
}
