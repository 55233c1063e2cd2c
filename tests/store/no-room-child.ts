import { spawnSync } from 'node:child_process';
import { errorOf } from './contract/driver.ts';
import { heads, loaded } from './contract/drafts.ts';
import { aBase, aMember, anEntry } from './contract/samples.ts';
import { openAt } from './sqlite-driver.ts';

// A process whose files cannot grow beyond a limit. It appends until the store refuses, and prints which operations still work.

const [, , place = ''] = process.argv;
const store = await openAt(place);
const key = { draft: 'r1', epoch: 'e1' };
await store.drafts.begin(key, aBase());
const bytes = new Uint8Array(10_000).fill(7);

let saved = 0;
let refusal = 'none';
while (refusal === 'none' && saved < 10_000) {
  refusal = await errorOf(store.drafts.append(key, { ...anEntry('a', saved + 1), update: bytes }));
  if (refusal === 'none') saved += 1;
}
// Both at once: the read does not fail with the write beside it.
const [commit, log] = await Promise.all([
  errorOf(store.aggregates.commit({ ...aMember('m1'), actor: 'x'.repeat(6_000_000) })),
  loaded(store.drafts, key),
]);
const blob = await errorOf(store.blobs.put('r1', new Uint8Array(10_000_000)));
// With room again, the refused entry goes in, and so do later ones.
const isRaised = spawnSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited']).status === 0;
const later: string[] = [];
for (let seq = saved + 1; isRaised && seq <= saved + 5; seq += 1) {
  const answer = await store.drafts.append(key, { ...anEntry('a', seq), update: bytes }).catch(String);
  later.push(answer);
}
await store.close();
console.log(JSON.stringify({ saved, refusal, commit, loaded: heads(log)['a'] ?? 0, blob, isRaised, later }));
