import type { Page } from 'playwright-core';
import { resize } from './browser.ts';

/** The windows of a person who zooms to 400%: a tall one and a laptop's, whose 1280 by 1024 become 320 by 256 (WCAG 1.4.10). */
const windows = [
  [320, 640],
  [320, 256],
] as const;

/**
 * The faults of a page in a narrow window: it scrolls sideways, something is cut off, or elements that stick cover more than half
 * of it. The window gets its size back.
 */
export async function narrowFaults(page: Page): Promise<readonly string[]> {
  const before = page.viewportSize();
  const found: string[] = [];
  for (const [width, height] of windows) {
    await resize(page, width, height);
    found.push(...(await page.evaluate(faultsInPage)).map((fault) => `${width} by ${height}: ${fault}`));
  }
  if (before !== null) await resize(page, before.width, before.height);
  return found;
}

/** Parts of an address that name one of many things of a kind. */
const oneOfMany = [
  /(\/(?:members|record|added|late|rounds|documents|history|response|questions|evidence|positions|consultations)\/)[^/?]+/g,
  /=[^&]*/g,
];

/**
 * Follows every link from a page as the person at the browser, one page of each kind, and answers their faults in a narrow
 * window: a line for each fault, with its page.
 */
export async function narrowFaultsFrom(page: Page, start: string): Promise<{ readonly pages: number; readonly faults: readonly string[] }> {
  const { origin } = new URL(start);
  const queue = [start];
  const [known, kinds] = [new Set(queue), new Set<string>()];
  const faults: string[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { pathname, search } = new URL(next);
    const kind = oneOfMany.reduce((path, part) => path.replace(part, '$1…'), pathname + search);
    if (kinds.has(kind)) continue;
    const answer = await page.goto(next);
    if (answer?.headers()['content-type']?.includes('text/html') !== true) continue;
    kinds.add(kind);
    faults.push(...(await narrowFaults(page)).map((fault) => `${pathname}${search} at ${fault}`));
    for (const link of await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((one) => (one instanceof HTMLAnchorElement ? one.href : '')))) {
      const address = link.replace(/#.*/, '');
      if (!address.startsWith(`${origin}/`) || known.has(address) || /\.(?:csv|pdf|docx)|\/(?:file|files|download)\b/.test(address))
        continue;
      known.add(address);
      queue.push(address);
    }
  }
  return { pages: kinds.size, faults };
}

function faultsInPage(): string[] {
  const name = (one: Element): string => `<${one.tagName.toLowerCase()} class="${one.className}"> ${one.textContent.trim().slice(0, 40)}`;
  const seen = [...document.body.querySelectorAll<HTMLElement>('*')].filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width > 1 && height > 1 && one.checkVisibility({ visibilityProperty: true }) && one.closest('svg, iframe') === null;
  });
  const styleOf = new Map(seen.map((one) => [one, getComputedStyle(one)]));
  const scrolls = (one: HTMLElement): boolean => ['auto', 'scroll'].includes(styleOf.get(one)?.overflowX ?? '');
  const isScrolled = (one: HTMLElement): boolean => {
    for (let up = one.parentElement; up !== null; up = up.parentElement) if (scrolls(up)) return true;
    return false;
  };
  // Words for those who hear the page are drawn in a single pixel.
  const isHidden = (one: Element): boolean => {
    for (let up: Element | null = one; up !== null; up = up.parentElement)
      if (getComputedStyle(up).clipPath !== 'none' || up.getBoundingClientRect().width === 1 || up.matches('.govuk-skip-link')) return true;
    return false;
  };
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const outside = seen.filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return (right > innerWidth + 1 || left < -1) && !isScrolled(one) && !isHidden(one);
  });
  const cut = seen.filter((one) => {
    const style = styleOf.get(one);
    const clips = ['hidden', 'clip'].includes(style?.overflowX ?? '') && !one.matches('input, textarea, select');
    return clips && !isHidden(one) && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2);
  });
  const rows = new Set<number>();
  for (const one of seen) {
    const { position } = styleOf.get(one) ?? {};
    if ((position !== 'sticky' && position !== 'fixed') || isHidden(one)) continue;
    const { top, bottom } = one.getBoundingClientRect();
    const sticks = position === 'fixed' || top <= 0;
    if (sticks) for (let y = Math.max(0, Math.floor(top)); y < Math.min(innerHeight, bottom); y += 1) rows.add(y);
  }
  const covered = Math.round((rows.size / innerHeight) * 100);
  return [
    ...(wide > 0 ? [`scrolls sideways by ${wide} px`] : []),
    ...outside.slice(0, 3).map((one) => `outside the window: ${name(one)}`),
    ...cut.slice(0, 3).map((one) => `cut off: ${name(one)}`),
    ...(covered > 50 ? [`${covered}% covered by what sticks`] : []),
  ];
}
