import * as Y from 'yjs';
import type { Schema } from './ports.ts';
import type { Closing } from './protocol.ts';
import { readUpdate } from './update.ts';

/** What came of trying an update. */
export type Verdict =
  | { readonly is: 'taken'; readonly clients: readonly number[] }
  /** It brings nothing that is not here already. */
  | { readonly is: 'known' }
  | { readonly is: 'gap' }
  | { readonly is: 'refused'; readonly closing: Closing; readonly why: string };

/**
 * One Yjs document and a copy of it to try updates on (CO3): what cannot be read, or cannot be rendered, never reaches the
 * document, and a copy that was harmed is thrown away.
 */
export class SharedDocument {
  readonly #schema: Schema;
  readonly #largest: number;
  readonly #document = new Y.Doc();
  #trial: Y.Doc | null = null;
  #taken: Uint8Array[] = [];
  /** At least the encoded size; counted anew when it seems to reach the limit. */
  #size = 0;
  #state: Uint8Array | null = null;

  /** Holds the given updates, which are trusted: they come from the store. */
  constructor(schema: Schema, largest: number, updates: readonly Uint8Array[]) {
    this.#schema = schema;
    this.#largest = largest;
    this.#document.transact(() => {
      for (const update of updates) if (update.byteLength > 0) Y.applyUpdate(this.#document, update);
    });
    this.#size = this.state().byteLength;
  }

  /** Tries an update; what is taken waits for {@link SharedDocument.change}. */
  take(update: Uint8Array): Verdict {
    let clients: readonly number[];
    try {
      const reading = readUpdate(this.#trialDocument(), update);
      if (reading.gap) return { is: 'gap' };
      clients = reading.clients;
    } catch (error) {
      return unreadable(error);
    }
    if (this.#isFull(update.byteLength)) return { is: 'refused', closing: 'document-full', why: 'the document is full' };
    const verdict = this.#tried(update, clients);
    if (verdict.is === 'refused') this.#trial = null;
    if (verdict.is === 'taken') this.#taken.push(update);
    return verdict;
  }

  #tried(update: Uint8Array, clients: readonly number[]): Verdict {
    const trial = this.#trialDocument();
    const touched = new Set<string>();
    const changes: Uint8Array[] = [];
    const onTransaction = (transaction: Y.Transaction): void => {
      for (const type of transaction.changed.keys()) touched.add(rootOf(type));
    };
    const onUpdate = (change: Uint8Array): void => {
      changes.push(change);
    };
    trial.on('afterTransaction', onTransaction);
    trial.on('update', onUpdate);
    try {
      Y.applyUpdate(trial, update);
      if (trial.store.pendingStructs !== null || trial.store.pendingDs !== null) return unreadable(new Error('it hangs on itself'));
      if (changes.length === 0) return { is: 'known' };
      const why = this.#schema.whyNot(trial, [...touched]);
      return why === null ? { is: 'taken', clients } : { is: 'refused', closing: 'not-text', why };
    } catch (error) {
      return unreadable(error);
    } finally {
      trial.off('afterTransaction', onTransaction);
      trial.off('update', onUpdate);
    }
  }

  /** Whether an update would bring something. Throws where the bytes are no update. */
  wouldChange(update: Uint8Array): boolean {
    const { gap, news } = readUpdate(this.#document, update);
    return gap || news;
  }

  /** Takes an update without judging it: it comes from the store. */
  trust(update: Uint8Array): void {
    if (this.#trial !== null) Y.applyUpdate(this.#trial, update);
    this.#taken.push(update);
  }

  /** Applies everything taken since the last call as one change, and answers it as one update; null where there was none. */
  change(): Uint8Array | null {
    const taken = this.#taken;
    if (taken.length === 0) return null;
    this.#taken = [];
    const changes: Uint8Array[] = [];
    const onUpdate = (update: Uint8Array): void => {
      changes.push(update);
    };
    this.#document.on('update', onUpdate);
    this.#document.transact(() => {
      for (const update of taken) Y.applyUpdate(this.#document, update);
    });
    this.#document.off('update', onUpdate);
    if (changes.length === 0) return null;
    this.#state = null;
    const [first] = changes;
    const change = changes.length === 1 && first !== undefined ? first : Y.mergeUpdates(changes);
    this.#size += change.byteLength;
    return change;
  }

  /** All of it as one update, kept until the next change (CO22). */
  state(): Uint8Array {
    return (this.#state ??= Y.encodeStateAsUpdate(this.#document));
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#document);
  }

  /** What somebody with this state vector lacks. Throws where it is none. */
  since(stateVector: Uint8Array): Uint8Array {
    // One zero is the state vector of an empty document: every newcomer's.
    return stateVector.byteLength === 1 && stateVector[0] === 0 ? this.state() : Y.encodeStateAsUpdate(this.#document, stateVector);
  }

  destroy(): void {
    this.#document.destroy();
    this.#trial?.destroy();
    this.#trial = null;
  }

  #trialDocument(): Y.Doc {
    if (this.#trial !== null) return this.#trial;
    const trial = new Y.Doc();
    Y.applyUpdate(trial, this.state());
    for (const update of this.#taken) Y.applyUpdate(trial, update);
    this.#trial = trial;
    return trial;
  }

  #isFull(more: number): boolean {
    if (this.#size + more <= this.#largest) return false;
    this.#size = this.state().byteLength;
    return this.#size + more > this.#largest;
  }
}

function unreadable(error: unknown): Verdict {
  return { is: 'refused', closing: 'bad-frame', why: error instanceof Error ? error.message : String(error) };
}

type SharedType = Y.Transaction['changed'] extends Map<infer Type, unknown> ? Type : never;

function rootOf(type: SharedType): string {
  let root = type;
  while (root._item?.parent instanceof Y.AbstractType) root = root._item.parent as SharedType;
  return Y.findRootTypeKey(root);
}
