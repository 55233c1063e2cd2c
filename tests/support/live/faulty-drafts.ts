import type { Drafts } from '../../../src/store/drafts.ts';

/** How a disk is doing. `lying`: it does what it was asked, then says that it failed. */
export type DiskState = 'well' | 'broken' | 'lying' | 'stalled';

/** What one process has of the store's drafts: a disk that can be broken, stalled and mended, and a process that can be gone. */
export class Disk {
  state: DiskState = 'well';
  /** The process is dead: nothing it asks reaches the store, and it hears no answer. */
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
      setAside: (key, edit) => this.#worked(() => drafts.setAside(key, edit)),
      compact: (key, base) => this.#worked(() => drafts.compact(key, base)),
      changed: (known) => this.#unlessDead(() => drafts.changed(known)),
      load: (key) => this.#unlessDead(() => drafts.load(key)),
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
