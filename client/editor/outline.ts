import { answerTag, tallyText } from '../../src/phrases/progress/answer-states.ts';
import { type Standing, tally } from '../../src/text/standing.ts';
import { all, data, make, need, say } from '../dom.ts';
import { fullName, initialsOf, type Person } from './section/people.ts';

const svg = 'http://www.w3.org/2000/svg';

/** The list of sections: how far each is, which one the person is in, and the tally of all. */
export class Outline {
  readonly #page: HTMLElement;
  readonly #links: ReadonlyMap<string, HTMLElement>;
  readonly #standings = new Map<string, Standing>();
  readonly #asked: ReadonlySet<string>;
  #current = '';
  #text: 'open' | 'locked';

  constructor(page: HTMLElement) {
    this.#page = page;
    this.#text = data(page, 'text') === 'open' ? 'open' : 'locked';
    this.#links = new Map(all(page, '[data-outline]', HTMLElement).map((link) => [data(link, 'outline'), link]));
    const asked = all(page, '[data-section][data-asked="asked"]', HTMLElement);
    this.#asked = new Set(asked.map((section) => data(section, 'section')));
  }

  /** Shows how far a section is: in the list, beside its heading and in the tally. `counted` is its word count in words. */
  stand(id: string, standing: Standing, counted: string): void {
    const link = this.#links.get(id);
    const before = this.#standings.get(id);
    this.#standings.set(id, standing);
    const line = link?.querySelector('[data-counted]');
    if (line != null && counted !== '') say(line, counted);
    if (before === standing) return;
    this.#tag(id, standing);
    this.#sum();
  }

  /** The text was locked: no section is called drafting any more. */
  lock(): void {
    if (this.#text === 'locked') return;
    this.#text = 'locked';
    for (const [id, standing] of this.#standings) this.#tag(id, standing);
    this.#sum();
  }

  #tag(id: string, standing: Standing): void {
    const link = this.#links.get(id);
    const section = this.#page.querySelector(`[data-section="${CSS.escape(id)}"]`);
    for (const tag of [link?.querySelector('.cc-tag'), section?.querySelector('[data-tag]')]) {
      if (tag != null) retag(tag, answerTag(standing, this.#text));
    }
  }

  /** Marks the section that the person is in, and scrolls the list to it, never the page. A list with the focus in it stays where it is. */
  here(id: string): void {
    if (this.#current === id) return;
    this.#links.get(this.#current)?.removeAttribute('aria-current');
    this.#current = id;
    const link = this.#links.get(id);
    if (link === undefined) return;
    link.setAttribute('aria-current', 'true');
    const list = need(this.#page, '.cc-outline', HTMLElement);
    const { top, bottom } = link.getBoundingClientRect();
    const box = list.getBoundingClientRect();
    if (!list.contains(document.activeElement) && (top < box.top || bottom > box.bottom)) list.scrollTop += top - box.top - box.height / 3;
    this.#around(id);
    const asked = [...this.#asked];
    const at = asked.indexOf(id);
    const phone = this.#page.querySelector('[data-here]');
    if (phone !== null) say(phone, at < 0 ? 'Opening parts' : `${at + 1} of ${asked.length}`);
  }

  /** On a phone, the foot of the page leads to the positions on the section that the person is in. */
  #around(id: string): void {
    const [link, section] = [this.#page.querySelector('[data-around]'), document.getElementById(`s-${id}`)];
    if (!(link instanceof HTMLAnchorElement) || section === null) return;
    link.setAttribute('href', `#p-${id}`);
    say(need(link, 'span', HTMLElement), data(section, 'spoken'));
  }

  /** Shows who writes in which answer. */
  people(people: readonly Person[]): void {
    const writers = Map.groupBy(people, ({ section }) => section ?? '');
    for (const [id, link] of this.#links) {
      const here = writers.get(id) ?? [];
      const place = need(link, '[data-who]', HTMLElement);
      const key = here.map(({ key, tone }) => `${key} ${tone}`).join();
      if (data(place, 'who') === key) continue;
      place.dataset['who'] = key;
      const names = here.length === 0 ? [] : [make('span', 'cc-hidden', `Writing here: ${here.map(fullName).join('; ')}`)];
      place.replaceChildren(...here.map(chip), ...names);
    }
  }

  #sum(): void {
    const asked = [...this.#asked].map((id) => this.#standings.get(id));
    // The server's tally stays until every section is known.
    if (asked.includes(undefined)) return;
    const known = asked.filter((standing) => standing !== undefined);
    say(need(this.#page, '[data-tally]', HTMLElement), tallyText(tally(known), this.#text));
    let x = 0;
    const bars = tally(known).map(({ standing, count }) => {
      const width = Math.round((count / known.length) * 1000);
      const bar = document.createElementNS(svg, 'rect');
      for (const [name, value] of Object.entries({ class: `cc-stackbar--${standing}`, x, width: Math.max(0, width - 8), height: 8 })) {
        bar.setAttribute(name, String(value));
      }
      x += width;
      return bar;
    });
    need(this.#page, '[data-bars]', SVGElement).replaceChildren(...bars);
  }
}

function chip(person: Person): HTMLElement {
  const chip = make('span', `cc-oq__chip ${person.tone}`, initialsOf(person.name));
  chip.ariaHidden = 'true';
  chip.title = fullName(person);
  return chip;
}

function retag(tag: Element, { tag: word, look }: ReturnType<typeof answerTag>): void {
  tag.classList.remove(...[...tag.classList].filter((name) => name.startsWith('cc-tag--')));
  tag.classList.add(`cc-tag--${look}`);
  say(tag, word);
}
