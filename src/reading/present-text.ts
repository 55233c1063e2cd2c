import * as Y from 'yjs';
import type { Block } from '../domain/consultation/section.ts';
import type { SectionId } from '../domain/ids.ts';
import type { Author, Authors } from '../domain/response/author.ts';
import type { DraftContent } from '../domain/response/snapshot.ts';
import { linesIn } from '../text/additions/added.ts';
import { staticHtml } from '../text/html.ts';
import { readDraft } from '../text/read.ts';
import { type AuthoredUpdates, addAuthors } from '../text/reseed.ts';
import { wordsByClient } from '../text/writers.ts';
import { rootNameOf } from '../text/yjs/root.ts';

/** A log whose entries have a node and a number. The base says for each node up to which number it covers the entries. */
export interface NumberedUpdates extends AuthoredUpdates {
  readonly base: AuthoredUpdates['base'] & { readonly covers: Readonly<Record<string, number>> };
  readonly entries: readonly (AuthoredUpdates['entries'][number] & { readonly node: string; readonly seq: number })[];
}

/** A document of so few bytes needs no second look at its size. */
const farFromFull = 4_000_000;

/** The parts of a section that were read since its last change. */
interface Read {
  blocks?: readonly Block[];
  chosen?: readonly string[];
  notAnswered?: string;
  html?: string;
  words?: ReadonlyMap<number, number>;
}

/**
 * The present text of a draft, for pages alone: nobody signs it. It takes in the new entries of the log, and reads a section
 * anew only after a change of that section. Several pages share it, so read it without an `await` in between.
 */
export class PresentText {
  readonly #document = new Y.Doc();
  readonly #authors: Record<string, Author> = {};
  readonly #vector: Record<string, number> = {};
  readonly #read = new Map<string, Read>();
  #bytes = 0;
  #isOpen = false;
  #size: { readonly bytes: number; readonly lines: number } | null = null;

  constructor() {
    this.#document.on('afterTransaction', ({ changed }: Y.Transaction) => {
      for (const [type, keys] of changed) this.#forget(rootNameOf(type), keys);
    });
  }

  /** The document behind the text. Read it; never change it. */
  get document(): Y.Doc {
    return this.#document;
  }

  /** The author behind each Yjs client id. */
  get authors(): Authors {
    return this.#authors;
  }

  /** For each node, the number of the last entry that was taken in. */
  get vector(): Readonly<Record<string, number>> {
    return this.#vector;
  }

  /** True once a log was taken in. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The length of all updates taken in, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The size of the encoded document in bytes, and the number of its paragraphs, list items and line breaks. Worked out once
   * until the next change. A document that is far from any limit may be smaller than the answer.
   */
  size(): { readonly bytes: number; readonly lines: number } {
    this.#size ??= {
      bytes: this.#bytes < farFromFull ? this.#bytes : Y.encodeStateAsUpdate(this.#document).byteLength,
      lines: linesIn(this.#document),
    };
    return this.#size;
  }

  /** Takes in the entries of a draft's log that are new to this text. */
  take({ base, entries }: NumberedUpdates): void {
    const isNew = (node: string, seq: number): boolean => seq > (this.#vector[node] ?? 0);
    const covered = Object.entries(base.covers);
    const fresh = entries.filter(({ node, seq }) => isNew(node, seq));
    const parts = !this.#isOpen || covered.some(([node, seq]) => isNew(node, seq)) ? [base, ...fresh] : fresh;
    if (parts.length > 0) this.#size = null;
    Y.transact(this.#document, () => {
      for (const { update, authors } of parts) {
        if (update.byteLength > 0) Y.applyUpdate(this.#document, update);
        addAuthors(this.#authors, authors);
        this.#bytes += update.byteLength;
      }
    });
    this.#isOpen = true;
    for (const [node, seq] of [...covered, ...fresh.map(({ node, seq }) => [node, seq] as const)])
      this.#vector[node] = Math.max(seq, this.#vector[node] ?? 0);
  }

  /** The content of the given sections. */
  content(sections: readonly SectionId[]): DraftContent {
    const unread = sections.filter((id) => this.#of(id).blocks === undefined);
    const { blocks, chosen, notAnswered } = readDraft(this.#document, unread);
    for (const id of unread)
      Object.assign(this.#of(id), { blocks: blocks.get(id), chosen: chosen.get(id), notAnswered: notAnswered.get(id) });
    const read = sections.map((id) => [id, this.#of(id)] as const);
    return {
      blocks: new Map(read.map(([id, one]) => [id, one.blocks ?? []])),
      chosen: new Map(read.map(([id, one]) => [id, one.chosen ?? []])),
      notAnswered: new Map(read.map(([id, one]) => [id, one.notAnswered ?? ''])),
    };
  }

  /** A section's HTML as the editor draws it (ED3). */
  html(section: string): string {
    return (this.#of(section).html ??= staticHtml(this.#document, section));
  }

  /** The number of words of each Yjs client in the given sections. */
  words(sections: readonly string[]): ReadonlyMap<number, number> {
    const sum = new Map<number, number>();
    for (const section of sections) {
      const words = (this.#of(section).words ??= wordsByClient(this.#document, [section]));
      for (const [client, count] of words) sum.set(client, count + (sum.get(client) ?? 0));
    }
    return sum;
  }

  #of(section: string): Read {
    const known = this.#read.get(section);
    if (known !== undefined) return known;
    const none: Read = {};
    this.#read.set(section, none);
    return none;
  }

  /** Forgets the sections of a changed root. The root of a section ends with its id; a map has a key for each section. */
  #forget(name: string, keys: ReadonlySet<string | null>): void {
    if (name.includes(':')) this.#read.delete(name.slice(name.indexOf(':') + 1));
    else for (const key of keys) this.#read.delete(key ?? '');
  }
}
