import { z } from 'zod';

/** Who may read a piece of evidence, from the widest circle to the narrowest (EV2). */
export const EvidenceLabel = z.enum(['shareable', 'anonymised', 'network-only', 'meeting-only']);
export type EvidenceLabel = z.infer<typeof EvidenceLabel>;

/** True if a label lets fewer people read, or lets the text say less, than another. */
export function isNarrower(label: EvidenceLabel, than: EvidenceLabel): boolean {
  return EvidenceLabel.options.indexOf(label) > EvidenceLabel.options.indexOf(than);
}

/** True for the labels under which evidence may be quoted in the text (EV4). */
export function isQuotable(label: EvidenceLabel): boolean {
  return label === 'shareable' || label === 'anonymised';
}
