import { nameKey } from '../network/organisation.ts';
import { type Difference, type Indexed, type Passage, compareWithEvidence, indexed, withoutLinesOf } from './comparing.ts';
import { type Evidence, labelOf } from './evidence.ts';
import { isQuotable } from './label.ts';
import { shortNameIn } from './short-names.ts';

/**
 * Why a box in the text may not go out as it stands: its evidence was withdrawn or restricted, or is named (EV4). `hidden`: the
 * reader may not see the evidence, and so learns no reason (EV5).
 */
export type HeldBecause = 'withdrawn' | 'restricted' | 'names-organisation' | 'hidden';

/** A box that may not go out, by its section and its evidence. */
export interface HeldBox {
  readonly section: string;
  readonly evidence: string;
  readonly because: HeldBecause;
}

/** A box that says something else than its evidence, by its section and its evidence (EV12). */
export interface DifferingBox {
  readonly section: string;
  readonly evidence: string;
  /** False where the box holds nothing of the evidence, or its mark names no evidence of the response. */
  readonly quotes: boolean;
  /** Empty where the box quotes nothing. */
  readonly differences: readonly Difference[];
  /** A short name in the box that may tell whose anonymised evidence it quotes; null where there is none (EV18). */
  readonly mayName: string | null;
}

/** The words of a box, and the names of the organisation that offered its evidence. */
export interface Box {
  readonly words: string;
  readonly names: readonly string[];
}

type Judged = Pick<Evidence, 'labels' | 'withdrawn' | 'text' | 'source' | 'date'>;

/**
 * Null where a box in the text may be signed and sent. Only standing evidence that is shareable or anonymised is quoted; a box
 * of anonymised evidence does not name its organisation (EV4). A box that quotes nothing of its evidence is held by nothing
 * (EV12), and neither is one whose evidence is null: the response has no such evidence.
 */
export function whyHeld(evidence: Judged | null, { words, names }: Box): HeldBecause | null {
  if (evidence === null || !compareWithEvidence(words, wordsOf(evidence).withSource).quotes) return null;
  if (evidence.withdrawn !== null) return 'withdrawn';
  const label = labelOf(evidence);
  if (!isQuotable(label)) return 'restricted';
  const key = nameKey(words);
  const isNamed = names.some((name) => nameKey(name) !== '' && key.includes(nameKey(name)));
  return label === 'anonymised' && isNamed ? 'names-organisation' : null;
}

/** The words of a piece of evidence, alone and with its source. */
interface Words {
  readonly alone: Indexed;
  readonly withSource: Indexed;
}

/** The words of each piece that was judged. A page judges many boxes of one piece, and a piece may have 20,000 characters. */
const known = new WeakMap<Judged, Words>();

function wordsOf(evidence: Judged): Words {
  const words = known.get(evidence) ?? { alone: indexed(evidence.text), withSource: indexed(`${evidence.text}\n${evidence.source}`) };
  known.set(evidence, words);
  return words;
}

/** Null where a box says only words of its evidence (EV12). Not to be asked of a box that is held: it may quote restricted words. */
export function howDiffers(
  evidence: Judged | null,
  { words, names }: Box,
): Pick<DifferingBox, 'quotes' | 'differences' | 'mayName'> | null {
  if (words.trim() === '') return null;
  // Of evidence that is quoted no more, only readers of its own page see words.
  if (evidence?.withdrawn !== null || !isQuotable(labelOf(evidence))) return nothingQuoted;
  const isAnonymised = labelOf(evidence) === 'anonymised';
  // A line that says where the evidence comes from is no difference. Of anonymised evidence it has the date alone (EV4).
  const credit = isAnonymised ? evidence.date : [...names, evidence.source, evidence.date].join('\n');
  const { quotes, differences } = compareWithEvidence(withoutLinesOf(words, credit), wordsOf(evidence).alone);
  if (!quotes) return nothingQuoted;
  const mayName = isAnonymised ? shortNameIn(words, names) : null;
  return differences.length === 0 && mayName === null ? null : { quotes, differences, mayName };
}

const nothingQuoted = { quotes: false, differences: [], mayName: null };

/** The fewest words of a passage that stays when the box around it is taken out. Fewer are an edit of the quotation. */
const fewestKept = 8;

/**
 * The passages of a boxed paragraph that are no quotation, so that they stay when the box is taken out (EV13): the whole of a
 * paragraph that quotes nothing, and passages of eight words or more. `evidence` is null where the response has no such evidence.
 */
export function keptOf(evidence: Judged | null, { words, names }: Box): readonly Passage[] {
  const whole = [{ from: 0, to: words.length }];
  if (evidence === null) return whole;
  const { text, source, date } = evidence;
  const { quotes, added } = compareWithEvidence(words, indexed([text, ...names, source, date].join('\n')));
  return quotes ? added.filter((passage) => passage.words >= fewestKept) : whole;
}
