import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { lengthOf } from '../src/text/lines/runs.ts';
import { readLines, sectionText } from '../src/text/lines/stored.ts';
import { closeBrowser } from '../tests/support/browser.ts';
import { caretIn, mounted } from '../tests/support/worlds/editor/hands.ts';
import type { Who } from '../tests/support/worlds/editor/seed.ts';
import { openEditorWorld } from '../tests/support/worlds/editor/world.ts';

// The response page with 60 sections, 59 other people and ten of them typing, in Chromium throttled four times; prints
// the budgets of the editor beside what was measured. Server, people and browser share this machine.

const others = 59;
const typing = 10;
const keys = 40;
const members: readonly Who[] = ['nadia', 'owen', 'rhian', 'joanna'];

const endings: (() => unknown)[] = [];
const world = await openEditorWorld({ teardown: (act) => endings.push(act) }, 56);
const crowd: WebsocketProvider[] = [];

/** One of the others: connected, in a section, and typing there if asked to. */
function join(index: number): WebsocketProvider {
  const who = members[index % members.length] ?? 'owen';
  class Socket extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { cookie: `concord-session=${world.seeded.tokens[who]}`, origin: world.url } });
    }
  }
  const room = `${world.seeded.response}/${world.seeded.epoch}`;
  const provider = new WebsocketProvider(`${world.url.replace(/^http/, 'ws')}/live`, room, new Y.Doc(), {
    disableBc: true,
    WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
  });
  provider.awareness.off('update', provider._awarenessUpdateHandler);
  provider.awareness.on('update', (change: unknown, origin: unknown) => {
    if (origin !== provider) provider._awarenessUpdateHandler(change, origin);
  });
  return provider;
}

/** Types a letter and moves the caret, about three times a second. */
function type(provider: WebsocketProvider, section: string): ReturnType<typeof setInterval> {
  return setInterval(
    () => {
      const text = sectionText(provider.doc, section);
      // At the end of the first line.
      const [first] = readLines(text);
      const end = lengthOf(first?.content ?? []);
      text.insert(end, 'x');
      const cursor = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, end + 1, -1)) as unknown;
      provider.awareness.setLocalState({ section, cursor: { anchor: cursor, head: cursor } });
    },
    250 + Math.random() * 150,
  );
}

interface Timings {
  readonly script: number;
  readonly first: number;
  readonly all: number;
}

/** Loads the page throttled, and answers when its script began, its first editor was there, and all were; in ms from navigation. */
async function load(page: Page): Promise<Timings> {
  await page.addInitScript(() => {
    const times = { script: 0, first: 0, all: 0 };
    Object.assign(globalThis, { times });
    const observer = new MutationObserver(() => {
      const now = performance.now();
      if (times.script === 0 && document.documentElement.classList.contains('cc-scripted')) times.script = now;
      const left = document.querySelectorAll('[data-text]').length - document.querySelectorAll('[data-text] [contenteditable]').length;
      if (times.first === 0 && document.querySelector('[contenteditable="true"]') !== null) times.first = now;
      if (times.first === 0 || left > 0) return;
      times.all = now;
      observer.disconnect();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['class', 'contenteditable'] });
  });
  await page.reload();
  await mounted(page);
  return page.evaluate(() => (globalThis as unknown as { times: Timings }).times);
}

/** From a key to the paint that shows it, in ms. */
async function keyToPaint(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => {
    const paints: number[] = [];
    Object.assign(globalThis, { paints });
    document.addEventListener(
      'keydown',
      () => {
        const at = performance.now();
        requestAnimationFrame(() => {
          setTimeout(() => paints.push(performance.now() - at));
        });
      },
      { capture: true },
    );
  });
  for (let key = 0; key < keys; key += 1) {
    await page.keyboard.press('a');
    await page.waitForTimeout(150);
  }
  return page.evaluate(() => (globalThis as unknown as { paints: number[] }).paints);
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

try {
  const page = await world.open('cerys', { height: 900 });
  const control = await page.context().newCDPSession(page);
  await control.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const { script, first, all } = await load(page);
  for (let index = 0; index < others; index += 1) crowd.push(join(index));
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const timers = crowd
    .filter((_, index) => index % 4 !== 2)
    .slice(0, typing)
    .map((provider, index) => type(provider, `q${index + 7}`));
  await caretIn(page, 'q5');
  await control.send('Performance.enable');
  const before = await spent();
  const began = performance.now();
  const paints = await keyToPaint(page);
  const after = await spent();
  const seconds = (performance.now() - began) / 1000;
  const share = (index: number) => `${Math.round((((after[index] ?? 0) - (before[index] ?? 0)) / seconds) * 100)}%`;
  for (const timer of timers) clearInterval(timer);
  await control.send('HeapProfiler.collectGarbage');
  const heap = await metric('JSHeapUsedSize');
  const rows: [string, string, string][] = [
    ['first section editable after script start', `${Math.round(first - script)} ms`, '1300 ms'],
    ['all 60 mounted after script start', `${Math.round(all - script)} ms`, '5000 ms'],
    ['key to paint under load, p50', `${at(paints, 0.5)} ms`, '40 ms'],
    ['key to paint under load, p95', `${at(paints, 0.95)} ms`, '70 ms'],
    ['main thread busy under load', share(0), '60%'],
    ['of which scripts, style, layout', [1, 2, 3].map(share).join(' '), ''],
    ['heap', `${(heap / 1024 / 1024).toFixed(1)} MB`, '25 MB'],
  ];
  for (const [what, measured, budget] of rows)
    console.log(`${what.padEnd(44)} ${measured.padStart(12)}   ${budget === '' ? '' : `budget ${budget}`}`);

  async function metric(name: string): Promise<number> {
    const { metrics } = await control.send('Performance.getMetrics');
    return metrics.find((one) => one.name === name)?.value ?? 0;
  }
  async function spent(): Promise<readonly number[]> {
    return Promise.all(['TaskDuration', 'ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'].map(metric));
  }
} finally {
  for (const provider of crowd) provider.destroy();
  for (const end of endings.reverse()) await end();
  await closeBrowser();
}
process.exit(0);
