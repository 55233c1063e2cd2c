/** The words that a change deleted, and the answers that it emptied. */
export interface Lost {
  readonly words: number;
  /** Ids of sections. */
  readonly emptied: readonly string[];
}

/** A deletion by one member. `at` in ms. `before` names the text as it stood before it. */
export interface Deletion<Before> extends Lost {
  readonly at: number;
  readonly before: Before;
}

/** The deletions of one member in one draft for which a version may still be due (CO16). */
export interface Deleting<Before> {
  /** At most one a second, the oldest first: deletions of one second count as one. */
  readonly recent: readonly Deletion<Before>[];
  /** The times of the versions that were kept in the last hour, in ms. */
  readonly kept: readonly number[];
  /** The time of the last deletion since the last version was kept, in ms. */
  readonly last: number;
}

/** The state of a member who deleted nothing. */
export const nothingDeleted: Deleting<never> = { recent: [], kept: [], last: Number.NEGATIVE_INFINITY };

const second = 1_000;
const minute = 60 * second;
/** The longest mass deletion, in ms. Later deletions begin another one. */
const longest = 10 * minute;
const hour = 60 * minute;
/** A member who deletes more words than this within a minute makes a mass deletion. */
const mostWords = 500;
/** A member who empties this number of answers within a minute makes a mass deletion. */
const mostAnswers = 3;
/** The most versions of a draft that one member's deletions keep in an hour. */
const mostKept = 30;

/** A version that is due: of the text before the first deletion, with all that was lost by then. */
export interface Due<Before> {
  readonly before: Before;
  readonly words: number;
  readonly answers: number;
}

/**
 * Takes note of one more deletion. `due` where it makes a mass deletion (CO16): more than 500 words, or three answers emptied,
 * within a minute. Deletions that follow within a minute belong to the same mass deletion, for ten minutes at most.
 */
export function withDeletion<Before>(
  deleting: Deleting<Before>,
  deletion: Deletion<Before>,
): { readonly deleting: Deleting<Before>; readonly due: Due<Before> | null } {
  const { at } = deletion;
  const kept = deleting.kept.filter((time) => at - time < hour);
  const since = kept.at(-1);
  const goesOn = since !== undefined && at - deleting.last < minute && at - since < longest;
  if (goesOn) return { deleting: { recent: [], kept, last: at }, due: null };
  const recent = added(
    deleting.recent.filter((one) => at - one.at < minute),
    deletion,
  );
  const words = recent.reduce((sum, one) => sum + one.words, 0);
  const answers = new Set(recent.flatMap(({ emptied }) => emptied)).size;
  const [first] = recent;
  const isDue = (isManyWords(words) || answers >= mostAnswers) && kept.length < mostKept && first !== undefined;
  if (!isDue) return { deleting: { recent, kept, last: deleting.last }, due: null };
  return { deleting: { recent: [], kept: [...kept, at], last: at }, due: { before: first.before, words, answers } };
}

/** True if it is a mass deletion to delete this number of words within a minute. */
export function isManyWords(words: number): boolean {
  return words > mostWords;
}

/** True once a member's deletions can lead to no version any more and count towards no limit. `now` in ms. */
export function isOver(deleting: Deleting<unknown>, now: number): boolean {
  return deleting.recent.every(({ at }) => now - at >= minute) && deleting.kept.every((at) => now - at >= hour);
}

/** These deletions without the texts before them that no version needs any more. `now` in ms. */
export function withoutOld<Before>(deleting: Deleting<Before>, now: number): Deleting<Before> {
  return { ...deleting, recent: deleting.recent.filter(({ at }) => now - at < minute) };
}

function added<Before>(recent: readonly Deletion<Before>[], next: Deletion<Before>): readonly Deletion<Before>[] {
  const last = recent.at(-1);
  if (last === undefined || next.at - last.at >= second) return [...recent, next];
  const both = { ...last, words: last.words + next.words, emptied: [...new Set([...last.emptied, ...next.emptied])] };
  return [...recent.slice(0, -1), both];
}
