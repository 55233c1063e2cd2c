import type { MemberId, NetworkId, ResponseId, SlotId } from '../ids.ts';
import type { Digest } from '../outcome.ts';

// Who a command acts for. An actor tells who somebody is, never what they may do: a command judges that itself (AC2). Their
// private fields make these types nominal, so that no posted object can pass for one (AC4).

/** A member who is signed in. Made where a session is read, and nowhere else. */
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
  /** The name under which events record what they do. */
  get id(): string {
    return this.#memberId;
  }
}

/** The one request that a decision desk was opened for. */
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

/** Somebody at a decision desk, who proved by `A` that they are there. Made by the desk, and nowhere else. */
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
  /** The name under which events record what they do. */
  get id(): string {
    return this.#seating.memberId;
  }
}

/** The service itself, or its operator at a command line. Made by reactions, chores and command lines, never for a request. */
export class System {
  /** It belongs to no network. */
  readonly networkId = null;
  readonly #onBehalfOf: string | null;
  private constructor(onBehalfOf: string | null) {
    this.#onBehalfOf = onBehalfOf;
  }
  /** The service for itself: `system` in events. */
  static itself(): System {
    return new System(null);
  }
  /** The service that goes on with what a member asked for: events name the member. */
  static onBehalfOf(member: MemberId): System {
    return new System(member);
  }
  /** The name under which events record what it does. */
  get id(): string {
    return this.#onBehalfOf ?? 'system';
  }
}

/** Whoever or whatever a command acts for. */
export type Actor = Person | Sitter | System;
