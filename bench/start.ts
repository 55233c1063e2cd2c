import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../tests/support/running.ts';

// node bench/start.ts — from the start of the process until it is ready, and the first page after it, in milliseconds.

const rounds = 5;

async function time(dataDir: string): Promise<{ ready: number; page: number; again: number }> {
  const service = await run(dataDir);
  const opened = await fetch(`${service.url}${service.opening}`, { redirect: 'manual' });
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const fetched = async (): Promise<number> => {
    const started = performance.now();
    await (await fetch(service.url, { headers: { cookie } })).text();
    return performance.now() - started;
  };
  const page = await fetched();
  const again = await fetched();
  await service.stop();
  return { ready: service.readyAfter, page, again };
}

function median(values: readonly number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(0);
}

const first: number[] = [];
const later: { ready: number; page: number; again: number }[] = [];
for (let round = 0; round < rounds; round += 1) {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-bench-'));
  first.push((await time(dataDir)).ready);
  later.push(await time(dataDir));
  rmSync(dataDir, { recursive: true, force: true });
}
console.log(`median of ${rounds}, ms`);
console.log(`first start, seeding the demonstration, until ready: ${median(first)}`);
console.log(`later start, until ready:                            ${median(later.map(({ ready }) => ready))}`);
console.log(`first page after it:                                 ${median(later.map(({ page }) => page))}`);
console.log(`the same page again:                                 ${median(later.map(({ again }) => again))}`);
