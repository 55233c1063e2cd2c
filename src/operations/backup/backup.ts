import type { Part, Source } from '../../store/parts.ts';
import { writeBackup } from './file.ts';
import { listRemovals, removalsIn } from './removals.ts';

/** The needs of a backup: a store to read, this installation's secret, and a key of 20 characters or more. */
export interface Backing {
  readonly source: Source;
  readonly secret: Uint8Array;
  readonly key: string;
  readonly now: string;
  /** Is told one line at a time. */
  readonly say: (line: string) => void;
}

/** Backs a store up into a file, with the list of removals beside it, and says what is in it (OP5, OP11). */
export async function backUp(path: string, { source, secret, key, now, say }: Backing): Promise<void> {
  const counts = new Map<string, number>();
  const damaged: string[] = [];
  const removals: ReturnType<typeof removalsIn>[number][] = [];
  async function* told(): AsyncGenerator<Part> {
    for await (const part of source.parts((name) => damaged.push(name))) {
      const count = (counts.get(part.part) ?? 0) + 1;
      counts.set(part.part, count);
      removals.push(...removalsIn(part));
      if (count % 1000 === 0) say(`${count} ${nouns[part.part]} …`);
      yield part;
    }
  }
  const head = { at: now, secret: Buffer.from(secret).toString('base64') };
  const parts = await writeBackup(path, key, head, told());
  await listRemovals(path, removals);
  for (const name of damaged) say(`Not in the backup, because it is damaged: ${name}`);
  say(`Backed up to ${path}: ${listOf(counts)} (${parts} parts).`);
}

const nouns = { aggregate: 'records', tombstone: 'removed records', draft: 'drafts', blob: 'files' } as const satisfies Record<
  Part['part'],
  string
>;

/** The parts of a backup in words: `12 records, 3 drafts, 40 files`. */
export function listOf(counts: ReadonlyMap<string, number>): string {
  return Object.entries(nouns)
    .flatMap(([part, noun]) => (counts.has(part) ? [`${counts.get(part) ?? 0} ${noun}`] : []))
    .join(', ');
}
