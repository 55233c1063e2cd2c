import type { Connection } from './connection.ts';
import type { Limits } from '../limits.ts';
import type { Gate, Logger } from '../ports.ts';

/** More at a time would keep everybody who types waiting. */
const atOnce = 16;

/**
 * Asks the Gate again whether open connections may still be there (CO5): about all of them at once where rights or a text
 * may have changed, and otherwise about each in its turn, should nobody have said so.
 */
export class Rechecks {
  readonly #gate: Gate;
  readonly #limits: Pick<Limits, 'recheckEvery' | 'tickEvery'>;
  readonly #log: Logger;
  /** Whoever was asked about longest ago comes first. */
  readonly #open = new Set<Connection>();
  #count = 0;
  #asked = 0;
  /** Of the last question that was answered about each; an answer to an earlier one may still be on its way. */
  readonly #answered = new WeakMap<Connection, number>();

  constructor(gate: Gate, limits: Pick<Limits, 'recheckEvery' | 'tickEvery'>, log: Logger) {
    this.#gate = gate;
    this.#limits = limits;
    this.#log = log;
  }

  /** How often rights changed; to be read before the Gate is asked. */
  get count(): number {
    return this.#count;
  }

  /** From now on a connection is asked about; at once, where the Gate let it in on an answer that is old by now. */
  async add(connection: Connection, askedAt: number): Promise<void> {
    this.#open.add(connection);
    if (askedAt !== this.#count) await this.#admitAgain(connection);
  }

  drop(connection: Connection): void {
    this.#open.delete(connection);
  }

  /** Rights may have changed, in one draft or in all. Those with none left are closed for good, the others go on with what they may now. */
  async changed(draft?: string): Promise<void> {
    this.#count += 1;
    const concerned = [...this.#open].filter(({ key }) => draft === undefined || key.draft === draft);
    for (let n = 0; n < concerned.length; n += atOnce) await this.#askAbout(concerned.slice(n, n + atOnce));
  }

  /** Asks about as many as are due in one tick, so that everybody is once in the time the limits say. */
  async tick(): Promise<void> {
    const due = Math.ceil((this.#open.size * this.#limits.tickEvery) / this.#limits.recheckEvery);
    const next = [...this.#open].slice(0, due);
    for (const connection of next) {
      this.#open.delete(connection);
      this.#open.add(connection);
    }
    await this.#askAbout(next);
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
      // What it sent as a reader was dropped, and is brought again by a new connection only.
      else if (admission.may === 'write' && connection.denied) connection.close('ask-again');
      else connection.admission = admission;
    } catch (error) {
      this.#log.warn({ err: error, ...connection.key }, 'the Gate did not answer');
      connection.close('ask-again');
    }
  }
}
