import { chosenMap } from '../../src/text/read.ts';
import { all, data, need } from '../dom.ts';
import { Announcer } from './saying/announcer.ts';
import { Asking } from './asking.ts';
import { Beat } from './beat.ts';
import { BlockedWatch } from './blocked.ts';
import { Connection } from './connection/connection.ts';
import { keepFocus } from './focus.ts';
import { Keeping } from './keeping.ts';
import { Late } from './late/late.ts';
import { Notices } from './notices.ts';
import { Outline } from './outline.ts';
import { Presence } from './presence.ts';
import { type Saved, savedState } from './saying/saved.ts';
import { Remedies } from './remedies.ts';
import { watchScrolling } from './scrolling.ts';
import { CaretDispatcher } from './section/carets.ts';
import { Choices } from './section/choices.ts';
import { MountQueue } from './section/mounting.ts';
import { NotAnswering } from './section/not-answering.ts';
import { Section } from './section/section.ts';
import { watchReady } from './section/ready.ts';
import { Standings } from './standings.ts';
import type { ResponseState } from './state.ts';
import { Status } from './saying/status.ts';
import { Times } from './saying/times.ts';
import { measureTop } from './top.ts';
import { watchKeys } from './writing/keys.ts';
import { Writing } from './writing/writing.ts';

/** An edit that waits this long, in milliseconds, means that the service does not answer. */
const patience = 8000;

/** Takes over the response page: makes the text live, and keeps every claim about it true. */
export function mountResponse(root: HTMLElement): void {
  document.documentElement.classList.add('cc-scripted');
  measureTop(root);
  const page = new ResponsePage(root);
  if (data(root, 'text') === 'open') page.join();
  else page.watch();
}

/** The response page: makes its parts, and passes news from the connection, the server and the person to them. */
class ResponsePage {
  readonly #root: HTMLElement;
  readonly #room: string;
  readonly #may: 'write' | 'read';
  readonly #beat = new Beat();
  readonly #asking: Asking;
  readonly #keeping: Keeping;
  readonly #connection: Connection;
  readonly #carets: CaretDispatcher;
  readonly #sections: readonly Section[];
  readonly #queue: MountQueue;
  readonly #choices: Choices;
  readonly #announce = (text: string): void => {
    // A screen reader must read a repeated notice again; `say` skips a text that stands there already.
    need(this.#root, '[data-announce]', HTMLElement).replaceChildren(text);
  };
  readonly #notAnswering: NotAnswering;
  readonly #outline: Outline;
  readonly #standings: Standings;
  readonly #presence: Presence;
  readonly #status: Status;
  readonly #notices: Notices;
  readonly #remedies: Remedies;
  readonly #late: Late;
  readonly #writing: Writing;
  readonly #times: Times;
  readonly #blocked = new BlockedWatch(() => {
    this.#refresh();
  });
  #text: 'open' | 'locked' | 'replaced';
  #ready = false;
  #tick: ReturnType<typeof setTimeout> | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#room = data(root, 'room');
    this.#may = data(root, 'may') === 'write' ? 'write' : 'read';
    this.#text = data(root, 'text') === 'open' ? 'open' : 'locked';
    this.#times = new Times(data(root, 'zone'));
    const server = `${location.origin.replace(/^http/, 'ws')}/live`;
    this.#asking = this.#questions();
    this.#keeping = this.#keep(server);
    this.#connection = this.#connect(server);
    const { doc, awareness } = this.#connection;
    this.#carets = new CaretDispatcher(awareness, this.#beat);
    this.#outline = new Outline(root);
    this.#presence = new Presence(root, awareness, this.#outline);
    this.#status = new Status(root);
    this.#choices = new Choices(root, doc.getMap(chosenMap), this.#announce);
    this.#notAnswering = new NotAnswering(root, doc);
    this.#standings = new Standings(root, {
      outline: this.#outline,
      choices: this.#choices,
      notAnswering: this.#notAnswering,
      announcer: new Announcer(need(root, '[data-announce]', HTMLElement)),
    });
    this.#writing = new Writing(root);
    this.#sections = all(root, '[data-section]', HTMLElement)
      .filter((section) => section.querySelector('[data-text]') !== null)
      .map((section) => this.#section(section));
    const { choices, notAnswering, standings } = { choices: this.#choices, notAnswering: this.#notAnswering, standings: this.#standings };
    this.#late = new Late(root, { sections: this.#sections, choices, notAnswering, standings });
    this.#remedies = new Remedies({ keeping: this.#keeping, connection: this.#connection, asking: this.#asking, sections: this.#sections });
    this.#notices = this.#makeNotices();
    this.#queue = new MountQueue(this.#sections);
    watchKeys(root, () => {
      this.#announce(`${this.#status.line}. ${this.#presence.inWords}.`);
    });
    watchScrolling(root, this.#carets, this.#outline, () => this.#writing.isFocused);
    this.#refresh();
  }

  /** Connects to the room, and asks before the page is left while an edit waits. */
  join(): void {
    this.#connection.connect();
    globalThis.addEventListener('online', () => {
      if (this.#connection.state === 'closed') this.#connection.connect();
    });
    // A network that went away leaves the socket open for half a minute.
    globalThis.addEventListener('offline', () => {
      if (this.#connection.state === 'open') this.#connection.reconnect();
    });
    globalThis.addEventListener('beforeunload', (event) => {
      if (this.#waiting > 0) event.preventDefault();
    });
  }

  /** Follows a text that was locked when the page was loaded: it may be opened again. */
  watch(): void {
    this.#asking.lookAgain();
  }

  #keep(server: string): Keeping {
    return new Keeping(this.#root, server, () => this.#sections, {
      changed: () => {
        this.#refresh();
      },
      // While the connection is open, the page says nothing about the device.
      kept: () => {
        if (this.#connection.state !== 'open') this.#refresh();
      },
    });
  }

  #makeNotices(): Notices {
    return new Notices(this.#root, {
      keeping: this.#keeping,
      late: this.#late,
      act: (action) => {
        this.#remedies.act(action);
      },
      changed: () => {
        this.#refresh();
      },
      lostFocus: () => {
        this.#writing.focus();
      },
    });
  }

  #questions(): Asking {
    return new Asking(this.#root, {
      learnt: (state) => {
        this.#learn(state);
      },
      refused: (because, remedy) => {
        this.#connection.refuse(because, remedy);
      },
      asked: () => {
        this.#refresh();
      },
    });
  }

  #connect(server: string): Connection {
    return new Connection(server, this.#keeping.keeper, this.#beat, {
      changed: () => {
        this.#refresh();
      },
      askAgain: () => {
        void this.#asking.ask();
      },
    });
  }

  #section(root: HTMLElement): Section {
    return new Section(root, { doc: this.#connection.doc, carets: this.#carets, beat: this.#beat }, this.#may, {
      focused: (section) => {
        this.#outline.here(section.id);
        if (this.#may === 'write') this.#writing.begin(section);
      },
      counted: (section) => {
        this.#standings.show(section.id, section);
      },
      say: this.#announce,
    });
  }

  /** Shows everything that depends on the connection, the device or the server's last answer. */
  #refresh(): void {
    const { ledger, state, synced } = this.#connection;
    this.#times.follow(state, this.#waiting, this.#settled ? 'settled' : 'unsettled');
    if (synced && this.#asking.isAnswered && this.#text === 'open') this.#start();
    this.#presence.connected(state === 'open' ? 'connected' : 'disconnected');
    this.#keeping.follow(this.#connection);
    if (this.#text === 'open') this.#blocked.follow(this.#connection);
    else this.#blocked.stop();
    this.#root.toggleAttribute('data-blocked', this.#blocked.isBlocked);
    const saved = this.#saved();
    this.#status.show(saved);
    this.#notices.show(saved, this.#text);
    if (ledger.setAside > 0) void this.#late.show(this.#text);
    if (this.#keeping.recovery.late.length > 0) this.#late.follow();
    if (this.#late.areWaiting) this.#asking.lookAgain();
    if (this.#waiting > 0) this.#tickLater();
  }

  /** Edits that the server has not accounted for: made on this page, or left on the device by an earlier page. */
  get #waiting(): number {
    return this.#connection.ledger.waiting + this.#keeping.recovery.waiting;
  }

  /** Every edit is on the server's disk, those of earlier pages included. */
  get #settled(): boolean {
    return this.#connection.ledger.settled && this.#keeping.recovery.waiting === 0;
  }

  #saved(): Saved {
    const { ledger, state, room, refusal, remedy, closing, progressAt } = this.#connection;
    const { keeper, recovery } = this.#keeping;
    return savedState({
      may: this.#may,
      text: this.#text,
      connection: state,
      network: this.#blocked.isBlocked ? 'blocks-live' : 'unknown',
      room,
      ready: this.#ready,
      settled: this.#settled,
      waiting: this.#waiting,
      setAside: ledger.setAside,
      became: this.#late.became,
      overdue: ledger.waiting > 0 && performance.now() - progressAt >= patience,
      delayed: recovery.waiting > 0 && recovery.isDelayed,
      refusal,
      remedy: remedy === 'undo' && !this.#remedies.canUndo ? 'reload' : remedy,
      closing,
      kept: keeper.where,
      onDevice: this.#waiting - keeper.pending,
      savedAt: this.#times.savedAt,
      offlineSince: this.#times.offlineSince,
    });
  }

  #tickLater(): void {
    if (this.#tick !== null) return;
    this.#tick = setTimeout(() => {
      this.#tick = null;
      this.#refresh();
    }, 1000);
  }

  /** Lets editors take over: the text is synced, and its epoch is the current one (ED1). */
  #start(): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#root.dataset['ready'] = 'ready';
    for (const section of this.#sections) section.watch();
    this.#choices.allow(this.#may);
    this.#notAnswering.allow(this.#may);
    this.#standings.watch(this.#connection.doc, this.#sections);
    watchReady(this.#root, this.#connection.doc);
    this.#queue.start();
  }

  #learn(state: ResponseState): void {
    if (state.room !== this.#room) this.#text = state.text === 'open' ? 'replaced' : 'locked';
    else if (state.text === 'locked') this.#text = 'locked';
    else if (this.#text === 'locked') this.#text = 'replaced';
    this.#late.learn(state.late);
    if (this.#text === 'open') return;
    if (this.#text === 'locked') this.#outline.lock();
    this.#asking.lookAgain();
    keepFocus(() => {
      this.#makeReadOnly();
    });
    this.#notices.learn(state);
  }

  /** Makes every answer read-only. This only shows the lock (ED12). */
  #makeReadOnly(): void {
    this.#root.dataset['closed'] = 'closed';
    for (const section of this.#sections) section.close();
    this.#choices.allow('read');
    this.#notAnswering.allow('read');
    this.#writing.end();
  }
}
