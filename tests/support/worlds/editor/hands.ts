import type { Editor } from '@tiptap/core';
import type { Page } from 'playwright-core';

/** Waits until every editor has taken over. */
export async function mounted(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const boxes = [...document.querySelectorAll('[data-text]')];
    return boxes.length > 0 && boxes.every((box) => box.querySelector('[contenteditable]') !== null);
  });
}

/** The words in one section's box, without carets and limits drawn over them. */
export async function plain(page: Page, id: string): Promise<string> {
  return page.locator(`#s-${id} .cc-editable`).evaluate((box) => {
    const copy = box.cloneNode(true);
    if (!(copy instanceof Element)) return '';
    for (const drawn of copy.querySelectorAll('.cc-caret, .cc-limit')) drawn.remove();
    return copy.textContent.replaceAll('\u2060', '');
  });
}

/** Puts the caret at the end of a section's text. */
export async function caretIn(page: Page, id: string): Promise<void> {
  await page.locator(`#s-${id} .cc-editable`).click();
  await page.keyboard.press('Control+End');
}

/** Waits until the bar says something. */
export async function saved(page: Page, kind: string, timeout = 15_000): Promise<void> {
  await page.locator(`[data-save="${kind}"]`).waitFor({ timeout });
}

/** Every state the bar goes through from now on. */
export async function watchSaved(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.locator('[data-save]').evaluate((line: HTMLElement) => {
    const kinds: string[] = [];
    new MutationObserver(() => {
      kinds.push(line.dataset['save'] ?? '');
    }).observe(line, { attributes: true, attributeFilter: ['data-save'] });
    Object.assign(globalThis, { kinds });
  });
  return () => page.evaluate(() => (globalThis as unknown as { kinds: string[] }).kinds);
}

/** Every text that the page reads out politely from now on. News of an arrival may follow a notice at once. */
export async function watchReadOut(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.locator('[data-announce]').evaluate((region) => {
    const texts: string[] = [];
    new MutationObserver(() => {
      texts.push(region.textContent);
    }).observe(region, { childList: true, characterData: true, subtree: true });
    Object.assign(globalThis, { readOut: texts });
  });
  return () => page.evaluate(() => (globalThis as unknown as { readOut: string[] }).readOut);
}

/** Every frame the page sends on the connection it opened last. */
export function watchFrames(page: Page): readonly Buffer[] {
  const frames: Buffer[] = [];
  page.on('websocket', (socket) => {
    frames.length = 0;
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string') frames.push(payload);
    });
  });
  return frames;
}

interface Woken {
  readonly transactions: number;
  readonly editors: number;
  readonly yjs: number;
}

/** Counts what wakes on the page while something happens. */
export async function counting(page: Page, happens: () => Promise<void>): Promise<Woken> {
  await page.evaluate(() => {
    const woken = { transactions: 0, yjs: 0, editors: new Set<Editor>() };
    Object.assign(globalThis, { woken });
    const editors = [...document.querySelectorAll('.ProseMirror')].map((box) => (box as unknown as { editor: Editor }).editor);
    for (const editor of editors) {
      editor.on('transaction', () => {
        woken.transactions += 1;
        woken.editors.add(editor);
      });
    }
    const extension = editors[0]?.extensionManager.extensions.find(({ name }) => name === 'binding');
    const { binding } = extension?.options as { binding: { text: { doc: { on(event: string, listener: () => void): void } } } };
    binding.text.doc.on('afterTransaction', () => {
      woken.yjs += 1;
    });
  });
  await happens();
  // Longer than carets are gathered and sections counted: what was going to wake has woken.
  await page.waitForTimeout(800);
  return page.evaluate(() => {
    const { woken } = globalThis as unknown as { woken: { transactions: number; yjs: number; editors: Set<Editor> } };
    return { transactions: woken.transactions, yjs: woken.yjs, editors: woken.editors.size };
  });
}

/** Pastes into whatever has the focus. */
export async function paste(page: Page, content: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((types) => {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(types)) clipboardData.setData(type, text);
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, content);
}

/** Copies what is selected, and answers the plain text of the copy. */
export async function copied(page: Page): Promise<string> {
  return page.evaluate(() => {
    const clipboardData = new DataTransfer();
    document.activeElement?.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData('text/plain');
  });
}

/** The name of what has the focus. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
}

/** Waits for a condition; answers whether it came true in time. */
export async function until(condition: () => Promise<boolean>, milliseconds = 10_000): Promise<boolean> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
