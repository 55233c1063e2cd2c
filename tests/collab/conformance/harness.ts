import { readFileSync } from 'node:fs';
import type { Test } from 'tap';
import { RawClient, type RawOptions } from '../../support/live/raw-client.ts';
import type { Offer, Target } from './target.ts';
import { WireClient } from './wire.ts';

/** One duty of a y-websocket server, or one attack that it must withstand. */
export interface Case {
  readonly name: string;
  /** The rule of docs/collaboration.md that it holds a server to. */
  readonly rule: string;
  /** The feature without which the case is not run. */
  readonly needs?: readonly Offer[];
  run(t: Test, room: Room): Promise<void>;
}

/** A client of the suite; it keeps the frames that it could not read. */
export type Peer = RawClient & { readonly unreadable: readonly unknown[] };

/** One room of the server under test, which no other case uses. */
export class Room {
  readonly name: string;
  readonly target: Target;
  readonly #peers: RawClient[] = [];
  readonly #wires: WireClient[] = [];

  constructor(target: Target, name: string) {
    this.target = target;
    this.name = name;
  }

  /** Connects somebody with the conversation opened, unless `mute`. */
  peer(name: string, options: Pick<RawOptions, 'document' | 'mute' | 'deaf'> = {}): Peer {
    const unreadable: unknown[] = [];
    const plain = this.target.offers.has('acknowledgements') ? {} : { plain: true as const };
    const client = new RawClient({
      url: this.target.address(this.name),
      headers: this.target.headers(name),
      onUnreadable: (error) => unreadable.push(error),
      ...plain,
      ...options,
    });
    this.#peers.push(client);
    return Object.assign(client, { unreadable });
  }

  /** Connects several clients and waits until they are synced. */
  async peers<const Names extends readonly string[]>(...names: Names): Promise<{ readonly [Index in keyof Names]: Peer }> {
    const peers = names.map((name) => this.peer(name));
    await Promise.all(peers.map((peer) => peer.synced()));
    return peers as { readonly [Index in keyof Names]: Peer };
  }

  /** Connects a client that sends nothing by itself, and waits for the server's first frame. */
  async mute(name: string): Promise<Peer> {
    const peer = this.peer(name, { mute: true });
    await peer.until('the door to open', () => peer.frames.length > 0);
    return peer;
  }

  /** Connects by hand, over TCP. */
  async wire(name: string): Promise<WireClient> {
    const wire = await WireClient.open(this.target.address(this.name), this.target.headers(name));
    this.#wires.push(wire);
    return wire;
  }

  /** Does something terrible while two people go on writing to each other, and a newcomer reads what they wrote. */
  async undisturbed(t: Test, act: () => Promise<void>): Promise<void> {
    const [ann, bob] = await this.peers('bystander-ann', 'bystander-bob');
    const before = this.#memory();
    const exchange = new Exchange(ann, bob);
    exchange.start();
    try {
      await act();
    } finally {
      await exchange.stop();
    }
    t.comment(`longest wait of the others ${Math.round(exchange.longest)} ms, memory ${this.#memory() - before} MB more`);
    t.ok(exchange.count > 1, `the others exchanged ${exchange.count} edits meanwhile`);
    t.same([ann.closed, bob.closed], [null, null], 'and were not closed');
    t.same([...ann.unreadable, ...bob.unreadable], [], 'nor sent a frame that cannot be read');
    t.ok(this.target.isUp(), 'the server is up');
    const newcomer = this.peer('bystander-cat');
    await newcomer.until('the newcomer to read the same', () => exchange.isIn(newcomer));
    t.equal(newcomer.document.store.pendingStructs, null, 'and a newcomer is given no struct that builds on a missing one');
  }

  #memory(): number {
    const pid = this.target.pid();
    if (pid === null) return 0;
    const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Math.round(Number(found?.[1] ?? 0) / 1024);
  }

  /** Everybody leaves. */
  async close(): Promise<void> {
    for (const wire of this.#wires) wire.cut();
    await Promise.all(this.#peers.map((peer) => peer.cut()));
  }
}

/** Two people who answer each other as long as both are there. */
class Exchange {
  count = 0;
  /** The longest that one waited for the other's word, in ms. */
  longest = 0;
  readonly #turns: readonly [Peer, Peer];
  #running: Promise<void> | null = null;
  #isOver = false;

  constructor(ann: Peer, bob: Peer) {
    this.#turns = [ann, bob];
  }

  start(): void {
    this.#running = this.#run();
    // stop() reports it.
    this.#running.catch(() => undefined);
  }

  async #run(): Promise<void> {
    while (!this.#isOver || this.count < 2) {
      const [speaker, listener] = this.count % 2 === 0 ? this.#turns : [this.#turns[1], this.#turns[0]];
      const word = `word-${this.count + 1}`;
      const since = performance.now();
      speaker.document.getMap('chosen').set('talk', [word]);
      await listener.until(`${word} of the others`, () => said(listener) === word || listener.closed !== null);
      if (listener.closed !== null) throw new Error(`one of the others was closed: ${listener.closed.code} ${listener.closed.reason}`);
      this.longest = Math.max(this.longest, performance.now() - since);
      this.count += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  isIn(peer: Peer): boolean {
    return said(peer) === `word-${this.count}`;
  }
}

function said({ document }: Peer): unknown {
  const words = document.getMap('chosen').get('talk');
  return Array.isArray(words) ? words[0] : null;
}
