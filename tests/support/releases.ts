import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The folder with the data of every release so far. */
export const fixtures = new URL('../fixtures/', import.meta.url).pathname;

interface Ending {
  teardown(act: () => unknown): unknown;
}

/** A copy of a release's data in a folder of its own. */
export function unpacked(t: Ending, release: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'concord-release-'));
  t.teardown(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  cpSync(join(fixtures, release), directory, { recursive: true });
  writeFileSync(join(directory, 'concord.db'), gunzipSync(readFileSync(join(directory, 'concord.db.gz'))));
  return directory;
}

/** The texts of a release as that release read them, by the title of the consultation. */
export function textsIn(release: string): Readonly<Record<string, TextFacts>> {
  return JSON.parse(readFileSync(join(fixtures, release, 'texts.json'), 'utf8')) as Readonly<Record<string, TextFacts>>;
}

/** The facts of the texts of one response. */
export interface TextFacts {
  readonly epochs: readonly {
    readonly sealed: boolean;
    readonly digest: string;
    readonly counts: Readonly<Record<string, unknown>>;
    readonly words: Readonly<Record<string, number>>;
  }[];
  readonly rounds: readonly unknown[];
  readonly late: readonly unknown[];
  readonly versions: readonly unknown[];
}
