import { type Consultation, shortTitle } from '../../domain/consultation/consultation.ts';
import { questionName } from '../../domain/consultation/question-name.ts';
import { followedIn } from '../../domain/network/following.ts';
import type { Member } from '../../domain/network/member.ts';
import { fixedIn, questionsIn } from '../../domain/response/kind/sections.ts';
import type { Response } from '../../domain/response/response.ts';
import { capital } from '../../phrases/english.ts';
import { wordsOf } from '../../phrases/kinds/words.ts';

/** The page with a box for each section of a response, ticked where it is followed (WO40). */
export function sectionsView({
  member,
  consultation,
  response,
}: {
  readonly member: Member;
  readonly consultation: Consultation;
  readonly response: Response;
}) {
  const followed = new Set<string>(followedIn(member, response.id).map(({ section }) => section));
  const parts = Map.groupBy(questionsIn({ consultation, response }), ({ part }) => part);
  const groups = [
    { heading: 'Opening parts', sections: fixedIn({ consultation, response }).map(({ id, title }) => ({ id, text: title })) },
    ...[...parts].map(([part, questions]) => ({
      heading: part === '' ? capital(wordsOf(consultation).questions) : part,
      sections: questions.map((question) => ({ id: question.id, text: questionName(question) })),
    })),
  ];
  return {
    title: 'Sections you follow',
    place: 'consultations' as const,
    consultation: { id: consultation.id, title: shortTitle(consultation.title), place: 'overview' as const },
    base: `/consultations/${consultation.id}`,
    groups: groups.map(({ heading, sections }, n) => ({
      id: `part-${n}`,
      heading,
      rows: sections.map(({ id, text }) => ({ id: `f-${id}`, value: id, text, checked: followed.has(id) })),
    })),
  };
}
