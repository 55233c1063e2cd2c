import type { ReasonNow } from '../../../src/text/reasons/reasons.ts';

/** The late change of a box *We are not answering this question* and its reason, as a sentence; empty where neither changed late. */
export function lateReason(locked: ReasonNow, late: ReasonNow): string {
  const [before, after] = [locked.words.trim(), late.words.trim()];
  if (locked.ticked && !late.ticked) return 'Still in the locked text: you took the tick away too late.';
  const isTicked = late.ticked && !locked.ticked;
  if (!isTicked && before === after) return '';
  const tick = isTicked ? 'you ticked “We are not answering this question”' : '';
  const words = after === '' ? 'you took the reason away' : `you gave the reason “${after}”`;
  const parts = before === after && after === '' ? [tick] : [tick, words];
  const sentence = `Too late, not in the locked text: ${parts.filter((part) => part !== '').join(', and ')}`;
  return /[.!?]”$/.test(sentence) ? sentence : `${sentence}.`;
}
