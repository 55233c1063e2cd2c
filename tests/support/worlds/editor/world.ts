import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import type { Seeded, Who } from './seed.ts';
import { openWire } from './wire.ts';

/** Where Debian keeps Chromium; the tests of the editor are skipped by name where it is not. */
export const chromiumPath = '/usr/bin/chromium';
export const noChromium = existsSync(chromiumPath) ? false : `no ${chromiumPath}`;

/** What the server's process is told to do. */
export type Order =
  | { readonly do: 'lock' }
  | { readonly do: 'reopen' }
  | { readonly do: 'late' | 'move' }
  | { readonly do: 'store'; readonly how: 'fails' | 'works' }
  | { readonly do: 'end-session' | 'reader'; readonly who: Who };

/** A server in a process of its own behind a wire that can be cut, and a browser. */
export interface Stage {
  readonly seeded: Seeded;
  readonly url: string;
  /** The server's process, for freezing. */
  readonly server: ChildProcess;
  /** Opens the response page as somebody, with nothing but what a fresh browser has. */
  open(
    who: Who,
    options?: { readonly width?: number; readonly height?: number; readonly script?: 'on' | 'off' | 'blocked' },
  ): Promise<Page>;
  /** Cuts one person off, or connects them again. */
  cut(who: Who): void;
  mend(who: Who): void;
  /** What a page complained of in its console. */
  complaints(page: Page): readonly string[];
  /** Answers what the server says: `done`, or what was asked for. */
  order(order: Order): Promise<unknown>;
  close(): Promise<void>;
}

let browser: Promise<Browser> | null = null;

/** One browser for all tests of a file. */
async function openBrowser(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  return browser;
}

/** Closes the browser; called once, after the last test of a file. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
}

/** Starts everything; `questions` beside the four fixed sections. `largest`: the largest frame the server takes, in bytes. */
export async function stage(questions: number, largest = 0): Promise<Stage> {
  const chrome = await openBrowser();
  const wire = await openWire();
  const url = `http://localhost:${wire.port}`;
  const server = fork(fileURLToPath(new URL(process.env['CLIENT_SERVER'] ?? 'server.ts', import.meta.url)), [], {
    env: { ...process.env, QUESTIONS: String(questions), LARGEST_FRAME: String(largest), BASE_URL: url },
  });
  const [seeded] = (await first(server).catch((error: unknown) => {
    wire.close();
    throw error;
  })) as [Seeded & { port: number }];
  wire.to(seeded.port);
  const contexts: BrowserContext[] = [];
  const complaints = new Map<Page, string[]>();
  return {
    server,
    seeded,
    url,
    async open(who, { width = 1366, height = 768, script = 'on' } = {}) {
      const viewport = { width, height };
      const context = await chrome.newContext({ viewport, javaScriptEnabled: script !== 'off', reducedMotion: 'reduce' });
      contexts.push(context);
      if (script === 'blocked') await context.route('**/assets/*.js', (route) => route.abort());
      await context.addCookies([{ name: 'concord-session', value: seeded.tokens[who], url }]);
      const page = await context.newPage();
      complaints.set(page, listen(page));
      await page.goto(`${url}/consultations/${seeded.consultation}/response`);
      return page;
    },
    cut: (who) => {
      wire.cut(seeded.tokens[who]);
    },
    mend: (who) => {
      wire.mend(seeded.tokens[who]);
    },
    complaints: (page) => complaints.get(page) ?? [],
    async order(order) {
      server.send(order);
      const [answer] = (await first(server)) as readonly unknown[];
      return answer;
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      server.kill('SIGKILL');
      wire.close();
    },
  };
}

/** The next message of the server. Throws where it ends instead. */
async function first(server: ChildProcess): Promise<unknown> {
  const ended = once(server, 'exit').then(() => {
    throw new Error('the server ended');
  });
  ended.catch(() => undefined);
  return Promise.race([once(server, 'message'), ended]);
}

function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.push(message.text());
  });
  return said;
}
