import type { Kind, StateOf } from './kinds.ts';
import { decodeState } from './states.ts';

/** Kinds that nearly every request and every connection reads. */
const kept: ReadonlySet<Kind> = new Set(['network', 'member', 'consultation', 'response']);

interface Read {
  readonly version: number;
  readonly text: string;
  readonly state: StateOf<Kind>;
}

/**
 * The states that were read last, each with the text it was read from. A state whose text is the same is not parsed and checked
 * again. The states are frozen, because readers share them (ST49).
 */
export class LastRead {
  readonly #reads = new Map<string, Read>();
  readonly #most: number;
  #characters = 0;

  /** `most`: the characters that all kept texts may have together. */
  constructor(most = 2_000_000) {
    this.#most = most;
  }

  /** The state that a text holds. Throws as {@link decodeState} does. */
  stateOf<K extends Kind>(kind: K, id: string, version: number, text: string): StateOf<K> {
    if (!kept.has(kind) || text.length > this.#most) return decodeState(kind, id, version, text);
    const name = `${kind}/${id}`;
    const before = this.#reads.get(name);
    const isSame = before?.version === version && before.text === text;
    // The name holds the kind, so a state under it is of that kind.
    const state = isSame ? (before.state as StateOf<K>) : frozen(decodeState(kind, id, version, text));
    this.#forget(name);
    this.#reads.set(name, { version, text, state });
    this.#characters += text.length;
    for (const oldest of this.#reads.keys()) {
      if (this.#characters <= this.#most) break;
      this.#forget(oldest);
    }
    return state;
  }

  #forget(name: string): void {
    this.#characters -= this.#reads.get(name)?.text.length ?? 0;
    this.#reads.delete(name);
  }
}

/** Freezes a value with all that it holds. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
