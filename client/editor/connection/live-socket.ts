import { closingOf } from '../../../src/collab/wire/protocol.ts';
import { doRequestsWork } from './requests.ts';
import { StreamSocket, type Way } from './stream-socket.ts';

/**
 * An upgrade counts as refused if no frame of the server has come after this long, in milliseconds. Some proxies drop the
 * upgrade silently; others let it pass and hold the frames.
 */
const firstFrameWithin = 5_000;
/** This many refused upgrades in a row, while other requests work, mean that WebSockets are blocked. */
const enough = 2;
/** Pages of this tab remember for this long which way frames pass, in milliseconds. */
const rememberFor = 4 * 3_600_000;
const memory = 'concord-sockets-blocked';

type State = 0 | 1 | 2 | 3;
interface Carrier {
  readonly bufferedAmount: number;
  send(frame: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/**
 * A WebSocket that falls back to server-sent events and posts where WebSockets are blocked, and to posts alone where the
 * events are held back too (CO40). It finds that out before it opens, so that nobody sees a connection that opens and is lost.
 */
class FindingSocket extends EventTarget implements WebSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly url: string;
  readonly extensions = '';
  readonly protocol = '';
  binaryType: BinaryType = 'arraybuffer';
  onopen: WebSocket['onopen'] = null;
  onmessage: WebSocket['onmessage'] = null;
  onclose: WebSocket['onclose'] = null;
  onerror: WebSocket['onerror'] = null;
  readyState: State = 0;
  #carrier: Carrier | null = null;
  #refused = 0;

  constructor(url: string | URL) {
    super();
    this.url = String(url);
    const way = remembered();
    if (way === null) this.#upgrade();
    else this.#carry(way);
  }

  get bufferedAmount(): number {
    return this.#carrier?.bufferedAmount ?? 0;
  }

  send(data: string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer>): void {
    if (this.readyState === 0) throw new DOMException('not open yet', 'InvalidStateError');
    if (this.readyState !== 1 || !ArrayBuffer.isView(data)) return;
    this.#carrier?.send(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  close(code?: number, reason?: string): void {
    if (this.readyState > 1) return;
    const isOpen = this.readyState === 1;
    this.readyState = 2;
    if (isOpen) this.#carrier?.close(code, reason);
    else {
      this.#carrier?.close();
      queueMicrotask(() => {
        this.#closed(1006, '');
      });
    }
  }

  /** The server always speaks first, so a WebSocket is open once the first frame has come, and not before (CO40). */
  #upgrade(): void {
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    this.#carrier = socket;
    const refused = (): void => {
      clearTimeout(timer);
      // A proxy that holds frames holds the closing too: it is not waited for.
      socket.onmessage = socket.onclose = null;
      socket.close();
      void this.#wasRefused();
    };
    const timer = setTimeout(refused, firstFrameWithin);
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (this.readyState === 0) {
        clearTimeout(timer);
        forget();
        this.#opened();
      }
      this.#received(data);
    };
    socket.onclose = ({ code, reason }) => {
      clearTimeout(timer);
      if (this.readyState === 0 && closingOf(code) === null) refused();
      else this.#closed(code, reason);
    };
  }

  async #wasRefused(): Promise<void> {
    this.#refused += 1;
    const works = this.readyState === 0 && (await doRequestsWork());
    if (this.readyState !== 0) return;
    if (!works) this.#closed(1006, '');
    else if (this.#refused < enough) this.#upgrade();
    else this.#carry('stream');
  }

  #carry(way: Way): void {
    const since = performance.now();
    this.#carrier = new StreamSocket(this.url.replace(/^ws/, 'http'), way, {
      opened: () => {
        // If plain requests are slow too, the server is busy. The next attempt tries a WebSocket again.
        if (performance.now() - since < firstFrameWithin) remember(way);
        this.#opened();
      },
      received: (frame) => {
        this.#received(frame);
      },
      closed: (code, reason) => {
        if (this.readyState === 0 && code === 1006) void this.#didNotOpen(way);
        else this.#closed(code, reason);
      },
      held: () => {
        remember('polls');
      },
    });
  }

  /** If requests work and a stream does not, posts alone may. If those fail too, the next attempt tries a WebSocket again. */
  async #didNotOpen(way: Way): Promise<void> {
    const works = await doRequestsWork();
    if (works) forget();
    if (works && way === 'stream' && this.readyState === 0) this.#carry('polls');
    else this.#closed(1006, '');
  }

  #opened(): void {
    if (this.readyState !== 0) {
      this.#carrier?.close();
      return;
    }
    this.readyState = 1;
    const event = new Event('open');
    this.onopen?.(event);
    this.dispatchEvent(event);
  }

  #received(data: ArrayBuffer): void {
    if (this.readyState !== 1) return;
    const event = new MessageEvent('message', { data });
    this.onmessage?.(event);
    this.dispatchEvent(event);
  }

  #closed(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    const event = new CloseEvent('close', { code, reason, wasClean: code !== 1006 });
    this.onclose?.(event);
    this.dispatchEvent(event);
  }
}

/** The socket of the page's own connection, and of the connections that resend edits from the device. */
export const LiveSocket: typeof WebSocket = FindingSocket;

/** The way in which frames passed last in this tab; null where a WebSocket has to be tried. */
function remembered(): Way | null {
  try {
    const [at, way] = (sessionStorage.getItem(memory) ?? '').split(' ');
    const isFresh = Date.now() - Number(at) < rememberFor;
    return isFresh && (way === 'stream' || way === 'polls') ? way : null;
  } catch {
    return null;
  }
}

function remember(way: Way): void {
  try {
    if (remembered() !== way) sessionStorage.setItem(memory, `${Date.now()} ${way}`);
  } catch {
    // Without storage, the next page finds out by itself.
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(memory);
  } catch {
    // Without storage, nothing was remembered.
  }
}
