import { need } from '../../dom.ts';
import { focusAnswer } from '../focus.ts';
import { keepInPlace } from '../in-place.ts';
import type { Section } from '../section/section.ts';
import { Toolbar } from './toolbar.ts';

/** The section that a person writes in. It alone has the page's one toolbar (ED9). */
export class Writing {
  readonly #toolbar = new Toolbar();
  readonly #page: HTMLElement;
  #section: Section | null = null;
  #isOver = false;

  constructor(page: HTMLElement) {
    this.#page = page;
    page.addEventListener('keydown', (event) => {
      this.#press(event);
    });
  }

  /** The caret is in the editor of this section now. */
  get isFocused(): boolean {
    return this.#section?.editor?.isFocused === true;
  }

  /** Puts the focus back into the text that was written last; into the first answer where there was none. */
  focus(): void {
    const first = this.#page.querySelector<HTMLElement>('[data-section]');
    const answer = this.#section?.root ?? first;
    if (answer !== null) focusAnswer(answer);
  }

  /** Moves the toolbar to a section whose editor is mounted. The section stays where it is on the screen. */
  begin(section: Section): void {
    const { editor } = section;
    if (editor === null || this.#isOver || this.#section === section) return;
    keepInPlace(section.host, () => {
      this.#section?.root.classList.remove('cc-q--live');
      section.root.classList.add('cc-q--live');
      need(section.root, '[data-tools]', HTMLElement).replaceChildren(this.#toolbar.element);
      need(section.root, '.cc-counts', HTMLElement).append(this.#toolbar.hint);
    });
    this.#section = section;
    this.#toolbar.bind(editor, `h-${section.id}`);
  }

  /** Takes the toolbar away for good: the text is locked. */
  end(): void {
    this.#isOver = true;
    this.#toolbar.element.remove();
    this.#toolbar.hint.remove();
    this.#section?.root.classList.remove('cc-q--live');
  }

  /** Alt + F10 goes to the formatting buttons, Control + K to the address of a link. */
  #press(event: KeyboardEvent): void {
    if (this.#isOver || !(event.target instanceof Node) || this.#section?.host.contains(event.target) !== true) return;
    const isLink = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!isLink && !(event.key === 'F10' && event.altKey)) return;
    event.preventDefault();
    if (isLink) this.#toolbar.openLink();
    else this.#toolbar.focus();
  }
}
