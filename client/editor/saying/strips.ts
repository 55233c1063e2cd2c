import type { Saved, Strip } from './saved.ts';

/** The strips that may stand under the bar; null where there is none. */
export interface Candidates {
  readonly saved: Saved;
  readonly text: 'open' | 'locked' | 'replaced';
  /** Why the text is locked, and who can open it again. */
  readonly notice: Strip | null;
  /** Words of earlier pages that came too late or cannot be saved, until the person has dealt with them. */
  readonly recovered: Strip | null;
  /** The fate of late words, until the person has read it. */
  readonly fate: Strip | null;
  /** The strip that the server put on the page of an open text: the draft is nearly full, or people have not been told. */
  readonly served: Strip | null;
}

/**
 * Decides which one strip stands under the bar (ED27): first the saved state of this text; then words of earlier pages and the
 * fate of late words, which wait for the person; then the notice from the server.
 */
export function standingStrip({ saved, text, notice, recovered, fate, served }: Candidates): Strip | null {
  if (saved.strip !== null) return saved.strip;
  return recovered ?? fate ?? (text === 'locked' ? notice : served);
}

/** The fate of this person's late changes in one answer. */
export interface Fate {
  /** `Question 5`. */
  readonly name: string;
  readonly became: 'brought' | 'left-out';
  /** The parts of an answer that did not come in with the rest, because somebody had given another. */
  readonly without: readonly ('choice' | 'reason')[];
}

/** The strip that tells a person the fate of their late changes; null if nothing is decided. */
export function fateStrip(fates: readonly Fate[]): Strip | null {
  if (fates.length === 0) return null;
  const names = (is: (fate: Fate) => boolean): string => listed(fates.filter(is).map(({ name }) => name));
  const brought = names(({ became }) => became === 'brought');
  const leftOut = names(({ became }) => became === 'left-out');
  const lost = (part: Fate['without'][number]): string => names(({ without }) => without.includes(part));
  const isWhole = leftOut === '' && lost('choice') === '' && lost('reason') === '';
  const title = isWhole
    ? 'Your late changes were brought into this draft.'
    : 'The coordinator has decided about changes of yours that came too late.';
  const sentences = [
    brought === '' ? '' : `Brought in: ${brought}.`,
    lost('choice') === '' ? '' : `Not your choice in ${lost('choice')}: somebody had chosen another option since.`,
    lost('reason') === '' ? '' : `Not your reason in ${lost('reason')}: somebody had given another since.`,
    leftOut === '' ? '' : `Left out: ${leftOut}.`,
  ];
  return { look: 'lock', title, text: sentences.filter((one) => one !== '').join(' '), actions: ['close'] };
}

/** The strip for late changes that nobody has decided about. */
export const waitingStrip: Strip = {
  look: 'lock',
  title: 'Changes of yours came too late for the draft before.',
  text: 'The coordinator has them, and has not decided yet if they go into this draft. This page says so when that is decided.',
  actions: ['close'],
};

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
