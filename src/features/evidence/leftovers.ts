import type { EvidenceId } from '../../domain/ids.ts';
import type { Services } from '../../services.ts';
import { never } from '../../store/ephemeral.ts';

// The files of forms that were posted and not yet taken: the next post of the form takes the file from here (EV17).

const space = 'evidence-file';
/** How long such a file stays, and how often the sweep looks, in milliseconds. */
const keptFor = 24 * 3_600_000;
const lookEvery = 3_600_000;
const mostAtOnce = 1_000;

/** Notes that a form of this evidence brings a file; to be called before the file is stored. */
export async function noteFile({ ephemeral, now }: Pick<Services, 'ephemeral' | 'now'>, id: EvidenceId): Promise<void> {
  await ephemeral.put(space, id, now(), never);
}

/** Forgets the note: the evidence was made, and its file stays with it. */
export async function forgetNote({ ephemeral }: Pick<Services, 'ephemeral'>, id: EvidenceId): Promise<void> {
  await ephemeral.drop(space, id);
}

/** Disposes of files whose forms were not sent within a day. Looks once an hour, at most a thousand files at once. */
export function leftoverSweep(services: Services): { run(): Promise<void> } {
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    async run() {
      const now = Date.parse(services.now());
      if (now - lookedAt < lookEvery) return;
      lookedAt = now;
      for (const { key, value } of await services.ephemeral.list(space, '', mostAtOnce)) {
        const notedAt = typeof value === 'string' ? Date.parse(value) : Number.NaN;
        if (now - notedAt < keptFor) continue;
        // Only one node gets the note. A form that is posted just now has put a note of its own.
        const taken = await services.ephemeral.take(space, key);
        if (taken === null || (await services.aggregates.get('evidence', key)) !== null) continue;
        if (taken.value === value) await services.blobs.dispose(key);
        else await services.ephemeral.put(space, key, taken.value, never);
      }
    },
  };
}
