import type * as Y from 'yjs';
import { chosenMap } from '../../src/text/read.ts';
import { countText, excessOf, standingOf } from '../../src/text/standing.ts';
import { all, data, need, numberIn, say } from '../dom.ts';
import type { Outline } from './outline.ts';
import type { Choices } from './section/choices.ts';
import type { NotAnswering } from './section/not-answering.ts';
import type { Section } from './section/section.ts';

/** Shows how far each answer is: its counts, its tag in the outline, and a note once it is over a limit. */
export class Standings {
  readonly #page: HTMLElement;
  readonly #outline: Outline;
  readonly #choices: Choices;
  readonly #notAnswering: NotAnswering;

  constructor(page: HTMLElement, outline: Outline, choices: Choices, notAnswering: NotAnswering) {
    this.#page = page;
    this.#outline = outline;
    this.#choices = choices;
    this.#notAnswering = notAnswering;
  }

  /** Shows every answer now, and an answer again whenever its choice or its reason changes. */
  watch(doc: Y.Doc, sections: readonly Section[]): void {
    const byId = new Map(sections.map((section) => [section.id, section]));
    doc.getMap(chosenMap).observe((event) => {
      for (const id of event.keysChanged) if (typeof id === 'string') this.show(id, byId.get(id));
    });
    this.#notAnswering.watch((id) => {
      this.show(id, byId.get(id));
    });
    for (const root of all(this.#page, '[data-section]', HTMLElement)) this.show(data(root, 'section'), byId.get(data(root, 'section')));
  }

  /** Shows one answer. `section` is undefined for a question without a box for words. */
  show(id: string, section: Section | undefined): void {
    const root = this.#page.querySelector(`[data-section="${CSS.escape(id)}"]`);
    if (!(root instanceof HTMLElement)) return;
    const counts = section?.counts ?? { words: 0, characters: 0 };
    const limits = { wordLimit: numberIn(root, 'words'), characterLimit: numberIn(root, 'characters') };
    const chosen = this.#choices.chosenFor(id).length;
    const answer = { counts, ...limits, chosen, notAnswered: this.#notAnswering.reasonFor(id) };
    const words = countText(counts.words, limits.wordLimit, 'word');
    section?.showCounts(words, countText(counts.characters, limits.characterLimit, 'character'));
    this.#outline.stand(id, standingOf(answer), words);
    showExcess(root, excessOf(answer));
  }
}

function showExcess(root: HTMLElement, excess: ReturnType<typeof excessOf>): void {
  const box = root.querySelector('[data-excess]');
  if (!(box instanceof HTMLElement)) return;
  box.hidden = excess === null;
  say(need(box, 'strong', HTMLElement), excess?.title ?? '');
  say(need(box, 'span', HTMLElement), excess?.text ?? '');
}
