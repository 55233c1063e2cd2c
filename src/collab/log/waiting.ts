import type { DraftKey, Drafts } from '../../store/drafts.ts';
import type { Losses } from '../ports.ts';

/** The port of drafts, where an append waits until the versions that are being kept of its draft are durable (CO16). */
export function waitingDrafts(drafts: Drafts, losses: Pick<Losses, 'settled'>): Drafts {
  const after = <Answer>(key: DraftKey, append: () => Promise<Answer>): Promise<Answer> => losses.settled(key)?.then(append) ?? append();
  return {
    ...drafts,
    append: (key, entry) => after(key, () => drafts.append(key, entry)),
    appendAfter: (key, seen, entry) => after(key, () => drafts.appendAfter(key, seen, entry)),
  };
}
