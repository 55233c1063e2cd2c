import type { Keeper } from './keeper.ts';
import { type Resent, resend } from './resend.ts';
import type { DeviceStore, KeptEdit, KeptWords, Place } from './store.ts';
import { live, living } from './tabs.ts';
import { withTyped } from './typed.ts';

/** The edits and words that earlier pages left behind for one room. */
export interface Left {
  readonly room: string;
  readonly place: Place;
  readonly edits: readonly KeptEdit[];
  readonly words: readonly KeptWords[];
}

/** Left edits that cannot be saved, and the reason. */
export interface Refused {
  readonly left: Left;
  readonly because: string;
  /** True where the text of these edits was closed for good; they are then deleted as the page is left (CO15). */
  readonly isGone: boolean;
}

/** Pause between two attempts, in milliseconds: the first, doubled each time up to the longest. */
const firstPause = 2000;
const longestPause = 30_000;

/**
 * Resends edits that earlier pages of this member left on the device, each to its own room, from any page. Edits of an old
 * epoch go to its sealed room and are set aside there; they are never merged into this page (CO6). A copy is deleted once
 * its edits are durable on the server.
 */
export class Recovery {
  /** Edits that came after the lock; the coordinator has them. */
  late: readonly Left[] = [];
  refused: readonly Refused[] = [];
  /** Resending failed for this page's response, and will be tried again. */
  isDelayed = false;
  readonly #keeper: Keeper;
  readonly #server: string;
  readonly #socket: typeof WebSocket;
  readonly #changed: () => void;
  #left: readonly Left[] = [];

  constructor(keeper: Keeper, server: string, socket: typeof WebSocket, changed: () => void) {
    this.#keeper = keeper;
    this.#server = server;
    this.#socket = socket;
    this.#changed = changed;
  }

  /** Left edits of this page's response that the server has not accounted for. */
  get waiting(): number {
    return this.#left.filter((left) => this.#isHere(left)).reduce((sum, { edits }) => sum + edits.length, 0);
  }

  /** Finds the edits of pages that are closed, and resends them. */
  async start(): Promise<void> {
    live(this.#keeper.tab);
    const store = await this.#keeper.store;
    if (store === null) return;
    const { edits, words } = await store.all();
    const others = await living();
    const isLeft = ({ tab }: Pick<KeptEdit, 'tab'>): boolean => tab !== this.#keeper.tab && !others.has(tab);
    this.#left = leftIn(edits.filter(isLeft), words.filter(isLeft));
    this.#changed();
    await Promise.all(this.#left.map((left) => this.#resend(store, left)));
  }

  /** Deletes the edits that cannot be saved. */
  async discard(): Promise<void> {
    const store = await this.#keeper.store;
    const refused = this.refused;
    this.refused = [];
    this.#changed();
    for (const { left } of refused) await store?.drop(keysOf(left));
  }

  /** Deletes, as the page is left, the edits of texts that were closed for good. */
  async leave(): Promise<void> {
    const store = await this.#keeper.store;
    for (const { left } of this.refused.filter(({ isGone }) => isGone)) await store?.drop(keysOf(left));
  }

  /** True for edits of any draft of this page's response. */
  #isHere({ room }: Left): boolean {
    return responseOf(room) === responseOf(this.#keeper.owner.room);
  }

  async #resend(store: DeviceStore, left: Left): Promise<void> {
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
      const updates = left.edits.map(({ update }) => update);
      const resent: Resent = await resend(`${this.#server}/${left.room}?ack=1&as=${this.#keeper.owner.member}`, updates, this.#socket);
      if (this.#isHere(left)) this.isDelayed = resent.is === 'later';
      if (resent.is !== 'later') {
        await this.#done(store, left, resent);
        return;
      }
      this.#changed();
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
    }
  }

  async #done(store: DeviceStore, left: Left, resent: Exclude<Resent, { readonly is: 'later' }>): Promise<void> {
    this.#left = this.#left.filter((one) => one !== left);
    if (resent.is === 'refused' || resent.is === 'gone')
      this.refused = [...this.refused, { left, because: resent.because, isGone: resent.is === 'gone' }];
    else await store.drop(keysOf(left)).catch(() => undefined);
    if (resent.is === 'set-aside') this.late = [...this.late, left];
    this.#changed();
  }
}

/** Left edits as text for a person. */
export function textOf({ edits, words }: Pick<Left, 'edits' | 'words'>): string {
  return withTyped(
    words.map(({ text }) => text),
    edits.map(({ update }) => update),
  );
}

/** Groups kept edits and words by room, oldest first. */
export function leftIn(edits: readonly KeptEdit[], words: readonly KeptWords[]): readonly Left[] {
  const byRoom = Map.groupBy(edits, ({ room }) => room);
  return [...byRoom].flatMap(([room, of]) => {
    const [first] = of;
    return first === undefined ? [] : [{ room, place: first.place, edits: of, words: words.filter((one) => one.room === room) }];
  });
}

function responseOf(room: string): string {
  return room.split('/', 1)[0] ?? '';
}

function keysOf({ edits, words }: Left): readonly { room: string; tab: string; n: number }[] {
  return [...edits.map(({ room, tab, n }) => ({ room, tab, n })), ...words.map(({ room, tab }) => ({ room, tab, n: 0 }))];
}
