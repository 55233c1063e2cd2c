import type { Server } from './server.ts';

/** Per cent of one core. */
export interface Usage {
  readonly server: number;
  readonly generator: number;
}

interface Reading {
  readonly at: number;
  readonly server: number;
  readonly generator: number;
}

/** What a server and the generator use of their cores, between the first reading and the last. */
export class Meter {
  readonly #server: Server;
  readonly #readings: Reading[] = [];

  constructor(server: Server) {
    this.#server = server;
  }

  async read(): Promise<void> {
    const server = await this.#server.cpu();
    const { user, system } = process.cpuUsage();
    this.#readings.push({ at: performance.now(), server, generator: (user + system) / 1000 });
  }

  /** Of the server, in ms. */
  get spent(): number {
    return (this.#readings.at(-1)?.server ?? 0) - (this.#readings[0]?.server ?? 0);
  }

  /** In ms. */
  get elapsed(): number {
    return (this.#readings.at(-1)?.at ?? 0) - (this.#readings[0]?.at ?? 0);
  }

  get usage(): Usage {
    const generator = (this.#readings.at(-1)?.generator ?? 0) - (this.#readings[0]?.generator ?? 0);
    return { server: (100 * this.spent) / this.elapsed, generator: (100 * generator) / this.elapsed };
  }
}
