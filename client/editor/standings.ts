import type * as Y from 'yjs';
import { chosenMap } from '../../src/text/read.ts';
import { countText, excessOf, standingOf } from '../../src/text/standing.ts';
import { all, data, need, numberIn, say } from '../dom.ts';
import type { Announcer } from './saying/announcer.ts';
import { Conditions } from './conditions.ts';
import { nameOfAnswer } from './answers.ts';
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
  readonly #announcer: Announcer;
  readonly #places: ReadonlyMap<string, Place>;
  /** Null until the page is watched. */
  #conditions: Conditions | null = null;
  /** Each answer as it was shown last. */
  readonly #shown = new Map<string, string>();

  constructor(page: HTMLElement, { outline, choices, notAnswering, announcer }: Parts) {
    this.#page = page;
    this.#outline = outline;
    this.#choices = choices;
    this.#notAnswering = notAnswering;
    this.#announcer = announcer;
    this.#places = new Map(all(page, '[data-section]', HTMLElement).map((root) => [data(root, 'section'), placeOf(root)]));
  }

  /** Shows every answer now, and an answer again whenever its choice or its reason changes. */
  watch(doc: Y.Doc, sections: readonly Section[]): void {
    const conditions = new Conditions(this.#page, doc.getMap(chosenMap));
    this.#conditions = conditions;
    conditions.show();
    const byId = new Map(sections.map((section) => [section.id, section]));
    doc.getMap(chosenMap).observe((event) => {
      conditions.show();
      for (const id of new Set([...event.keysChanged, ...conditions.questions])) this.show(String(id), byId.get(String(id)));
    });
    this.#notAnswering.watch((id) => {
      this.show(id, byId.get(id));
    });
    for (const id of this.#places.keys()) this.show(id, byId.get(id));
  }

  /** Shows one answer, unless it is shown already. `section` is undefined for a question without a box for words. */
  show(id: string, section: Section | undefined): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    const counts = section?.counts ?? { words: 0, characters: 0 };
    const { limits } = place;
    const chosen = this.#choices.chosenFor(id).length;
    const answer = { counts, ...limits, chosen, notAnswered: this.#notAnswering.reasonFor(id) };
    const standing = standingOf(answer, this.#conditions?.asks(id));
    const key = JSON.stringify([answer, standing]);
    if (this.#shown.get(id) === key) return;
    this.#shown.set(id, key);
    const words = countText(counts.words, limits.wordLimit, 'word');
    section?.showCounts(words, countText(counts.characters, limits.characterLimit, 'character'));
    this.#outline.stand(id, standing, words);
    // An empty answer cannot be marked ready to read (WO10).
    if (place.mark !== null) place.mark.hidden = standingOf(answer) === 'not-started';
    const excess = excessOf(answer);
    showExcess(place.excess, excess);
    this.#tell(place, excess?.title ?? '');
  }

  /** Reads out that an answer is over its limit, or within it again, to the person who writes in it (WCAG 4.1.3). */
  #tell({ root, name }: Place, over: string): void {
    if (!root.contains(document.activeElement)) return;
    const news = { now: over === '' ? '' : `${name}: ${over}`, after: `${name} is within the limit again` };
    this.#announcer.settle(`limit of ${name}`, news);
  }
}

/** The parts of the page that this one works with. */
interface Parts {
  readonly outline: Outline;
  readonly choices: Choices;
  readonly notAnswering: NotAnswering;
  readonly announcer: Announcer;
}

/** The part of the page for one answer. */
interface Place {
  readonly root: HTMLElement;
  /** `Question 5`; the title of a part that answers no question. */
  readonly name: string;
  readonly limits: { readonly wordLimit: number | null; readonly characterLimit: number | null; readonly maxChoices: number | null };
  /** The note for an answer over a limit; null where there is none. */
  readonly excess: HTMLElement | null;
  /** The form that marks the answer ready to read; null where there is none. */
  readonly mark: HTMLElement | null;
}

function placeOf(root: HTMLElement): Place {
  const excess = root.querySelector('[data-excess]');
  const choice = root.querySelector('[data-choice]');
  return {
    root,
    name: nameOfAnswer(root),
    limits: {
      wordLimit: numberIn(root, 'words'),
      characterLimit: numberIn(root, 'characters'),
      maxChoices: choice instanceof HTMLElement ? numberIn(choice, 'most') : null,
    },
    excess: excess instanceof HTMLElement ? excess : null,
    mark: root.querySelector<HTMLElement>('form[data-mark]'),
  };
}

function showExcess(box: HTMLElement | null, excess: ReturnType<typeof excessOf>): void {
  if (box === null) return;
  box.hidden = excess === null;
  say(need(box, 'strong', HTMLElement), excess?.title ?? '');
  say(need(box, 'span', HTMLElement), excess?.text ?? '');
}
