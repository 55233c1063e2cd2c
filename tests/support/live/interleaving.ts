import * as Y from 'yjs';
import type { DraftKey } from '../../../src/store/drafts.ts';
import type { Store } from '../../../src/store/store.ts';
import { openDraft } from '../../../src/text/read.ts';
import { Disk, type DiskState } from './faulty-drafts.ts';
import { addLine, deleteFirstLine, textOf } from './lines.ts';
import type { Ending } from './live-process.ts';
import { type LiveServer, openLive } from './live-server.ts';
import type { RawClient } from './raw-client.ts';

/** The writers. */
export const names = ['ann', 'bob', 'cat'] as const;

/** One event. */
export type Step =
  | { readonly does: 'type' | 'erase' | 'leave' | 'return' | 'evict' | 'demote' | 'readmit'; readonly who: number }
  | { readonly does: 'disk'; readonly state: DiskState }
  | { readonly does: 'wait'; readonly milliseconds: number }
  | { readonly does: 'read' | 'meddle' | 'form' | 'kill' | 'seal' };

/** The outcome of a run. */
export interface Outcome {
  /** The text at the cut: the locked one. */
  readonly locked: ReadonlySet<string>;
  /** The text at the cut with all late edits. */
  readonly withLate: ReadonlySet<string>;
  /** The texts that a newcomer, a reader and the writers see; the writers' only where no edit came late. */
  readonly seen: readonly string[];
}

/** Small limits, so that a run meets every one of them. Times in ms. */
const limits = {
  retryAfter: 2,
  retryAtMost: 5,
  notSavingAfter: 20,
  readOnlyAfter: 40,
  unsaved: 600,
  compactAbove: 3,
  compactOpen: 4,
  closeWithin: 50,
  openWithin: 200,
} as const;

/** Three writers, a reader, a form without JavaScript, and a server that comes and goes, on one store. */
export class Run {
  /** Every line that was typed, in a live text or by a form that was told `saved`. */
  readonly lines = new Set<string>();
  readonly erased = new Set<string>();
  /** Lines that were shown as saved. */
  readonly saved = new Set<string>();
  /** Lines that were reported as set aside. */
  readonly aside = new Set<string>();
  /** Lines that a member without the right to write tried to write. */
  readonly forbidden = new Set<string>();
  readonly #t: Ending;
  readonly #store: Store;
  readonly #key: DraftKey;
  readonly #documents = names.map(() => new Y.Doc());
  readonly #clients: (RawClient | null)[] = names.map(() => null);
  readonly #carried: Map<number, string>[] = names.map(() => new Map<number, string>());
  #reader: RawClient | null = null;
  #disk = new Disk();
  #live: LiveServer | null = null;
  #forms = 0;

  /** `draft`: one that the store does not have yet. */
  constructor(t: Ending, store: Store, draft: string) {
    this.#t = t;
    this.#store = store;
    this.#key = { draft, epoch: 'epoch-1' };
  }

  async start(): Promise<void> {
    this.#disk = new Disk();
    this.#live = await openLive(this.#t, {
      store: this.#store,
      drafts: (drafts) => this.#disk.wrap(drafts),
      limits,
      draft: this.#key.draft,
    });
    for (const who of names.keys()) this.#connect(who);
  }

  async take(step: Step): Promise<void> {
    switch (step.does) {
      case 'type':
        this.#type(step.who);
        break;
      case 'erase':
        this.#erase(step.who);
        break;
      case 'leave':
        await this.#clients[step.who]?.cut();
        break;
      case 'return':
        await this.#return(step.who);
        break;
      case 'evict':
      case 'demote':
      case 'readmit':
        this.#judge(step.who, step.does);
        break;
      case 'disk':
        if (step.state === 'well') this.#disk.mend();
        else this.#disk.state = step.state;
        break;
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, step.milliseconds));
        break;
      default:
        await this.#takeOther(step.does);
    }
  }

  async #takeOther(does: 'read' | 'meddle' | 'form' | 'kill' | 'seal'): Promise<void> {
    switch (does) {
      case 'read':
        await this.#reader?.cut();
        this.#reader = this.#live?.client('rita', { may: 'read' }) ?? null;
        break;
      case 'meddle':
        this.#meddle();
        break;
      case 'form':
        await this.#form();
        break;
      case 'seal':
        await this.#store.drafts.seal(this.#key);
        break;
      case 'kill':
        this.#disk.isDead = true;
        await this.#stop();
        await this.start();
    }
  }

  #connect(who: number): void {
    this.#account(who);
    this.#carried[who]?.clear();
    this.#clients[who] = this.#live?.client(names[who] ?? '', { own: 'first', document: this.#documents[who] ?? new Y.Doc() }) ?? null;
  }

  /** A member who reconnects has the rights from before, unless they had none. */
  async #return(who: number): Promise<void> {
    await this.#clients[who]?.cut();
    this.#connect(who);
  }

  #judge(who: number, does: 'evict' | 'demote' | 'readmit'): void {
    const name = names[who] ?? '';
    if (does === 'evict') this.#live?.gate.rights.delete(name);
    else this.#live?.gate.rights.set(name, does === 'demote' ? 'read' : 'write');
    this.#live?.rooms.recheck();
  }

  /** Notes what one connection was told about its lines. */
  #account(who: number): void {
    const client = this.#clients[who];
    for (const [frame, line] of this.#carried[who] ?? []) {
      if (client == null || frame > client.durable) continue;
      (client.setAside.includes(frame) ? this.aside : this.saved).add(line);
    }
  }

  #type(who: number): void {
    const line = `line ${this.lines.size}`;
    this.lines.add(line);
    const client = this.#clients[who];
    if (client == null) return;
    const frame = client.type(line);
    if (Number.isFinite(frame)) this.#carried[who]?.set(frame, line);
  }

  #erase(who: number): void {
    const document = this.#documents[who];
    const [first = ''] = document === undefined ? [] : textOf(document).split('\n');
    if (document === undefined || first === '') return;
    this.erased.add(first);
    deleteFirstLine(document);
  }

  /** A reader writes, without the right to. */
  #meddle(): void {
    const line = `forbidden ${this.forbidden.size}`;
    this.forbidden.add(line);
    const update = lineAfter(new Y.Doc(), line);
    this.#reader?.say({ type: 'update', update });
  }

  /** A form without JavaScript appends to the log as a node of its own. */
  async #form(): Promise<void> {
    const log = await this.#store.drafts.load(this.#key);
    if (log === null) return;
    this.#forms += 1;
    const line = `form ${this.#forms}`;
    const update = lineAfter(openDraft(log), line);
    const answer = await this.#store.drafts.append(this.#key, { node: `form-${this.#forms}`, seq: 1, update, authors: {} });
    if (answer === 'saved') this.saved.add(line);
  }

  async #stop(): Promise<void> {
    for (const who of names.keys()) this.#account(who);
    for (const client of [...this.#clients, this.#reader]) await client?.cut();
    this.#reader = null;
    await this.#live?.close();
  }

  /** Mends everything; everybody reconnects until each edit is accounted for; then the text is locked. */
  async end(): Promise<Outcome> {
    this.#disk.mend();
    // Otherwise a client could connect just before the server notices the seal by itself, and be sent away.
    if ((await this.#store.drafts.load(this.#key))?.cut != null) await this.#live?.rooms.sealed(this.#key);
    for (const who of names.keys()) {
      this.#judge(who, 'readmit');
      await this.#return(who);
    }
    // A room that is ending closes its connections once more; a later connection stays.
    for (const who of names.keys()) await this.#settle(who);
    // The server learns of a form's entry by polling the store, a few times a second.
    await this.#live?.rooms.catchUp(this.#key);
    const [newcomer, reader] = [this.#live?.client('dan'), this.#live?.client('rita', { may: 'read' })];
    await Promise.all([newcomer?.settled(), reader?.settled()]);
    const late = await this.#store.drafts.late(this.#key.draft);
    const served = [newcomer?.text() ?? '', reader?.text() ?? ''];
    const seen = late.length > 0 ? served : [...served, ...this.#documents.map((document) => textOf(document))];
    await this.#stop();
    await this.#store.drafts.seal(this.#key);
    const log = await this.#store.drafts.load(this.#key);
    const locked = openDraft(log ?? { base: { update: new Uint8Array() }, entries: [] });
    const text = textOf(locked);
    for (const { update } of late) Y.applyUpdate(locked, update);
    return { locked: new Set(text.split('\n')), withLate: new Set(textOf(locked).split('\n')), seen: [text, ...seen] };
  }

  async #settle(who: number): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const client = this.#clients[who];
      if (client?.closed === null) {
        const isSettled = (): boolean => client.isSynced && client.sent >= 2 && client.durable >= client.sent;
        await client.until('to be settled or closed', () => client.closed !== null || isSettled());
        if (isSettled()) return;
      }
      await this.#return(who);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${names[who] ?? ''} was never served`);
  }
}

/** Appends a line to a section of a document. Returns the update. */
function lineAfter(document: Y.Doc, line: string): Uint8Array {
  const before = Y.encodeStateVector(document);
  addLine(document, line);
  return Y.encodeStateAsUpdate(document, before);
}
