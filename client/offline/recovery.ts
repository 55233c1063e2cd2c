import { type Brought, bring } from './bring.ts';
import type { Keeper } from './keeper.ts';
import type { DeviceStore, KeptEdit, KeptWords, Place } from './store.ts';
import { live, living } from './tabs.ts';
import { withTyped } from './typed.ts';

/** What earlier pages left in one room. */
export interface Left {
  readonly room: string;
  readonly place: Place;
  readonly edits: readonly KeptEdit[];
  readonly words: readonly KeptWords[];
}

/** Left edits that cannot be saved, and why. */
export interface Refused {
  readonly left: Left;
  readonly because: string;
}

/** Between two attempts to bring something, in milliseconds: the first pause, doubled up to the longest. */
const firstPause = 2000;
const longestPause = 30_000;

/**
 * Brings what earlier pages of this member left on the device to the rooms it was typed in, whichever page it comes back on: an
 * old epoch's edits meet their own, sealed room and are set aside, never merged here (CO6). Each copy goes once it is durable.
 */
export class Recovery {
  /** Came too late, and is with the coordinator. */
  late: readonly Left[] = [];
  refused: readonly Refused[] = [];
  /** Something could not be brought just now, and is tried again. */
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

  /** How many kept edits of this page's response the server has not accounted for yet. */
  get waiting(): number {
    return this.#left.filter((left) => this.#isHere(left)).reduce((sum, { edits }) => sum + edits.length, 0);
  }

  /** Looks for what pages that are no more left behind, and brings it. */
  async start(): Promise<void> {
    live(this.#keeper.tab);
    const store = await this.#keeper.store;
    if (store === null) return;
    const { edits, words } = await store.all();
    const others = await living();
    const isLeft = ({ tab }: Pick<KeptEdit, 'tab'>): boolean => tab !== this.#keeper.tab && !others.has(tab);
    this.#left = leftIn(edits.filter(isLeft), words.filter(isLeft));
    this.#changed();
    await Promise.all(this.#left.map((left) => this.#bring(store, left)));
  }

  /** Drops what cannot be saved. */
  async discard(): Promise<void> {
    const store = await this.#keeper.store;
    const refused = this.refused;
    this.refused = [];
    this.#changed();
    for (const { left } of refused) await store?.drop(keysOf(left));
  }

  /** Whether it was typed in some draft of the response that this page shows. */
  #isHere({ room }: Left): boolean {
    return responseOf(room) === responseOf(this.#keeper.owner.room);
  }

  async #bring(store: DeviceStore, left: Left): Promise<void> {
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
      const updates = left.edits.map(({ update }) => update);
      const brought: Brought = await bring(`${this.#server}/${left.room}?ack=1&as=${this.#keeper.owner.member}`, updates, this.#socket);
      if (this.#isHere(left)) this.isDelayed = brought.is === 'later';
      if (brought.is !== 'later') {
        await this.#done(store, left, brought);
        return;
      }
      this.#changed();
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
    }
  }

  async #done(store: DeviceStore, left: Left, brought: Exclude<Brought, { readonly is: 'later' }>): Promise<void> {
    this.#left = this.#left.filter((one) => one !== left);
    if (brought.is === 'refused') this.refused = [...this.refused, { left, because: brought.because }];
    else await store.drop(keysOf(left)).catch(() => undefined);
    if (brought.is === 'set-aside') this.late = [...this.late, left];
    this.#changed();
  }
}

/** What a person reads of left edits. */
export function textOf({ edits, words }: Pick<Left, 'edits' | 'words'>): string {
  return withTyped(
    words.map(({ text }) => text),
    edits.map(({ update }) => update),
  );
}

/** Kept edits and words by the room they belong to, oldest first. */
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
