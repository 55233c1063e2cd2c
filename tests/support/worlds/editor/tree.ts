import type { Page } from 'playwright-core';

/** A node of the accessibility tree, as Chromium gives it to assistive technology. */
export interface TreeNode {
  readonly role: string;
  readonly name: string;
  readonly value: string;
  readonly description: string;
  readonly level: number | null;
  readonly focused: boolean;
}

/** Every node of a page's accessibility tree that is not ignored, in order. */
export async function treeOf(page: Page): Promise<readonly TreeNode[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, value, description, properties }) => {
      const of = (wanted: string): unknown => properties?.find((one) => one.name === wanted)?.value.value;
      const level = of('level');
      return {
        role: String(role?.value ?? ''),
        name: String(name?.value ?? ''),
        value: String(value?.value ?? ''),
        description: String(description?.value ?? ''),
        level: typeof level === 'number' ? level : null,
        focused: of('focused') === true,
      };
    });
}

/** Everything that a page reads out from now on, politely or at once. */
export async function watchVoices(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const heard: string[] = [];
    for (const region of document.querySelectorAll('[role="status"], [role="alert"], [aria-live]')) {
      new MutationObserver(() => {
        const text = region.textContent.trim();
        if (text !== '' && heard.at(-1) !== text) heard.push(text);
      }).observe(region, { childList: true, characterData: true, subtree: true });
    }
    Object.assign(globalThis, { heard });
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}
