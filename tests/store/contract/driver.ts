import type { Test } from 'tap';
import { Instant } from '../../../src/domain/outcome.ts';
import type { Kind } from '../../../src/store/kinds.ts';
import type { Store } from '../../../src/store/store.ts';

/** A driver, as the contract suite needs it. */
export interface Driver {
  readonly name: string;
  /** A fresh, empty store; the clock is the system's unless given. */
  open(now?: () => Instant): Promise<Store>;
  /** Null for a driver whose data ends with the process. */
  readonly durable: Durable | null;
}

/** Ways to open a store again, here or in a child process. */
export interface Durable {
  /** Whether one place is open in one process at a time, or in any number of them. */
  readonly processes: 'one' | 'many';
  /** A fresh place to keep a store at. */
  place(): string;
  openAt(place: string, now?: () => Instant): Promise<Store>;
  /** URL of a module whose `openAt(place)` a child process calls. */
  readonly module: string;
  readonly spoil: Spoiling;
}

/** Ways to change stored data as no store would. */
export interface Spoiling {
  /** Sets the version that the data says it has of a kind; null: it says none. */
  version(place: string, kind: string, version: number | null): Promise<void>;
  /** Changes the stored text of a state, and the version that it is said to have. */
  state(place: string, kind: Kind, id: string, version: number, change: (text: string) => string): Promise<void>;
  /** Puts other bytes where those of a blob are. */
  blob(place: string, owner: string, digest: string, text: string): Promise<void>;
  /** Removes the indexes behind `find` and uniqueness, as if an older release had written the data. */
  forgetFields(place: string): Promise<void>;
}

/** A rule of `docs/store.md` on a fresh store of its own. */
export function rule(t: Test, driver: Driver, title: string, check: (t: Test, store: Store) => Promise<void>): Promise<unknown> {
  return t.test(title, async (t) => {
    const store = await driver.open();
    t.teardown(() => store.close());
    await check(t, store);
  });
}

/** A clock that stands still until it is moved. */
export function fixedClock(): { readonly now: () => Instant; readonly move: (milliseconds: number) => void } {
  let time = Date.parse('2026-06-04T22:45:00.000Z');
  return {
    now: () => Instant.parse(new Date(time).toISOString()),
    move(milliseconds) {
      time += milliseconds;
    },
  };
}

/** The number of promises kept, and the names of the other promises' errors. */
export async function settled<T>(promises: readonly Promise<T>[]): Promise<{ readonly kept: T[]; readonly errors: string[] }> {
  const results = await Promise.allSettled(promises);
  return {
    kept: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    errors: results.flatMap((result) => (result.status === 'rejected' ? [nameOf(result.reason)] : [])),
  };
}

/** The name of the error that a promise rejects with; `none` where it is kept. */
export async function errorOf(promise: Promise<unknown>): Promise<string> {
  const { errors } = await settled([promise]);
  return errors[0] ?? 'none';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}
