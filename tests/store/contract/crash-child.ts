import type { Store } from '../../../src/store/store.ts';
import { aBase, aMember, anEntry, newRole } from './samples.ts';

// A process that writes until it is killed, and prints each write that was answered as durable. Nothing is buffered: a line
// to a pipe is written before `console.log` returns.

const [, , module = '', place = '', round = ''] = process.argv;
const driver = (await import(module)) as { openAt(place: string): Promise<Store> };
const store = await driver.openAt(place);
const key = { draft: 'r1', epoch: 'e1' };

async function append(node: string): Promise<void> {
  for (let seq = 1; ; seq += 1) {
    await store.drafts.append(key, anEntry(node, seq));
    console.log(`saved ${node} ${seq}`);
  }
}

async function commit(id: string): Promise<void> {
  const created = aMember(id);
  await store.aggregates.commit(created);
  for (let revision = 1; ; revision += 1) {
    console.log(`committed ${id} ${revision}`);
    await store.aggregates.commit(newRole(created, revision, revision % 2 === 0 ? 'lead' : 'deputy'));
  }
}

async function put(): Promise<void> {
  for (let count = 1; ; count += 1) {
    console.log(`put ${await store.blobs.put('r1', Buffer.from(String(count)))} ${count}`);
  }
}

async function compact(): Promise<void> {
  for (;;) {
    const log = await store.drafts.load(key);
    const covers = { ...log?.base.covers };
    for (const { node, seq } of log?.entries ?? []) covers[node] = seq;
    await store.drafts.compact(key, aBase(covers));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

await store.drafts.begin(key, aBase());
await Promise.all([append(`a${round}`), append(`b${round}`), commit(`m${round}`), commit(`n${round}`), put(), compact()]);
