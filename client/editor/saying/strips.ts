import type { Saved, Strip } from './saved.ts';

/** Everything that may have something to say in the strip under the bar. Null: nothing to say. */
export interface Candidates {
  readonly saved: Saved;
  readonly text: 'open' | 'locked' | 'replaced';
  /** Why the text is locked, and who can open it again. */
  readonly notice: Strip | null;
  /** Words of earlier pages that came too late or cannot be saved, until the person has dealt with them. */
  readonly recovered: Strip | null;
  /** What became of late words, until the person has read it. */
  readonly fate: Strip | null;
  /** News that the server put on the page: a draft that is nearly full. */
  readonly served: Strip | null;
}

/**
 * Decides which one strip stands under the bar (ED27): first the newest truth about this text and the words written here; then
 * words from before, which wait for the person; then what stays as it is.
 */
export function standingStrip({ saved, text, notice, recovered, fate, served }: Candidates): Strip | null {
  if (saved.strip !== null) return saved.strip;
  return recovered ?? fate ?? (text === 'locked' ? notice : served);
}

/** What became of the late words of this person in one answer. */
export interface Fate {
  /** `Question 5`. */
  readonly name: string;
  readonly became: 'brought' | 'left-out';
}

/** The strip that tells a person what became of their late words; null if nothing is decided. */
export function fateStrip(fates: readonly Fate[]): Strip | null {
  if (fates.length === 0) return null;
  const names = (became: Fate['became']): string => listed(fates.filter((fate) => fate.became === became).map(({ name }) => name));
  const [brought, leftOut] = [names('brought'), names('left-out')];
  const title =
    leftOut === ''
      ? 'Your late words were brought into this draft.'
      : 'The coordinator has decided about words of yours that came too late.';
  const sentences = [brought === '' ? '' : `Brought in: ${brought}.`, leftOut === '' ? '' : `Left out: ${leftOut}.`];
  return { look: 'lock', title, text: sentences.filter((one) => one !== '').join(' '), actions: ['close'] };
}

/** The strip for late words that nobody has decided about. */
export const waitingStrip: Strip = {
  look: 'lock',
  title: 'Words of yours came too late for the draft before.',
  text: 'The coordinator has them, and has not decided yet if they go into this draft. This page says so when that is decided.',
  actions: ['close'],
};

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
