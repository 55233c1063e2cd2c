import * as Y from 'yjs';
import { type Consultation, type Question, currentQuestions } from '../../domain/consultation/consultation.ts';
import { SectionId } from '../../domain/ids.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import type { Response } from '../../domain/response/response.ts';
import { fixedSections } from '../../domain/consultation/section.ts';
import type { Services } from '../../services.ts';
import type { DraftKey } from '../../store/drafts.ts';
import type { Reader } from '../../store/reader.ts';
import { digestOf } from '../../text/canonical.ts';
import { textSchema } from '../../text/check.ts';
import { mostNodes } from '../../text/limits.ts';
import { plainText } from '../../text/plain.ts';
import { chosenMap, notAnsweredMap, openDraft, readDraft, sectionFragment } from '../../text/read.ts';
import { rewriteSection } from '../../text/rewrite.ts';
import { writeChosen, writeNotAnswered } from '../../text/write.ts';
import type { Viewer } from '../../web/viewer.ts';

/** One section as a plain form shows it and posts it back. */
export interface Answer {
  readonly text: string;
  readonly chosen: readonly string[];
  readonly notAnswered: string;
}

/** The outcome of a posted answer. `stale`: somebody changed the section meanwhile. `late`: the text was locked, and the words are with the coordinator. */
export type Rewritten =
  { readonly ok: true; readonly became: 'saved' | 'late' | 'unchanged' } | { readonly ok: false; readonly why: 'stale' | Refused };

/** A section of a response by its id: its title and its question. Null where there is none. */
export function sectionNamed(
  consultation: Consultation,
  id: string,
): { readonly title: string; readonly question: Question | null } | null {
  const fixed = fixedSections.find((section) => section.id === id);
  if (fixed !== undefined) return { title: fixed.title, question: null };
  const question = currentQuestions(consultation).questions.find((one) => one.id === id);
  return question === undefined ? null : { title: question.text, question };
}

/** The document of a response's present epoch. Throws `TypeError` where the epoch was never begun. */
export async function draftOf(reader: Reader, response: Response): Promise<Y.Doc> {
  const log = await reader.drafts.load({ draft: response.id, epoch: response.epoch });
  if (log === null) throw new TypeError(`there is no draft ${response.id}/${response.epoch}`);
  return openDraft(log);
}

/** A section as it reads now, with a mark that a form posts back to tell whether the section has changed. */
export function answerIn(document: Y.Doc, section: string): { readonly answer: Answer; readonly mark: string } {
  const content = readDraft(document, [SectionId.parse(section)]);
  const answer = {
    text: plainText(content.blocks.get(section) ?? []),
    chosen: content.chosen.get(section) ?? [],
    notAnswered: content.notAnswered.get(section) ?? '',
  };
  return { answer, mark: digestOf(new TextEncoder().encode(JSON.stringify(answer))).slice(0, 32) };
}

/** Puts a posted answer into the draft as one edit of its own, unless the section changed since the form was shown. */
export async function rewrite(
  services: Services,
  viewer: Viewer,
  response: Response,
  posted: { readonly section: string; readonly answer: Answer; readonly mark: string },
): Promise<Rewritten> {
  const document = await draftOf(services, response);
  const { answer, mark } = answerIn(document, posted.section);
  if (mark !== posted.mark) return { ok: false, why: 'stale' };
  const refusal = whyTooMany(posted.answer.text);
  if (refusal !== null) return { ok: false, why: refusal };
  const before = Y.encodeStateVector(document);
  const changed = apply(document, posted.section, answer, posted.answer);
  if (changed.length === 0) return { ok: true, became: 'unchanged' };
  const why = textSchema.whyNot(document);
  if (why !== null) return { ok: false, why: refused('too-large', why) };
  const became = await append(services, viewer, { draft: response.id, epoch: response.epoch }, document, before);
  return { ok: true, became };
}

/** Refuses a text of too many lines before building from it: each line becomes a paragraph, a list item or a line break. */
function whyTooMany(text: string): Refused | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  return lines <= mostNodes
    ? null
    : refused('too-large', `An answer can hold at most ${mostNodes.toLocaleString('en-GB')} paragraphs and list items.`);
}

function apply(document: Y.Doc, section: string, before: Answer, after: Answer): string[] {
  const changed: string[] = [];
  if (after.text.trim() !== before.text.trim()) {
    rewriteSection(document, section, after.text);
    changed.push(sectionFragment(section));
  }
  if (JSON.stringify(after.chosen) !== JSON.stringify(before.chosen)) {
    writeChosen(document, section, after.chosen);
    changed.push(chosenMap);
  }
  if (after.notAnswered !== before.notAnswered) {
    writeNotAnswered(document, section, after.notAnswered);
    changed.push(notAnsweredMap);
  }
  return changed;
}

/** Appends one entry under a node id of its own; rooms find it in the log, as they find the entries of other nodes (CO30). */
async function append(services: Services, viewer: Viewer, key: DraftKey, document: Y.Doc, before: Uint8Array): Promise<'saved' | 'late'> {
  const update = Y.encodeStateAsUpdate(document, before);
  const author = { member: viewer.member.id, how: 'declared' } as const;
  const node = services.newId();
  const became = await services.drafts.append(key, { node, seq: 1, update, authors: { [document.clientID]: author } });
  if (became === 'late') await services.drafts.setAside(key, { id: node, member: viewer.member.id, at: services.now(), update });
  return became;
}
