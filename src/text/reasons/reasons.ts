import type * as Y from 'yjs';
import { canonicalText } from '../canonical.ts';
import { becomeText } from './smallest-change.ts';

/**
 * The longest reason that can be signed and printed, in UTF-16 code units. The page lets one person type no more. People
 * who type at once can exceed it together (ED22).
 */
export const longestReason = 2000;
/** The longest words that a reason may hold while it is written, in UTF-16 code units: the server refuses more (ED22). */
export const longestStoredReason = 20_000;
/** Yjs map of question ids to `true` while the box “We are not answering this question” is ticked. */
export const notAnsweringMap = 'notAnswering';
/** Every root with this prefix and a question id holds the words of one reason. */
export const reasonPrefix = 'reason:';

/** The box and the words of one question. Words stay while the box is not ticked. */
export interface ReasonNow {
  readonly ticked: boolean;
  readonly words: string;
}

/** The root `Y.Text` with the words of a question's reason: plain characters and line breaks. */
export function reasonText(document: Y.Doc, questionId: string): Y.Text {
  return document.getText(`${reasonPrefix}${questionId}`);
}

/** The box and the words as they stand. Never changes the document. */
export function reasonNow(document: Y.Doc, questionId: string): ReasonNow {
  const ticked = document.getMap(notAnsweringMap).get(questionId) === true;
  return { ticked, words: reasonText(document, questionId).toJSON() };
}

/** The reason for not answering that counts: in canonical form, and empty unless the box is ticked and words are there (ED21). */
export function reasonFor(document: Y.Doc, questionId: string): string {
  const { ticked, words } = reasonNow(document, questionId);
  return ticked ? canonicalText(words).trim() : '';
}

/** Ticks the box of a question, or takes the tick away. The words stay (ED21). */
export function setTick(document: Y.Doc, questionId: string, tick: 'ticked' | 'unticked'): void {
  const ticks = document.getMap(notAnsweringMap);
  if (tick === 'ticked') ticks.set(questionId, true);
  else ticks.delete(questionId);
}

/** Makes the words of a question's reason equal to `words` by the smallest change. The box stays as it is. */
export function writeWords(document: Y.Doc, questionId: string, words: string): void {
  becomeText(reasonText(document, questionId), withPlainBreaks(words));
}

/** Makes a question not answered for this reason. An empty reason takes the tick away and keeps the words. */
export function writeReason(document: Y.Doc, questionId: string, reason: string): void {
  document.transact(() => {
    if (reason !== '') writeWords(document, questionId, reason);
    setTick(document, questionId, reason === '' ? 'unticked' : 'ticked');
  });
}

function withPlainBreaks(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
