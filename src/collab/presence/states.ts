import type { AwarenessEntry, AwarenessUser } from '../wire/protocol.ts';

/** Who speaks: one connection and the person behind it, as the Gate named them. */
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

const clientsPerSpeaker = 8;
const largestState = 8_192;
const rememberGoneFor = 120_000;

/**
 * The awareness of one room (CO7). A client id belongs to the connection that first declared it; nobody else can speak for
 * it, and what it says of the person is replaced by what the Gate said. Clients that repeat what they hear change nothing.
 */
export class Presence {
  readonly #known = new Map<number, Known>();
  readonly #gone = new Map<number, Gone>();
  /** Every client id a connection ever spoke for. */
  readonly #declared = new WeakMap<Speaker, Set<number>>();
  readonly #changed = new Map<number, AwarenessEntry>();
  /** When each client's state was last told, in ms. */
  readonly #toldAt = new Map<number, number>();
  readonly #stateEvery: number;

  /** One client's state is told at most once in so many ms. */
  constructor(stateEvery: number) {
    this.#stateEvery = stateEvery;
  }

  /** Takes what one connection said; whether others should hear of it is {@link Presence.news}. `now` in ms. */
  hear(speaker: Speaker, entries: readonly AwarenessEntry[], now: number): void {
    const declares = !this.#declared.has(speaker) && entries.length === 1;
    if (!this.#declared.has(speaker)) this.#declared.set(speaker, new Set());
    for (const entry of entries) {
      if (entry.state === null) this.#hearLeave(speaker, entry, now);
      else this.#hearState(speaker, entry, entry.state, declares);
    }
  }

  #hearState(speaker: Speaker, entry: AwarenessEntry, state: Readonly<Record<string, unknown>>, declares: boolean): void {
    if (!this.#mayState(speaker, entry, declares)) return;
    if (JSON.stringify(state).length > largestState) return;
    this.#declared.get(speaker)?.add(entry.client);
    const spoken = { ...state, user: speaker.user };
    this.#known.set(entry.client, { speaker, clock: entry.clock, state: spoken });
    this.#gone.delete(entry.client);
    this.#changed.set(entry.client, { ...entry, state: spoken });
  }

  #mayState(speaker: Speaker, { client, clock }: AwarenessEntry, declares: boolean): boolean {
    const known = this.#known.get(client);
    if (known?.speaker === speaker) return clock > known.clock;
    if ((this.#declared.get(speaker)?.size ?? 0) >= clientsPerSpeaker) return false;
    const last = known === undefined ? this.#gone.get(client) : { member: known.speaker.user.member, clock: known.clock };
    if (last === undefined) return true;
    // Somebody who came back before the server noticed that they had gone says the same as before, and says it first.
    return last.member === speaker.user.member && (clock > last.clock || (declares && clock === last.clock));
  }

  #hearLeave(speaker: Speaker, { client, clock }: AwarenessEntry, now: number): void {
    const known = this.#known.get(client);
    if (known?.speaker !== speaker || clock < known.clock) return;
    this.#remove(client, { member: speaker.user.member, clock, at: now });
  }

  /** A connection closed: everything it declared is gone. */
  leave(speaker: Speaker, now: number): void {
    for (const [client, known] of this.#known) {
      if (known.speaker === speaker) this.#remove(client, { member: speaker.user.member, clock: known.clock, at: now });
    }
    for (const [client, gone] of this.#gone) if (now - gone.at > rememberGoneFor) this.#gone.delete(client);
  }

  #remove(client: number, gone: Gone): void {
    this.#known.delete(client);
    this.#gone.set(client, gone);
    this.#changed.set(client, { client, clock: gone.clock, state: null });
  }

  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** Everybody who is here, for somebody who just came. */
  all(): readonly AwarenessEntry[] {
    return [...this.#known].map(([client, { clock, state }]) => ({ client, clock, state }));
  }

  /** What others have not heard yet and may hear now, and forgets it. */
  news(now: number): readonly AwarenessEntry[] {
    const news = [...this.#changed.values()].filter((entry) => entry.state === null || this.#tellableAt(entry.client) <= now);
    for (const { client, state } of news) {
      this.#changed.delete(client);
      if (state === null) this.#toldAt.delete(client);
      else this.#toldAt.set(client, now);
    }
    return news;
  }

  /** When there is something to tell, in ms: those who leave `at once`; never is infinity. */
  dueAt(): number | 'at once' {
    let due = Number.POSITIVE_INFINITY;
    for (const { client, state } of this.#changed.values()) {
      if (state === null) return 'at once';
      due = Math.min(due, this.#tellableAt(client));
    }
    return due;
  }

  #tellableAt(client: number): number {
    return (this.#toldAt.get(client) ?? Number.NEGATIVE_INFINITY) + this.#stateEvery;
  }

  /** The member whose connection declared a client id, here or lately; null where nobody did. */
  memberOf(client: number): string | null {
    return this.#known.get(client)?.speaker.user.member ?? this.#gone.get(client)?.member ?? null;
  }
}
