/** The most values kept for one owner. The value that was asked for longest ago goes first. */
const most = 20;

interface Kept<Value> {
  readonly state: string;
  readonly value: Promise<Value>;
}

/** Keeps the last value that was read under each name, until the state that it was read from has changed. */
export class LastRead<Value> {
  readonly #owners = new WeakMap<object, Map<string, Kept<Value>>>();

  /** The value under a name of an owner: the one kept, if it was read from this state; else a value read now. */
  of(owner: object, name: string, state: string, read: () => Promise<Value>): Promise<Value> {
    const names = this.#owners.get(owner) ?? new Map<string, Kept<Value>>();
    this.#owners.set(owner, names);
    const kept = names.get(name);
    const value = kept?.state === state ? kept.value : read();
    names.delete(name);
    names.set(name, { state, value });
    for (const oldest of [...names.keys()].slice(0, -most)) names.delete(oldest);
    value.catch(() => {
      if (names.get(name)?.value === value) names.delete(name);
    });
    return value;
  }
}
