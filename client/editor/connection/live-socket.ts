import { StreamSocket } from './stream-socket.ts';

/** An upgrade that some proxies swallow in silence counts as refused after this long, in milliseconds. */
const upgradeWithin = 5_000;
/** How many refused upgrades in a row, while other requests work, mean that WebSockets are blocked. */
const enough = 2;
/** For how long a page of this tab does not try again whether they still are, in milliseconds. */
const rememberFor = 4 * 3_600_000;
const memory = 'concord-sockets-blocked';

type State = 0 | 1 | 2 | 3;
interface Carrier {
  readonly bufferedAmount: number;
  send(frame: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/**
 * Carries frames to the server as a WebSocket does; over server-sent events and posts where WebSockets are blocked (CO40).
 * Finding that out is part of connecting, so that nobody is told of a connection that was lost.
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
    if (areBlocked()) this.#stream();
    else this.#upgrade();
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

  #upgrade(): void {
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    this.#carrier = socket;
    const timer = setTimeout(() => {
      socket.close();
    }, upgradeWithin);
    socket.onopen = () => {
      clearTimeout(timer);
      forget();
      this.#opened();
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      this.#came(data);
    };
    socket.onclose = ({ code, reason }) => {
      clearTimeout(timer);
      if (this.readyState === 0) void this.#wasRefused();
      else this.#closed(code, reason);
    };
  }

  async #wasRefused(): Promise<void> {
    this.#refused += 1;
    const works = await doRequestsWork();
    if (this.readyState !== 0) return;
    if (!works) this.#closed(1006, '');
    else if (this.#refused < enough) this.#upgrade();
    else this.#stream();
  }

  #stream(): void {
    this.#carrier = new StreamSocket(this.url.replace(/^ws/, 'http'), {
      opened: () => {
        remember();
        this.#opened();
      },
      came: (frame) => {
        this.#came(frame);
      },
      closed: (code, reason) => {
        if (this.readyState === 0 && code === 1006) void this.#didNotOpen();
        else this.#closed(code, reason);
      },
    });
  }

  /** Where requests work and the stream does not, WebSockets are tried next. */
  async #didNotOpen(): Promise<void> {
    if (await doRequestsWork()) forget();
    this.#closed(1006, '');
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

  #came(data: ArrayBuffer): void {
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

/** What carries frames to the server: one class for the page's own connection and for bringing what the device kept. */
export const LiveSocket: typeof WebSocket = FindingSocket;

async function doRequestsWork(): Promise<boolean> {
  try {
    const { ok } = await fetch('/health', { cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(upgradeWithin) });
    return ok;
  } catch {
    return false;
  }
}

function areBlocked(): boolean {
  try {
    return Date.now() - Number(sessionStorage.getItem(memory) ?? 0) < rememberFor;
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    if (!areBlocked()) sessionStorage.setItem(memory, String(Date.now()));
  } catch {
    // Then the next page finds out again.
  }
}

function forget(): void {
  try {
    sessionStorage.removeItem(memory);
  } catch {
    // There is nothing to forget.
  }
}
