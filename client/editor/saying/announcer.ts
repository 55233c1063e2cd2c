import { say } from '../../dom.ts';

/** A notice is read out once it has held for this long, in milliseconds. */
const heldFor = 2000;

/** News of one subject, such as saving: the notice to read out now, and the notice for its end. */
export interface News {
  /** The notice that stands now; empty if none stands. */
  readonly now: string;
  /** The notice that the one before has ended. It is read out only if the notice before was. */
  readonly after: string;
}

/** Reads notices out in one polite live region: a notice only if it holds for two seconds, and each notice once (ED25). */
export class Announcer {
  readonly #region: HTMLElement;
  readonly #waiting = new Map<string, { readonly now: string; readonly timer: ReturnType<typeof setTimeout> }>();
  readonly #told = new Map<string, string>();

  /** `region`: a live region with the role `status`. */
  constructor(region: HTMLElement) {
    this.#region = region;
  }

  /** Reads news of a subject out once it has held for two seconds. Later news of the subject replaces news that waits. */
  settle(subject: string, { now, after }: News): void {
    if (this.#waiting.get(subject)?.now === now) return;
    this.drop(subject);
    const told = this.#told.get(subject) ?? '';
    if (now === told) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(subject);
      this.#told.set(subject, now);
      say(this.#region, now === '' ? after : now);
    }, heldFor);
    this.#waiting.set(subject, { now, timer });
  }

  /** Notes that the person knows this notice already, so that it is not read out. */
  isKnown(subject: string, now: string): void {
    this.#told.set(subject, now);
  }

  /** Takes back the notice of a subject that waits to be read out: it is no longer true. */
  drop(subject: string): void {
    const waiting = this.#waiting.get(subject);
    if (waiting !== undefined) clearTimeout(waiting.timer);
    this.#waiting.delete(subject);
  }
}
