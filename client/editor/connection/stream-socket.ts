import { closings, decodeFrame, encodeFrame, messageType } from '../../../src/collab/wire/protocol.ts';
import { EventReader, type ServerEvent } from './event-stream.ts';
import { Outbox } from './outbox.ts';
import { takePlace } from './places.ts';
import { pageToken, renewToken } from './token.ts';

/** What is told of a connection, whatever carries it. */
export interface CarrierListener {
  opened(): void;
  came(frame: ArrayBuffer): void;
  /** It has ended, or never opened; 1006 where the server did not say why. */
  closed(code: number, reason: string): void;
}

/** For the stream to open, in milliseconds. */
const openWithin = 10_000;
/** For a post to be answered; a slow line may take this long over a large one. */
const answerWithin = 30_000;
/** Between two posts of the same: the first pause, doubled up to the longest. */
const firstPause = 500;
const longestPause = 4_000;
/** How long posts may fail before the connection counts as lost. */
const failFor = 20_000;
/** A post is due this often, so that the server knows somebody is there. */
const signOfLife = 25_000;

/**
 * A connection where WebSockets are blocked (CO40): one answer that stays open brings what the server says, and posts
 * take what the page says, one at a time; what is said meanwhile is the next.
 */
export class StreamSocket {
  readonly #room: string;
  readonly #query: string;
  readonly #listener: CarrierListener;
  readonly #outbox = new Outbox();
  readonly #abort = new AbortController();
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #id = '';
  #isPosting = false;
  #isDue = false;
  #pause = firstPause;
  #failingSince: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `url` is the room's address by http, with its query. */
  constructor(url: string, listener: CarrierListener) {
    const { origin, pathname, search } = new URL(url);
    this.#room = `${origin}${pathname}`;
    this.#query = search;
    this.#listener = listener;
    this.#timer = setTimeout(() => {
      this.#end(1006, '');
    }, openWithin);
    void this.#open();
  }

  /** The bytes of what is not accounted for. */
  get bufferedAmount(): number {
    return this.#outbox.bytes;
  }

  send(frame: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#outbox.add(frame);
    // A turn later: what a page says at once goes at once.
    queueMicrotask(() => {
      this.#pump();
    });
  }

  close(code = 1000, reason = ''): void {
    this.#end(code, reason);
  }

  async #open(): Promise<void> {
    try {
      if (!(await takePlace(this.#abort.signal))) {
        const { code, sentence } = closings['too-many-connections'];
        this.#end(code, sentence);
      }
      let response = await this.#ask();
      if (response.status === 403 && (await renewToken())) response = await this.#ask();
      if (response.ok && response.body !== null && isEvents(response)) await this.#read(response.body);
    } catch {
      // It ends the same way whether it broke or was cut short.
    }
    this.#end(1006, '');
  }

  #ask(): Promise<Response> {
    return post(`${this.#room}/stream${this.#query}`, null, this.#abort.signal);
  }

  async #read(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const events = new EventReader();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const event of events.read(value)) this.#hear(event);
    }
  }

  #hear({ name, data }: ServerEvent): void {
    if (this.#state === 'closed') return;
    if (name === 'open') this.#opened(data);
    else if (name === 'close') this.#closed(JSON.parse(data));
    else if (name === '') this.#came(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
  }

  #opened(id: string): void {
    this.#id = id;
    this.#state = 'open';
    this.#rest(signOfLife);
    this.#listener.opened();
  }

  #came(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes[0] !== messageType.acknowledgement) {
      this.#listener.came(bytes.buffer);
      return;
    }
    const frame = decodeFrame(bytes);
    const acknowledgement = frame.type === 'acknowledgement' ? this.#outbox.acknowledged(frame.acknowledgement) : null;
    if (acknowledgement === null) return;
    this.#pause = firstPause;
    this.#listener.came(new Uint8Array(encodeFrame({ type: 'acknowledgement', acknowledgement })).buffer);
  }

  #closed(said: unknown): void {
    const isClosing = typeof said === 'object' && said !== null && 'code' in said && 'reason' in said;
    if (!isClosing || typeof said.code !== 'number' || typeof said.reason !== 'string') this.#end(1006, '');
    else this.#end(said.code, said.reason);
  }

  /** Posts what is new; or again what is not accounted for, once that is due. */
  #pump(): void {
    if (this.#state !== 'open' || this.#isPosting) return;
    if (!this.#outbox.hasNews && !this.#outbox.hasCarets && !this.#isDue) return;
    this.#isDue = false;
    this.#isPosting = true;
    void this.#post();
  }

  async #post(): Promise<void> {
    const { body, carets } = this.#outbox.next();
    let answered: 'here' | 'elsewhere' | 'failed' = 'failed';
    try {
      const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(answerWithin)]);
      const response = await post(`${this.#room}/stream/${this.#id}${this.#query}`, body, signal);
      answered = await this.#answered(response);
    } catch {
      // Lost on the way there or back: it is posted again.
    }
    this.#isPosting = false;
    if (answered !== 'here' && carets !== null) this.#outbox.again(carets);
    if (answered === 'failed') this.#failed();
    else {
      this.#failingSince = null;
      this.#next(answered);
    }
  }

  async #answered(response: Response): Promise<'here' | 'elsewhere' | 'failed'> {
    if (response.status === 413) this.#end(closings['too-large'].code, closings['too-large'].sentence);
    // Signed out, no longer allowed, or the stream has ended: opening another says which.
    else if ([403, 404, 410].includes(response.status)) this.#end(1006, '');
    if (!response.ok) return 'failed';
    const events = new EventReader().read(await response.text());
    for (const event of events) this.#hear(event);
    return events.some(({ name }) => name === 'elsewhere') ? 'elsewhere' : 'here';
  }

  #next(answered: 'here' | 'elsewhere'): void {
    if (this.#state !== 'open') return;
    const { hasNews, hasCarets, isWaiting } = this.#outbox;
    if (hasNews || (hasCarets && answered === 'here')) this.#pump();
    else if (isWaiting || hasCarets) this.#rest(this.#longer());
    else this.#rest(signOfLife);
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

  /** Posts again after so many milliseconds, if nothing else does before. */
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
    this.#abort.abort();
    this.#listener.closed(code, reason);
  }
}

function post(url: string, body: Uint8Array<ArrayBuffer> | null, signal: AbortSignal): Promise<Response> {
  const type: Record<string, string> = body === null ? {} : { 'content-type': 'application/octet-stream' };
  const headers = { accept: 'text/event-stream', 'x-csrf-token': pageToken(), ...type };
  return fetch(url, { method: 'POST', headers, body, signal, cache: 'no-store', redirect: 'error' });
}

function isEvents(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true;
}
