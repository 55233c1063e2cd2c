import { questionShort } from '../../../domain/consultation/question-name.ts';
import { fixedNamed } from '../../../domain/response/kind/sections.ts';
import { type Consultation, currentQuestions } from '../../../domain/consultation/consultation.ts';
import type { Readiness } from '../../../domain/response/marking-ready.ts';
import { counted } from '../../../phrases/english.ts';

/** The written sections of a draft, as the page of checks reads their marks. */
export interface Marked {
  readonly consultation: Consultation;
  readonly readiness: ReadonlyMap<string, Readiness>;
  /** The sections in which nothing is written. */
  readonly empty: ReadonlySet<string>;
}

interface Line {
  readonly count: string;
  readonly what: string;
  readonly places: readonly { readonly text: string; readonly href: string }[];
}

/** The written sections that changed after they were marked ready, and those without a mark; nothing where nobody marks sections (WO12). */
export function notReady({ consultation, readiness, empty }: Marked): readonly Line[] {
  if (readiness.size === 0) return [];
  const fixed = fixedNamed(consultation).map(({ id, title }) => ({ id, text: title }));
  const asked = currentQuestions(consultation).questions.map((question) => ({ id: question.id, text: questionShort(question) }));
  const written = [...fixed, ...asked].filter(({ id }) => !empty.has(id));
  const line = (what: string, sections: typeof written): readonly Line[] => {
    if (sections.length === 0) return [];
    const places = sections.map(({ id, text }) => ({ text, href: `/consultations/${consultation.id}/response#s-${id}` }));
    return [{ count: counted(sections.length, 'section', 'sections'), what, places }];
  };
  return [
    ...line(
      'Changed since it was marked ready to read',
      written.filter(({ id }) => readiness.get(id)?.isChanged === true),
    ),
    ...line(
      'Written, and not marked ready to read',
      written.filter(({ id }) => !readiness.has(id)),
    ),
  ];
}
