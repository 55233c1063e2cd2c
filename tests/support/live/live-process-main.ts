import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import type { Drafts } from '../../../src/store/drafts.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { openLive } from './live-server.ts';

// A live server in a process of its own, to be killed. Everybody may write, and a draft begins when it is first opened. The
// argument is the folder; the process opens it after the first line on stdin, so that it can stand by while another process
// has it. It prints its address; then it seals each draft and epoch that a line names, and says so.
const directory = process.argv[2];
if (directory === undefined) throw new TypeError('usage: live-process-main <folder>');

// A process that is killed writes no cache of its modules at its end.
flushCompileCache();
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
