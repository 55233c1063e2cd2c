import type { Snapshot } from '../../domain/response/snapshot.ts';
import type { SectionChange } from '../../text/compare.ts';
import { keyMessages, textView } from '../../text/shown.ts';

/** A whole text as its approvers read it on one page: the brief in numbers and key messages, then every answer (SO23, WO13). */
export function wholeText(snapshot: Snapshot) {
  const text = textView(snapshot);
  return {
    answers: text.answers,
    questions: text.questions,
    wordCount: text.words,
    organisations: snapshot.organisations.length,
    keyMessages: keyMessages(snapshot),
    parts: text.parts,
  };
}

/** Says in how many answers two texts differ, in full sentences. */
export function differenceWords(changes: readonly SectionChange[]): string {
  if (changes.length === 0) return 'Nothing has changed: the text is word for word the same.';
  const which = changes.length === 1 ? 'One answer is' : `${changes.length} answers are`;
  return `${which} different. Everything else is word for word the same.`;
}
