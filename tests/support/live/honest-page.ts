import * as Y from 'yjs';
import { Ledger } from '../../../client/editor/connection/ledger.ts';
import { partsOf } from '../../../client/offline/parts.ts';
import { sectionText } from '../../../src/text/lines/stored.ts';
import type { LiveServer } from './live-server.ts';
import { addLine, deleteFirstLine, textOf } from './lines.ts';
import type { RawClient } from './raw-client.ts';

/** Treats edits as the editor's page does (CO12, CO14): keeps each until it is accounted for, and resends those ahead of its answer. */
export class HonestPage {
  readonly member: string;
  readonly document = new Y.Doc();
  /** Lines that were shown as saved. */
  readonly saved = new Set<string>();
  readonly #ledger = new Ledger();
  readonly #kept = new Map<number, { readonly update: Uint8Array; readonly line: string }>();
  #client: RawClient | null = null;
  #read = 0;
  #last = 0;

  constructor(member: string) {
    this.member = member;
  }

  /** Why the server takes no more edits from this page; null while it does. */
  get refusal(): number | null {
    const code = this.#client?.closed?.code ?? 0;
    return code >= 4400 && code < 4500 ? code : null;
  }

  get isSettled(): boolean {
    return this.#ledger.settled;
  }

  come(live: LiveServer): void {
    if (this.#client?.closed === null || this.refusal !== null) return;
    const client = live.client(this.member, { mute: true, own: 'first', document: this.document });
    this.#client = client;
    this.#read = 0;
    client.socket.on('open', () => {
      this.#ledger.opened();
      client.say({ type: 'step1', stateVector: Y.encodeStateVector(this.document) });
      this.#ledger.sent('question');
      client.announce({}, 1);
    });
    client.socket.on('message', () => {
      this.#hear(client);
    });
  }

  async leave(): Promise<void> {
    await this.#client?.cut();
    this.#ledger.closed();
  }

  /** Writes a line at the end. */
  type(line: string): void {
    this.#edit(line, () => {
      addLine(this.document, line);
    });
  }

  /** Deletes the first line, and returns it. */
  erase(): string {
    const [first = ''] = textOf(this.document).split('\n');
    if (sectionText(this.document, 'q1').length > 0) {
      this.#edit('', () => {
        deleteFirstLine(this.document);
      });
    }
    return first;
  }

  #edit(line: string, write: () => void): void {
    this.document.once('update', (update: Uint8Array) => {
      const isCarried = this.#client?.closed === null && this.#client.socket.readyState === 1;
      if (isCarried) {
        this.#client?.say({ type: 'update', update });
        this.#ledger.sent('edit');
      }
      this.#last += 1;
      this.#kept.set(this.#last, { update, line });
      this.#ledger.edited(isCarried ? 'carried' : 'kept', this.#last);
    });
    write();
  }

  #hear(client: RawClient): void {
    const frame = client.frames[this.#read];
    this.#read += 1;
    if (frame?.type === 'step1') {
      const parts = partsOf([...this.#kept.values()].map(({ update }) => update));
      for (const update of parts) {
        client.say({ type: 'update', update });
        this.#ledger.sent('edit');
      }
      this.#ledger.resent(parts.length);
      client.say({ type: 'step2', update: Y.encodeStateAsUpdate(this.document, frame.stateVector) });
      this.#ledger.sent('answer');
    } else if (frame?.type === 'acknowledgement') {
      const { durable, setAside } = frame.acknowledgement;
      for (const number of this.#ledger.acknowledged(durable, setAside)) {
        const { line = '' } = this.#kept.get(number) ?? {};
        if (line !== '') this.saved.add(line);
        this.#kept.delete(number);
      }
    }
  }
}
