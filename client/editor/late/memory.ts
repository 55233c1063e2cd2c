interface Kept {
  /** Late words of this person wait for the coordinator's decision. */
  readonly waits: boolean;
  /** The person has read that they wait. */
  readonly wasTold: boolean;
  /** Decisions up to this time were read: UTC, ISO 8601. */
  readonly readUntil: string;
}

const nothing: Kept = { waits: false, wasTold: false, readUntil: '' };

/** Remembers in this browser which news about late words a person has read, for each response. It holds no word of theirs. */
export class LateMemory {
  readonly #key: string;
  #kept: Kept;

  constructor(member: string, response: string) {
    this.#key = `concord-late:${member}:${response}`;
    this.#kept = this.#load();
  }

  get waits(): boolean {
    return this.#kept.waits;
  }

  get wasTold(): boolean {
    return this.#kept.wasTold;
  }

  get readUntil(): string {
    return this.#kept.readUntil;
  }

  /** Words came too late. */
  wait(): void {
    if (!this.#kept.waits) this.#store({ ...this.#kept, waits: true, wasTold: false });
  }

  /** The person has read that the words wait; or, with a time, the decisions up to it. */
  read(until: string | null): void {
    this.#store(until === null ? { ...this.#kept, wasTold: true } : { waits: false, wasTold: false, readUntil: until });
  }

  #load(): Kept {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#key) ?? 'null');
      return typeof kept === 'object' && kept !== null ? { ...nothing, ...kept } : nothing;
    } catch {
      return nothing;
    }
  }

  #store(kept: Kept): void {
    this.#kept = kept;
    try {
      localStorage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      // Without storage, the news shows again on the next page.
    }
  }
}
