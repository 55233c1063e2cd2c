import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Drafts } from '../store/drafts.ts';
import { BlobDamaged } from '../store/blobs.ts';
import { StateUnreadable } from '../store/aggregates.ts';
import { type Store, StoreFailed } from '../store/store.ts';

/** The live rooms of this process, counted. */
export interface Counted {
  readonly rooms: number;
  readonly connections: number;
}

/** Figures that are read at each scrape. */
export interface Sources {
  live(): Counted;
  /** The age in seconds of the oldest mail that should have left by now; 0 where there is none. */
  mailAge(): Promise<number>;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** The figures of this process, for Prometheus. They name no person, network or response (OP3). */
export class Metrics {
  readonly #registry = new Registry();
  readonly #commits: Histogram;
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #failures: Counter<'port'>;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#commits = new Histogram({
      name: 'concord_commit_seconds',
      help: 'Time until an entry of a draft is durable. An entry holds the edits of a room within some milliseconds.',
      buckets,
      registers,
    });
    this.#requests = new Histogram({
      name: 'concord_request_seconds',
      help: 'Time until a request is answered, by the pattern of its route.',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers,
    });
    this.#failures = new Counter({
      name: 'concord_store_errors_total',
      help: 'Operations that the store could not do, or that met damaged data.',
      labelNames: ['port'],
      registers,
    });
  }

  /** Adds the figures that are read at each scrape. To be called once. */
  read(sources: Sources): void {
    const registers = [this.#registry];
    const gauge = (name: string, help: string, value: () => number | Promise<number>): Gauge =>
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await value());
        },
      });
    gauge('concord_rooms', 'Drafts that are open now.', () => sources.live().rooms);
    gauge('concord_connections', 'Live connections to drafts now.', () => sources.live().connections);
    gauge('concord_outbox_age_seconds', 'Age of the oldest mail that should have left by now; 0 where there is none.', () =>
      sources.mailAge(),
    );
  }

  /** Notes an answered request. `route` is a pattern, never an address. */
  answered(request: { readonly method: string; readonly route: string; readonly status: number }, seconds: number): void {
    this.#requests.observe({ ...request, status: String(request.status) }, seconds);
  }

  /** Wraps a store: times its commits of entries, and counts its failures by port. */
  measured(store: Store): Store {
    return {
      ...store,
      aggregates: this.#counting('aggregates', store.aggregates),
      blobs: this.#counting('blobs', store.blobs),
      ephemeral: this.#counting('ephemeral', store.ephemeral),
      drafts: this.#timed(this.#counting('drafts', store.drafts)),
    };
  }

  /** The figures as text, and its content type. */
  async print(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #timed(drafts: Drafts): Drafts {
    const timed = async <T>(work: Promise<T>): Promise<T> => {
      const stop = this.#commits.startTimer();
      const outcome = await work;
      stop();
      return outcome;
    };
    const append: Drafts['append'] = (key, entry) => timed(drafts.append(key, entry));
    const appendAfter: Drafts['appendAfter'] = (key, seen, entry) => timed(drafts.appendAfter(key, seen, entry));
    const ours: Partial<Drafts> = { append, appendAfter };
    return new Proxy(drafts, { get: (target, name): unknown => Reflect.get(name in ours ? ours : target, name) });
  }

  #counting<P extends object>(name: string, port: P): P {
    return new Proxy(port, {
      get: (target, key): unknown => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown => {
          const answer: unknown = Reflect.apply(value, target, given);
          if (!(answer instanceof Promise)) return answer;
          return answer.catch((error: unknown) => {
            if (isFailure(error)) this.#failures.inc({ port: name });
            throw error;
          });
        };
      },
    });
  }
}

function isFailure(error: unknown): boolean {
  return error instanceof StoreFailed || error instanceof BlobDamaged || error instanceof StateUnreadable;
}
