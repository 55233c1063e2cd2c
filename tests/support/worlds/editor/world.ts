import type { ChildProcess } from 'node:child_process';
import type { Page } from 'playwright-core';
import { type Ending, openContext } from '../../browser.ts';
import { type Order, type Opened, type ServerProcess, serverProcess } from './process.ts';
import type { Seeded, Who } from './seed.ts';
import { openWire } from './wire.ts';

/** The response page as a browser has it: a server in a process of its own, behind a wire that can be cut. */
export interface EditorWorld {
  readonly seeded: Seeded;
  readonly url: string;
  /** The server's process, for freezing. */
  readonly server: ChildProcess;
  /** Opens the response page as somebody, in a fresh browser context. */
  open(
    who: Who,
    options?: { readonly width?: number; readonly height?: number; readonly script?: 'on' | 'off' | 'blocked' },
  ): Promise<Page>;
  /** Cuts one person off, or connects them again. */
  cut(who: Who): void;
  mend(who: Who): void;
  /** The errors and warnings in a page's console. */
  complaints(page: Page): readonly string[];
  /** Answers the server's answer: `done`, or the value that was asked for. */
  order(order: Order): Promise<unknown>;
}

export interface EditorWorldOptions {
  /** The largest frame the server takes, in bytes; as in production unless given. */
  readonly largestFrame?: number;
}

/** Opens a world whose response has so many questions beside its four fixed sections; it ends with the test. */
export async function openEditorWorld(t: Ending, questions: number, { largestFrame = 0 }: EditorWorldOptions = {}): Promise<EditorWorld> {
  const wire = await openWire();
  t.teardown(() => {
    wire.close();
  });
  const url = `http://localhost:${wire.port}`;
  const server: ServerProcess = await serverProcess();
  const { port, ...seeded }: Opened = await server.open({ questions, largestFrame, baseUrl: url });
  wire.to(port);
  t.teardown(() => server.close());
  const complaints = new Map<Page, string[]>();
  return {
    server: server.child,
    seeded,
    url,
    async open(who, { width = 1366, height = 768, script = 'on' } = {}) {
      const viewport = { width, height };
      const context = await openContext(t, { viewport, javaScriptEnabled: script !== 'off' });
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
    order: (order) => server.order(order),
  };
}

function listen(page: Page): string[] {
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) said.push(message.text());
  });
  return said;
}
