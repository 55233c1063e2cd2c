import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Box } from './box.ts';

/** The page that words were typed on: its address and its title. */
export interface Place {
  readonly page: string;
  readonly title: string;
}

/** One or more edits of one page, as one Yjs update. */
export interface KeptEdit {
  /** `<response>/<epoch>`. */
  readonly room: string;
  /** The page that made it: a random name, new each time a page is loaded. */
  readonly tab: string;
  /** Counts a tab's edits from 1. */
  readonly n: number;
  readonly place: Place;
  readonly update: Uint8Array;
}

/** The answers that hold a tab's unsaved words, as plain text. */
export interface KeptWords extends Pick<KeptEdit, 'room' | 'tab' | 'place'> {
  readonly text: string;
}

/** The key of one row. */
export type KeptKey = Pick<KeptEdit, 'room' | 'tab' | 'n'>;

/** A row in the database. `n` is 0 for words. Everything about the text is encrypted, in `box`. */
interface Row extends KeptKey {
  readonly member: string;
  readonly box: Uint8Array<ArrayBuffer>;
}

const database = 'concord';
const rows = 'kept';
/** The database must answer within this time, in milliseconds: a browser that hangs must not stop anybody from writing. */
const patience = 3000;

/** One member's unsaved edits and words on this device, in IndexedDB (CO14). Other members' rows are never read. */
export class DeviceStore {
  readonly #database: IDBDatabase;
  readonly #member: string;
  readonly #box: Box;

  private constructor(opened: IDBDatabase, member: string, box: Box) {
    this.#database = opened;
    this.#member = member;
    this.#box = box;
  }

  /** Opens the store with the key from the member's page. Throws if this browser has no IndexedDB or no cryptography. */
  static async open(member: string, secret: string): Promise<DeviceStore> {
    const box = await Box.from(secret);
    return new DeviceStore(await inTime(openDatabase()), member, box);
  }

  /** Writes edits and deletes rows, in one transaction. */
  async keep(edits: readonly KeptEdit[], gone: readonly KeptKey[] = []): Promise<void> {
    await this.#put(await Promise.all(edits.map(async (edit) => this.#row(edit, edit.n, edit.update))), gone);
  }

  /** Writes the words of a tab, in place of those before. */
  async keepWords(words: KeptWords): Promise<void> {
    await this.#put([await this.#row(words, 0, new TextEncoder().encode(words.text))], []);
  }

  /** Deletes rows. */
  async drop(keys: readonly KeptKey[]): Promise<void> {
    await this.#put([], keys);
  }

  /** Deletes every row of this member. */
  async clear(): Promise<void> {
    await this.#change((store) => store.delete(this.#range()));
  }

  /** Reads every row of this member, in the order it was typed. Deletes rows that can no longer be decrypted. */
  async all(): Promise<{ readonly edits: readonly KeptEdit[]; readonly words: readonly KeptWords[] }> {
    const request = this.#database.transaction(rows).objectStore(rows).getAll(this.#range()) as IDBRequest<Row[]>;
    const found = await answerOf(request);
    const opened = await Promise.all(found.map(async (row) => ({ row, bytes: await this.#box.open(row.box) })));
    const lost = opened.filter(({ bytes }) => bytes === null);
    if (lost.length > 0) await this.drop(lost.map(({ row }) => row));
    const edits: KeptEdit[] = [];
    const words: KeptWords[] = [];
    for (const { row, bytes } of opened) {
      if (bytes === null) continue;
      const { place, content } = unpack(bytes);
      const { room, tab, n } = row;
      if (n === 0) words.push({ room, tab, place, text: new TextDecoder().decode(content) });
      else edits.push({ room, tab, n, place, update: content });
    }
    return { edits, words };
  }

  #range(): IDBKeyRange {
    // An array sorts after every other kind of key, so the range holds every key that begins with the member.
    return IDBKeyRange.bound([this.#member], [this.#member, []]);
  }

  async #row({ room, tab, place }: Omit<KeptWords, 'text'>, n: number, content: Uint8Array): Promise<Row> {
    return { member: this.#member, room, tab, n, box: await this.#box.close(pack(place, content)) };
  }

  async #put(put: readonly Row[], gone: readonly KeptKey[]): Promise<void> {
    await this.#change((store) => {
      for (const { room, tab, n } of gone) store.delete([this.#member, room, tab, n]);
      for (const row of put) store.put(row);
    });
  }

  async #change(work: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = this.#database.transaction(rows, 'readwrite');
    work(transaction.objectStore(rows));
    // Commits at once: a page that is being closed does not commit by itself.
    transaction.commit();
    await inTime(endOf(transaction));
  }
}

function pack(place: Place, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, place.page);
  encoding.writeVarString(encoder, place.title);
  encoding.writeVarUint8Array(encoder, content);
  return new Uint8Array(encoding.toUint8Array(encoder));
}

function unpack(bytes: Uint8Array<ArrayBuffer>): { readonly place: Place; readonly content: Uint8Array } {
  const decoder = decoding.createDecoder(bytes);
  const place = { page: decoding.readVarString(decoder), title: decoding.readVarString(decoder) };
  return { place, content: decoding.readVarUint8Array(decoder) };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(database, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(rows, { keyPath: ['member', 'room', 'tab', 'n'] });
  };
  return answerOf(request);
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the device store failed'));
    };
  });
}

function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error('the device store failed'));
    };
  });
}

function inTime<Result>(promise: Promise<Result>): Promise<Result> {
  return Promise.race([
    promise,
    new Promise<never>((_resolve, reject) => {
      setTimeout(reject, patience, new Error('the device store does not answer'));
    }),
  ]);
}
