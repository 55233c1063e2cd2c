import type { RawClient } from './raw-client.ts';

/** Lines a second of a typist in a hurry. */
export const hurry = 300;
const tick = 5;
/** Lines typed at once, at most, to catch up after a pause of the process. */
const mostAtOnce = 100;
/** Lines in all while the server is away: a member may resend as many at once. */
const mostLines = 1_500;

/** A client that types lines until it is told to stop. */
export class Typist {
  readonly name: string;
  readonly client: RawClient;
  /** Every line, and the number of the frame that carries it. */
  readonly lines: { readonly text: string; readonly frame: number }[] = [];
  /** Lines that were shown as saved in the text. */
  readonly saved = new Set<string>();
  readonly #section: string;
  readonly #perSecond: number;
  #looked = 0;
  #due = 0;
  #at = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(client: RawClient, name: string, { section = 'q1', perSecond = hurry } = {}) {
    this.client = client;
    this.name = name;
    this.#section = section;
    this.#perSecond = perSecond;
  }

  start(): void {
    this.#at = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#due = Math.min(mostAtOnce, this.#due + ((now - this.#at) * this.#perSecond) / 1000);
      this.#at = now;
      for (; this.#due >= 1 && this.lines.length < mostLines; this.#due -= 1) this.#type();
    }, tick);
  }

  #type(): void {
    const text = `${this.name} ${this.lines.length}`;
    this.lines.push({ text, frame: this.client.type(text, this.#section) });
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.look();
  }

  /** Notes which lines are shown as saved by now. Returns how many. */
  look(): number {
    for (; this.#looked < this.lines.length; this.#looked += 1) {
      const line = this.lines[this.#looked];
      if (line === undefined || line.frame > this.client.durable) break;
      if (!this.client.setAside.includes(line.frame)) this.saved.add(line.text);
    }
    return this.saved.size;
  }
}
