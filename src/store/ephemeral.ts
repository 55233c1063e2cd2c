/** A JSON value that expires. */
export interface EphemeralRecord {
  readonly key: string;
  readonly value: unknown;
  /** UTC, ISO 8601. */
  readonly expiresAt: string;
}

/** The end of a record that does not expire by itself. UTC, ISO 8601. */
export const never = '9999-12-31T23:59:59.999Z';

/** Records that expire. `space` separates their uses: `session`, `code`, `link`, `lease`, `limit` and others. */
export interface Ephemeral {
  put(space: string, key: string, value: unknown, expiresAt: string): Promise<void>;
  /** Null where there is none or it has expired. */
  get(space: string, key: string): Promise<EphemeralRecord | null>;
  /** The keys among these that have no record, or an expired one (ST39). */
  missing(space: string, keys: readonly string[]): Promise<readonly string[]>;
  /**
   * Puts a new value in the place of the value `was`. False, and nothing is changed, where the record has another value by now,
   * has expired or is gone (ST40).
   */
  replace(space: string, key: string, was: unknown, value: unknown, expiresAt: string): Promise<boolean>;
  /** Removes the record and answers it. Of several callers exactly one gets it (ST24). */
  take(space: string, key: string): Promise<EphemeralRecord | null>;
  /** The records whose key starts with a prefix, at most `limit`, by key. */
  list(space: string, prefix: string, limit: number): Promise<readonly EphemeralRecord[]>;
  /**
   * Takes or renews a lease for a holder; false while another holds it. A lease that ends further ahead than its own length was
   * taken while the clock was wrong, and is void (ST26).
   */
  claim(space: string, key: string, holder: string, milliseconds: number): Promise<boolean>;
  /** Adds one, and answers the count in the current window. A window starts at its first count. `get` answers the count alone. */
  count(space: string, key: string, windowMilliseconds: number): Promise<number>;
  drop(space: string, key: string): Promise<void>;
  /** Gives a lease back; a lease that another holder has by now stays (ST26). */
  release(space: string, key: string, holder: string): Promise<void>;
}

/** The JSON text of a value. Throws `TypeError` where it has none. */
export function jsonOf(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('an ephemeral value must be JSON');
  return text;
}
