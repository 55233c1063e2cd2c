import { spawnSync } from 'node:child_process';
import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../../src/store/drafts.ts';
import { errorOf } from './contract/driver.ts';
import { aBase, anEntry } from './contract/samples.ts';
import { openAt } from './sqlite-driver.ts';

// A process with room for two and a half of three entries, and later for other entries under their numbers. It leaves a copy
// of its folder, as a crash would.

const [, , place = '', copy = ''] = process.argv;
const store = await openAt(place);
const key = { draft: 'r1', epoch: 'e1' };
const other = (seq: number): Entry => ({ ...anEntry('a', seq), update: Buffer.from('other') });
const room = (bytes: string): boolean => spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]).status === 0;
const size = (): number => Math.max(...['entries-1.log', 'entries-2.log'].map((name) => statSync(join(place, name)).size));

await store.drafts.begin(key, aBase());
for (const seq of [1, 2]) await store.drafts.append(key, anEntry('a', seq));
const before = size();
await store.drafts.append(key, anEntry('a', 3));
const record = size() - before;
const isLimited = room(String(Math.round(size() + 2.5 * record)));
const refused = await Promise.all([4, 5, 6].map((seq) => errorOf(store.drafts.append(key, anEntry('a', seq)))));
const left = size();
room('unlimited');
const answers: string[] = [];
for (const seq of [4, 5, 6]) answers.push(await store.drafts.append(key, other(seq)));
cpSync(place, copy, { recursive: true });
await store.close();
console.log(JSON.stringify({ isLimited, refused, isTorn: left > before + 3 * record, answers }));
