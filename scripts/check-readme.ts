import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// Does what README.md and the operators' pages say, on a fresh clone: every block of commands is run as it is printed there.

const blocks = blocksOf('README.md');
const pages = ['install', 'README', 'mail', 'backup', 'upgrade', 'moving'].map((name) => `docs/operations/${name}.md`);
const folder = mkdtempSync(join(tmpdir(), 'concord-readme-'));
const clone = join(folder, 'concord');

/** The blocks of commands of a page, also those inside a list. */
function blocksOf(page: string): string[] {
  const found = readFileSync(page, 'utf8').matchAll(/^( *)```sh\n(.*?)^ *```/gms);
  return [...found].map(([, indent = '', commands = '']) => commands.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trim());
}

/** Runs a block in the clone; one that serves is asked for its first page and stopped. */
async function run(commands: string, dataDir: string): Promise<void> {
  process.stdout.write(`$ ${commands}\n`);
  const env = { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  const child = spawn('bash', ['-ec', commands], { cwd: clone, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ended = once(child, 'exit').then(([code]) => Number(code ?? 1));
  const serves = commands.includes('npm start') ? readsReady(child) : null;
  const result = await Promise.race([ended, ...(serves === null ? [] : [serves])]);
  if (result !== 0) throw new Error(`ended with ${result}: ${commands}`);
  if (serves !== null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  await ended;
}

async function readsReady(child: ChildProcess): Promise<number> {
  if (child.stdout === null) return 1;
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /ready at (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    // A real network is served at its own address, by a proxy that is not here.
    if (!address.startsWith('http://localhost')) return 0;
    const answer = await openedPage(address);
    const shows = (await answer.text()).includes('Pick a person to be');
    process.stdout.write(`  ready at ${address}: ${answer.status}${shows ? ', with the demonstration' : ''}\n`);
    return answer.ok ? 0 : 1;
  }
  return 1;
}

/** The page that a browser shows at a printed address: it keeps the cookie, and follows. */
async function openedPage(address: string): Promise<Response> {
  const opened = await fetch(address, { redirect: 'manual' });
  const cookie = opened.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
  return fetch(new URL(opened.headers.get('location') ?? '', address), { headers: { cookie: cookie.join('; '), accept: 'text/html' } });
}

try {
  execFileSync('git', ['clone', '--quiet', '.', clone]);
  const [first, ...others] = blocks;
  if (first === undefined) throw new Error('README.md has no commands');
  await run(first, join(folder, 'demonstration'));
  // The tests are what this check runs beside.
  for (const block of others) if (block !== 'npm test') await run(block, join(folder, 'real'));
  // The blocks of a page build on each other. The clone is installed already.
  for (const page of pages)
    await run(
      blocksOf(page)
        .filter((block) => block !== 'npm ci')
        .join('\n') || 'true',
      join(folder, 'real'),
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
