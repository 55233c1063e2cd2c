import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Drafts } from '../../../src/store/drafts.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { openLive } from './live-server.ts';

// A live server as a process of its own, to be killed. Everybody writes, and a draft begins when it is first opened. Its
// argument is the folder; it opens that once it is told anything, so that it can stand by while another has it. It prints
// its address, then seals what it is told the draft and epoch of, and says so.
const directory = process.argv[2];
if (directory === undefined) throw new TypeError('usage: live-process-main <folder>');

const lines = createInterface({ input: process.stdin });
await once(lines, 'line');
const store = await openSqliteStore({ directory });
const live = await openLive({ teardown: () => undefined }, { store, drafts: beginning, others: 'write' });
lines.on('line', (line) => {
  const [draft = '', epoch = ''] = line.split(' ');
  void store.drafts.seal({ draft, epoch }).then(() => process.stdout.write('sealed\n'));
});
process.stdout.write(`${live.url}\n`);

function beginning(drafts: Drafts): Drafts {
  return {
    ...drafts,
    async load(key) {
      const before = await drafts.load(key);
      if (before !== null) return before;
      await drafts.begin(key, { update: new Uint8Array(), covers: {}, authors: {} });
      return drafts.load(key);
    },
  };
}
