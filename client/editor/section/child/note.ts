import type * as Y from 'yjs';
import { data, need } from '../../../dom.ts';
import { ownLines } from '../../binding/own-lines.ts';
import { showNotice } from '../notice.ts';
import type * as signs from './signs.ts';

/** Typing rests once it has stopped for this long, in milliseconds. */
const rest = 1000;

/** The words that this page's person said are not about a child (PR4). A page has one person. */
const putAway = new Set<string>();

/**
 * Says under a text which words of this page's person may tell who a child is (PR3). It looks once their typing rests. The
 * patterns are a script of their own, which is fetched with the first change.
 */
export class ChildNote {
  readonly #place: HTMLElement;
  readonly #text: Y.Text;
  readonly #page: HTMLElement;
  readonly #focus: () => void;
  readonly #readOut = new Set<string>();
  #signs: signs.SignsInLines | null = null;
  #shown = '';
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** `place`: the element under the text that shows the note; `focus` puts the focus back into the text. */
  constructor(place: HTMLElement, text: Y.Text, focus: () => void) {
    this.#place = place;
    this.#text = text;
    this.#page = need(document, '[data-names]', HTMLElement);
    this.#focus = focus;
    text.observe((_event, { local }) => {
      if (local) looking().catch(() => undefined);
      if (local || this.#shown !== '') this.#lookLater();
    });
  }

  /** Takes the note away, once nobody can change the text. */
  close(): void {
    this.#show('', []);
  }

  #lookLater(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // Without the script the page says nothing: the checks before sign-off still do (PR2).
      void looking().then(
        (module) => {
          this.#look(module);
        },
        () => undefined,
      );
    }, rest);
  }

  #look({ SignsInLines, noteOf }: typeof signs): void {
    this.#signs ??= new SignsInLines(data(this.#page, 'names').split(' '));
    const found = this.#signs.in(ownLines(this.#text, this.#text.doc?.clientID ?? -1)).filter(({ found }) => !putAway.has(found));
    this.#show(
      noteOf(found),
      found.map((sign) => sign.found),
    );
    const news = found.filter((sign) => !this.#readOut.has(sign.found));
    for (const sign of news) this.#readOut.add(sign.found);
    if (news.length > 0) need(this.#page, '[data-announce]', HTMLElement).replaceChildren(noteOf(news));
  }

  #show(message: string, found: readonly string[]): void {
    if (message === this.#shown) return;
    this.#shown = message;
    const hadFocus = this.#place.contains(document.activeElement);
    const act = (): void => {
      for (const words of found) putAway.add(words);
      this.#shown = '';
    };
    showNotice(this.#place, { message, action: { label: 'It is not about a child', act } }, this.#focus);
    if (hadFocus) this.#focus();
  }
}

let fetched: Promise<typeof signs> | null = null;

/** The patterns, fetched once; again where that failed. */
function looking(): Promise<typeof signs> {
  fetched ??= import('./signs.ts').catch((error: unknown) => {
    fetched = null;
    throw error;
  });
  return fetched;
}
