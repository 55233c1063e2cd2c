import type { MemberId, NetworkId, ResponseId, SlotId } from '../ids.ts';
import type { Digest } from '../outcome.ts';

// An actor tells for whom a command acts. It grants no right: each command judges the rights of its actor (AC2). The private
// fields make these types nominal, so no posted object can pass for an actor (AC4).

/** A signed-in member. Only the reading of a session makes one. */
export class Person {
  readonly #memberId: MemberId;
  readonly #networkId: NetworkId;
  constructor({ id, networkId }: { readonly id: MemberId; readonly networkId: NetworkId }) {
    this.#memberId = id;
    this.#networkId = networkId;
  }
  get memberId(): MemberId {
    return this.#memberId;
  }
  get networkId(): NetworkId {
    return this.#networkId;
  }
  /** The name in the events of their acts. */
  get id(): string {
    return this.#memberId;
  }
}

/** The request that a decision desk was opened for. */
export interface Seating {
  readonly networkId: NetworkId;
  readonly responseId: ResponseId;
  readonly round: number;
  readonly slot: SlotId;
  readonly memberId: MemberId;
  readonly digest: Digest;
  /** A commitment to the address that the request was sent to. */
  readonly address: string;
}

/** Somebody at a decision desk. `A` is the proof they gave of being the person asked. Only the desk makes one. */
export class Sitter<A extends string = string> {
  readonly #seating: Seating;
  readonly #assurance: A;
  constructor(seating: Seating, assurance: A) {
    this.#seating = seating;
    this.#assurance = assurance;
  }
  get seating(): Seating {
    return this.#seating;
  }
  get assurance(): A {
    return this.#assurance;
  }
  get networkId(): NetworkId {
    return this.#seating.networkId;
  }
  /** The name in the events of their acts. */
  get id(): string {
    return this.#seating.memberId;
  }
}

/** The service itself, or its operator at a command line. Reactions, chores and command lines make one; no request does. */
export class System {
  /** The service belongs to no network. */
  readonly networkId = null;
  readonly #onBehalfOf: string | null;
  private constructor(onBehalfOf: string | null) {
    this.#onBehalfOf = onBehalfOf;
  }
  /** The service on its own behalf: events name `system`. */
  static itself(): System {
    return new System(null);
  }
  /** The service that carries on a member's request: events name the member. */
  static onBehalfOf(member: MemberId): System {
    return new System(member);
  }
  /** The name in the events of its acts. */
  get id(): string {
    return this.#onBehalfOf ?? 'system';
  }
}

/** The actor of a command: a member, somebody at a desk, or the service. */
export type Actor = Person | Sitter | System;
