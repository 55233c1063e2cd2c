import type { DraftKey } from '../../store/drafts.ts';
import { Connection, type Guest } from './connection.ts';
import type { Limits } from '../limits.ts';
import type { Gate } from '../ports.ts';
import { type Closing, oftenSentence } from '../wire/protocol.ts';
import { Neighbours } from '../presence/neighbours.ts';
import { Rechecks } from './rechecks.ts';
import { Room } from './room.ts';
import type { RoomTools } from './tools.ts';
import { type Share, Shares } from '../door/shares.ts';
import type { Socket } from '../wire/socket.ts';
import { within } from '../log/deadline.ts';
import { Lookout } from '../log/lookout.ts';

/** The kind of a change by another node: to the text of a draft, or to rights. */
export type News = 'text' | 'rights';

/** Somebody who has a draft open. */
export interface Present {
  readonly member: string;
  readonly name: string;
  readonly organisation: string;
  readonly may: 'write' | 'read';
}

/** All rooms of this process: loads them, lets connections in, unloads them. */
export class Rooms {
  readonly #tools: RoomTools;
  readonly #limits: Limits;
  readonly #rechecks: Rechecks;
  readonly #neighbours: Neighbours;
  readonly #rooms = new Map<string, Room>();
  readonly #loading = new Map<string, Promise<Room | null>>();
  readonly #shares: Shares;
  readonly #unloading = new Set<Room>();
  readonly #timer: NodeJS.Timeout;
  #closed: Promise<void> | null = null;
  readonly #entries: Lookout;
  readonly #rights: Lookout;
  readonly #hinted = new Set<News>();

  constructor(tools: RoomTools, gate: Gate) {
    this.#tools = tools;
    this.#limits = tools.limits;
    this.#rechecks = new Rechecks(gate, tools.limits, tools.log);
    this.#neighbours = new Neighbours(tools);
    this.#shares = new Shares(tools.limits);
    const failed = (error: unknown): void => {
      tools.log.info({ err: error }, 'the store did not say what changed');
    };
    this.#entries = new Lookout(() => this.#lookForEntries(), failed);
    this.#rights = new Lookout(() => this.#rechecks.poll(), failed);
    this.#timer = setInterval(() => {
      this.#tick();
    }, tools.limits.tickEvery).unref();
  }

  /** The rooms of this process and the connections in them. */
  get counted(): { readonly rooms: number; readonly connections: number } {
    const connections = [...this.#rooms.values()].reduce((sum, room) => sum + room.audience.connections.size, 0);
    return { rooms: this.#rooms.size, connections };
  }

  /** To be read before the Gate is asked: if rights change meanwhile, the Gate is asked about the guest again. */
  get askedAt(): number {
    return this.#rechecks.count;
  }

  /** Lets a guest into the room of a draft and epoch. The room is loaded once for all; no frame is read before that (CO2). */
  async join(guest: Guest): Promise<void> {
    const { socket, key, admission } = guest;
    const connection = new Connection(guest, this.#limits);
    const share = this.#shares.of(admission.member);
    const tooMany = share.whyNotConnect(performance.now(), guest.as);
    share.connections += 1;
    socket.once('close', () => {
      share.connections -= 1;
    });
    socket.pause();
    const room = tooMany ?? (await this.#roomInTime(key));
    socket.resume();
    if (!(room instanceof Room)) {
      connection.close(room, room === 'too-many-openings' ? oftenSentence : '');
      this.#report(connection, share);
      return;
    }
    if (connection.isOver) return;
    this.#attach(connection, room, socket, share);
    await this.#rechecks.add(connection, guest.askedAt);
  }

  #attach(connection: Connection, room: Room, socket: Socket, share: Share): void {
    socket.on('message', (data: Buffer, isBinary) => {
      if (connection.isOver) return;
      const now = performance.now();
      connection.noteLife(now);
      // A held update is merged with every frame that follows, so it is paid for each time.
      const tooMuch = isBinary ? share.take(now, data.byteLength + connection.backlog.heldBytes) : 'bad-frame';
      if (tooMuch !== null) connection.close(tooMuch);
      else {
        const before = process.threadCpuUsage();
        const frames = room.receive(connection, data);
        share.spend(now, frames, milliseconds(process.threadCpuUsage(before)));
      }
      if (connection.closing !== null) this.#report(connection, share);
    });
    socket.on('pong', () => {
      connection.noteLife(performance.now());
    });
    socket.once('close', () => {
      this.#rechecks.drop(connection);
      room.leave(connection);
    });
    room.join(connection);
  }

  /** Tells the operator of a member who met a limit, or whose edits contradict known words. */
  #report({ closing, member }: Connection, share: Share): void {
    if (closing !== null && share.isNews(closing, performance.now())) this.#tools.onLimited(member, closing);
  }

  /** A store that hangs must not leave a paused socket behind. */
  async #roomInTime(key: DraftKey): Promise<Room | Closing> {
    const room = await within(this.#limits.openWithin, this.#roomFor(key));
    return room === 'too-late' ? 'not-loaded' : room;
  }

  async #roomFor(key: DraftKey): Promise<Room | Closing> {
    for (;;) {
      if (this.#closed !== null) return 'restarting';
      const found = this.#rooms.get(nameOf(key));
      if (found?.ended === null) return found;
      // An epoch that was sealed is loaded anew, at the cut.
      if (found !== undefined) await found.ended;
      else {
        const loaded = await this.#load(key).catch((error: unknown) => {
          this.#tools.log.warn({ err: error, ...key }, 'a draft was not loaded');
          return 'not-loaded' as const;
        });
        if (loaded === null) return 'gone';
        if (loaded === 'not-loaded') return loaded;
      }
    }
  }

  #load(key: DraftKey): Promise<Room | null> {
    const name = nameOf(key);
    const before = this.#loading.get(name);
    if (before !== undefined) return before;
    const loading = this.#open(key).finally(() => this.#loading.delete(name));
    this.#loading.set(name, loading);
    return loading;
  }

  async #open(key: DraftKey): Promise<Room | null> {
    const { drafts } = this.#tools;
    const log = await drafts.load(key);
    if (log === null) return null;
    const late = log.cut === null ? [] : (await drafts.late(key.draft)).filter(({ epoch }) => epoch === key.epoch);
    const room = new Room(key, { log, late }, this.#tools, (ended) => {
      if (this.#rooms.get(nameOf(key)) === ended) this.#rooms.delete(nameOf(key));
      this.#neighbours.left(ended);
    });
    this.#rooms.set(nameOf(key), room);
    return room;
  }

  /** To be called where rights or a text may have changed, in one draft or in all: asks the Gate and the store again (CO5). */
  recheck(draft?: string): void {
    void this.#rechecks.changed(draft);
    this.#look();
  }

  /** To be called at a hint that another node wrote something: asks the store soon, once for many hints (CO30). */
  lookSoon(news: News): void {
    if (this.#hinted.has(news) || this.#closed !== null) return;
    this.#hinted.add(news);
    setTimeout(() => {
      this.#hinted.delete(news);
      void (news === 'text' ? this.#entries : this.#rights).look();
    }, this.#limits.lookWithin).unref();
  }

  /** To be called once an epoch is sealed: its room saves or sets aside the edits it received, and ends (CO5). */
  async sealed(key: DraftKey): Promise<void> {
    await this.#loading.get(nameOf(key))?.catch(() => null);
    const room = this.#rooms.get(nameOf(key));
    if (room?.known.sealed === false) await room.end('sealed');
  }

  /** The members who have a draft open now, each once, sorted by name. */
  presence(draft: string): readonly Present[] {
    const present = new Map<string, Present>();
    for (const room of this.#rooms.values()) {
      if (room.key.draft !== draft) continue;
      for (const { admission } of room.audience.connections) {
        const { member, name, organisation, may } = admission;
        present.set(member, { member, name, organisation, may });
      }
    }
    return [...present.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Commits all edits, then closes every connection retryably. Waits no longer than the limits say (CO11). */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await within(this.#limits.closeWithin, Promise.allSettled(this.#loading.values()));
    const ended = Promise.all([...this.#rooms.values()].map((room) => room.end('restarting', this.#limits.closeWithin)));
    // A room that is sealing waits for its late edits without a deadline of its own.
    await within(2 * this.#limits.closeWithin, ended);
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    for (const room of this.#rooms.values()) {
      this.#tickRoom(room, now);
      if (room.isIdle(now)) void this.#unload(room);
    }
    this.#shares.sweep(now);
    void this.#rechecks.tick();
    this.#look();
  }

  /** A failure in one room ends that room and no other. */
  #tickRoom(room: Room, now: number): void {
    try {
      room.tick(now);
      this.#neighbours.tick(room, now);
    } catch (error) {
      this.#tools.log.warn({ err: error, ...room.key }, 'a room is given up and loaded anew');
      void room.end('not-loaded');
    }
  }

  async #unload(room: Room): Promise<void> {
    if (this.#unloading.has(room)) return;
    this.#unloading.add(room);
    try {
      await room.compact();
      if (room.isIdle(performance.now())) await room.end('restarting');
    } finally {
      this.#unloading.delete(room);
    }
  }

  /** Asks the store for all that other nodes changed: entries and seals, and the rights and sessions of everybody here (CO30). */
  #look(): void {
    void this.#entries.look();
    void this.#rights.look();
  }

  async #lookForEntries(): Promise<void> {
    if (this.#rooms.size === 0) return;
    const changed = await this.#tools.drafts.changed([...this.#rooms.values()].map((room) => room.known));
    for (const key of changed) await this.#takeIn(key);
  }

  /** Takes in the entries of other nodes to one draft at once, for a client that may have written there (CO40). */
  async catchUp(key: DraftKey): Promise<void> {
    const room = this.#rooms.get(nameOf(key));
    if (room !== undefined && (await this.#tools.drafts.changed([room.known])).length > 0) await this.#takeIn(key);
  }

  async #takeIn(key: DraftKey): Promise<void> {
    const room = this.#rooms.get(nameOf(key));
    if (room?.ended !== null) return;
    const state = await room.lookForNews();
    if (state === 'gone') await room.end('gone');
    else if (state === 'sealed') void room.end('sealed');
  }
}

/** CPU time of this thread; time that other processes took is not charged to the member. */
function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

function nameOf({ draft, epoch }: DraftKey): string {
  return `${draft}/${epoch}`;
}
