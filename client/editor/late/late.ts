import { all, data, make, need } from '../../dom.ts';
import { answerIn, nameOfAnswer } from '../answers.ts';
import { keepFocus } from '../focus.ts';
import type { Became, Strip } from '../saying/saved.ts';
import { type Fate, fateStrip, waitingStrip } from '../saying/strips.ts';
import type { Section } from '../section/section.ts';
import { type PageNow, pageNow, wordsOf } from './locked-page.ts';
import { LateMemory } from './memory.ts';

/** The coordinator's decision about this person's late words in one answer. `at`: UTC, ISO 8601. */
export interface Decided {
  readonly epoch: string;
  readonly section: string;
  readonly became: Fate['became'];
  /** The parts that stayed out of a draft that the rest was brought into: somebody had given another. */
  readonly without: Fate['without'];
  readonly at: string;
}

/** The parts of the page that show late changes of an answer. `locked`: the answer in the page with the locked text. */
export interface LateParts {
  readonly sections: readonly Section[];
  readonly choices: { markLate(id: string, locked: HTMLElement): void };
  readonly notAnswering: { markLate(id: string, locked: HTMLElement): void };
  readonly standings: { show(id: string, section: Section | undefined): void };
}

/** Changes of this person that came after the lock: marked in their answers, copied for reading, and followed (ED28). */
export class Late {
  readonly #page: HTMLElement;
  readonly #parts: LateParts;
  readonly #memory: LateMemory;
  readonly #epoch: string;
  #shown: 'no' | 'looking' | 'shown' = 'no';
  #decided: readonly Decided[] = [];

  constructor(page: HTMLElement, parts: LateParts) {
    const [response = '', epoch = ''] = data(page, 'room').split('/');
    this.#page = page;
    this.#parts = parts;
    this.#memory = new LateMemory(data(page, 'me'), response);
    this.#epoch = epoch;
  }

  /** Words of this person wait for the coordinator, as far as this browser knows. */
  get areWaiting(): boolean {
    return this.#memory.waits;
  }

  /** The fate of the words that came too late for the draft of this page. */
  get became(): Became {
    const here = this.#decided.filter(({ epoch }) => epoch === this.#epoch);
    const count = (became: Fate['became']): number => here.filter((one) => one.became === became).length;
    const partly = here.filter(({ without }) => without.length > 0).length;
    return { brought: count('brought'), partly, leftOut: count('left-out') };
  }

  /** The strip about words that came too late for the draft before; null if there are none, or the person has read it. */
  get strip(): Strip | null {
    const fates = this.#unread.map(({ section, became, without }) => ({ name: this.#nameOf(section), became, without }));
    return fateStrip(fates) ?? (this.#memory.waits && !this.#memory.wasTold ? waitingStrip : null);
  }

  /** Notes that words of earlier pages came too late, so that this page follows their fate. The page shows another strip about them. */
  follow(): void {
    if (this.#memory.waits) return;
    this.#memory.wait();
    this.#memory.read(null);
  }

  /** Takes in the decisions that the server knows. */
  learn(decided: readonly Decided[]): void {
    this.#decided = decided;
  }

  /** The person has read the fate of the words. */
  close(): void {
    const read = this.#unread.map(({ at }) => at).sort();
    this.#memory.read(read.at(-1) ?? null);
  }

  /** Edits of this page came too late: marks their words in the answers, and offers a copy. Does it once. */
  async show(text: 'open' | 'locked' | 'replaced'): Promise<void> {
    this.#memory.wait();
    if (this.#shown !== 'no' || text === 'open') return;
    this.#shown = 'looking';
    const now = await pageNow();
    this.#shown = now === null ? 'no' : 'shown';
    if (now !== null) this.#mark(now);
  }

  get #unread(): readonly Decided[] {
    return this.#decided.filter(({ epoch, at }) => epoch !== this.#epoch && at > this.#memory.readUntil);
  }

  #nameOf(section: string): string {
    const root = all(this.#page, '[data-section]', HTMLElement).find((one) => data(one, 'section') === section);
    return root === undefined ? 'An answer that is no longer asked for' : nameOfAnswer(root);
  }

  /** The person's answers that differ from the text as it is now, as a copy to read; those in the text of this page are marked too. */
  #mark({ room, answers }: PageNow): void {
    const late = all(this.#page, '[data-section]', HTMLElement).filter((root) => {
      const now = answers.get(data(root, 'section'));
      return now !== undefined && wordsOf(now) !== wordsOf(root);
    });
    if (late.length === 0) return;
    const copies = late.map((root) => this.#copyOf(root));
    const region = make('section', 'cc-late', make('details', '', make('summary', '', 'Your copy of what was set aside'), ...copies));
    region.ariaLabel = 'Set aside';
    need(this.#page, '[data-top]', HTMLElement).after(region);
    // A draft that was opened again since says nothing about the text that was locked.
    if (room !== data(this.#page, 'room')) return;
    for (const root of late) {
      const now = answers.get(data(root, 'section'));
      if (now === undefined) continue;
      // The locked text may have no box where the person writes a reason.
      keepFocus(() => {
        this.#markAnswer(root, now);
      });
    }
  }

  /** From here on the answer, its tag and its counts are those of the locked text; late changes are marked. */
  #markAnswer(root: HTMLElement, locked: HTMLElement): void {
    const { choices, notAnswering, standings } = this.#parts;
    const [id, section] = [data(root, 'section'), this.#sectionOf(root)];
    choices.markLate(id, locked);
    notAnswering.markLate(id, locked);
    section?.markLate(locked);
    standings.show(id, section);
  }

  #copyOf(root: HTMLElement): HTMLElement {
    const { heading, text } = answerIn(root, this.#sectionOf(root)?.text() ?? '');
    return make('section', '', make('h2', '', heading), make('div', 'cc-late__words', text));
  }

  #sectionOf(root: HTMLElement): Section | undefined {
    return this.#parts.sections.find((section) => section.root === root);
  }
}
