import { parseArgs } from 'node:util';
import { type Figures, medians, tableOf } from './figures.ts';
import type { Row } from './row.ts';
import { caretRow } from './rows/carets.ts';
import { flushRow } from './rows/flushing.ts';
import { garbageRows } from './rows/garbage.ts';
import { growthRow } from './rows/growth.ts';
import { idleRows } from './rows/idle.ts';
import { openingRows } from './rows/opening.ts';
import { returningRows } from './rows/returning.ts';
import { typingRows } from './rows/typing.ts';
import { isThere, killAll, pinGenerator, type ServerName } from './server.ts';

// node bench/collab/main.ts [row…] [--rounds 5] [--seconds 10] [--scale 1] [--only concord,relay]; see README.md.

const rows: readonly Row[] = [...typingRows, caretRow, ...returningRows, ...openingRows, growthRow, ...idleRows, ...garbageRows, flushRow];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const patience = 600_000;
const rounds = Number(values.rounds);
const effort = { seconds: Number(values.seconds), scale: Number(values.scale) };
const only = values.only === '' ? null : values.only.split(',');

function measured({ servers }: Row): readonly ServerName[] {
  return servers.filter((server) => isThere(server) && (only?.includes(server) ?? true));
}

/** Round by round, every server in turn, so that what else happens on the machine happens to all. */
async function measure(row: Row): Promise<ReadonlyMap<string, Figures>> {
  const runs = new Map<ServerName, Figures[]>(measured(row).map((server) => [server, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [server, figures] of runs) {
      process.stderr.write(`row ${row.name}, round ${round + 1}: ${server}\n`);
      figures.push(await inTime(row, server));
    }
  }
  return new Map([...runs].map(([server, figures]) => [server, medians(figures)]));
}

/** A run that fails or does not end says why, and counts for nothing. */
async function inTime(row: Row, server: ServerName): Promise<Figures> {
  const late = setTimeout(() => void killAll(), patience);
  try {
    return await row.run(server, effort);
  } catch (error) {
    process.stderr.write(`  ${error instanceof Error ? error.message : 'failed'}\n`);
    return {};
  } finally {
    clearTimeout(late);
    await killAll();
  }
}

const isPinned = pinGenerator();
const wanted = rows.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name) || positionals.includes(/^\d+/.exec(name)?.[0] ?? ''),
);
const measurable = wanted.filter((row) => (row.missing ?? null) === null);
for (const row of wanted.filter((one) => !measurable.includes(one)))
  console.log(`Row ${row.name} is left out: ${row.missing} is missing.\n`);
const missing = [...new Set(measurable.flatMap(({ servers }) => servers))].filter((server) => !isThere(server));
if (missing.length > 0) console.log(`Not installed in bench/collab/peers, so not measured: ${missing.join(', ')}.\n`);
if (!isPinned) console.log('Server and generator share their cores: taskset or a second core is missing.\n');
console.log(
  `Median of ${rounds}, windows of ${effort.seconds} s${effort.scale === 1 ? '' : `, large rows at ${effort.scale} of their size`}.`,
);
for (const row of measurable) console.log(`\n### ${row.title}\n\n${tableOf(await measure(row))}`);
process.exit();
