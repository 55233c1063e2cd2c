import type { EvidenceEvent } from '../../domain/evidence/evidence.ts';
import { EvidenceLabel } from '../../domain/evidence/label.ts';
import { labelWords } from '../../phrases/evidence.ts';
import type { Entry, WordsFor } from './entry.ts';

/** The events of evidence. Its record stands only on pages of members who may see the evidence (EV14). */
export const evidenceWords = {
  EvidenceOffered: {
    kind: 'evidence',
    tell: (e) =>
      `${e.who} offered ${e.evidence}, evidence of ${e.organisationNamed(e.text('organisationId'))}. Label: ${label(e, 'label')}`,
  },
  EvidenceRelabelled: {
    kind: 'evidence',
    tell: (e) => `${e.who} changed the label of ${e.evidence} from ${label(e, 'from')} to ${label(e, 'to')}`,
  },
  EvidenceWithdrawn: { kind: 'evidence', tell: (e) => `${e.who} withdrew ${e.evidence}` },
  EvidenceQuoted: { kind: 'evidence', tell: (e) => `${e.who} quoted ${e.evidence} in ${e.section}` },
  EvidenceTakenOut: { kind: 'evidence', tell: (e) => `${e.who} took the box of ${e.evidence} out of ${e.section}` },
} as const satisfies WordsFor<Exclude<EvidenceEvent['type'], 'Restored' | 'WordsRemoved'>>;

function label(e: Entry, field: string): string {
  const known = EvidenceLabel.safeParse(e.text(field));
  return known.success ? labelWords[known.data].toLowerCase() : 'an unknown label';
}
