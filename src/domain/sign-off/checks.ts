import { isPast } from '../time/closing.ts';
import { asksNow } from '../consultation/asking.ts';
import { workingDaysBetween } from '../time/calendar.ts';
import { type ChainOffice, type People, chainOf } from '../round/chain.ts';
import type { Question } from '../consultation/consultation.ts';
import { type Coverage, notDrawn } from '../response/printed.ts';
import { codePoint } from '../typed/read.ts';
import type { DifferingBox, HeldBecause, HeldBox } from '../evidence/quoting.ts';
import type { MemberId, OfficeId, OrganisationId, SectionId } from '../ids.ts';
import type { Digest, Instant } from '../outcome.ts';
import { isOnEarlierText } from '../positions/statement.ts';
import type { OrganisationStanding } from '../positions/totals.ts';
import type { ChildSign } from '../privacy/child-sign.ts';
import { childSigns } from '../privacy/child-signs.ts';
import { type NotApplicableBecause, needed } from '../round/stage.ts';

/** An answer as the checks count it. */
export interface AnswerFacts {
  readonly words: number;
  readonly characters: number;
  readonly chosen: readonly string[];
  /** Why it is not answered; empty where no reason is given. */
  readonly notAnswered: string;
}

/** A finding that blocks the lock: nobody can wave it through. */
export type Block =
  | {
      readonly type: 'over-limit';
      readonly question: SectionId;
      readonly unit: 'words' | 'characters';
      readonly count: number;
      readonly limit: number;
    }
  /** `limit` is the most or the fewest options that the department takes (QS6). */
  | {
      readonly type: 'too-many-choices' | 'too-few-choices';
      readonly question: SectionId;
      readonly count: number;
      readonly limit: number;
    }
  | { readonly type: 'reason-too-long'; readonly question: SectionId; readonly count: number; readonly limit: number }
  /** A box in the text may not go out as it stands (EV4). */
  | { readonly type: 'evidence-held'; readonly section: string; readonly evidence: string; readonly because: HeldBecause }
  | { readonly type: 'too-few-in-post'; readonly office: OfficeId; readonly needed: number; readonly held: number }
  | { readonly type: 'unreachable'; readonly office: OfficeId; readonly member: MemberId }
  | { readonly type: 'closed' }
  /** An endorsement without the document it endorses, or without a word why (RK5). */
  | { readonly type: 'not-attached' | 'no-letter' };

/** A finding that may stand; one reason is given for all of them. */
export type Warning =
  | { readonly type: 'unanswered'; readonly question: SectionId }
  | { readonly type: 'no-option'; readonly question: SectionId }
  /** It has an answer, and the condition under which it is asked is not met (QS17). */
  | { readonly type: 'answer-not-asked'; readonly question: SectionId }
  /** The question went; its answer is in no document, and was not brought into another question (QS13). */
  | { readonly type: 'left-behind'; readonly question: SectionId }
  | { readonly type: 'passed-over'; readonly office: OfficeId; readonly because: NotApplicableBecause }
  /**
   * `characters` holds each character once, in the order of the text. Outside the sections `section` is {@link namesAndTitles} or
   * {@link inPositions}.
   */
  | { readonly type: 'not-drawn'; readonly section: string; readonly characters: readonly string[] }
  | { readonly type: 'may-tell-a-child'; readonly section: string; readonly signs: readonly ChildSign[] }
  | ({ readonly type: 'evidence-differs' } & DifferingBox)
  | PositionWarning
  | { readonly type: 'little-time'; readonly workingDays: number };

/** A finding about where an organisation stands; only where positions were asked for or given (PO14). */
export type PositionWarning =
  | { readonly type: 'no-reply'; readonly organisation: OrganisationId }
  /** `until`: the first instant of the day that the organisation named. */
  | { readonly type: 'awaiting-clearance'; readonly organisation: OrganisationId; readonly until: Instant }
  /** `text`: the digest of the text that the position is on. */
  | { readonly type: 'position-on-earlier-text'; readonly organisation: OrganisationId; readonly text: Digest };

/** The input of the checks before sign-off (SO1). */
export interface Checked extends People {
  readonly questions: readonly Question[];
  readonly answers: ReadonlyMap<string, AnswerFacts>;
  /** The questions that went with an answer that nobody has brought into another one (QS13). */
  readonly leftBehind: readonly SectionId[];
  /** All texts that the document prints, by section id; the others under {@link namesAndTitles} and {@link inPositions}. */
  readonly printed: ReadonlyMap<string, string>;
  /** The words of people in each section, with the reason for not answering, by section id, and {@link inPositions}. */
  readonly written: ReadonlyMap<string, string>;
  /** The boxes of the text that may not go out (EV4), and those that differ from their evidence (EV12), in the order of the text. */
  readonly boxes: { readonly held: readonly HeldBox[]; readonly differing: readonly DifferingBox[] };
  /** Names that are no child's: of organisations and members (PR1). */
  readonly known: readonly string[];
  /** The characters that every format of the document draws. */
  readonly coverage: Coverage;
  /** The longest reason for not answering that can be signed and printed, in UTF-16 code units (ED22). */
  readonly longestReason: number;
  /** Members whose last mail was refused for good. */
  readonly unreachable: ReadonlySet<MemberId>;
  /** Where each organisation in the network stands. */
  readonly standings: readonly OrganisationStanding[];
  /** The digest of the text, as positions hold it (PO4). */
  readonly text: Digest;
  /** What an endorsement needs, as far as it is there; absent in every other kind (RK5). */
  readonly endorsement?: { readonly attached: boolean; readonly written: boolean };
  readonly closesAt: Instant | null;
  readonly at: Instant;
}

export interface Findings {
  readonly blocks: readonly Block[];
  readonly warnings: readonly Warning[];
}

/** The keys that stand for a section in findings about the names and titles of a document, and about notes and reasons of positions. */
export const namesAndTitles = 'names-and-titles';
export const inPositions = 'positions';

const fewDays = 2;
/** The most characters that a key names; beyond this number it gives their count. */
const mostInKey = 10;
const digestInKey = 12;
const nothing: AnswerFacts = { words: 0, characters: 0, chosen: [], notAnswered: '' };

/** Names a warning for the form that acknowledges it: a warning that is found again on the cut keeps its key. */
export function warningKey(warning: Warning): string {
  switch (warning.type) {
    case 'unanswered':
    case 'no-option':
    case 'answer-not-asked':
    case 'left-behind':
      return `${warning.type}:${warning.question}`;
    case 'passed-over':
      return `${warning.type}:${warning.office}`;
    case 'not-drawn': {
      const { type, section, characters } = warning;
      return [type, section, ...characters.slice(0, mostInKey).map(codePoint), characters.length].join(':');
    }
    case 'may-tell-a-child': {
      // A key stands in the record, so it never holds the words themselves.
      const kinds = Map.groupBy(warning.signs, ({ kind }) => kind);
      return [warning.type, warning.section, ...[...kinds].map(([kind, signs]) => `${kind}-${signs.length}`)].join(':');
    }
    case 'evidence-differs': {
      // No words stand in a key. The numbers change where the words do.
      const { type, section, evidence, differences, mayName } = warning;
      const length = differences.reduce((sum, { box, evidence: said }) => sum + box.length + said.length, mayName?.length ?? 0);
      return [type, section, evidence, differences.length, length].join(':');
    }
    case 'no-reply':
      return `${warning.type}:${warning.organisation}`;
    case 'awaiting-clearance':
      return `${warning.type}:${warning.organisation}:${warning.until}`;
    case 'position-on-earlier-text':
      return `${warning.type}:${warning.organisation}:${warning.text.slice(0, digestInKey)}`;
    case 'little-time':
      return warning.type;
  }
}

/** Runs the checks before sign-off: findings that block, and findings that warn (SO1). One function serves the page and the cut. */
export function runChecks(checked: Checked): Findings {
  const chain = chainOf(checked, checked.at);
  return {
    blocks: [
      ...closed(checked),
      ...incomplete(checked),
      ...checked.questions.flatMap((question) => [
        ...overLimit(question, checked),
        ...wrongChoices(question, checked),
        ...tooLongReason(question, checked),
      ]),
      ...checked.boxes.held.map((box): Block => ({ type: 'evidence-held', ...box })),
      ...unasked(chain, checked),
    ],
    warnings: [
      ...checked.questions.flatMap((question) => unanswered(question, checked)),
      ...checked.leftBehind.map((question): Warning => ({ type: 'left-behind', question })),
      ...chain.flatMap(({ office, passedOver }): Warning[] =>
        passedOver === null ? [] : [{ type: 'passed-over', office: office.id, because: passedOver }],
      ),
      ...undrawn(checked),
      ...childrenTold(checked),
      ...checked.boxes.differing.map((box): Warning => ({ type: 'evidence-differs', ...box })),
      ...unsettled(checked),
      ...littleTime(checked),
    ],
  };
}

function closed({ at, closesAt }: Checked): readonly Block[] {
  return isPast(closesAt, at) ? [{ type: 'closed' }] : [];
}

function incomplete({ endorsement }: Checked): readonly Block[] {
  if (endorsement === undefined) return [];
  const { attached, written } = endorsement;
  return [...(attached ? [] : [{ type: 'not-attached' as const }]), ...(written ? [] : [{ type: 'no-letter' as const }])];
}

function overLimit(question: Question, { answers }: Checked): readonly Block[] {
  const answer = answers.get(question.id) ?? nothing;
  const limits = [
    { unit: 'words', count: answer.words, limit: question.wordLimit },
    { unit: 'characters', count: answer.characters, limit: question.characterLimit },
  ] as const;
  return limits.flatMap(({ unit, count, limit }): Block[] =>
    limit !== null && count > limit ? [{ type: 'over-limit', question: question.id, unit, count, limit }] : [],
  );
}

function wrongChoices({ id, options, minChoices = 0, maxChoices = options.length }: Question, { answers }: Checked): readonly Block[] {
  const chosen = answers.get(id)?.chosen ?? [];
  // Documents leave out a chosen option that the question no longer has.
  const count = options.filter((option) => chosen.includes(option.id)).length;
  if (count > maxChoices) return [{ type: 'too-many-choices', question: id, count, limit: maxChoices }];
  return count > 0 && count < minChoices ? [{ type: 'too-few-choices', question: id, count, limit: minChoices }] : [];
}

function tooLongReason(question: Question, { answers, longestReason }: Checked): readonly Block[] {
  const count = answers.get(question.id)?.notAnswered.length ?? 0;
  return count > longestReason ? [{ type: 'reason-too-long', question: question.id, count, limit: longestReason }] : [];
}

function unanswered(question: Question, { answers, questions }: Checked): readonly Warning[] {
  const answer = answers.get(question.id) ?? nothing;
  const isWritten = answer.words > 0 || answer.chosen.length > 0;
  if (asksNow(question, questions, (id) => answers.get(id)?.chosen ?? []) === 'not-asked')
    return isWritten ? [{ type: 'answer-not-asked', question: question.id }] : [];
  if (answer.notAnswered !== '') return [];
  if (!isWritten) return [{ type: 'unanswered', question: question.id }];
  return question.options.length > 0 && answer.chosen.length === 0 ? [{ type: 'no-option', question: question.id }] : [];
}

function unasked(chain: readonly ChainOffice[], { unreachable }: Checked): readonly Block[] {
  return chain.flatMap(({ office, holders, passedOver }): Block[] => {
    const reachable = holders.filter((id) => !unreachable.has(id));
    const wanted = needed(office.rule, holders.length);
    if (passedOver !== null || reachable.length >= wanted) return [];
    if (holders.length < wanted) return [{ type: 'too-few-in-post', office: office.id, needed: wanted, held: holders.length }];
    return holders.filter((id) => unreachable.has(id)).map((member) => ({ type: 'unreachable', office: office.id, member }));
  });
}

function childrenTold({ written, known }: Checked): readonly Warning[] {
  return [...written].flatMap(([section, text]): Warning[] => {
    const signs = childSigns(text, known);
    return signs.length === 0 ? [] : [{ type: 'may-tell-a-child', section, signs }];
  });
}

function undrawn({ printed, coverage }: Checked): readonly Warning[] {
  return [...printed].flatMap(([section, text]): Warning[] => {
    const characters = notDrawn(text, coverage);
    return characters.length === 0 ? [] : [{ type: 'not-drawn', section, characters }];
  });
}

function unsettled({ standings, text }: Checked): readonly PositionWarning[] {
  // Where nobody was asked and nobody has spoken, the network does without positions.
  if (standings.every(({ positions }) => positions === null)) return [];
  return standings.flatMap(({ organisation: { id: organisation }, statement, awaiting }): PositionWarning[] => {
    if (awaiting !== null) return [{ type: 'awaiting-clearance', organisation, until: awaiting.until }];
    if (statement === null) return [{ type: 'no-reply', organisation }];
    return isOnEarlierText(statement, text) ? [{ type: 'position-on-earlier-text', organisation, text: statement.text.digest }] : [];
  });
}

function littleTime({ at, closesAt, network }: Checked): readonly Warning[] {
  if (closesAt === null || isPast(closesAt, at)) return [];
  const workingDays = workingDaysBetween(at, closesAt, network.timeZone);
  return workingDays < fewDays ? [{ type: 'little-time', workingDays }] : [];
}
