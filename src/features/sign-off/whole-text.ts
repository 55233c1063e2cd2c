import type { Snapshot } from '../../domain/response/snapshot.ts';
import type { SectionChange } from '../../text/compare.ts';
import { keyMessages, textView } from '../../text/shown.ts';
import { isOfPositions } from './changes.ts';
import { standOn, standingView } from './standing-view.ts';

/** A whole text as its approvers read it on one page: the brief in numbers and key messages, then every answer (SO23, WO13). */
export function wholeText(snapshot: Snapshot) {
  const text = textView(snapshot);
  return {
    answers: text.answers,
    questions: text.questions,
    isLetter: snapshot.recipient !== undefined,
    document: snapshot.endorsed?.attachment ?? null,
    wordCount: text.words,
    organisations: snapshot.positions?.of ?? snapshot.organisations.length,
    keyMessages: keyMessages(snapshot),
    positions: standingView(snapshot),
    parts: text.parts.map((part) => ({
      ...part,
      sections: part.sections.map((section) => ({ ...section, stand: standOn(section.id, snapshot.positions) })),
    })),
  };
}

/** Says in how many answers two texts differ, and whether the organisations stand elsewhere, in full sentences. */
export function differenceWords(changes: readonly SectionChange[]): string {
  const answers = changes.filter((change) => !isOfPositions(change)).length;
  const stands = changes.some(isOfPositions) ? ' Where the organisations stand has changed.' : '';
  if (answers === 0)
    return stands === '' ? 'Nothing has changed: the text is word for word the same.' : `The answers are word for word the same.${stands}`;
  const which = answers === 1 ? 'One answer is' : `${answers} answers are`;
  return `${which} different.${stands} Everything else is word for word the same.`;
}
