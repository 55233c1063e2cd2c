import * as Y from 'yjs';

type Formats = Readonly<Record<string, object>>;
type Content = Y.ContentString | Y.ContentType | Y.ContentFormat;

/**
 * Appends to an empty text, each item under a Yjs client id of its own. Yjs itself looks for the end of the text at every
 * insertion, which takes a minute for 20,000 lines.
 */
export class Appending {
  readonly #text: Y.XmlText;
  readonly #transaction: Y.Transaction;
  #last: Y.Item | null = null;
  #open = new Map<string, object>();
  #client = 0;

  constructor(text: Y.XmlText, transaction: Y.Transaction) {
    this.#text = text;
    this.#transaction = transaction;
  }

  /** Appends characters. Without `formats` they take those of the characters before. */
  characters(client: number, characters: string, formats: Formats | null): void {
    if (formats !== null) this.#become(client, formats);
    this.#append(client, new Y.ContentString(characters));
  }

  element(client: number, element: Y.XmlElement): void {
    // The attributes of the element become items when it is integrated.
    this.#transaction.doc.clientID = client;
    this.#append(client, new Y.ContentType(element));
  }

  /** Ends every format that is open, so that characters typed at the end have none. */
  end(): void {
    this.#become(this.#client, {});
  }

  #become(client: number, formats: Formats): void {
    for (const key of [...this.#open.keys()].filter((one) => !(one in formats))) {
      this.#append(client, new Y.ContentFormat(key, null as unknown as object));
      this.#open.delete(key);
    }
    for (const [key, value] of Object.entries(formats)) {
      if (JSON.stringify(this.#open.get(key)) === JSON.stringify(value)) continue;
      this.#append(client, new Y.ContentFormat(key, value));
      this.#open.set(key, value);
    }
  }

  #append(client: number, content: Content): void {
    const { store } = this.#transaction.doc;
    const left = this.#last;
    const id = Y.createID(client, Y.getState(store, client));
    // Yjs declares its kinds of content without their common class.
    const held = content as unknown as Y.Item['content'];
    const item = new Y.Item(id, left, left?.lastId ?? null, null, null, this.#text, null, held);
    item.integrate(this.#transaction, 0);
    this.#last = item;
    this.#client = client;
  }
}
