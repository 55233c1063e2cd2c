import type { Drafts } from '../../../src/store/drafts.ts';

/** The state of a disk. `lying`: it appends the entry, then reports a failure. */
export type DiskState = 'well' | 'broken' | 'lying' | 'stalled';

/** One process's access to the store's drafts: the disk can be broken, stalled and mended, and the process can be dead. */
export class Disk {
  state: DiskState = 'well';
  /** The process is dead: no request reaches the store, and no answer comes back. */
  isDead = false;
  #stalled: (() => void)[] = [];

  mend(): void {
    this.state = 'well';
    for (const go of this.#stalled.splice(0)) go();
  }

  wrap(drafts: Drafts): Drafts {
    return {
      ...drafts,
      append: (key, entry) => this.#worked(() => drafts.append(key, entry)),
      appendAfter: (key, seen, entry) => this.#worked(() => drafts.appendAfter(key, seen, entry)),
      setAside: (key, edit) => this.#worked(() => drafts.setAside(key, edit)),
      compact: (key, base) => this.#worked(() => drafts.compact(key, base)),
      changed: (known) => this.#unlessDead(() => drafts.changed(known)),
      load: (key) => this.#unlessDead(() => drafts.load(key)),
      news: (key, seen) => this.#unlessDead(() => drafts.news(key, seen)),
    };
  }

  async #worked<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.state === 'broken') throw new Error('the disk is full');
    if (this.state === 'stalled') await new Promise<void>((resolve) => this.#stalled.push(resolve));
    const result = await this.#unlessDead(work);
    if (this.state === 'lying') throw new Error('the disk says that it failed');
    return result;
  }

  async #unlessDead<Result>(work: () => Promise<Result>): Promise<Result> {
    const asked = this.#wasDead() ? never : work();
    const result = await asked;
    return this.#wasDead() ? never : result;
  }

  #wasDead(): boolean {
    return this.isDead;
  }
}

const never = new Promise<never>(() => undefined);
