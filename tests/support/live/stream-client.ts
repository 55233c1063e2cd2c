import * as Y from 'yjs';
import { EventReader, type ServerEvent } from '../../../client/editor/connection/event-stream.ts';
import { NumberedEvents } from '../../../client/editor/connection/numbered-events.ts';
import { PostQueue } from '../../../client/editor/connection/post-queue.ts';
import { type AwarenessEntry, closingOf, decodeFrame, encodeFrame, type Frame, type ReadFrame } from '../../../src/collab/wire/protocol.ts';
import { until } from './live-server.ts';
import { addLine, textOf } from './lines.ts';

/** The answer to a post. */
export interface Answered {
  readonly status: number;
  readonly events: readonly ServerEvent[];
  readonly frames: readonly ReadFrame[];
  readonly headers: Headers;
}

/** How a client is sent frames, as the page has it. */
export type Way = 'stream' | 'polls';

/** Speaks the protocol over server-sent events and posts, or posts alone, with the page's own queue. Keeps the frames received. */
export class StreamClient {
  readonly document: Y.Doc;
  readonly frames: ReadFrame[] = [];
  readonly present = new Map<number, AwarenessEntry>();
  readonly setAside: number[] = [];
  durable = 0;
  sent = 0;
  /** The HTTP status of opening; 0 until it is answered. */
  status = 0;
  headers = new Headers();
  id = '';
  isSynced = false;
  /** `ended` where the stream broke off without a reason. */
  closed: string | null = null;
  /** The address that posts go to; a test may set another node's. */
  target: string;
  readonly queue = new PostQueue();
  readonly #url: string;
  readonly #way: Way;
  readonly #events = new NumberedEvents();
  readonly #given: Readonly<Record<string, string>>;
  readonly #abort = new AbortController();
  #posting: Promise<unknown> = Promise.resolve();

  /** `url` is the room's address by http. */
  constructor(url: string, headers: Readonly<Record<string, string>>, document = new Y.Doc(), way: Way = 'stream') {
    this.#url = url;
    this.#way = way;
    this.target = url;
    this.#given = headers;
    this.document = document;
    this.document.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.say({ type: 'update', update });
    });
    void this.#open()
      .catch(() => undefined)
      .then(() => {
        if (way === 'stream' || this.id === '') this.closed ??= 'ended';
      });
  }

  async #open(): Promise<void> {
    const query = this.#way === 'polls' ? '?poll=1' : '';
    const response = await fetch(`${this.#url}/stream${query}`, { method: 'POST', headers: this.#given, signal: this.#abort.signal });
    this.status = response.status;
    this.headers = response.headers;
    if (!response.ok || response.body === null) return;
    if (this.#way === 'polls') {
      this.#hearAll(await response.text());
      return;
    }
    const events = new EventReader();
    const decoder = new TextDecoder();
    for await (const piece of response.body) for (const event of events.read(decoder.decode(piece, { stream: true }))) this.#hear(event);
  }

  #hearAll(text: string): readonly ServerEvent[] {
    const events = this.#events.fresh(new EventReader().read(text));
    for (const event of events) this.#hear(event);
    return events;
  }

  #hear({ name, data }: ServerEvent): void {
    if (name === 'open') {
      this.id = data;
      this.say({ type: 'step1', stateVector: Y.encodeStateVector(this.document) });
    } else if (name === 'close') {
      const { code } = JSON.parse(data) as { readonly code: number };
      this.closed = closingOf(code) ?? String(code);
    } else if (name === '') this.#frame(decodeFrame(Buffer.from(data, 'base64')));
  }

  #frame(frame: ReadFrame): void {
    this.frames.push(frame);
    if (frame.type === 'step1') this.say({ type: 'step2', update: Y.encodeStateAsUpdate(this.document, frame.stateVector) });
    if (frame.type === 'step2' || frame.type === 'update') Y.applyUpdate(this.document, frame.update, this);
    if (frame.type === 'step2') this.isSynced = true;
    if (frame.type === 'awareness') {
      for (const entry of frame.entries) {
        if (entry.state === null) this.present.delete(entry.client);
        else this.present.set(entry.client, entry);
      }
    }
    if (frame.type !== 'acknowledgement') return;
    const news = this.queue.acknowledged(frame.acknowledgement);
    if (news === null) return;
    this.durable = news.durable;
    this.setAside.push(...news.setAside);
  }

  /** Sends one frame, after all earlier ones. */
  say(frame: Frame): void {
    if (this.id === '' || this.closed !== null) return;
    if (frame.type === 'step1' || frame.type === 'step2' || frame.type === 'update') this.sent += 1;
    this.queue.add(encodeFrame(frame));
    this.#posting = this.#posting.then(async () => {
      if (this.queue.hasNews || this.queue.hasCarets) await this.again();
    });
    this.#posting.catch(() => undefined);
  }

  /** Posts every frame that is not accounted for. Returns the server's answer. */
  async again(): Promise<Answered> {
    return this.post(this.queue.next().body);
  }

  /** Posts some bytes as they are. */
  async post(
    body: Uint8Array<ArrayBuffer>,
    given: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly id?: string;
      readonly signal?: AbortSignal;
      readonly leave?: 'leaves';
    } = {},
  ): Promise<Answered> {
    const headers = { ...this.#given, 'content-type': 'application/octet-stream', ...given.headers };
    const { signal = null, id = this.id } = given;
    const query = this.#way === 'polls' ? `?poll=1&has=${this.#events.has}${given.leave === undefined ? '' : '&leave=1'}` : '';
    const response = await fetch(`${this.target}/stream/${id}${query}`, { method: 'POST', headers, body, signal });
    const text = await response.text();
    const events = response.headers.get('content-type')?.startsWith('text/event-stream') === true ? this.#hearAll(text) : [];
    if (response.status === 410 && id === this.id && given.headers === undefined) this.closed ??= 'ended';
    const frames = events.filter(({ name }) => name === '').map(({ data }) => decodeFrame(Buffer.from(data, 'base64')));
    return { status: response.status, events, frames, headers: response.headers };
  }

  /** Asks for the frames that wait. */
  async poll(): Promise<Answered> {
    return this.again();
  }

  synced(): Promise<void> {
    return until('to be synced', () => this.isSynced);
  }

  /** Waits until everything sent so far is acknowledged, the opening of the conversation included. */
  async settled(): Promise<void> {
    await until('the conversation to be open', async () => {
      await this.#posting;
      const isBegun = this.isSynced && this.sent >= 2;
      // Like the page, repeats a post that got lost, and asks again where it polls.
      if (this.id !== '' && !isBegun && (this.#way === 'polls' || this.queue.isWaiting)) await this.again();
      return this.isSynced && this.sent >= 2;
    });
    const { sent } = this;
    await until(`frame ${sent} to be acknowledged`, async () => {
      await this.#posting;
      if (this.durable < sent && this.queue.isWaiting) await this.again();
      return this.durable >= sent;
    });
  }

  async ending(): Promise<string> {
    await until('to be closed', () => this.closed !== null);
    return this.closed ?? '';
  }

  /** Adds a line at the end of a section. */
  type(text: string, section = 'q1'): void {
    addLine(this.document, text, section);
  }

  text(section = 'q1'): string {
    return textOf(this.document, section);
  }

  announce(state: Readonly<Record<string, unknown>>, clock: number): void {
    this.say({ type: 'awareness', entries: [{ client: this.document.clientID, clock, state }] });
  }

  /** Ends like a page that is closed. */
  close(): void {
    this.#abort.abort();
  }
}
