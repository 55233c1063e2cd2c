import type { SharedDocument } from '../updates/document.ts';
import { merged } from '../updates/merged.ts';
import type { Reach } from '../updates/update.ts';
import { BadFrame } from '../wire/protocol.ts';

/** The two frames that carry an update: an edit, and the whole answer to SyncStep1. */
export type UpdateFrame = 'update' | 'step2';

/** A page writes under one Yjs client id, or a few. */
const mostAwaited = 100;

/**
 * The sync frames of one connection that have not reached the text, and whether the client was asked to resend them. Such a
 * frame is acknowledged once a later frame makes it good (CO4, CO11).
 */
export class Backlog {
  #frame = 0;
  #answers = 0;
  #hasAnswered = false;
  /** An update with a causal gap, until the missing part has come. */
  #held: Uint8Array | null = null;
  #hasDropped = false;
  #wasDenied = false;
  /** The numbers of the frames that did not reach the text. */
  #missing: number[] = [];
  /** The clocks those frames would have brought, where they were edits: all of it must be here before they are settled. */
  readonly #awaited = new Map<number, number>();
  #isAsked = false;

  /** The number of the latest sync frame; the first is 1 (CO12). */
  get frame(): number {
    return this.#frame;
  }

  /** How often the client asked for all that it lacks. */
  get answers(): number {
    return this.#answers;
  }

  /** The client answered our SyncStep1, so each edit that it had when it connected has come. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  get heldBytes(): number {
    return this.#held?.byteLength ?? 0;
  }

  /** An update was dropped, and only the client can bring it again, in a whole answer to our SyncStep1. */
  get hasDropped(): boolean {
    return this.#hasDropped;
  }

  /** An update was dropped because the member may only read. */
  get wasDenied(): boolean {
    return this.#wasDenied;
  }

  countFrame(type: 'step1' | UpdateFrame): void {
    this.#frame += 1;
    this.#hasAnswered ||= type === 'step2';
  }

  countAnswer(): void {
    this.#answers += 1;
  }

  /** True where an edit under this Yjs client id has not reached the text. */
  awaits(client: number): boolean {
    return this.#awaited.has(client);
  }

  /** The Yjs client ids under which edits have not reached the text. */
  get awaited(): ReadonlySet<number> {
    return new Set(this.#awaited.keys());
  }

  /** The update that is held together with one that has just come. */
  withHeld(update: Uint8Array): Uint8Array {
    return this.#held === null ? update : merged([this.#held, update]);
  }

  /** Keeps an edit with a causal gap; one of more than `largest` bytes is dropped, and the client has to bring it again. */
  hold(update: Uint8Array, clients: Reach, largest: number): void {
    // Each later frame is merged with the held one, so a large one would be paid for with every frame.
    const fits = update.byteLength <= largest;
    this.#held = fits ? update : null;
    this.#hasDropped ||= !fits;
    this.#miss('update', clients);
  }

  /** The latest frame is dropped; `clients`: the insertions it would have brought. */
  drop(type: UpdateFrame, clients: Reach): void {
    this.#hasDropped = true;
    this.#miss(type, clients);
  }

  deny(): void {
    this.#wasDenied = true;
  }

  /** Marks the client as asked to resend; false where it was asked before and has not answered. */
  ask(): boolean {
    const isFirst = !this.#isAsked;
    this.#isAsked = true;
    return isFirst;
  }

  /**
   * The numbers of the frames that the latest frame settles: its own, and the earlier ones that it makes good. An edit makes
   * good the held ones. A whole answer makes good the dropped ones too, unless `here` still lacks part of them (CO4).
   */
  settle(type: UpdateFrame, here: Pick<SharedDocument, 'reaches'>): number[] {
    this.#held = null;
    if (type === 'step2') this.#isAsked = false;
    if (this.#hasDropped && (type === 'update' || !here.reaches(this.#awaited))) return [this.#frame];
    const frames = [...this.#missing, this.#frame];
    this.#missing = [];
    this.#awaited.clear();
    this.#hasDropped = false;
    this.#isAsked = false;
    return frames;
  }

  #miss(type: UpdateFrame, clients: Reach): void {
    this.#missing.push(this.#frame);
    if (type === 'update') this.expect(clients);
  }

  /** Edits under these client ids are the sender's own, and have to be here up to these clocks before frames are settled. */
  expect(clients: Reach): void {
    for (const [client, clock] of clients) this.#awaited.set(client, Math.max(clock, this.#awaited.get(client) ?? 0));
    if (this.#awaited.size > mostAwaited) throw new BadFrame(`edits of more than ${mostAwaited} clients that build on something missing`);
  }
}
