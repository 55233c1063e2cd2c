import type { Connection } from './connection/connection.ts';
import { doRequestsWork } from './connection/requests.ts';

/** Without a connection for this long, in milliseconds, while other requests work, the network blocks live editing. */
const blockedAfter = 30_000;
/** Pages of this tab remember it for this long, in milliseconds. */
const rememberFor = 4 * 3_600_000;
const memory = 'concord-live-blocked';

/** Finds out that the network lets pages through, and no live connection of any kind (CO40). */
export class BlockedWatch {
  /** True from then on, until a connection opens. */
  isBlocked = isRemembered();
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Takes in the state of the connection. A server that says why it does not let the page in is not a network that blocks. */
  follow({ state, closing }: Pick<Connection, 'state' | 'closing'>): void {
    const isWithout = (state === 'joining' || state === 'closed') && closing === '';
    if (isWithout) this.#timer ??= this.#lookLater();
    else this.stop();
  }

  /** The network is not to blame: the page is connected, or does not try to connect. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#set('passes');
  }

  #lookLater(): ReturnType<typeof setTimeout> {
    return setTimeout(() => void this.#look(), blockedAfter);
  }

  async #look(): Promise<void> {
    const timer = this.#timer;
    const works = await doRequestsWork();
    // The page was told to stop meanwhile.
    if (this.#timer !== timer) return;
    this.#timer = this.#lookLater();
    if (this.#set(works ? 'blocks' : 'passes')) this.#changed();
  }

  /** Returns whether that is new. */
  #set(network: 'blocks' | 'passes'): boolean {
    const isBlocked = network === 'blocks';
    if (this.isBlocked === isBlocked) return false;
    this.isBlocked = isBlocked;
    remember(isBlocked ? String(Date.now()) : '0');
    return true;
  }
}

function isRemembered(): boolean {
  try {
    return Date.now() - Number(sessionStorage.getItem(memory) ?? 0) < rememberFor;
  } catch {
    return false;
  }
}

function remember(since: string): void {
  try {
    sessionStorage.setItem(memory, since);
  } catch {
    // Without storage, the next page finds out by itself.
  }
}
