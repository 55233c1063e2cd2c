import { fixedSectionNamed } from '../../domain/response/kind/sections.ts';
import type * as Y from 'yjs';
import { type Consultation, type Question, currentQuestions } from '../../domain/consultation/consultation.ts';
import { inWords } from '../../domain/consultation/choice-limits.ts';
import { SectionId } from '../../domain/ids.ts';
import type { Person } from '../../domain/network/actor.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import type { Losses } from '../../collab/ports.ts';
import { draftInHand, edit } from '../../drafts/editing.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import { digestOf } from '../../text/canonical.ts';
import { mostNodes } from '../../text/limits.ts';
import { plainText } from '../../text/plain.ts';
import { readDraft } from '../../text/read.ts';
import { type ReasonNow, longestReason, reasonNow, setTick, writeWords } from '../../text/reasons/reasons.ts';
import { mergedText } from '../../text/reasons/smallest-change.ts';
import { rewriteSection } from '../../text/rewrite.ts';
import { writeChosen } from '../../text/write.ts';

/** One section as a plain form shows it and posts it back. */
export interface Answer {
  readonly text: string;
  readonly chosen: readonly string[];
  readonly reason: ReasonNow;
}

/** An answer as it was posted, with the box and the reason that the form had shown. */
export interface PostedAnswer extends Answer {
  readonly shown: ReasonNow;
}

/**
 * The outcome of a posted answer. `stale`: somebody changed the section meanwhile. `late`: the text was locked, and the words
 * are with the coordinator.
 */
export type Rewritten =
  | { readonly ok: true; readonly became: 'saved' | 'late' | 'unchanged' }
  | { readonly ok: false; readonly why: 'stale' | Refused; readonly field?: FieldAtFault };

/** The field of the form that a refusal is about; absent where it is about the whole response. */
export type FieldAtFault = 'text' | 'reason' | 'chosen';

/** A section of a response: its title, its question, and whether that question is still asked. */
export interface NamedSection {
  readonly title: string;
  readonly question: Question | null;
  readonly isTakenOut: boolean;
}

/** A section of a response by its id, also where its question was taken out (TX21). Null where there was never such a section. */
export function sectionNamed(consultation: Consultation, id: string): NamedSection | null {
  const fixed = fixedSectionNamed(consultation, id);
  if (fixed !== undefined) return { title: fixed.title, question: null, isTakenOut: false };
  const asked = (questions: readonly Question[]): Question | undefined => questions.find((one) => one.id === id);
  const now = asked(currentQuestions(consultation).questions);
  const last = now ?? asked(consultation.questionSets.flatMap((set) => set.questions).toReversed());
  return last === undefined ? null : { title: last.text, question: last, isTakenOut: now === undefined };
}

/**
 * A section as it reads now, with a mark that a form posts back to tell whether the words or the choice have changed. The
 * reason for not answering is not in the mark: it merges (ED23).
 */
export function answerIn(document: Y.Doc, section: string): { readonly answer: Answer; readonly mark: string } {
  const content = readDraft(document, [SectionId.parse(section)]);
  const replaced = { text: plainText(content.blocks.get(section) ?? []), chosen: content.chosen.get(section) ?? [] };
  const mark = digestOf(new TextEncoder().encode(JSON.stringify(replaced))).slice(0, 32);
  return { answer: { ...replaced, reason: reasonNow(document, section) }, mark };
}

/** True if an answer equals the posted one already. */
function isAlready(now: Answer, posted: Answer): boolean {
  const chosen = new Set(now.chosen);
  return (
    now.text.trim() === posted.text.replace(/\r\n?/g, '\n').trim() &&
    posted.chosen.length === chosen.size &&
    posted.chosen.every((id) => chosen.has(id)) &&
    now.reason.ticked === posted.reason.ticked &&
    now.reason.words === posted.reason.words
  );
}

/**
 * Puts a posted answer into the draft as one edit of its own, unless the words or the choice changed since the form was
 * shown. A reason that somebody else changed meanwhile is merged (ED23).
 */
export async function rewrite(
  services: Services,
  by: Person,
  { response, consultation }: { readonly response: Response; readonly consultation: Consultation },
  posted: { readonly section: string; readonly answer: PostedAnswer; readonly mark: string },
  losses: Losses,
): Promise<Rewritten> {
  const judged = await judge(services, by, { act: 'response.write', networkId: response.networkId });
  if (!judged.ok) return { ok: false, why: judged };
  const draft = await draftInHand(services, response);
  const { document } = draft;
  const { answer, mark } = answerIn(document, posted.section);
  // The second post of one form finds the words of the first (SF7).
  if (mark !== posted.mark) return isAlready(answer, posted.answer) ? { ok: true, became: 'unchanged' } : { ok: false, why: 'stale' };
  const { question } = sectionNamed(consultation, posted.section) ?? { question: null };
  const refusals = [
    ['text', whyTooMany(posted.answer.text)],
    ['reason', whyTooLong(posted.answer)],
    ['chosen', whyTooManyChosen(question, posted.answer, answer)],
  ] as const;
  for (const [field, why] of refusals) if (why !== null) return { ok: false, why, field };
  const done = await edit(services, by.memberId, { response, consultation }, draft, {
    act: () => apply(document, posted.section, answer, posted.answer),
    losses,
  });
  return done.ok ? done : { ok: false, why: done, field: 'text' };
}

/** Refuses a text of too many lines before building from it: each line becomes a paragraph, a list item or a line break. */
function whyTooMany(text: string): Refused | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  return lines <= mostNodes
    ? null
    : refused('too-large', `An answer can hold at most ${mostNodes.toLocaleString('en-GB')} paragraphs and list items.`);
}

/** Refuses a reason that is longer than can be signed, unless people at once had made it longer and this is an abridgement. */
function whyTooLong({ reason, shown }: PostedAnswer): Refused | null {
  const length = reason.words.length;
  return length <= longestReason || length < shown.words.length
    ? null
    : refused('too-large', `A reason can hold at most ${longestReason.toLocaleString('en-GB')} characters.`);
}

/** Refuses more options than the department takes, unless more are chosen already and these are fewer (QS6). */
function whyTooManyChosen(question: Question | null, { chosen }: Answer, before: Answer): Refused | null {
  const most = question?.maxChoices ?? chosen.length;
  if (chosen.length <= most || chosen.length < before.chosen.length || isEqual(chosen, before.chosen)) return null;
  const over = chosen.length - most;
  return refused(
    'invalid',
    `You have chosen ${inWords(chosen.length)} options, and the department takes ${inWords(most)} at most. Untick ${inWords(over)}, then save again.`,
  );
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Carries out a posted answer on the document. Answers whether anything changed. */
function apply(document: Y.Doc, section: string, before: Answer, { text, chosen, reason, shown }: PostedAnswer): boolean {
  const words = mergedText(shown.words, reason.words, before.reason.words);
  const [rewritten, chosenAnew, reworded, ticked] = [
    text.trim() !== before.text.trim(),
    !isEqual(chosen, before.chosen),
    words !== before.reason.words,
    reason.ticked !== shown.ticked && reason.ticked !== before.reason.ticked,
  ];
  if (rewritten) rewriteSection(document, section, text);
  if (chosenAnew) writeChosen(document, section, chosen);
  if (reworded) writeWords(document, section, words);
  if (ticked) setTick(document, section, reason.ticked ? 'ticked' : 'unticked');
  return rewritten || chosenAnew || reworded || ticked;
}
