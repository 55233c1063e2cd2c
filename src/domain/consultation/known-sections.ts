import type { Consultation } from './consultation.ts';
import { fixedSections } from './section.ts';

/**
 * The sections and choices that a response can hold (TX21). A question that was taken out stays among them: somebody may
 * still be writing its answer, and the department may put it back.
 */
export interface KnownSections {
  /** The ids of the sections that every response has. */
  readonly fixed: ReadonlySet<string>;
  /** For each question that is or ever was asked, the ids of the options that it offers or ever offered. */
  readonly questions: ReadonlyMap<string, ReadonlySet<string>>;
}

const fixed: ReadonlySet<string> = new Set(fixedSections.map(({ id }) => id));

/** The sections and choices that the response to a consultation can hold, from all its question sets (TX21). */
export function knownSections({ questionSets }: Pick<Consultation, 'questionSets'>): KnownSections {
  const questions = new Map<string, Set<string>>();
  for (const question of questionSets.flatMap((set) => set.questions)) {
    const options = questions.get(question.id) ?? new Set();
    for (const option of question.options) options.add(option.id);
    questions.set(question.id, options);
  }
  return { fixed, questions };
}
