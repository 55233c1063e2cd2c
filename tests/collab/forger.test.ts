import * as encoding from 'lib0/encoding';
import * as fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { sectionText } from '../../src/text/lines/stored.ts';
import { openDraft } from '../../src/text/read.ts';
import { HonestPage } from '../support/live/honest-page.ts';
import { addLine, textOf } from '../support/live/lines.ts';
import { type LiveServer, openLive, until } from '../support/live/live-server.ts';
import type { RawClient } from '../support/live/raw-client.ts';
import { Disk } from '../support/live/faulty-drafts.ts';
import { edit } from '../support/written.ts';

const members = ['ann', 'ann', 'bob'];
const kinds = ['garbage', 'erased', 'other', 'unreadable', 'elsewhere'] as const;

type Step =
  | { readonly does: 'type' | 'erase' | 'leave' | 'come'; readonly who: number }
  | { readonly does: 'forge'; readonly who: number; readonly kind: (typeof kinds)[number] }
  | { readonly does: 'wait'; readonly milliseconds: number }
  | { readonly does: 'stall' | 'mend' | 'restart' };

const who = fc.nat(members.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ does: fc.constant('type' as const), who }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('erase' as const), who }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constantFrom('leave' as const, 'come' as const), who }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('forge' as const), who, kind: fc.constantFrom(...kinds) }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('wait' as const), milliseconds: fc.constantFrom(0, 3, 15) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('stall' as const, 'mend' as const, 'restart' as const) }) },
);

/** Mallory's update in the place of the page's next one. */
function forgery(seen: Y.Doc, client: number, kind: (typeof kinds)[number]): Uint8Array {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(seen));
  copy.clientID = client;
  if (kind === 'garbage') {
    return encoding.encode((encoder) => {
      for (const number of [1, 1, client, Y.getState(seen.store, client)]) encoding.writeVarUint(encoder, number);
      encoding.writeUint8(encoder, 0);
      for (const number of [40, 0]) encoding.writeVarUint(encoder, number);
    });
  }
  const section = kind === 'elsewhere' ? 'nowhere' : 'q1';
  const text = sectionText(copy, section);
  return edit(copy, () => {
    const { length } = text;
    addLine(copy, { erased: 'x'.repeat(30), other: 'Not hers.', unreadable: '\ufffd'.repeat(30), elsewhere: '' }[kind], section);
    if (kind === 'erased') text.delete(length, text.length - length);
  });
}

/** Garbage takes the place of a line that its writer typed and erased offline; the next lines stand beside that place. */
const besideGarbage: Step[] = [
  { does: 'leave', who: 0 },
  { does: 'forge', who: 0, kind: 'garbage' },
  { does: 'type', who: 0 },
  { does: 'erase', who: 0 },
  { does: 'leave', who: 1 },
  { does: 'restart' },
  { does: 'forge', who: 1, kind: 'garbage' },
  { does: 'type', who: 0 },
  { does: 'type', who: 0 },
  { does: 'erase', who: 0 },
];

class Scene {
  readonly pages = members.map((member) => new HonestPage(member));
  readonly erased = new Set<string>();
  forgeries = 0;
  readonly #open: () => Promise<{ live: LiveServer; disk: Disk }>;
  #typed = 0;
  #now: { live: LiveServer; disk: Disk } | null = null;
  #mallory: RawClient | null = null;

  constructor(open: () => Promise<{ live: LiveServer; disk: Disk }>) {
    this.#open = open;
  }

  async start(): Promise<void> {
    this.#now = await this.#open();
    for (const page of this.pages) page.come(this.#now.live);
    this.#mallory = this.#now.live.client('mallory');
    await this.#mallory.synced();
  }

  async take(does: Step): Promise<void> {
    const page = 'who' in does ? this.pages[does.who] : undefined;
    switch (does.does) {
      case 'type':
        page?.type(`line ${(this.#typed += 1)}`);
        break;
      case 'erase':
        this.erased.add(page?.erase() ?? '');
        break;
      case 'leave':
        await page?.leave();
        break;
      case 'come':
        if (this.#now !== null) page?.come(this.#now.live);
        break;
      case 'forge':
        this.#forge(page?.document.clientID ?? 0, does.kind);
        break;
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, does.milliseconds));
        break;
      default:
        await this.#happen(does.does);
    }
  }

  #forge(client: number, kind: (typeof kinds)[number]): void {
    const { document, isSynced = false } = this.#mallory ?? {};
    if (document === undefined || !isSynced) return;
    this.forgeries += 1;
    this.#mallory?.say({ type: 'update', update: forgery(document, client, kind) });
  }

  async #happen(does: 'stall' | 'mend' | 'restart'): Promise<void> {
    const { live, disk } = this.#now ?? {};
    if (disk === undefined) return;
    if (does === 'stall') disk.state = 'stalled';
    else disk.mend();
    if (does !== 'restart') return;
    // Every edit is durable first: after a crash the forger may withhold words that others build on, and theirs would go too.
    await live?.close();
    for (const page of this.pages) await page.leave();
    await this.#mallory?.cut();
    await this.start();
  }

  /** Everybody reconnects until each edit is accounted for, or its page was told that it is not saved. */
  async end(): Promise<void> {
    const { live, disk } = this.#now ?? {};
    disk?.mend();
    await until('everybody to know', () => {
      if (live !== undefined) for (const page of this.pages) page.come(live);
      return this.pages.every((page) => page.isSettled || page.refusal !== null);
    });
    for (const page of this.pages) await page.leave();
    await this.#mallory?.cut();
    await live?.close();
  }
}

test('[CO12] edits sent in the names of others never cost those others an edit that was shown as saved', async (t) => {
  t.setTimeout(120_000);
  let [programs, forgeries, saved, refused] = [0, 0, 0, 0];
  const limits = { retryAfter: 2, retryAtMost: 5, notSavingAfter: 20, readOnlyAfter: 40, openWithin: 200 };
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
    const store = await openSqliteStore({ directory: ':memory:' });
    const endings: (() => unknown)[] = [];
    const scene = new Scene(async () => {
      const disk = new Disk();
      const ending = { teardown: (act: () => unknown) => endings.push(act) };
      return { disk, live: await openLive(ending, { store, drafts: (drafts) => disk.wrap(drafts), limits }) };
    });
    await scene.start();
    for (const one of steps) await scene.take(one);
    await scene.end();
    const log = await store.drafts.load({ draft: 'response', epoch: 'epoch-1' });
    const there = new Set(textOf(openDraft(log ?? { base: { update: new Uint8Array() }, entries: [] })).split('\n'));
    for (const act of endings) await act();
    await store.close();
    programs += 1;
    forgeries += scene.forgeries;
    const shown = scene.pages.flatMap((page) => [...page.saved]);
    saved += shown.length;
    refused += scene.pages.filter((page) => page.refusal !== null).length;
    const lost = shown.filter((line) => !there.has(line) && !scene.erased.has(line));
    if (lost.length > 0) throw new Error(`shown as saved, and nowhere: ${lost.join(', ')}`);
    const codes = scene.pages.map((page) => page.refusal).filter((code) => code !== null && code !== 4409);
    if (codes.length > 0) throw new Error(`refused with ${codes.join(', ')}`);
    if (scene.forgeries === 0 && scene.pages.some((page) => page.refusal !== null)) throw new Error('an honest page was refused');
  });
  const runs = Number(process.env['RUNS'] ?? 60);
  await fc.assert(property, {
    examples: [[besideGarbage]],
    numRuns: runs,
    interruptAfterTimeLimit: 700 * runs,
    markInterruptAsFailure: false,
  });
  t.comment(`${programs} programs, ${forgeries} forgeries, ${saved} lines saved, ${refused} pages refused`);
  t.ok(saved > 50 && refused > 0);
});
