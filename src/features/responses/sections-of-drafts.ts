import type { Gate } from '../../collab/ports.ts';
import { type KnownSections, knownSections } from '../../domain/consultation/known-sections.ts';
import { consultationOf } from '../../reading/response.ts';
import type { Reader } from '../../store/reader.ts';

const none: KnownSections = { fixed: new Set(), questions: new Map() };

interface Learning {
  /** The reading under way. */
  readonly now: Promise<void>;
  /** The reading after it, for everybody who came after it began. */
  next: Promise<void> | null;
}

/**
 * The sections and choices of each draft whose room is open (TX21). They are read anew whenever somebody is admitted: a page
 * that shows a new question connects after it was shown, so the room knows the question before the first word of its answer.
 */
export class SectionsOfDrafts {
  readonly #reader: Reader;
  readonly #known = new Map<string, KnownSections>();
  readonly #learning = new Map<string, Learning>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** The sections and choices of a draft: none before anybody was admitted to it. */
  of(draft: string): KnownSections {
    return this.#known.get(draft) ?? none;
  }

  /** A Gate that reads a draft's sections before it admits somebody. */
  learntBy(gate: Gate): Gate {
    return {
      admit: async (request, key) => {
        const admission = await gate.admit(request, key);
        if (admission !== null) await this.#learn(key.draft);
        return admission;
      },
      stillAdmitted: (admission, key) => gate.stillAdmitted(admission, key),
      doubtful: (open) => gate.doubtful(open),
    };
  }

  /** Reads a draft's sections. Callers during a reading share the next one: a question may have come since the reading began. */
  #learn(draft: string): Promise<void> {
    const learning = this.#learning.get(draft);
    if (learning === undefined) return this.#begin(draft);
    return (learning.next ??= learning.now.catch(() => undefined).then(() => this.#begin(draft)));
  }

  #begin(draft: string): Promise<void> {
    const now = this.#read(draft).finally(() => {
      if (this.#learning.get(draft)?.now === now) this.#learning.delete(draft);
    });
    this.#learning.set(draft, { now, next: null });
    return now;
  }

  async #read(draft: string): Promise<void> {
    const response = await this.#reader.aggregates.get('response', draft);
    if (response !== null) this.#known.set(draft, knownSections(await consultationOf(this.#reader, response.state)));
  }
}
