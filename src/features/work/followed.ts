import { type Consultation, currentQuestions, shortTitle } from '../../domain/consultation/consultation.ts';
import { questionName } from '../../domain/consultation/question-name.ts';
import { fixedSections } from '../../domain/consultation/section.ts';
import { sentences } from '../../phrases/english.ts';
import { changedWords } from '../../phrases/work/following.ts';
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

function sectionName(consultation: Consultation, section: string): string {
  const question = currentQuestions(consultation).questions.find(({ id }) => id === section);
  return question === undefined ? (fixedSections.find(({ id }) => id === section)?.title ?? '') : questionName(question);
}
