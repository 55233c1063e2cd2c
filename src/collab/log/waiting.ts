import type { DraftKey, Drafts } from '../../store/drafts.ts';
import type { Losses } from '../ports.ts';

/** Drafts whose appends wait until nothing is being kept of their draft (CO16). */
export function waitingDrafts(drafts: Drafts, losses: Pick<Losses, 'settled'>): Drafts {
  const after = <Answer>(key: DraftKey, append: () => Promise<Answer>): Promise<Answer> => losses.settled(key)?.then(append) ?? append();
  return {
    ...drafts,
    append: (key, entry) => after(key, () => drafts.append(key, entry)),
    appendAfter: (key, seen, entry) => after(key, () => drafts.appendAfter(key, seen, entry)),
  };
}
