import { chosenMap, notAnsweredMap } from '../../src/text/read.ts';
import { countText, excessOf, standingOf } from '../../src/text/standing.ts';
import { CaretDispatcher } from './section/carets.ts';
import { Choices } from './section/choices.ts';
import { all, data, need, numberIn, say } from '../dom.ts';
import { keepInPlace } from './in-place.ts';
import { lateWords } from './late.ts';
import { showLocked } from './locked.ts';
import { Keeping } from './keeping.ts';
import { watchKeys } from './keys.ts';
import { Link } from './connection/connection.ts';
import { MountQueue } from './section/mounting.ts';
import { NotAnswering } from './section/not-answering.ts';
import { Outline } from './outline.ts';
import { Presence } from './presence.ts';
import { type Saved, type StripAction, savedState } from './saved.ts';
import { watchScrolling } from './scrolling.ts';
import { Section } from './section/section.ts';
import { type ResponseState, askState } from './state.ts';
import { Status } from './status.ts';
import { Toolbar } from './toolbar.ts';

/** How long an edit may wait before the page says that the service does not answer, in milliseconds. */
const patience = 8000;
/** How often a page with a locked text asks whether it still is, in milliseconds. */
const lookAgainAfter = 20_000;

/** Takes over the response page: the text becomes live, and every claim about it true. */
export function mountResponse(root: HTMLElement): void {
  document.documentElement.classList.add('cc-scripted');
  const page = new ResponsePage(root);
  if (data(root, 'text') === 'open') page.join();
  else page.lookAgain();
}

class ResponsePage {
  readonly #root: HTMLElement;
  readonly #room: string;
  readonly #may: 'write' | 'read';
  readonly #keeping: Keeping;
  readonly #link: Link;
  readonly #carets: CaretDispatcher;
  readonly #sections: readonly Section[];
  readonly #queue: MountQueue;
  readonly #choices: Choices;
  readonly #notAnswering: NotAnswering;
  readonly #outline: Outline;
  readonly #presence: Presence;
  readonly #status: Status;
  readonly #toolbar = new Toolbar();
  readonly #clock: Intl.DateTimeFormat;
  #text: 'open' | 'locked' | 'replaced';
  #asked: ResponseState | null = null;
  #asking = false;
  #live: Section | null = null;
  #savedAt = '';
  #wrote = false;
  #offlineSince = '';
  #ready = false;
  #late: 'none' | 'looking' | 'shown' = 'none';
  #tick: ReturnType<typeof setTimeout> | null = null;
  #looking: ReturnType<typeof setInterval> | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#room = data(root, 'room');
    this.#may = data(root, 'may') === 'write' ? 'write' : 'read';
    this.#text = data(root, 'text') === 'open' ? 'open' : 'locked';
    this.#clock = new Intl.DateTimeFormat('en-GB', { timeZone: data(root, 'zone'), hour: 'numeric', minute: '2-digit', hour12: true });
    const server = `${location.origin.replace(/^http/, 'ws')}/live`;
    const changed = (): void => {
      this.#refresh();
    };
    this.#keeping = new Keeping(root, server, () => this.#sections, {
      changed,
      // While the server accounts for everything at once, nobody reads what the device does.
      kept: () => {
        if (this.#link.state !== 'open') this.#refresh();
      },
    });
    this.#link = new Link(server, this.#keeping.keeper, {
      changed,
      questionable: () => {
        void this.#ask();
      },
    });
    const { doc, awareness } = this.#link;
    this.#carets = new CaretDispatcher(awareness);
    this.#outline = new Outline(root);
    this.#presence = new Presence(root, awareness);
    this.#status = new Status(root, (action) => {
      this.#act(action);
    });
    this.#choices = new Choices(root, doc.getMap(chosenMap));
    this.#notAnswering = new NotAnswering(root, doc.getMap(notAnsweredMap));
    this.#sections = all(root, '[data-section]', HTMLElement)
      .filter((section) => section.querySelector('[data-text]') !== null)
      .map((section) => this.#section(section));
    this.#queue = new MountQueue(this.#sections);
    watchScrolling(root, this.#carets, this.#outline, () => this.#live?.editor?.isFocused === true);
    watchKeys(root, this.#toolbar, (target) => this.#text === 'open' && this.#live?.host.contains(target) === true);
    this.#refresh();
  }

  join(): void {
    this.#link.connect();
    globalThis.addEventListener('online', () => {
      if (this.#link.state === 'closed') this.#link.connect();
    });
    globalThis.addEventListener('beforeunload', (event) => {
      if (this.#waiting > 0) event.preventDefault();
    });
  }

  /** A locked text stays locked for days: asked now and then who can open it, and whether somebody did. */
  lookAgain(): void {
    if (this.#looking !== null) return;
    this.#looking = setInterval(() => {
      if (!document.hidden) void this.#ask();
    }, lookAgainAfter);
  }

  #section(root: HTMLElement): Section {
    return new Section(root, this.#link.doc, this.#carets, this.#may, {
      focused: (section) => {
        this.#focus(section);
      },
      counted: (section) => {
        this.#stand(section.id);
      },
      say: (text) => {
        say(need(this.#root, '[data-announce]', HTMLElement), text);
      },
    });
  }

  /** Everything that follows from what the connection or the server told. */
  #refresh(): void {
    const { ledger, state, synced } = this.#link;
    if (this.#waiting > 0) this.#wrote = true;
    if (this.#settled && this.#wrote && state === 'open') this.#savedAt = this.#time();
    if (this.#settled) this.#wrote = false;
    if (state !== 'closed') this.#offlineSince = '';
    else if (this.#offlineSince === '') this.#offlineSince = this.#time();
    if (synced && this.#asked !== null && this.#text === 'open') this.#start();
    this.#presence.connected(state === 'open' ? 'connected' : 'disconnected');
    this.#keeping.follow(this.#link);
    this.#status.show(this.#saved());
    if (ledger.setAside > 0) void this.#showLate();
    if (this.#waiting > 0) this.#tickLater();
  }

  /** Edits that the server has not accounted for: made here, or left on the device by an earlier page. */
  get #waiting(): number {
    return this.#link.ledger.waiting + this.#keeping.recovery.waiting;
  }

  get #settled(): boolean {
    return this.#link.ledger.settled && this.#keeping.recovery.waiting === 0;
  }

  #saved(): Saved {
    const { ledger, state, room, refusal, remedy, closing, progressAt } = this.#link;
    const { keeper, recovery } = this.#keeping;
    const isOverdue = ledger.waiting > 0 && performance.now() - progressAt >= patience;
    return savedState({
      may: this.#may,
      text: this.#text,
      link: state,
      room,
      ready: this.#ready,
      settled: this.#settled,
      waiting: this.#waiting,
      setAside: ledger.setAside,
      overdue: isOverdue,
      delayed: recovery.waiting > 0 && recovery.isDelayed,
      refusal,
      remedy: remedy === 'undo' && this.#undoable() === null ? 'reload' : remedy,
      closing,
      kept: keeper.where,
      onDevice: this.#waiting - keeper.pending,
      savedAt: this.#savedAt,
      offlineSince: this.#offlineSince,
    });
  }

  #tickLater(): void {
    if (this.#tick !== null) return;
    this.#tick = setTimeout(() => {
      this.#tick = null;
      this.#refresh();
    }, 1000);
  }

  /** Editors take over: the text is synced, and the epoch is the one people meet (ED1). */
  #start(): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#root.dataset['ready'] = 'ready';
    for (const section of this.#sections) section.watch();
    this.#choices.allow(this.#may);
    this.#notAnswering.allow(this.#may);
    const { doc } = this.#link;
    for (const name of [chosenMap, notAnsweredMap]) {
      doc.getMap(name).observe((event) => {
        for (const id of event.keysChanged) if (typeof id === 'string') this.#stand(id);
      });
    }
    for (const root of all(this.#root, '[data-section]', HTMLElement)) this.#stand(data(root, 'section'));
    this.#queue.start();
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await askState(data(this.#root, 'state'), data(this.#root, 'me'));
    this.#asking = false;
    if (answer.ok) this.#learn(answer.state);
    else if (answer.because !== '') this.#link.refuse(answer.because, answer.remedy);
    else if (this.#asked === null) setTimeout(() => void this.#ask(), 2000);
    this.#refresh();
  }

  #learn(state: ResponseState): void {
    this.#asked = state;
    if (state.room !== this.#room) this.#text = state.text === 'open' ? 'replaced' : 'locked';
    else if (state.text === 'locked') this.#text = 'locked';
    else if (this.#text === 'locked') this.#text = 'replaced';
    if (this.#text === 'open') return;
    if (this.#text === 'locked') this.#outline.lock();
    this.lookAgain();
    for (const section of this.#sections) section.close();
    this.#choices.allow('read');
    this.#notAnswering.allow('read');
    this.#toolbar.element.remove();
    this.#toolbar.hint.remove();
    this.#live?.root.classList.remove('cc-q--live');
    if (state.notice !== null) showLocked(this.#root, state.notice);
  }

  async #showLate(): Promise<void> {
    if (this.#late !== 'none' || this.#text === 'open') return;
    this.#late = 'looking';
    const words = await lateWords(this.#sections);
    this.#late = words === null ? 'none' : 'shown';
    if (words !== null) need(this.#root, '[data-strip]', HTMLElement).after(words);
  }

  #focus(section: Section): void {
    const { editor } = section;
    if (editor === null) return;
    this.#outline.here(section.id);
    if (this.#live === section || this.#may === 'read') return;
    keepInPlace(section.host, () => {
      this.#live?.root.classList.remove('cc-q--live');
      section.root.classList.add('cc-q--live');
      need(section.root, '[data-tools]', HTMLElement).replaceChildren(this.#toolbar.element);
      need(section.root, '.cc-counts', HTMLElement).append(this.#toolbar.hint);
    });
    this.#live = section;
    this.#toolbar.bind(editor, `h-${section.id}`);
  }

  #stand(id: string): void {
    const section = this.#sections.find((one) => one.id === id);
    const root = this.#root.querySelector(`[data-section="${CSS.escape(id)}"]`);
    if (!(root instanceof HTMLElement)) return;
    const counts = section?.counts ?? { words: 0, characters: 0 };
    const limits = { wordLimit: numberIn(root, 'words'), characterLimit: numberIn(root, 'characters') };
    const chosen = this.#choices.chosenFor(id).length;
    const answer = { counts, ...limits, chosen, notAnswered: this.#notAnswering.reasonFor(id) };
    const words = countText(counts.words, limits.wordLimit, 'word');
    section?.showCounts(words, countText(counts.characters, limits.characterLimit, 'character'));
    this.#outline.stand(id, standingOf(answer), words);
    const excess = excessOf(answer);
    const box = root.querySelector('[data-excess]');
    if (!(box instanceof HTMLElement)) return;
    box.hidden = excess === null;
    say(need(box, 'strong', HTMLElement), excess?.title ?? '');
    say(need(box, 'span', HTMLElement), excess?.text ?? '');
  }

  /** The section written in last, where what was done last can be undone. */
  #undoable(): Section | null {
    const last = this.#sections.find((section) => section.id === this.#keeping.keeper.lastSection);
    return last?.editor?.can().undo() === true ? last : null;
  }

  #act(action: StripAction): void {
    if (action === 'download') this.#keeping.download();
    if (action === 'undo' && this.#undoable()?.editor?.commands.undo() === true) this.#link.connectWithout();
    if (action === 'reload') {
      this.#keeping.giveUp();
      location.reload();
    }
    if (action === 'retry') {
      void this.#ask();
      this.#link.connect();
    }
  }

  #time(): string {
    return this.#clock.format(new Date()).replace(/\s+/g, '').toLowerCase();
  }
}
