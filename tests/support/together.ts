import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Runs every test file of a folder of `tests` in this process, in the order of their names. For tests that share nothing but
 * code: starting a process and reading the modules costs more than most of them.
 */
export async function together(folder: string): Promise<void> {
  for (const file of globSync(`tests/${folder}/**/*.test.ts`).sort()) await import(pathToFileURL(file).href);
}
