import fc from 'fast-check';
import { test } from 'tap';
import * as Y from 'yjs';
import type { Block } from '../../src/domain/consultation/section.ts';
import { SectionId } from '../../src/domain/ids.ts';
import { presentTexts } from '../../src/reading/present-texts.ts';
import type { DraftLog } from '../../src/store/drafts.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { staticHtml } from '../../src/text/html.ts';
import { openDraft, readDraft } from '../../src/text/read.ts';
import { writeReason } from '../../src/text/reasons/reasons.ts';
import { authorsIn } from '../../src/text/reseed.ts';
import { writeBlocks, writeChosen } from '../../src/text/write.ts';
import { wordsByClient } from '../../src/text/writers.ts';

// The present text stays in memory between two pages, so it must never lag behind the log.

const key = { draft: 'r1', epoch: 'lines-1' };
const sections = ['q1', 'q2', 'q3'].map((id) => SectionId.parse(id));
const none = { update: new Uint8Array(), covers: {}, authors: {} };

const line = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] });

type Act =
  | { readonly type: 'write' | 'choose' | 'reason'; readonly section: number; readonly text: string }
  | { readonly type: 'compact' | 'look'; readonly section: 0; readonly text: '' };

const acts = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ type: fc.constant('write' as const), section: fc.nat(2), text: fc.string() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constantFrom('choose' as const, 'reason' as const),
        section: fc.nat(2),
        text: fc.constantFrom('a', 'b', ''),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'compact', section: 0, text: '' } as const) },
    { weight: 3, arbitrary: fc.constant({ type: 'look', section: 0, text: '' } as const) },
  ),
  { minLength: 1, maxLength: 25 },
);

async function logIn(store: Store): Promise<DraftLog> {
  const log = await store.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  return log;
}

async function act(store: Store, seq: number, what: Act): Promise<void> {
  const log = await logIn(store);
  if (what.type === 'look') return;
  if (what.type === 'compact') {
    const covers = Object.fromEntries([...Object.entries(log.base.covers), ...log.entries.map(({ node, seq: n }) => [node, n] as const)]);
    await store.drafts.compact(key, { update: Y.encodeStateAsUpdate(openDraft(log)), authors: authorsIn(log), covers });
    return;
  }
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  const section = sections[what.section] ?? 'q1';
  if (what.type === 'write') writeBlocks(document, section, [line(what.text), line('and more')]);
  else if (what.type === 'choose') writeChosen(document, section, what.text === '' ? [] : [what.text]);
  else writeReason(document, section, what.text);
  const authors = { [String(document.clientID)]: { member: `m${String(what.section)}`, how: 'declared' } } as const;
  await store.drafts.append(key, {
    node: `n${seq % 2}`,
    seq: Math.ceil(seq / 2),
    update: Y.encodeStateAsUpdate(document, before),
    authors,
  });
}

function readWhole(log: DraftLog) {
  const document = openDraft(log);
  const html = sections.map((id) => staticHtml(document, id));
  return { ...readDraft(document, sections), html, words: wordsByClient(document, sections), authors: authorsIn(log) };
}

test('[CO32] the present text always equals the text of the whole log', { timeout: 120_000 }, async (t) => {
  const run = async (all: readonly Act[]): Promise<void> => {
    const store = await openSqliteStore({ directory: ':memory:' });
    await store.drafts.begin(key, none);
    const texts = presentTexts(store.drafts);
    let seq = 0;
    for (const [index, what] of all.entries()) {
      if (what.type !== 'compact' && what.type !== 'look') seq += 1;
      await act(store, seq, what);
      if (what.type !== 'look' && index < all.length - 1) continue;
      const text = await texts.of(key);
      const shown = { ...text.content(sections), html: sections.map((id) => text.html(id)), words: text.words(sections) };
      t.strictSame({ ...shown, authors: text.authors }, readWhole(await logIn(store)), JSON.stringify(what));
    }
    await store.close();
  };
  await fc.assert(fc.asyncProperty(acts, run), { numRuns: 60 });
});
