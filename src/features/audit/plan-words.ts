import type { ConsultationEvent } from '../../domain/consultation/consultation.ts';
import type { ResponseEvent } from '../../domain/response/response.ts';
import { listed } from '../../phrases/english.ts';
import type { Entry, WordsFor } from './entry.ts';

type PlanEvent = Extract<ConsultationEvent | ResponseEvent, { readonly type: 'DateMoved' | 'DatesPlannedAgain' | 'LeadsNamed' }>;

/** The words of the events of a plan. */
export const planWords = {
  DateMoved: {
    kind: 'consultation',
    tell: (e) => `${e.who} moved the date “${e.step(e.text('step'))}” from ${e.time('from')} to ${e.time('to')}${e.dateMovedBecause}`,
  },
  DatesPlannedAgain: {
    kind: 'consultation',
    tell: (e) => `${e.who} had dates planned again: ${listed(e.texts('steps').map((step) => e.step(step)))}`,
  },
  LeadsNamed: { kind: 'text', tell: (e) => `${e.who} changed who leads the drafting. ${leads(e)}` },
} as const satisfies WordsFor<PlanEvent['type']>;

/** `Ann Lee leads question 4 and question 5. Nobody leads question 7`. */
function leads(e: Entry): string {
  const named = Map.groupBy(e.rows('leads'), ({ member }) => (typeof member === 'string' ? member : ''));
  return [...named]
    .map(([member, rows]) => {
      const sections = rows.map(({ section }) => e.sectionNamed(String(section)));
      return `${member === '' ? 'Nobody' : e.name(member)} leads ${listed(sections)}`;
    })
    .join('. ');
}
