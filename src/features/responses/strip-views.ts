import { largestDocument } from '../../collab/ports.ts';
import { isNearlyFull } from '../../domain/response/taking-out.ts';
import { isOpen } from '../../domain/response/response.ts';
import { whyNotRecall } from '../../domain/sign-off/recall.ts';
import { mostNodesInAll } from '../../text/limits.ts';
import { tellStrip } from './tell-views.ts';
import type { ResponseNow } from './response-now.ts';

/** The strip under the bar until a script knows more: why the text is locked, that the draft is nearly full, who is to be told. */
export function stripOf(now: ResponseNow) {
  const { lock } = now;
  if (lock === null) return fullOf(now) ?? untoldOf(now);
  const href = takeBackOf(now);
  return { look: 'lock' as const, ...lock, link: href === null ? null : { text: 'Take back…', href } };
}

/** The people who were not told yet; null for all told, and for a viewer who cannot tell them. */
function untoldOf({ consultation, untold }: ResponseNow) {
  if (untold === null || untold.people === 0) return null;
  const { href, title, text } = tellStrip(consultation, untold);
  return { look: 'lock' as const, title, text, link: { text: 'Tell them…', href } };
}

/** Where this person can open the locked text again; null where they cannot. */
export function takeBackOf({ viewer, consultation, response }: Pick<ResponseNow, 'viewer' | 'consultation' | 'response'>): string | null {
  return whyNotRecall(response, viewer.duties) === null ? `/consultations/${consultation.id}/sign-off` : null;
}

/** The notice of a draft near one of its limits (CO17); null for any other, and for a locked text. */
function fullOf({ text, consultation, response }: ResponseNow) {
  const { bytes, lines } = text.size();
  const fullness = { size: bytes / largestDocument, lines: lines / mostNodesInAll };
  if (!isOpen(response) || !isNearlyFull(fullness)) return null;
  const percent = Math.round(100 * Math.max(fullness.size, fullness.lines));
  const of = fullness.size >= fullness.lines ? 'the longest text' : `${mostNodesInAll.toLocaleString('en-GB')} paragraphs`;
  return {
    look: 'warn' as const,
    title: 'This draft is nearly full.',
    text: `It holds ${percent}% of ${of}. A full draft takes no more words.`,
    link: { text: 'See who added how much', href: `/consultations/${consultation.id}/history/added` },
  };
}
