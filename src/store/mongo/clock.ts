import { Instant } from '../../domain/outcome.ts';
import type { Database } from './database.ts';

const measureEvery = 10_000;

/** The store's clock, for programs and for the server's expressions. */
export interface Clock {
  readonly now: () => Instant;
  /** Milliseconds since 1970, as an expression: on a real store the server's own clock at the moment of the operation. */
  readonly expression: number | { readonly $toLong: '$$NOW' };
  stop(): void;
}

/**
 * The server's clock, measured at the start and every ten seconds, and counted on by this computer's timer between: this
 * computer's own time of day plays no part, so nodes whose clocks differ agree.
 */
export async function serverClock(database: Database): Promise<Clock> {
  let offset = await measured(database);
  const timer = setInterval(() => {
    // While the server does not answer, the last measurement holds.
    measured(database).then(
      (next) => (offset = next),
      () => undefined,
    );
  }, measureEvery).unref();
  return {
    now: () => Instant.parse(new Date(performance.now() + offset).toISOString()),
    expression: { $toLong: '$$NOW' },
    stop() {
      clearInterval(timer);
    },
  };
}

/** A clock that was given, for tests. */
export function givenClock(now: () => Instant): Clock {
  return {
    now,
    get expression() {
      return Date.parse(now());
    },
    stop: () => undefined,
  };
}

/** The server's time less this computer's timer, in milliseconds. */
async function measured(database: Database): Promise<number> {
  const asked = performance.now();
  const { localTime } = await database.command({ hello: 1 });
  if (!(localTime instanceof Date)) throw new TypeError('the server did not tell its time');
  return localTime.getTime() - (asked + performance.now()) / 2;
}
