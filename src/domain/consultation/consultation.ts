import { z } from 'zod';
import { ConsultationId, MemberId, NetworkId, SectionId } from '../ids.ts';
import { Instant } from '../outcome.ts';
import type { WordsRemoved } from '../removed.ts';
import type { Restored } from '../restored.ts';
import { DateMove, type StepName } from './date-move.ts';
import { DependsOn } from './depends-on.ts';
import { mostShortTitle } from './question-name.ts';
import { Representation } from './representation.ts';
import { cutAtWord } from './wording.ts';

/** An answer that can be ticked; its id survives changes of case, space and punctuation, and moving. */
export const Option = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), text: z.string().trim().min(1).max(500) });
export type Option = z.infer<typeof Option>;

/** The kind of a question. A `heading` is no question: it heads a part of a letter of our own (RK10). */
export const QuestionKind = z.enum(['open', 'single-choice', 'multiple-choice', 'likert', 'heading']);
export type QuestionKind = z.infer<typeof QuestionKind>;

/** A question of a consultation; its id survives renumbering, rewording and moving, and names its section. */
export const Question = z.strictObject({
  id: SectionId,
  /** As printed: `7`, `7a`, `B1`; gaps are allowed. */
  number: z.string().trim().min(1).max(20),
  /** The name that lists use in place of the text, on one line. A coordinator confirms it; a question may have none. */
  shortTitle: z.string().trim().min(1).max(mostShortTitle).optional(),
  text: z.string().trim().min(1).max(5000),
  kind: QuestionKind,
  options: z.array(Option).max(50),
  /** The fewest and the most options that an answer may choose; only where several may be chosen (QS5). */
  minChoices: z.number().int().min(1).max(50).optional(),
  maxChoices: z.number().int().min(1).max(50).optional(),
  /** The chapter or part it stands under; empty where there is none. */
  part: z.string().max(200),
  guidance: z.string().max(5000),
  /** Asked only after some answers: printed under the question. */
  followUp: z.string().max(2000),
  /** The question has a box for words, beside any options. */
  freeText: z.boolean(),
  wordLimit: z.number().int().min(1).max(100_000).nullable(),
  characterLimit: z.number().int().min(1).max(1_000_000).nullable(),
  /** Absent where the question is always asked (QS14). */
  dependsOn: DependsOn.optional(),
});
export type Question = z.infer<typeof Question>;

/**
 * The answer to `from` is offered to `to`: `from` was merged into it, and is gone, or `to` was split from it (QS12).
 */
export const Offer = z.strictObject({ from: SectionId, to: SectionId });
export type Offer = z.infer<typeof Offer>;

/** One version of the questions. Versions count from 1 and are never rewritten, except that an empty first one is filled. */
export const QuestionSet = z.strictObject({
  version: z.number().int().min(1),
  at: Instant,
  questions: z.array(Question).max(500),
  /** The answers that this set offers to other questions; absent where it offers none (QS12). */
  offers: z.array(Offer).max(1000).optional(),
});
export type QuestionSet = z.infer<typeof QuestionSet>;

/** A department's request for answers, as a network keeps it; or a representation, which nobody asked for. */
export const Consultation = z.strictObject({
  id: ConsultationId,
  networkId: NetworkId,
  title: z.string().trim().min(1).max(300),
  /** Who asks. Of a representation: its recipient, in one line. */
  department: z.string().trim().min(1).max(300),
  url: z.string().max(2048),
  opensAt: Instant.nullable(),
  /** Null where it never closes: only of a representation that is sent by a date of our own (RK11). */
  closesAt: Instant.nullable(),
  /** Each move of the close by the department, with the reason, in order. */
  closingMoves: z.array(z.strictObject({ at: Instant, by: MemberId, from: Instant, to: Instant, reason: z.string().max(2000) })),
  /** Each move of another date by a coordinator, in order; absent where no date was moved (WO15). */
  dateMoves: z.array(DateMove).optional(),
  /** At least one, in order; the last is current. */
  questionSets: z.array(QuestionSet).min(1),
  /** Only of a letter on our own initiative; absent where a department asks. */
  representation: Representation.optional(),
});
export type Consultation = z.infer<typeof Consultation>;

export type ConsultationEvent =
  | Restored
  | WordsRemoved
  | { readonly type: 'ConsultationAdded'; readonly data: { readonly title: string; readonly closesAt: Instant | null } }
  | { readonly type: 'ConsultationDetailsChanged'; readonly data: { readonly title: string; readonly department: string } }
  | {
      readonly type: 'RepresentationAdded';
      readonly data: {
        readonly title: string;
        readonly recipient: string;
        readonly closesAt: Instant | null;
        readonly sendBy: Instant | null;
      };
    }
  | { readonly type: 'RepresentationChanged'; readonly data: { readonly title: string; readonly recipient: string } }
  | { readonly type: 'SendByMoved'; readonly data: { readonly from: Instant; readonly to: Instant } }
  | { readonly type: 'HeadingsSet'; readonly data: { readonly version: number; readonly headings: number } }
  | { readonly type: 'ClosingMoved'; readonly data: { readonly from: Instant; readonly to: Instant; readonly reasonHash: string } }
  | {
      readonly type: 'DateMoved';
      readonly data: { readonly step: StepName; readonly from: Instant; readonly to: Instant; readonly reasonHash: string | null };
    }
  | { readonly type: 'DatesPlannedAgain'; readonly data: { readonly steps: readonly StepName[] } }
  | { readonly type: 'QuestionsImported'; readonly data: { readonly version: number; readonly questions: number } }
  | { readonly type: 'QuestionAdded'; readonly data: { readonly version: number; readonly questionId: string } }
  | { readonly type: 'QuestionRemoved'; readonly data: { readonly version: number; readonly questionId: string } }
  | { readonly type: 'QuestionChanged'; readonly data: { readonly version: number; readonly questionId: string } };

/** The condition of a question by the printed number of another and the words of its options: `6`, `['No']`. */
export interface AskedIf {
  readonly number: string;
  readonly options: readonly string[];
}

/** A question as it is imported: as the department printed it, without our ids. */
export type Asked = Omit<Question, 'id' | 'options' | 'dependsOn'> & {
  readonly options: readonly string[];
  /** `as-before`: the condition of the question that this one continues. Absent where it is always asked. */
  readonly dependsOn?: AskedIf | 'as-before';
};

/** The data a consultation is registered with. */
export interface Registration {
  readonly title: string;
  readonly department: string;
  /** The department's page; empty where there is none. */
  readonly url: string;
  readonly opensAt: Instant | null;
  readonly closesAt: Instant;
}

/** The current question set. */
export function currentQuestions(consultation: Consultation): QuestionSet {
  const last = consultation.questionSets.at(-1);
  if (last === undefined) throw new TypeError('a consultation has at least one question set');
  return last;
}

/** When the consultation was added: its dates are planned from then. */
export function addedAt(consultation: Consultation): Instant {
  return consultation.questionSets.reduce((first, set) => (set.at < first ? set.at : first), currentQuestions(consultation).at);
}

/** A title for menus, mails and file names: up to its colon, or as many whole words as fit 40 characters. */
export function shortTitle(title: string): string {
  const head = title.replace(/[:;–—(].*$/su, '').trim();
  const whole = head === '' ? title.trim() : head;
  return cutAtWord(whole, 40);
}

/** Whether the consultation has closed; never, where it has no close. */
export function hasClosed(consultation: Consultation, at: Instant): boolean {
  return consultation.closesAt !== null && consultation.closesAt <= at;
}

/** True for a letter on our own initiative, which no department asked for. */
export function isRepresentation({ representation }: Pick<Consultation, 'representation'>): boolean {
  return representation !== undefined;
}

/** The instant that the plan leads to: the close, or the date of our own to send a representation by (RK11). */
export function plannedTo({ closesAt, representation }: Pick<Consultation, 'closesAt' | 'representation'>): Instant {
  const end = closesAt ?? representation?.sendBy ?? null;
  if (end === null) throw new TypeError('a consultation that never closes has a date to send by');
  return end;
}
