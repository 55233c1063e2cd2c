import * as Y from 'yjs';
import { currentQuestions } from '../src/domain/consultation/consultation.ts';
import type { Block } from '../src/domain/consultation/section.ts';
import { inTodaysForm } from '../src/drafts/convert.ts';
import { openDraft } from '../src/text/read.ts';
import { writeBlocks } from '../src/text/write.ts';
import { visitor } from '../tests/support/visitor.ts';
import { measureBoard } from './board.ts';
import { openWorld, type World } from '../tests/support/worlds/service.ts';

// node bench/pages.ts [paragraphs] — processor time of the whole process for one view of each page of a response, median of some views, in
// milliseconds: for the demonstration's draft, and for a draft of many short paragraphs, before and while somebody writes.

const base = '/consultations/send-review';
const pages = [
  `${base}/response`,
  `${base}/response/q1`,
  `${base}/checks`,
  base,
  '/work',
  `${base}/history`,
  `${base}/history/compare?was=now&now=now`,
];
const views = { ordinary: 20, full: 5 };
const paragraphs = Number(process.argv[2] ?? 20_000);
const line: Block = { type: 'paragraph', content: [{ type: 'text', text: 'kinship', marks: [] }] };

let seq = 0;
const endings: (() => unknown)[] = [];
const world = await openWorld({ teardown: (act) => endings.push(act) });
const draft = await opened();
const ordinary = await measured(views.ordinary);
await fill();
const full = await measured(views.full);
const calm = ordinary.map((row, index) => ({ ...row, full: full[index] }));
console.log(`ms of processor time; full: ${paragraphs.toLocaleString('en-GB')} paragraphs of one word`);
console.log('                                     ordinary          full');
console.log('                                  calm  edited   calm  edited   first view');
for (const row of calm) {
  const numbers = [row.calm, row.edited, row.full?.calm, row.full?.edited, row.full?.first].map((ms) => (ms ?? 0).toFixed(0).padStart(8));
  console.log(`${row.page.padEnd(30)}${numbers.join('')}`);
}
console.log(await measureBoard(world));
for (const end of endings) await end();

interface Row {
  readonly page: string;
  /** The first view after the draft was written by others; each later view of an unchanged draft; each view after an edit. */
  readonly first: number;
  readonly calm: number;
  readonly edited: number;
}

async function opened(): Promise<World['services']> {
  const { services } = world;
  const stored = await services.aggregates.get('response', 'send-review');
  if (stored === null) throw new Error('the demonstration has no response');
  await inTodaysForm(services, stored.state);
  return services;
}

async function measured(times: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const page of pages) {
    const [first = 0] = await viewed(page, 1, () => Promise.resolve());
    const calm = median(await viewed(page, times, () => Promise.resolve()));
    const edited = median(await viewed(page, times, () => write('q2', [{ ...line }])));
    rows.push({ page, first, calm, edited });
  }
  return rows;
}

async function viewed(page: string, times: number, before: () => Promise<unknown>): Promise<number[]> {
  const id = `bench-${page}`;
  const expires = '2099-01-01T00:00:00.000Z';
  const session = { memberId: 'nadia-farrow', createdAt: draft.now() };
  await draft.ephemeral.put('session', draft.keys.hmac('session', id), session, expires);
  const person = visitor(world.app, {}, { 'concord-session': encodeURIComponent(id) });
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    await before();
    const started = process.cpuUsage();
    const answer = await person.get(page, { host: new URL(world.url).host });
    const { user, system } = process.cpuUsage(started);
    if (answer.status !== 200) throw new Error(`${page}: ${answer.status}`);
    taken.push((user + system) / 1000);
  }
  return taken;
}

/** Appends an edit that makes an answer of these blocks; each edit differs from the one before. */
async function write(section: string, blocks: readonly Block[]): Promise<void> {
  const stored = await draft.aggregates.get('response', 'send-review');
  if (stored === null) throw new Error('the demonstration has no response');
  const key = { draft: stored.state.id, epoch: stored.state.epoch };
  const log = await draft.drafts.load(key);
  if (log === null) throw new Error('there is no draft');
  const document = openDraft(log);
  const before = Y.encodeStateVector(document);
  seq += 1;
  writeBlocks(document, section, [...blocks, { type: 'paragraph', content: [{ type: 'text', text: `edit ${seq}`, marks: [] }] }]);
  await draft.drafts.append(key, { node: 'bench', seq, update: Y.encodeStateAsUpdate(document, before), authors: {} });
  document.destroy();
}

async function fill(): Promise<void> {
  const stored = await draft.aggregates.get('consultation', 'send-review');
  if (stored === null) throw new Error('the demonstration has no consultation');
  const { questions } = currentQuestions(stored.state);
  const each = Math.floor(paragraphs / questions.length);
  for (const { id } of questions) await write(id, new Array<Block>(each).fill(line));
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
