import type { Connection } from './connection.ts';
import type { Limits } from '../limits.ts';
import type { Gate, Logger } from '../ports.ts';

/** More questions at a time would keep everybody who types waiting. */
const atOnce = 16;

/**
 * Asks the Gate again about open connections, and evicts those that have lost access (CO5). When rights may have changed it
 * asks about all that are concerned; besides, about each connection in its turn, in case nobody reported a change.
 */
export class Rechecks {
  readonly #gate: Gate;
  readonly #limits: Pick<Limits, 'recheckEvery' | 'tickEvery'>;
  readonly #log: Logger;
  /** The connection asked about longest ago comes first. */
  readonly #open = new Set<Connection>();
  #count = 0;
  #asked = 0;
  /** The number of the latest question answered about each; the answer to an earlier one may still be on its way. */
  readonly #answered = new WeakMap<Connection, number>();

  constructor(gate: Gate, limits: Pick<Limits, 'recheckEvery' | 'tickEvery'>, log: Logger) {
    this.#gate = gate;
    this.#limits = limits;
    this.#log = log;
  }

  /** How often rights may have changed; to be read before the Gate is asked. */
  get count(): number {
    return this.#count;
  }

  /** Asks about this connection from now on; at once, if rights changed since the Gate let it in. */
  async add(connection: Connection, askedAt: number): Promise<void> {
    this.#open.add(connection);
    if (askedAt !== this.#count) await this.#admitAgain(connection);
  }

  drop(connection: Connection): void {
    this.#open.delete(connection);
  }

  /** Rights may have changed, in one draft or in all: asks about every connection concerned. */
  async changed(draft?: string): Promise<void> {
    this.#count += 1;
    await this.#askAll([...this.#open].filter(({ key }) => draft === undefined || key.draft === draft));
  }

  /** Asks about the connections due in one tick: each comes round once in `recheckEvery`. */
  async tick(): Promise<void> {
    const due = Math.ceil((this.#open.size * this.#limits.tickEvery) / this.#limits.recheckEvery);
    const next = [...this.#open].slice(0, due);
    for (const connection of next) {
      this.#open.delete(connection);
      this.#open.add(connection);
    }
    await this.#askAbout(next);
  }

  /** Asks about the connections whose grounds have changed, on whichever node (CO30). */
  async poll(): Promise<void> {
    const open = [...this.#open].filter(({ isOver }) => !isOver);
    if (open.length === 0) return;
    const doubtful = new Set(await this.#gate.doubtful(open.map(({ admission }) => admission)));
    await this.#askAll(open.filter(({ admission }) => doubtful.has(admission)));
  }

  async #askAll(concerned: readonly Connection[]): Promise<void> {
    for (let n = 0; n < concerned.length; n += atOnce) await this.#askAbout(concerned.slice(n, n + atOnce));
  }

  async #askAbout(connections: readonly Connection[]): Promise<void> {
    await Promise.all(connections.map((connection) => this.#admitAgain(connection)));
  }

  async #admitAgain(connection: Connection): Promise<void> {
    if (connection.isOver) return;
    const question = (this.#asked += 1);
    try {
      const admission = await this.#gate.stillAdmitted(connection.admission, connection.key);
      if (question < (this.#answered.get(connection) ?? 0)) return;
      this.#answered.set(connection, question);
      if (admission === null) connection.close('no-access');
      // Its edits were dropped while it could only read. Only a new connection brings them again.
      else if (admission.may === 'write' && connection.backlog.wasDenied) connection.close('ask-again');
      else connection.admission = admission;
    } catch (error) {
      this.#log.warn({ err: error, ...connection.key }, 'the Gate did not answer');
      connection.close('ask-again');
    }
  }
}
