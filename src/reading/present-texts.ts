import type { DraftKey, Drafts } from '../store/drafts.ts';
import { PresentText } from './present-text.ts';

/** Keeps the present texts of the drafts that people read, so that a page reads only the sections that changed. */
export interface PresentTexts {
  /** The text of a draft's epoch as the store has it now. Throws `TypeError` where the epoch was never begun. */
  of(key: DraftKey): Promise<PresentText>;
}

/** The most bytes of updates whose texts are kept. The text read last is kept at any size. */
const mostBytes = 16_000_000;

interface Kept {
  readonly text: PresentText;
  sealed: boolean;
  /** Ends when the last reader that waits has its text. */
  turn: Promise<unknown>;
}

/** Present texts over the drafts of a store. */
export function presentTexts(drafts: Pick<Drafts, 'load' | 'changed'>): PresentTexts {
  // The text read last stands last.
  const all = new Map<string, Kept>();
  return {
    async of(key) {
      const name = `${key.draft}/${key.epoch}`;
      const kept = all.get(name) ?? { text: new PresentText(), sealed: false, turn: Promise.resolve() };
      all.delete(name);
      all.set(name, kept);
      // One after the other: a reader that came after an edit must not get the text that an earlier reader asked for.
      const mine = kept.turn.then(() => refresh(drafts, key, kept));
      kept.turn = mine.catch(() => undefined);
      try {
        await mine;
      } catch (error) {
        if (all.get(name) === kept) all.delete(name);
        throw error;
      }
      dropOldest(all);
      return kept.text;
    },
  };
}

async function refresh(drafts: Pick<Drafts, 'load' | 'changed'>, key: DraftKey, kept: Kept): Promise<void> {
  const { text, sealed } = kept;
  if (text.isOpen && (await drafts.changed([{ key, vector: text.vector, sealed }])).length === 0) return;
  const log = await drafts.load(key);
  if (log === null) throw new TypeError(`there is no draft ${key.draft}/${key.epoch}`);
  text.take(log);
  kept.sealed = log.cut !== null;
}

function dropOldest(all: Map<string, Kept>): void {
  let bytes = [...all.values()].reduce((sum, { text }) => sum + text.bytes, 0);
  for (const [name, { text }] of all) {
    if (bytes <= mostBytes || all.size === 1) return;
    all.delete(name);
    bytes -= text.bytes;
  }
}
