import { say } from '../../dom.ts';

/** News of a state is read out once the state has held for this long, in milliseconds. */
const heldFor = 2000;

/** News of one subject, such as saving: a text while something is to be known, and the words for the time after. */
export interface News {
  /** Empty while there is nothing to know. */
  readonly now: string;
  /** Read out once there is nothing to know any more, if the news before was read out. */
  readonly after: string;
}

/** One polite voice of the page. It reads out a state only if the state holds, and each state once (ED25). */
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

  /** News that a person knows already: it is not read out. */
  isKnown(subject: string, now: string): void {
    this.#told.set(subject, now);
  }

  /** News of a subject that waits is not true any more. */
  drop(subject: string): void {
    const waiting = this.#waiting.get(subject);
    if (waiting !== undefined) clearTimeout(waiting.timer);
    this.#waiting.delete(subject);
  }
}
