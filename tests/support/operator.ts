import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { compileCache } from './running.ts';

/** The end of an operator's command: its exit code, and all it printed. */
export interface Operated {
  readonly code: number;
  readonly said: string;
}

/** The key of the backups that tests make. */
export const backupKey = 'correct-horse-battery-staple';

/** Runs `npm run <name> -- <args>` to its end, in an environment of these settings alone. */
export async function operate(
  name: 'backup' | 'doctor' | 'network' | 'restore',
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Operated> {
  const env = { PATH: process.env['PATH'] ?? '', ...compileCache(), BACKUP_KEY: backupKey, ...settings };
  const child = spawn(process.execPath, [`src/cli/${name}.ts`, ...args], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

/** The line of a refusal, which is exit 1 and one line. Otherwise the exit code and all output, so that a failed comparison shows them. */
export function refusalOf({ code, said }: Operated): string {
  return code === 1 && said.trim().split('\n').length === 1 ? said.trim() : `exit ${code}: ${said}`;
}
