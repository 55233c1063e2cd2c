import { data } from '../dom.ts';
import { showGone } from './gone.ts';
import { type ResponseState, askState } from './state.ts';

/** A page whose text may change its state asks the server this often, in milliseconds. */
const lookAgainAfter = 20_000;
/** Pause before the page asks again where its first question got no answer, in milliseconds. */
const askAgainAfter = 2000;
/** An open page asks this often whether its questions are still asked, in milliseconds. */
const askOfQuestionsAfter = 60_000;

/** What the page does with the server's answers. */
export interface AskingListener {
  learnt(state: ResponseState): void;
  refused(because: string, remedy: 'retry' | 'no-access'): void;
  /** A question was answered, or got no answer. */
  asked(): void;
}

/** Asks the server how the response stands: when the page connects, and now and then while it waits for news. */
export class Asking {
  /** The server has answered at least once. */
  isAnswered = false;
  readonly #page: HTMLElement;
  readonly #listener: AskingListener;
  #isAsking = false;
  #looking: ReturnType<typeof setInterval> | null = null;

  constructor(page: HTMLElement, listener: AskingListener) {
    this.#page = page;
    this.#listener = listener;
    setInterval(() => {
      if (this.isAnswered && !document.hidden) void this.ask();
    }, askOfQuestionsAfter);
  }

  async ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const answer = await askState(data(this.#page, 'state'), data(this.#page, 'me'));
    this.#isAsking = false;
    if (answer.ok) {
      this.isAnswered = true;
      showGone(this.#page, answer.state.gone ?? []);
      this.#listener.learnt(answer.state);
    } else if (answer.because !== '') this.#listener.refused(answer.because, answer.remedy);
    else if (!this.isAnswered) setTimeout(() => void this.ask(), askAgainAfter);
    this.#listener.asked();
  }

  /** Asks again every 20 seconds, and when the person comes back to the page: a locked text may be opened, late words decided. */
  lookAgain(): void {
    if (this.#looking !== null) return;
    const look = (): void => {
      if (!document.hidden) void this.ask();
    };
    this.#looking = setInterval(look, lookAgainAfter);
    document.addEventListener('visibilitychange', look);
    globalThis.addEventListener('focus', look);
  }
}
