import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { openLive } from './live-server.ts';

// A live server as a process of its own, to be killed: the folder is its argument, and it prints its address. Everybody writes.
const directory = process.argv[2];
if (directory === undefined) throw new TypeError('usage: live-process-main <folder>');
const live = await openLive({ teardown: () => undefined }, { store: await openSqliteStore({ directory }) });
for (const name of process.argv.slice(3)) live.gate.rights.set(name, 'write');
process.stdout.write(`${live.url}\n`);
