import { nameKey } from '../network/organisation.ts';
import { type Evidence, labelOf } from './evidence.ts';
import { isQuotable } from './label.ts';

/**
 * Why a box in the text may not go out as it stands: its evidence is not known, was withdrawn or restricted, or is named (EV4).
 * `hidden`: the reader may not see the evidence, and so learns no reason (EV5).
 */
export type HeldBecause = 'unknown' | 'withdrawn' | 'restricted' | 'names-organisation' | 'hidden';

/** A box that may not go out, by its section and its evidence. */
export interface HeldBox {
  readonly section: string;
  readonly evidence: string;
  readonly because: HeldBecause;
}

/** The words of a box, and the names of the organisation that offered its evidence. */
export interface Box {
  readonly words: string;
  readonly names: readonly string[];
}

/**
 * Null where a box in the text may be signed and sent. Only standing evidence that is shareable or anonymised is quoted; a box
 * of anonymised evidence does not name its organisation (EV4). `evidence` is null where the response has no such evidence.
 */
export function whyHeld(evidence: Pick<Evidence, 'labels' | 'withdrawn'> | null, { words, names }: Box): HeldBecause | null {
  if (evidence === null) return 'unknown';
  if (evidence.withdrawn !== null) return 'withdrawn';
  const label = labelOf(evidence);
  if (!isQuotable(label)) return 'restricted';
  const key = nameKey(words);
  const isNamed = names.some((name) => nameKey(name) !== '' && key.includes(nameKey(name)));
  return label === 'anonymised' && isNamed ? 'names-organisation' : null;
}
