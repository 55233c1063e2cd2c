import { fixedSectionNamed } from '../domain/response/kind/sections.ts';
import * as Y from 'yjs';
import { type Consultation, currentQuestions } from '../domain/consultation/consultation.ts';
import { questionName } from '../domain/consultation/question-name.ts';
import type { SectionId } from '../domain/ids.ts';
import { EpochId, MemberId } from '../domain/ids.ts';
import { Digest, Instant } from '../domain/outcome.ts';
import { decidedAbout } from '../domain/response/late/late-handling.ts';
import { wasConverted } from '../domain/response/epoch.ts';
import type { Response } from '../domain/response/response.ts';
import { type Block } from '../domain/consultation/section.ts';
import type { DraftLog, LateEdit } from '../store/drafts.ts';
import type { Reader } from '../store/reader.ts';
import { canonicalBytes, digestOf } from '../text/canonical.ts';
import { type SectionChange, compareStretches } from '../text/compare.ts';
import { openDraft, readDraft } from '../text/read.ts';
import { hasPending } from '../text/yjs/pending.ts';
import { allSectionIds, questionEver } from './gone-answers.ts';
import { LastRead } from './last-read.ts';

/** One section as it stands in a document: its words, the options chosen, and why it is not answered. */
export interface Answered {
  readonly blocks: readonly Block[];
  readonly chosen: readonly string[];
  readonly notAnswered: string;
}

/** One section as one member changed it after the lock. */
export interface Passage {
  /** Short, for addresses; made from the epoch, the member and the section. */
  readonly id: string;
  readonly epoch: EpochId;
  readonly member: MemberId;
  readonly section: SectionId;
  /** The digest of `theirs`: it changes when more comes in. */
  readonly digest: Digest;
  /** The section as it was locked, and as the member left it. */
  readonly locked: Answered;
  readonly theirs: Answered;
}

/** All late words of one member for one epoch: each keystroke of them is an edit in the store (CO5). */
export interface LateWords {
  readonly epoch: EpochId;
  readonly member: MemberId;
  /** When the last of them came. */
  readonly at: Instant;
  readonly passages: readonly Passage[];
  /** Some of them cannot be read, or build on edits that never came. */
  readonly isIncomplete: boolean;
  /** They came after a lock that was given up, and the text goes on with them (SO2). */
  readonly isInText: boolean;
}

type Edit = LateEdit & { readonly epoch: string };

/**
 * All late words of a response, by epoch and member, the newest first: each as its changes to the locked text. A member may
 * bring thousands of edits, so the passages are kept until more edits come (CO5).
 */
export async function lateWords(reader: Reader, response: Response, consultation: Consultation): Promise<readonly LateWords[]> {
  const edits = await reader.drafts.late(response.id);
  return keptLateWords.of(reader.drafts, response.id, stateOf(edits, response, consultation), () =>
    readLateWords(reader, edits, response, consultation),
  );
}

const keptLateWords = new LastRead<readonly LateWords[]>();

/** Names the state that late words are read from. Sealed texts never change, and late edits are only ever added. */
function stateOf(edits: readonly Edit[], { epochs, rounds }: Response, consultation: Consultation): string {
  const { version, questions } = currentQuestions(consultation);
  const asked = [version, questions.length];
  return JSON.stringify([edits.map(({ epoch, id }) => [epoch, id]), epochs, rounds.map(({ epoch }) => epoch), asked]);
}

async function readLateWords(
  reader: Reader,
  edits: readonly Edit[],
  response: Response,
  consultation: Consultation,
): Promise<readonly LateWords[]> {
  const logs = new Map<string, DraftLog>();
  for (const epoch of new Set(edits.flatMap((edit) => [edit.epoch, nextEpoch(response, edit.epoch)?.id ?? edit.epoch]))) {
    const log = await reader.drafts.load({ draft: response.id, epoch });
    if (log !== null) logs.set(epoch, log);
  }
  const groups = Map.groupBy(edits, ({ epoch, member }) => JSON.stringify([epoch, member]));
  const found = [...groups.values()].flatMap((group): LateWords[] => {
    const [first] = group;
    const log = first === undefined ? undefined : logs.get(first.epoch);
    if (first === undefined || log === undefined) return [];
    return [wordsOf(response, consultation, { log, group, first, next: logs.get(nextEpoch(response, first.epoch)?.id ?? '') })];
  });
  return found.toSorted((a, b) => b.at.localeCompare(a.at, 'en'));
}

/** The epoch in which the draft went on from another; undefined where it did not. */
function nextEpoch({ epochs }: Response, epoch: string): Response['epochs'][number] | undefined {
  return epochs.find((one) => one.from === epoch);
}

/** The number of passages that came too late for one epoch, by what became of them. Edits that cannot be shown wait. */
export interface LateCount {
  readonly epoch: EpochId;
  readonly brought: number;
  readonly leftOut: number;
  readonly pending: number;
}

/** The number of late passages of an open draft that wait for a decision (SO50). */
export async function waitingPassages(reader: Reader, response: Response, consultation: Consultation): Promise<number> {
  const counts = await countLate(reader, response, consultation);
  return counts.reduce((sum, { pending }) => sum + pending, 0);
}

/** Counts the late passages of a response, epoch by epoch, the latest first (SO50). */
export async function countLate(reader: Reader, response: Response, consultation: Consultation): Promise<readonly LateCount[]> {
  const words = (await lateWords(reader, response, consultation)).filter((one) => !one.isInText);
  const counts = [...Map.groupBy(words, ({ epoch }) => epoch)].map(([epoch, group]) => {
    const passages = group.flatMap((one) => one.passages);
    const decided = passages.filter((one) => isDecided(response, one)).map((one) => decidedAbout(response, one)?.became);
    const incomplete = group.filter((one) => one.isIncomplete).length;
    const brought = decided.filter((became) => became === 'brought').length;
    return { epoch, brought, leftOut: decided.length - brought, pending: passages.length - decided.length + incomplete };
  });
  return counts.filter(({ brought, leftOut, pending }) => brought + leftOut + pending > 0);
}

/** Whether there is a decision about the passage as it is now. */
export function isDecided(response: Response, passage: Passage): boolean {
  return decidedAbout(response, passage)?.digest === passage.digest;
}

interface Group {
  readonly log: DraftLog;
  readonly group: readonly Edit[];
  readonly first: Edit;
  /** The log of the epoch in which the draft went on. */
  readonly next: DraftLog | undefined;
}

function wordsOf(response: Response, consultation: Consultation, { log, group, first, next }: Group): LateWords {
  const [epoch, member] = [EpochId.parse(first.epoch), MemberId.parse(first.member)];
  const locked = openDraft(log);
  const { document, isIncomplete } = withEdits(locked, group);
  const passages = allSectionIds(consultation).flatMap((section): Passage[] => {
    const [before, theirs] = [answeredIn(locked, section, consultation), answeredIn(document, section, consultation)];
    const digest = Digest.parse(digestOf(canonicalBytes(theirs)));
    if (digest === digestOf(canonicalBytes(before))) return [];
    return [{ id: idOf(epoch, member, section), epoch, member, section, digest, locked: before, theirs }];
  });
  const at = Instant.parse(group.reduce((last, edit) => (edit.at > last ? edit.at : last), first.at));
  return { epoch, member, at, passages, isIncomplete, isInText: isInText(response, group, next) };
}

/** A locked text with one member's late edits, without those that cannot be read or build on missing ones. */
function withEdits(locked: Y.Doc, group: readonly Edit[]): { readonly document: Y.Doc; readonly isIncomplete: boolean } {
  const readable = group.filter(({ update }) => isReadable(update));
  try {
    const document = new Y.Doc();
    Y.applyUpdate(document, Y.encodeStateAsUpdate(locked));
    if (readable.length > 0) Y.applyUpdate(document, Y.mergeUpdates(readable.map(({ update }) => update)));
    return { document, isIncomplete: hasPending(document) || readable.length < group.length };
  } catch {
    return { document: locked, isIncomplete: true };
  }
}

function isReadable(update: Uint8Array): boolean {
  try {
    Y.decodeUpdate(update);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether these edits are in the text: they came after a lock that was given up, and before the new epoch began. That epoch
 * kept the form of the text, so the edits are in it under their own clocks.
 */
function isInText(response: Response, group: readonly Edit[], log: DraftLog | undefined): boolean {
  const [epoch = ''] = group.map((edit) => edit.epoch);
  if (response.rounds.some((round) => round.epoch === epoch) || wasConverted(response, epoch)) return false;
  const next = nextEpoch(response, epoch);
  if (next === undefined || log === undefined) return false;
  const here = Y.decodeStateVector(Y.encodeStateVector(openDraft(log)));
  return group.every((edit) => edit.at <= next.at && isReadable(edit.update) && isWithin(edit.update, here));
}

function isWithin(update: Uint8Array, here: ReadonlyMap<number, number>): boolean {
  return [...Y.parseUpdateMeta(update).to].every(([client, clock]) => clock <= (here.get(client) ?? 0));
}

/** A section of a document under the question as it was asked last: an option that it no longer has is not chosen. */
export function answeredIn(document: Y.Doc, section: SectionId, consultation: Consultation): Answered {
  const content = readDraft(document, [section]);
  const question = questionEver(consultation, section);
  const picked = content.chosen.get(section) ?? [];
  const chosen = question?.options.map((option) => option.id).filter((option) => picked.includes(option)) ?? [];
  return {
    blocks: content.blocks.get(section) ?? [],
    chosen: question?.kind === 'multiple-choice' ? chosen : chosen.slice(0, 1),
    notAnswered: content.notAnswered.get(section) ?? '',
  };
}

function idOf(epoch: string, member: string, section: string): string {
  return digestOf(new TextEncoder().encode(JSON.stringify([epoch, member, section]))).slice(0, 20);
}

/** The change between two states of a section, for a page; its title is the question's name or the fixed section's title. */
export function changeBetween(consultation: Consultation, section: SectionId, was: Answered, now: Answered): SectionChange {
  const question = questionEver(consultation, section);
  const isAsked = currentQuestions(consultation).questions.some(({ id }) => id === section);
  const fixed = fixedSectionNamed(consultation, section);
  const chosenWords = ({ chosen }: Answered): string => {
    const words = question?.options.filter((option) => chosen.includes(option.id)).map((option) => option.text) ?? [];
    return words.length === 0 ? 'None' : words.join('; ');
  };
  const wasNow = (before: string, after: string) => (before === after ? null : { was: before, now: after });
  return {
    id: section,
    title: question === null ? (fixed?.title ?? '') : `${questionName(question)}${isAsked ? '' : ', no longer asked'}`,
    kind: 'changed',
    question: null,
    chosen: wasNow(chosenWords(was), chosenWords(now)),
    notAnswered: wasNow(was.notAnswered, now.notAnswered),
    stretches: compareStretches(was.blocks, now.blocks),
  };
}
