import type { AwarenessEntry, AwarenessUser } from '../wire/protocol.ts';

/** One connection and the person behind it, as the Gate named them. */
export interface Speaker {
  readonly user: AwarenessUser;
}

interface Known {
  readonly speaker: Speaker;
  readonly clock: number;
  readonly state: Readonly<Record<string, unknown>>;
}
interface Gone {
  readonly member: string;
  readonly clock: number;
  readonly at: number;
}

/** A client whose connection another node holds. */
interface Elsewhere extends Omit<Known, 'speaker'> {
  readonly user: AwarenessUser;
}

const clientsPerSpeaker = 8;
const largestState = 8_192;
const rememberGoneFor = 120_000;

/**
 * The awareness states of one room (CO7). A client id belongs to the connection that declared it first; no other connection
 * can speak for it. Its `user` is replaced by the Gate's. A state that a client merely echoes changes nothing.
 */
export class AwarenessStates {
  readonly #known = new Map<number, Known>();
  readonly #gone = new Map<number, Gone>();
  /** The known clients whose connections another node holds. */
  readonly #elsewhere = new Set<number>();
  #revision = 0;
  /** The client ids that each connection ever declared. */
  readonly #declared = new WeakMap<Speaker, Set<number>>();
  readonly #changed = new Map<number, AwarenessEntry>();
  /** When each client's state was last broadcast, in ms. */
  readonly #sentAt = new Map<number, number>();
  readonly #stateEvery: number;

  /** `stateEvery`: a client's state is broadcast at most once in that many ms. */
  constructor(stateEvery: number) {
    this.#stateEvery = stateEvery;
  }

  /** Receives entries of one connection; those that count come out of {@link AwarenessStates.takeNews}. `now` in ms. */
  receive(speaker: Speaker, entries: readonly AwarenessEntry[], now: number): void {
    const declares = !this.#declared.has(speaker) && entries.length === 1;
    if (!this.#declared.has(speaker)) this.#declared.set(speaker, new Set());
    for (const entry of entries) {
      if (entry.state === null) this.#receiveLeave(speaker, entry, now);
      else this.#receiveState(speaker, entry, entry.state, declares);
    }
  }

  #receiveState(speaker: Speaker, entry: AwarenessEntry, state: Readonly<Record<string, unknown>>, declares: boolean): void {
    if (!this.#mayState(speaker, entry, declares)) return;
    if (JSON.stringify(state).length > largestState) return;
    this.#declared.get(speaker)?.add(entry.client);
    const spoken = { ...state, user: speaker.user };
    this.#known.set(entry.client, { speaker, clock: entry.clock, state: spoken });
    this.#elsewhere.delete(entry.client);
    this.#revision += 1;
    this.#gone.delete(entry.client);
    this.#changed.set(entry.client, { ...entry, state: spoken });
  }

  #mayState(speaker: Speaker, { client, clock }: AwarenessEntry, declares: boolean): boolean {
    const known = this.#known.get(client);
    if (known?.speaker === speaker) return clock > known.clock;
    if ((this.#declared.get(speaker)?.size ?? 0) >= clientsPerSpeaker) return false;
    const last = known === undefined ? this.#gone.get(client) : { member: known.speaker.user.member, clock: known.clock };
    if (last === undefined) return true;
    // A client that reconnects before the server has noticed the break declares itself first, with the clock it had.
    return last.member === speaker.user.member && (clock > last.clock || (declares && clock === last.clock));
  }

  #receiveLeave(speaker: Speaker, { client, clock }: AwarenessEntry, now: number): void {
    const known = this.#known.get(client);
    if (known?.speaker !== speaker || clock < known.clock) return;
    this.#remove(client, { member: speaker.user.member, clock, at: now });
  }

  /** A connection closed: every client it declared has left. */
  leave(speaker: Speaker, now: number): void {
    for (const [client, known] of this.#known) {
      if (known.speaker === speaker) this.#remove(client, { member: speaker.user.member, clock: known.clock, at: now });
    }
    for (const [client, gone] of this.#gone) if (now - gone.at > rememberGoneFor) this.#gone.delete(client);
  }

  /**
   * Takes in all states that other nodes have now. The state of a client that is connected here is left out: the other node
   * has not noticed yet that the client left. `user` is the word of the other node's Gate.
   */
  takeElsewhere(entries: readonly AwarenessEntry[], now: number): void {
    const latest = new Map<number, Elsewhere>();
    for (const entry of entries) {
      const one = elsewhere(entry);
      if (one !== null && one.clock > (latest.get(entry.client)?.clock ?? -1)) latest.set(entry.client, one);
    }
    for (const client of this.#elsewhere) {
      const known = this.#known.get(client);
      if (known !== undefined && !latest.has(client))
        this.#remove(client, { member: known.speaker.user.member, clock: known.clock, at: now });
    }
    for (const [client, one] of latest) if (this.#isNews(client, one.clock)) this.#take(client, one);
  }

  #isNews(client: number, clock: number): boolean {
    const known = this.#known.get(client);
    if (known === undefined) return clock > (this.#gone.get(client)?.clock ?? -1);
    return this.#elsewhere.has(client) && clock > known.clock;
  }

  #take(client: number, { clock, state, user }: Elsewhere): void {
    this.#known.set(client, { speaker: { user }, clock, state });
    this.#elsewhere.add(client);
    this.#gone.delete(client);
    this.#changed.set(client, { client, clock, state });
  }

  #remove(client: number, gone: Gone): void {
    this.#known.delete(client);
    if (!this.#elsewhere.delete(client)) this.#revision += 1;
    this.#gone.set(client, gone);
    this.#changed.set(client, { client, clock: gone.clock, state: null });
  }

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** The states of the clients whose connections this node holds; `revision` grows whenever one of them changes. */
  here(): { readonly revision: number; readonly entries: readonly AwarenessEntry[] } {
    return { revision: this.#revision, entries: this.all().filter(({ client }) => !this.#elsewhere.has(client)) };
  }

  /** The states of all in the room, for a newcomer. */
  all(): readonly AwarenessEntry[] {
    return [...this.#known].map(([client, { clock, state }]) => ({ client, clock, state }));
  }

  /** Hands over the entries that are due to be broadcast. */
  takeNews(now: number): readonly AwarenessEntry[] {
    const news = [...this.#changed.values()].filter((entry) => entry.state === null || this.#dueAtOf(entry.client) <= now);
    for (const { client, state } of news) {
      this.#changed.delete(client);
      if (state === null) this.#sentAt.delete(client);
      else this.#sentAt.set(client, now);
    }
    return news;
  }

  /** When the next entry is due, in ms; a leave is due `at once`, and infinity is never. */
  dueAt(): number | 'at once' {
    let due = Number.POSITIVE_INFINITY;
    for (const { client, state } of this.#changed.values()) {
      if (state === null) return 'at once';
      due = Math.min(due, this.#dueAtOf(client));
    }
    return due;
  }

  #dueAtOf(client: number): number {
    return (this.#sentAt.get(client) ?? Number.NEGATIVE_INFINITY) + this.#stateEvery;
  }

  /** The member whose connection declared a client id, now or lately; null where nobody did. */
  memberOf(client: number): string | null {
    return this.#known.get(client)?.speaker.user.member ?? this.#gone.get(client)?.member ?? null;
  }
}

/** A state as another node told it; null where it names nobody. */
function elsewhere({ clock, state }: AwarenessEntry): Elsewhere | null {
  const user = state?.['user'];
  if (state === null || typeof user !== 'object' || user === null) return null;
  const { member, name, organisation } = user as Partial<Record<keyof AwarenessUser, unknown>>;
  if (typeof member !== 'string' || typeof name !== 'string' || typeof organisation !== 'string') return null;
  return { clock, state, user: { member, name, organisation } };
}
