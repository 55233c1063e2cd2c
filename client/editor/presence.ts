import type { Awareness } from 'y-protocols/awareness';
import { all, data, make, need, say } from '../dom.ts';
import { nameOfAnswer } from './answers.ts';
import type { Outline } from './outline.ts';
import { keepOwnTone } from './section/own-tone.ts';
import { fullName, hiddenInitials, type Person, peopleIn } from './section/people.ts';

/** Announcements are at least this far apart, in milliseconds. */
const quiet = 10_000;
/** Draws are at least this far apart, in milliseconds. */
const drawEvery = 300;
/** This many initials are drawn; other people are counted. */
const drawn = 5;

/** Shows who else is here: initials with names and organisations, a count, and polite announcements. */
export class Presence {
  readonly #page: HTMLElement;
  readonly #root: HTMLElement;
  readonly #list: HTMLElement;
  readonly #count: HTMLElement;
  readonly #live: HTMLElement;
  readonly #awareness: Awareness;
  readonly #outline: Outline;
  readonly #names: ReadonlyMap<string, string>;
  #known: ReadonlyMap<string, string> | null = null;
  #joined = new Map<string, string>();
  #left = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #spokenAt = -quiet;
  #drawing = false;

  constructor(page: HTMLElement, awareness: Awareness, outline: Outline) {
    this.#page = page;
    this.#root = need(page, '[data-people]', HTMLElement);
    this.#list = need(this.#root, 'ul', HTMLElement);
    this.#count = need(this.#root, '[data-people-count]', HTMLElement);
    this.#live = need(page, '[data-announce]', HTMLElement);
    this.#awareness = awareness;
    this.#outline = outline;
    this.#names = new Map(all(page, '[data-section]', HTMLElement).map((root) => [data(root, 'section'), nameOfAnswer(root)]));
    keepOwnTone(awareness, data(page, 'me'));
    awareness.on('change', () => {
      this.#later();
    });
  }

  /** Dims other people while the page is not connected: it cannot know then who is here. */
  connected(is: 'connected' | 'disconnected'): void {
    const offline = is === 'connected' ? '' : 'offline';
    if (this.#root.dataset['offline'] === offline) return;
    this.#root.dataset['offline'] = offline;
    if (is === 'disconnected') this.#known = null;
    this.#later();
  }

  /** Who else is here, as a count: `2 writing, 3 reading`. */
  get inWords(): string {
    return this.#count.textContent;
  }

  #later(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    setTimeout(() => {
      this.#drawing = false;
      this.#draw();
    }, drawEvery);
  }

  #draw(): void {
    const isOffline = this.#root.dataset['offline'] === 'offline';
    this.#root.classList.toggle('cc-people--off', isOffline);
    // Without a connection, the list stays as it was.
    if (isOffline) {
      say(this.#count, 'Not connected: others may have gone');
      this.#outline.people([]);
      return;
    }
    const people = peopleIn(this.#awareness, data(this.#page, 'me'));
    const shown = people.slice(0, people.length > drawn ? drawn - 1 : drawn).map((person) => this.#face(person));
    if (people.length > drawn) shown.push(more(people.slice(drawn - 1)));
    if (keysOf(all(this.#list, 'li', HTMLElement)) !== keysOf(shown)) this.#list.replaceChildren(...shown);
    this.#list.hidden = people.length === 0;
    say(this.#count, countOf(people));
    this.#outline.people(people);
    this.#compare(new Map(people.map((person) => [person.key, fullName(person)])));
  }

  #face(person: Person): HTMLLIElement {
    const text = `${fullName(person)}, ${this.#doing(person)}`;
    const item = make('li', person.section === null ? person.tone : `${person.tone} cc-people__writing`);
    item.append(hiddenInitials(person), make('span', 'cc-hidden', text));
    item.title = text;
    return item;
  }

  /** `writing in question 5`, `writing in Covering letter`. */
  #doing({ section }: Person): string {
    if (section === null) return 'reading';
    const name = this.#names.get(section) ?? '';
    return name === '' ? 'writing' : `writing in ${name.replace(/^Question/, 'question')}`;
  }

  #compare(now: ReadonlyMap<string, string>): void {
    const before = this.#known;
    this.#known = now;
    // People who were here first are in the list already: announcing each would only delay the reader.
    if (before === null) return;
    for (const [key, name] of now) if (!before.has(key) && !this.#left.delete(key)) this.#joined.set(key, name);
    for (const [key, name] of before) if (!now.has(key) && !this.#joined.delete(key)) this.#left.set(key, name);
    if (this.#joined.size + this.#left.size > 0) this.#announceLater();
  }

  #announceLater(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(1000, this.#spokenAt + quiet - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#announce();
    }, wait);
  }

  #announce(): void {
    const sentences = [newsOf([...this.#joined.values()], 'joined'), newsOf([...this.#left.values()], 'left')];
    this.#joined = new Map();
    this.#left = new Map();
    const news = sentences.filter((one) => one !== '').join('. ');
    if (news === '') return;
    this.#spokenAt = performance.now();
    say(this.#live, news);
  }
}

function keysOf(items: readonly HTMLElement[]): string {
  return items.map((item) => `${item.title} ${item.className}`).join('|');
}

function more(people: readonly Person[]): HTMLLIElement {
  const names = people.map(fullName).join('; ');
  const count = make('span', '', `+${people.length}`);
  count.ariaHidden = 'true';
  const item = make('li', '', count, make('span', 'cc-hidden', `and ${people.length} more: ${names}`));
  item.title = names;
  return item;
}

/** Counts other people: `2 writing, 3 reading`. */
export function countOf(people: readonly Person[]): string {
  const writing = people.filter((person) => person.section !== null).length;
  const reading = people.length - writing;
  if (people.length === 0) return 'Nobody else is here';
  const parts = [writing > 0 ? `${writing} writing` : '', reading > 0 ? `${reading} reading` : ''];
  return parts.filter((part) => part !== '').join(', ');
}

/** `Cerys Vaughan, Brighton & Hove, joined`, `3 people joined`. */
export function newsOf(names: readonly string[], verb: 'joined' | 'left'): string {
  const [only] = names;
  if (only === undefined) return '';
  if (names.length > 2) return `${names.length} people ${verb}`;
  return names.length === 1 ? `${only}, ${verb}` : `${names.join(' and ')} ${verb}`;
}
