import { birthDates } from './birth-dates.ts';
import type { ChildSign } from './child-sign.ts';
import { namesNearAges } from './names-near-ages.ts';
import { numbersOfPupils } from './numbers-of-pupils.ts';
import { smallCounts } from './small-counts.ts';

/**
 * Finds the parts of a text that may tell who a child is (PR1). The text may be no more than words, or lines of cells. `known`
 * holds names that are no child's: those of the network's organisations and people. A sign is a reason to look, never a finding
 * of fact: the service shows signs and lets everything be saved (PR2).
 */
export function childSigns(text: string, known: readonly string[] = []): readonly ChildSign[] {
  const all = [...birthDates(text), ...numbersOfPupils(text), ...namesNearAges(text, known), ...smallCounts(text)];
  return all.toSorted((a, b) => a.from - b.from);
}
