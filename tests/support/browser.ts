import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { t as file } from 'tap';

/** Where Debian keeps Chromium. The shell is the same engine without windows, and takes half the processor time. */
const [shell, whole] = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'] as const;
const executablePath = existsSync(shell) ? shell : whole;

/** Why tests in a browser are skipped, by name; false where they run. */
export const noBrowser: string | false = existsSync(executablePath) ? false : `no ${shell} and no ${whole}`;

/** Ends what was opened, after a test. */
export interface Ending {
  teardown(act: () => unknown): unknown;
}

const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
/** A context has one process for its pages, and none in reserve; drawing takes no process of its own. A bench has processes as people have. */
const fewProcesses = process.env['TAP'] === '1' ? ['--renderer-process-limit=1', '--in-process-gpu'] : [];

let open: Promise<Browser> | null = null;

/**
 * The one headless Chromium of a test file, which asks nothing of the network by itself. It starts when the first test
 * asks for it and closes after the last. A test has contexts of its own in it.
 */
function openBrowser(): Promise<Browser> {
  if (open === null) file.teardown(closeBrowser);
  open ??= launch();
  return open;
}

/** Loads the driver only when a browser opens: most files that import this one open none. */
async function launch(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...quiet, ...fewProcesses] });
}

/** Closes the browser. Only a program that is no test calls it. */
export async function closeBrowser(): Promise<void> {
  await (await open)?.close();
  open = null;
}

/** A person's browser, with nothing in it; it closes with the test. */
export async function openContext(t: Ending, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const browser = await openBrowser();
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  t.teardown(() => context.close());
  return context;
}

/** Gives a page's window another size, and waits until the page is laid out in it. */
export async function resize(page: Page, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.waitForFunction((wanted) => innerWidth === wanted, width);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

// The minified axe: every page that runs it has to read it first.
const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** The violations of WCAG 2.2 AA and of best practice that axe finds on a page as it stands: one line each. */
export async function axe(page: Page): Promise<readonly string[]> {
  // By the debugger: the page's own policy forbids scripts that are not the service's.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axeSource);
  // From the top, so that no bar lies half over a control.
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  const violations = await page.evaluate<readonly Violation[]>(`axe.run(document, ${options}).then((found) => found.violations)`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 140)).join(' | ')}`);
}
