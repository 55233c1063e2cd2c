import { answersText, download, saidNow, unsavedFile } from '../offline/file.ts';
import { Keeper, type KeeperListener } from '../offline/keeper.ts';
import { type Left, Recovery, type Refused, textOf } from '../offline/recovery.ts';
import { onSignedOut } from '../offline/signed-out.ts';
import { withTyped } from '../offline/typed.ts';
import { all, data } from '../dom.ts';
import { answerIn } from './answers.ts';
import type { Connection } from './connection/connection.ts';
import { LiveSocket } from './connection/live-socket.ts';
import type { Strip, StripAction } from './saying/saved.ts';
import type { Section } from './section/section.ts';

/** Keeps this page's unsaved edits on the device (CO14), and resends the edits that earlier pages left there (CO6). */
export class Keeping {
  readonly keeper: Keeper;
  readonly recovery: Recovery;
  readonly #page: HTMLElement;
  readonly #sections: () => readonly Section[];
  readonly #title: string;
  #gaveUp = false;
  #drops = false;

  constructor(page: HTMLElement, server: string, sections: () => readonly Section[], told: Pick<KeeperListener, 'changed' | 'kept'>) {
    this.#page = page;
    this.#sections = sections;
    this.#title = page.querySelector('h1')?.textContent.trim() ?? '';
    const place = { page: location.pathname, title: this.#title };
    const owner = { member: data(page, 'me'), secret: data(page, 'secret'), room: data(page, 'room'), place };
    this.keeper = new Keeper(owner, { ...told, words: (ids) => this.#words(ids) });
    this.recovery = new Recovery(this.keeper, server, LiveSocket, () => {
      told.changed();
    });
    void this.recovery.start();
    onSignedOut(owner.member, () => void this.keeper.stop());
    this.#listen();
  }

  /** The person chose the server's text over the edits that it refused: leaving the page deletes them. */
  giveUp(): void {
    this.#gaveUp = true;
    this.#drops = true;
  }

  /** Learns how the connection stands. Edits that can never be saved are deleted when the page is left, as the strip says. */
  follow({ state, remedy, ledger }: Pick<Connection, 'state' | 'remedy' | 'ledger'>): void {
    const isRefused = state === 'refused';
    this.#gaveUp &&= isRefused;
    this.#drops = isRefused && (this.#gaveUp || remedy === 'no-access' || remedy === 'gone');
    if (isRefused && remedy === 'gone' && ledger.waiting === 0) this.#loadAnew();
  }

  /** Words were removed from the text for good (CO15): the page shows it without them, unless it offers words that only it has. */
  #loadAnew(): void {
    const { waiting, refused } = this.recovery;
    if (data(this.#page, 'ready') === 'ready' && waiting === 0 && refused.length === 0) location.reload();
  }

  /** Downloads a file with the answers that hold unsaved words. */
  download(): void {
    const text = withTyped([this.#words(this.keeper.sections)], this.keeper.updates);
    download(unsavedFile([{ title: this.#title, text }], saidNow()));
  }

  #listen(): void {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.keeper.keepWords();
    });
    globalThis.addEventListener('pagehide', () => {
      if (this.#drops) void this.keeper.stop();
      void this.recovery.leave();
    });
  }

  #words(ids: ReadonlySet<string>): string {
    const sections = new Map(this.#sections().map((section) => [section.id, section]));
    const roots = all(this.#page, '[data-section]', HTMLElement).filter((root) => ids.has(data(root, 'section')));
    return answersText(roots.map((root) => answerIn(root, sections.get(data(root, 'section'))?.text() ?? '')));
  }

  /** What to say about words of earlier pages; null if there are none, or the person has dealt with them. */
  get strip(): Strip | null {
    const { late, refused } = this.recovery;
    if (refused.length > 0) return refusedStrip(refused);
    return late.length > 0 ? lateStrip(late) : null;
  }

  /** Acts on the words of earlier pages, for a button of {@link Keeping.strip}. */
  act(action: StripAction): void {
    const { recovery } = this;
    if (action === 'discard') void recovery.discard();
    if (action === 'close') {
      recovery.late = [];
    }
    if (action !== 'download') return;
    const left: readonly Left[] = recovery.refused.length > 0 ? recovery.refused.map((one) => one.left) : recovery.late;
    download(
      unsavedFile(
        left.map((one) => ({ title: one.place.title, text: textOf(one) })),
        saidNow(),
      ),
    );
  }
}

function lateStrip(late: readonly Left[]): Strip {
  const titles = [...new Set(late.map(({ place }) => place.title))].join('”, “');
  return {
    look: 'lock',
    title: 'Words you wrote earlier are with the coordinator.',
    text: `They came too late for the draft of “${titles}” that you wrote them in, and can be brought into the next one. Nothing is lost.`,
    actions: ['download', 'close'],
  };
}

function refusedStrip(refused: readonly Refused[]): Strip {
  const because = [...new Set(refused.map((one) => firstSentence(one.because)))].join(' ');
  const end = refused.every(({ isGone }) => isGone) ? 'They are deleted here when you leave this page.' : 'Then delete them here.';
  return {
    look: 'warn',
    title: 'Words this device kept from before cannot be saved.',
    text: `${because} Download them. ${end}`,
    actions: ['download', 'discard'],
  };
}

/** Drops the second sentence of a refusal: it is advice for the page that wrote the words, and that page is closed. */
function firstSentence(text: string): string {
  return `${text.split('. ', 1)[0]?.replace(/\.$/, '') ?? ''}.`;
}
