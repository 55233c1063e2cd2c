import { closings, decodeFrame, encodeFrame, messageType } from '../../../src/collab/wire/protocol.ts';
import { EventReader, type ServerEvent } from './event-stream.ts';
import { HeldWatch } from './held-watch.ts';
import { NumberedEvents } from './numbered-events.ts';
import { Pace } from './pace.ts';
import { takePlace } from './places.ts';
import { PostQueue } from './post-queue.ts';
import { isEvents, post } from './posting.ts';
import { renewToken } from './token.ts';

/** What a stream tells its owner. */
export interface CarrierListener {
  opened(): void;
  received(frame: ArrayBuffer): void;
  /** The stream ended, or never opened. The code is 1006 if the server did not say why. */
  closed(code: number, reason: string): void;
  /** The stream opened, and the network holds back its events. `closed` follows. */
  held(): void;
}

/** How frames come from the server: in one answer that stays open, or in the answers to posts. */
export type Way = 'stream' | 'polls';

/** The connection must open within this time, in milliseconds. */
const openWithin: Readonly<Record<Way, number>> = { stream: 6_000, polls: 10_000 };
/** The largest body of a post that a browser still sends when its page is closed, in bytes. */
const largestLast = 60_000;
const silence = encodeFrame({ type: 'awareness', entries: [] });
/** A post must be answered within this time, in milliseconds: a large post on a slow line takes long. */
const answerWithin = 30_000;
/** Pause before a post is repeated, in milliseconds: the first, doubled each time up to the longest. */
const firstPause = 500;
const longestPause = 4_000;
/** The connection counts as lost once posts have failed for this long, in milliseconds. */
const failFor = 20_000;
/** A post is due at least this often, in milliseconds, so that the server knows the page is still there. */
const signOfLife = 25_000;

/**
 * A connection where WebSockets are blocked (CO40). One answer that stays open brings frames from the server; where the
 * network holds it back, each post brings the frames that wait there. Posts take frames to the server, one post at a time;
 * frames that are sent meanwhile go with the next post.
 */
export class StreamSocket {
  readonly #room: string;
  readonly #query: string;
  readonly #listener: CarrierListener;
  readonly #way: Way;
  readonly #queue = new PostQueue();
  readonly #events = new NumberedEvents();
  readonly #pace = new Pace();
  readonly #abort = new AbortController();
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #id = '';
  #isPosting = false;
  #isDue = false;
  #pause = firstPause;
  #failingSince: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #watch = new HeldWatch((how) => {
    if (how === 'held') this.#listener.held();
    this.#end(1006, '');
  });

  /** `url` is the room's http address, with its query. */
  constructor(url: string, way: Way, listener: CarrierListener) {
    const { origin, pathname, searchParams } = new URL(url);
    this.#room = `${origin}${pathname}`;
    if (way === 'polls') searchParams.set('poll', '1');
    this.#query = searchParams.toString();
    this.#way = way;
    this.#listener = listener;
    this.#timer = setTimeout(() => {
      this.#end(1006, '');
    }, openWithin[way]);
    if (way === 'polls') this.#watchPage();
    void this.#open();
  }

  /** Bytes of sync frames that are not acknowledged. */
  get bufferedAmount(): number {
    return this.#queue.bytes;
  }

  /** Queues a frame. Does nothing while the stream is not open. */
  send(frame: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#queue.add(frame);
    // In a microtask, so that frames of one turn go in one post.
    queueMicrotask(() => {
      this.#pump();
    });
  }

  /** Ends the stream and reports this code to the listener. */
  close(code = 1000, reason = ''): void {
    if (this.#way === 'polls' && this.#state === 'open') this.#leave();
    this.#end(code, reason);
  }

  async #open(): Promise<void> {
    try {
      if (this.#way === 'stream' && !(await takePlace(this.#abort.signal))) {
        const { code, sentence } = closings['too-many-connections'];
        this.#end(code, sentence);
      }
      let response = await this.#ask();
      if (response.status === 403 && (await renewToken())) response = await this.#ask();
      if (!isEvents(response)) this.#end(1006, '');
      else if (this.#way === 'polls') this.#receiveAll(await response.text());
      else if (response.body !== null) await this.#read(response.body);
    } catch {
      // A stream that broke and a stream that was aborted end alike.
    }
    if (this.#way === 'stream' || this.#state === 'opening') this.#end(1006, '');
  }

  #ask(): Promise<Response> {
    return post(`${this.#room}/stream?${this.#query}`, null, this.#abort.signal);
  }

  async #read(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const events = new EventReader();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const read = events.read(value);
      this.#watch.piece(read.length);
      for (const event of read) this.#receive(event);
    }
  }

  /** Receives the events of an answer, and returns them. */
  #receiveAll(text: string): readonly ServerEvent[] {
    const events = this.#events.fresh(new EventReader().read(text));
    for (const event of events) this.#receive(event);
    return events;
  }

  #receive({ name, data }: ServerEvent): void {
    if (this.#state === 'closed') return;
    if (name === 'open') this.#opened(data);
    else if (name === 'close') this.#closed(JSON.parse(data));
    else if (name === '') this.#receiveFrame(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
  }

  #opened(id: string): void {
    this.#id = id;
    this.#state = 'open';
    this.#rest(this.#idle());
    this.#listener.opened();
  }

  #receiveFrame(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes[0] === messageType.sync) this.#pace.quicken();
    if (bytes[0] !== messageType.acknowledgement) {
      this.#listener.received(bytes.buffer);
      return;
    }
    const frame = decodeFrame(bytes);
    const acknowledgement = frame.type === 'acknowledgement' ? this.#queue.acknowledged(frame.acknowledgement) : null;
    if (acknowledgement === null) return;
    this.#pause = firstPause;
    this.#listener.received(new Uint8Array(encodeFrame({ type: 'acknowledgement', acknowledgement })).buffer);
  }

  #closed(closing: unknown): void {
    const isClosing = typeof closing === 'object' && closing !== null && 'code' in closing && 'reason' in closing;
    if (!isClosing || typeof closing.code !== 'number' || typeof closing.reason !== 'string') this.#end(1006, '');
    else this.#end(closing.code, closing.reason);
  }

  /** Posts new frames, or once a post is due, repeats frames that are not acknowledged. */
  #pump(): void {
    if (this.#state !== 'open' || this.#isPosting) return;
    const { hasNews, hasCarets } = this.#queue;
    if (!hasNews && !hasCarets && !this.#isDue) return;
    const now = performance.now();
    const wait = this.#way === 'polls' ? this.#pace.untilFree(now) : 0;
    if (wait > 0) {
      this.#rest(wait);
      return;
    }
    if (hasNews) this.#pace.quicken();
    this.#pace.posted(now);
    this.#isDue = false;
    this.#isPosting = true;
    void this.#post();
  }

  async #post(): Promise<void> {
    const { body, carets } = this.#queue.next();
    let answered: 'here' | 'elsewhere' | 'failed' = 'failed';
    try {
      const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(answerWithin)]);
      const response = await post(this.#address(), body, signal);
      answered = await this.#answered(response);
    } catch {
      // The post or its answer got lost: the frames are posted again.
    }
    this.#isPosting = false;
    if (answered !== 'here' && carets !== null) this.#queue.putBack(carets);
    if (answered === 'failed') this.#failed();
    else {
      this.#failingSince = null;
      this.#next(answered);
    }
  }

  async #answered(response: Response): Promise<'here' | 'elsewhere' | 'failed'> {
    if (response.status === 413) this.#end(closings['too-large'].code, closings['too-large'].sentence);
    // Signed out, no longer allowed, or the stream has ended: opening a new stream shows which.
    else if ([403, 404, 410].includes(response.status)) this.#end(1006, '');
    if (!response.ok) return 'failed';
    this.#watch.expect(Number(response.headers.get('x-stream-events') ?? 0));
    const events = this.#receiveAll(await response.text());
    // y-websocket takes a connection that brings nothing for 30 s for broken.
    if (this.#way === 'polls') this.#listener.received(new Uint8Array(silence).buffer);
    return events.some(({ name }) => name === 'elsewhere') ? 'elsewhere' : 'here';
  }

  #next(answered: 'here' | 'elsewhere'): void {
    if (this.#state !== 'open') return;
    const { hasNews, hasCarets, isWaiting } = this.#queue;
    if (hasNews || (hasCarets && answered === 'here')) this.#pump();
    else if (isWaiting || hasCarets) this.#rest(this.#longer());
    else this.#rest(this.#idle());
  }

  /** The pause before a post that brings no frames, in milliseconds. */
  #idle(): number {
    return this.#way === 'polls' ? this.#pace.next(document.visibilityState) : signOfLife;
  }

  #address(): string {
    return `${this.#room}/stream/${this.#id}?${this.#query}${this.#way === 'polls' ? `&has=${this.#events.has}` : ''}`;
  }

  #watchPage(): void {
    const { signal } = this.#abort;
    document.addEventListener(
      'visibilitychange',
      () => {
        if (!document.hidden && this.#state === 'open') this.#rest(0);
      },
      { signal },
    );
    globalThis.addEventListener(
      'pagehide',
      () => {
        this.close();
      },
      { signal },
    );
  }

  /** Tells the server that this page is gone. Frames that wait go with it. */
  #leave(): void {
    const { body } = this.#queue.next();
    const last = body.byteLength > largestLast ? Uint8Array.of(1) : body;
    post(`${this.#address()}&leave=1`, last, null).catch(() => undefined);
  }

  #failed(): void {
    if (this.#state !== 'open') return;
    const now = performance.now();
    this.#failingSince ??= now;
    if (now - this.#failingSince > failFor) this.#end(1006, '');
    else this.#rest(this.#longer());
  }

  #longer(): number {
    const pause = this.#pause;
    this.#pause = Math.min(longestPause, 2 * pause);
    return pause;
  }

  /** Makes a post due after this time, unless another post goes before. */
  #rest(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isDue = true;
      this.#pump();
    }, milliseconds);
  }

  #end(code: number, reason: string): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#watch.stop();
    this.#abort.abort();
    this.#listener.closed(code, reason);
  }
}
