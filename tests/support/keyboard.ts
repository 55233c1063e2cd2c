import type { Page } from 'playwright-core';

/** Where the focus is. */
interface Stop {
  /** `button Continue`: the tag, and the words that name it. */
  readonly name: string;
  /** Empty where a person sees the focus; else why not. */
  readonly unseen: string;
}

/** A person with a keyboard and no mouse: every act is a key, and every stop of the focus is looked at. */
export class Keyboard {
  readonly page: Page;
  /** Stops at which the focus was lost or could not be seen. */
  readonly faults: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  /** After the last control of a page, Tab goes to the browser's own. Presses Tab until the focus is on a control of that name, such as `/^a Sign-off/`. Throws after `most` stops. */
  async tabTo(name: RegExp, most = 60): Promise<void> {
    const passed: string[] = [];
    for (let n = 0; n < most; n += 1) {
      const stop = await this.#tab();
      passed.push(stop.name);
      if (stop.unseen !== '' && stop.name !== 'body') this.faults.push(`${this.page.url()}: ${stop.name}: ${stop.unseen}`);
      if (name.test(stop.name)) return;
    }
    throw new Error(`no ${String(name)} at ${this.page.url()} among ${passed.join(' | ')}`);
  }

  /** Goes to a control and presses it. */
  async open(name: RegExp, most = 60): Promise<void> {
    await this.tabTo(name, most);
    await this.press('Enter');
  }

  /** Goes to the group of a radio button, and with the arrows to the button itself. */
  async choose(name: RegExp, most = 60): Promise<void> {
    await this.tabTo(/^input/, most);
    for (let n = 0; n < 5 && !name.test((await this.#stop()).name); n += 1) await this.press('ArrowDown');
    await this.press('Space');
    await this.look();
    if (!name.test((await this.#stop()).name)) throw new Error(`no ${String(name)} in the group`);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Notes where the focus is not in sight now, though the page stayed. */
  async look(): Promise<void> {
    const { name, unseen } = await this.#stop();
    if (unseen !== '') this.faults.push(`${this.page.url()}: ${name}: ${unseen}`);
  }

  /** Tab in a text moves a list item: Escape first leaves the text (ED9). */
  async #tab(): Promise<Stop> {
    if (await this.page.evaluate(() => document.activeElement?.matches('.cc-editable') === true)) await this.press('Escape');
    await this.press('Tab');
    return this.#stop();
  }

  async #stop(): Promise<Stop> {
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    return this.page.evaluate(stopInPage);
  }
}

function stopInPage(): Stop {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || at === document.body) return { name: 'body', unseen: 'the focus is lost' };
  const labels =
    at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement ? [...(at.labels ?? [])] : [];
  const named = document.getElementById(at.getAttribute('aria-labelledby') ?? '');
  const words = at.ariaLabel ?? named?.textContent ?? (labels.length > 0 ? labels.map((one) => one.textContent).join(' ') : at.textContent);
  const name = `${at.tagName.toLowerCase()} ${words.replaceAll(/\s+/g, ' ').trim().slice(0, 90)}`;
  const { left, right, top, bottom } = at.getBoundingClientRect();
  const [x, y] = [(Math.max(0, left) + Math.min(innerWidth, right)) / 2, (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2];
  if (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth)
    return { name, unseen: `out of the window, at ${Math.round(top)}` };
  const over = document.elementFromPoint(x, y);
  const isCovered = over !== null && !at.contains(over) && !over.contains(at) && !labels.some((one) => one.contains(over));
  if (isCovered) return { name, unseen: `covered by <${over.tagName.toLowerCase()} class="${over.className}">` };
  const styles = [at, ...labels].flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::before')]);
  const shows = styles.some(
    ({ outlineStyle, outlineWidth, boxShadow }) => (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
  );
  return { name, unseen: shows ? '' : 'nothing shows the focus' };
}
