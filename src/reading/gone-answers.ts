import { type Consultation, type Question, currentQuestions } from '../domain/consultation/consultation.ts';
import { everAsked, goneQuestions, offersIn } from '../domain/consultation/gone.ts';
import type { SectionId } from '../domain/ids.ts';
import { Digest, type Instant } from '../domain/outcome.ts';
import type { BroughtAnswer } from '../domain/response/gone/brought-answer.ts';
import { broughtOf } from '../domain/response/gone/bringing.ts';
import type { Response } from '../domain/response/response.ts';
import { type DraftContent, sectionIds } from '../domain/response/snapshot.ts';
import { isEmptySection, sectionDigest } from '../text/read.ts';

/** An answer that stands in the draft and in no document: its question went (QS13). Or one that is offered, for its question was split. */
export interface GoneAnswer {
  readonly question: Question;
  /** When the question went; null where it is asked, and was split. */
  readonly since: Instant | null;
  readonly digest: Digest;
  /** The words of the options that were chosen, of all that the question ever offered. */
  readonly chosen: readonly string[];
  readonly hasWords: boolean;
  /** The questions in force to which it is offered, the likeliest first; empty where any may take it (QS12). */
  readonly offeredTo: readonly SectionId[];
  /** Where it was brought with exactly these words. */
  readonly brought: readonly BroughtAnswer[];
}

/** The sections of a response, with those of questions that went: for the checks, and for pages that show their answers. */
export function allSectionIds(consultation: Consultation): readonly SectionId[] {
  return [...sectionIds(consultation), ...goneQuestions(consultation).map(({ question }) => question.id)];
}

/** The answers of a draft whose questions went, in the order in which these were asked (QS13). `content` has {@link allSectionIds}. */
export function goneAnswers(consultation: Consultation, response: Response, content: DraftContent): readonly GoneAnswer[] {
  return goneQuestions(consultation)
    .filter(({ question }) => !isEmptySection(content, question.id))
    .map(({ question, at, offeredTo }) => answerOf(consultation, response, content, { question, since: at, offeredTo }));
}

/** The answers to questions that were split, for each part that has no words yet and was not given these (QS12). */
export function splitAnswers(consultation: Consultation, response: Response, content: DraftContent): readonly GoneAnswer[] {
  const asked = new Map(currentQuestions(consultation).questions.map((question) => [String(question.id), question]));
  const open = offersIn(consultation).filter(({ to }) => (content.blocks.get(to) ?? []).length === 0);
  return [...Map.groupBy(open, ({ from }) => from)].flatMap(([from, offers]): GoneAnswer[] => {
    const question = asked.get(from);
    if (question === undefined) return [];
    const answer = answerOf(consultation, response, content, { question, since: null, offeredTo: [] });
    const offeredTo = offers.map(({ to }) => to).filter((to) => !answer.brought.some(({ into }) => into === to));
    return answer.hasWords && offeredTo.length > 0 ? [{ ...answer, offeredTo }] : [];
  });
}

/** The answers with words whose question went, and that nobody has brought into another as they stand: the checks warn of them. */
export function leftBehind(consultation: Consultation, response: Response, content: DraftContent): readonly SectionId[] {
  return goneAnswers(consultation, response, content)
    .filter(({ hasWords, brought }) => hasWords && brought.length === 0)
    .map(({ question }) => question.id);
}

function answerOf(
  consultation: Consultation,
  response: Response,
  content: DraftContent,
  about: Pick<GoneAnswer, 'question' | 'since' | 'offeredTo'>,
): GoneAnswer {
  const { id } = about.question;
  const digest = Digest.parse(sectionDigest(content, id));
  const picked = content.chosen.get(id) ?? [];
  const offered = consultation.questionSets.flatMap((set) =>
    set.questions.filter((one) => one.id === id).flatMap(({ options }) => options),
  );
  const words = new Map(offered.map((option) => [option.id, option.text]));
  return {
    ...about,
    digest,
    chosen: picked.flatMap((option) => words.get(option) ?? []),
    hasWords: (content.blocks.get(id) ?? []).length > 0,
    brought: broughtOf(response, id).filter((one) => one.digest === digest),
  };
}

/** A question by its section, as it was asked last; null for a section that is no question. */
export function questionEver(consultation: Consultation, section: string): Question | null {
  return everAsked(consultation).get(section) ?? null;
}
