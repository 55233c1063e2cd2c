import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from './server.ts';

// A flush is a call that comes back once bytes are on the disk: a sync of any kind, or a write to a file that was opened
// with O_DSYNC or O_SYNC.
const syncs = ['fsync', 'fdatasync', 'sync_file_range', 'msync', 'syncfs'];
const writes = ['pwrite64', 'pwritev', 'pwritev2'];
const durable = 0o10000;

/** Whether strace is installed. */
export function canCountFlushes(): boolean {
  try {
    execFileSync('strace', ['--seccomp-bpf', '-f', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * The words before a command whose flushes are to be counted in a folder: strace follows all its processes and threads, and
 * stops them at these calls alone.
 */
export function watched(folder: string): readonly string[] {
  const calls = `trace=${[...syncs, ...writes].join(',')}`;
  return ['strace', '-f', '--seccomp-bpf', '-ttt', '-o', join(folder, 'calls'), '-e', calls, '-e', 'signal=none'];
}

/** The number of flushes of a running server between two times of `Date.now()`. */
export function flushesOf({ pid }: Server, folder: string, from: number, until: number): number {
  const lines = readFileSync(join(folder, 'calls'), 'utf8').split('\n');
  const isDurable = new Map<string, boolean>();
  return lines.filter((line) => {
    const [, seconds, call, descriptor] = /^\d+ +([\d.]+) (\w+)\((\d+)/.exec(line) ?? [];
    const at = 1000 * Number(seconds);
    if (call === undefined || descriptor === undefined || at < from || at >= until) return false;
    if (syncs.includes(call)) return true;
    if (!isDurable.has(descriptor)) isDurable.set(descriptor, isOpenedDurable(pid, descriptor));
    return isDurable.get(descriptor) === true;
  }).length;
}

function isOpenedDurable(pid: number, descriptor: string): boolean {
  try {
    const flags = /flags:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8'))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & durable) !== 0;
  } catch {
    return false;
  }
}
