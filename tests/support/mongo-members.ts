import { MongoClient } from 'mongodb';
import { z } from 'zod';
import type { MongoServer } from './mongo.ts';

/** A fault in a member's answers to these commands, for this number of times (-1: until it is cleared). */
export interface Fault {
  readonly testFault: 'lose-reply' | 'concern' | 'fail' | 'delay' | 'cut' | 'clear';
  readonly commands?: readonly string[];
  readonly times?: number;
  readonly code?: number;
  readonly codeName?: string;
  readonly labels?: readonly string[];
  readonly milliseconds?: number;
  readonly seconds?: number;
}

const Seen = z.object({ primary: z.string(), seen: z.record(z.string(), z.number()) });

/** The members of a set, each asked for itself. */
export class Members {
  readonly #server: MongoServer;
  readonly #clients = new Map<number, MongoClient>();

  constructor(server: MongoServer) {
    this.#server = server;
  }

  /** Asks every member for a fault; it befalls the commands of whichever is the primary. */
  async fault(fault: Fault): Promise<void> {
    await Promise.all(this.#ports().map((port) => this.#ask(port, { ...fault })));
  }

  /** How often each write command came, with the write concern that it asked for. */
  async seen(): Promise<ReadonlyMap<string, number>> {
    const all = await Promise.all(this.#ports().map(async (port) => Seen.parse(await this.#ask(port, { testFault: 'seen' })).seen));
    return new Map(all.flatMap((seen) => Object.entries(seen)));
  }

  /** The member that takes writes now; null during an election. */
  async primary(): Promise<{ readonly pid: number; readonly port: number } | null> {
    for (const member of this.#server.now().members) {
      const answer = await this.#ask(member.port, { testFault: 'seen' }).catch(() => null);
      const primary = answer === null ? '' : Seen.parse(answer).primary;
      const found = this.#server.now().members.find(({ port }) => primary === `127.0.0.1:${port}`);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** Has one member neither answer nor vote for some seconds; its connections stay open. */
  async cut(port: number, seconds: number): Promise<void> {
    await this.#ask(port, { testFault: 'cut', seconds });
  }

  /** Lets another member take writes. */
  async stepDown(seconds: number): Promise<void> {
    const primary = await this.primary();
    if (primary !== null) await this.#ask(primary.port, { replSetStepDown: seconds }).catch(() => null);
  }

  /** Ends the connections to the members. */
  async close(): Promise<void> {
    for (const client of this.#clients.values()) await client.close();
  }

  async #ask(port: number, command: object): Promise<unknown> {
    const client =
      this.#clients.get(port) ?? new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 1500 });
    this.#clients.set(port, client);
    return client.db('admin').command(command);
  }

  #ports(): readonly number[] {
    return this.#server.now().members.map(({ port }) => port);
  }
}
