import type { Snapshot } from '../src/domain/response/snapshot.ts';
import { docxRenderer } from '../src/renderers/docx/docx.ts';
import type { Document } from '../src/renderers/document.ts';
import { pdfRenderer } from '../src/renderers/pdf/pdf.ts';
import type { PooledRenderer } from '../src/renderers/pool.ts';
import { countBlocks } from '../src/text/counts.ts';
import { sampleDocument, sampleSnapshot } from '../tests/support/sample-document.ts';

// node bench/exports.ts — the 22-question response, at least 200 words in each answer, as Word and PDF: cold (the first of a
// fresh renderer) and warm, in milliseconds.

const rounds = { cold: 5, warm: 20 };
const document = sampleDocument('final', withWords(sampleSnapshot(), 200));

/** Lengthens every answer with fewer words by the blocks of the longest answer. */
function withWords(snapshot: Snapshot, least: number): Snapshot {
  const longest = snapshot.sections.toSorted((a, b) => countBlocks(b.blocks).words - countBlocks(a.blocks).words)[0]?.blocks ?? [];
  const sections = snapshot.sections.map((section) =>
    section.type === 'fixed' || countBlocks(section.blocks).words >= least
      ? section
      : { ...section, blocks: [...section.blocks, ...longest], notAnswered: '' },
  );
  return { ...snapshot, sections };
}

async function timed(render: (document: Document) => Promise<Uint8Array>): Promise<{ time: number; size: number }> {
  const started = performance.now();
  const { byteLength } = await render(document);
  return { time: performance.now() - started, size: byteLength };
}

function line(name: string, times: readonly number[], size: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(0).padStart(5);
  return `${name.padEnd(12)} median ${at(0.5)}   slowest ${at(1)}   ${Math.round(size / 1000)} KB`;
}

interface Figures {
  readonly cold: readonly number[];
  readonly warm: readonly number[];
  readonly size: number;
}

async function measured(renderer: () => PooledRenderer): Promise<Figures> {
  const cold: number[] = [];
  for (let round = 0; round < rounds.cold; round += 1) {
    const fresh = renderer();
    cold.push((await timed((one) => fresh.render(one))).time);
    await fresh.close();
  }
  const kept = renderer();
  const { size } = await timed((one) => kept.render(one));
  const warm: number[] = [];
  for (let round = 0; round < rounds.warm; round += 1) warm.push((await timed((one) => kept.render(one))).time);
  await kept.close();
  return { cold, warm, size };
}

const [word, pdf] = [await measured(() => docxRenderer()), await measured(() => pdfRenderer())];
console.log('ms');
for (const [name, { cold, warm, size }] of Object.entries({ Word: word, PDF: pdf })) {
  console.log(line(`${name}, cold`, cold, size));
  console.log(line(`${name}, warm`, warm, size));
}
