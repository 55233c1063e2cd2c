import type { DraftKey, Drafts } from '../store/drafts.ts';
import { PresentText } from './present-text.ts';

/** Keeps the present texts of drafts in memory, so that a page reads only the changed sections. */
export interface PresentTexts {
  /** The present text of a draft's epoch. Throws `TypeError` where the epoch was never begun. */
  of(key: DraftKey): Promise<PresentText>;
}

/** The size of the kept texts, in bytes of their updates. The latest text is kept even if it is larger. */
const mostBytes = 16_000_000;

interface Kept {
  readonly text: PresentText;
  sealed: boolean;
  /** Settles once every reader that waits has its text. */
  turn: Promise<unknown>;
}

/** Present texts over the drafts of a store. */
export function presentTexts(drafts: Pick<Drafts, 'load' | 'news' | 'changed'>): PresentTexts {
  // In the order of reading: the latest text is the last one.
  const all = new Map<string, Kept>();
  return {
    async of(key) {
      const name = `${key.draft}/${key.epoch}`;
      const kept = all.get(name) ?? { text: new PresentText(), sealed: false, turn: Promise.resolve() };
      all.delete(name);
      all.set(name, kept);
      // Readers take turns: a reader that comes after an edit must not get the text from before the edit.
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

async function refresh(drafts: Pick<Drafts, 'load' | 'news' | 'changed'>, key: DraftKey, kept: Kept): Promise<void> {
  const { text, sealed } = kept;
  if (text.isOpen && (await drafts.changed([{ key, vector: text.vector, sealed }])).length === 0) return;
  const log = await (text.isOpen ? drafts.news(key, text.vector) : drafts.load(key));
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
