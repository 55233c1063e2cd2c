import { shortTitle } from '../../domain/consultation/consultation.ts';
import { sentences } from '../../phrases/english.ts';
import { changedWords, sectionName } from '../../phrases/work/following.ts';
import type { Work } from './work.ts';

/** The followed sections that changed since the reader saw them, by consultation; none where nothing changed (WO40). */
export function followedView({ concerns, network }: Work) {
  return concerns
    .filter(({ changes }) => changes.length > 0)
    .map(({ consultation, changes }) => ({
      id: consultation.id,
      title: shortTitle(consultation.title),
      seen: `/consultations/${consultation.id}/seen`,
      sections: changes.map((change) => ({
        id: change.section,
        name: sectionName(consultation, change.section),
        href: `/consultations/${consultation.id}/response#s-${change.section}`,
        words: sentences(changedWords(change, network)),
      })),
    }));
}
