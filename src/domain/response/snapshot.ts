import { z } from 'zod';
import { askedIfWords, notAskedWords } from '../consultation/asking.ts';
import { type Consultation, Option, type Question, QuestionKind, currentQuestions } from '../consultation/consultation.ts';
import { Recipient } from '../consultation/representation.ts';
import { SectionId } from '../ids.ts';
import { Attachment, type OfKind, endorsementOf } from './kind/kind.ts';
import { fixedIn, questionsIn } from './kind/sections.ts';
import type { Network } from '../network/network.ts';
import { type Digest, Instant } from '../outcome.ts';
import { PrintedPositions, printPositions } from '../positions/printed.ts';
import type { OrganisationStanding } from '../positions/totals.ts';
import { isInForce } from '../time/span.ts';
import type { Response } from './response.ts';
import { Block, fixedSections } from '../consultation/section.ts';

/** One section as it will be printed: a fixed one, or a question with its answer. */
export const SnapshotSection = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fixed'), id: SectionId, title: z.string(), blocks: z.array(Block) }),
  z.strictObject({
    type: z.literal('question'),
    id: SectionId,
    number: z.string(),
    /** Absent where the question has none, so that a snapshot made before there were short titles keeps its digest (QS2). */
    shortTitle: z.string().optional(),
    part: z.string(),
    text: z.string(),
    followUp: z.string(),
    kind: QuestionKind,
    options: z.array(Option),
    /** Absent where the department sets no limit (QS5). */
    minChoices: z.number().int().optional(),
    maxChoices: z.number().int().optional(),
    /** The condition in words, and why it is not met now; absent where the question has none, and where it is met or may be (QS18). */
    askedIf: z.string().optional(),
    notAsked: z.string().optional(),
    /** Ids of the options chosen, in the order of `options`. */
    chosen: z.array(z.string()),
    blocks: z.array(Block),
    /** Why the question is not answered; empty where it is answered. */
    notAnswered: z.string(),
  }),
]);
export type SnapshotSection = z.infer<typeof SnapshotSection>;

/**
 * Everything the export prints, and nothing else. It holds no round, no epoch and no time of locking, so an unchanged text
 * keeps its digest in the next round. Its bytes are RFC 8785 JSON; its name is their SHA-256 (SO40).
 */
export const Snapshot = z.strictObject({
  v: z.literal(1),
  network: z.strictObject({ name: z.string(), overseenBy: z.string(), about: z.string(), contact: z.string() }),
  /** The members of the network; empty where `positions` says who endorses (PO11). */
  organisations: z.array(z.string()),
  consultation: z.strictObject({
    title: z.string(),
    department: z.string(),
    url: z.string(),
    /** Null where nothing closes: a representation that is sent by a date of our own. */
    closesAt: Instant.nullable(),
    questionSetVersion: z.number().int(),
  }),
  marking: z.string(),
  /** What every response says of publication and of what may have to be released. */
  statement: z.string(),
  sections: z.array(SnapshotSection),
  /** Where the organisations stand; absent where none has given a position, so that such a text has its digest of before (PO11). */
  positions: PrintedPositions.optional(),
  /** The response of another body that is endorsed, with the digest of its document; absent in every other kind (RK4). */
  endorsed: z
    .strictObject({ body: z.string(), attachment: Attachment.pick({ digest: true, name: true, type: true, bytes: true }).nullable() })
    .optional(),
  /** The person or body that a representation goes to; absent in every other kind (RK9). */
  recipient: Recipient.optional(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** A consultation, and the kind of the response that is printed. */
interface Composed {
  readonly consultation: Consultation;
  readonly response: OfKind;
}

/** The content of a draft, by section id: canonical blocks, ids of chosen options, reasons for not answering. */
export interface DraftContent {
  readonly blocks: ReadonlyMap<string, readonly Block[]>;
  readonly chosen: ReadonlyMap<string, readonly string[]>;
  readonly notAnswered: ReadonlyMap<string, string>;
}

/** Every section that a response to a consultation can hold as it now stands, of whatever kind it is: the fixed ones, then the questions in order. */
export function sectionIds(consultation: Consultation): readonly SectionId[] {
  return [...fixedSections.map((section) => section.id), ...currentQuestions(consultation).questions.map((question) => question.id)];
}

/**
 * The snapshot of a draft under the current question set, with the organisations in the network at an instant. Equal text,
 * questions and network give an equal snapshot at any time.
 */
export function composeSnapshot(
  network: Network,
  consultation: Consultation,
  response: Pick<Response, 'marking'> & OfKind,
  content: DraftContent,
  at: Instant,
): Snapshot {
  const questionSet = currentQuestions(consultation);
  const inForce = network.organisations.filter((one) => isInForce(one, at));
  return {
    v: 1,
    network: { name: network.name, overseenBy: network.overseenBy, about: network.about, contact: network.contact },
    organisations: inForce.map((one) => one.name),
    consultation: {
      title: consultation.title,
      department: consultation.department,
      url: consultation.url,
      closesAt: consultation.closesAt,
      questionSetVersion: questionSet.version,
    },
    marking: response.marking,
    statement: statementOf({ consultation, response }),
    sections: composeSections({ consultation, response }, content),
    ...kindIn({ consultation, response }),
  };
}

/** The sections of a draft under the current questions, as its kind prints them: the fixed ones, then the questions in order. */
export function composeSections(answered: Composed, content: DraftContent): SnapshotSection[] {
  return [
    ...endorsedSection(answered),
    ...fixedIn(answered).map((section) => ({
      type: 'fixed' as const,
      id: section.id,
      title: section.title,
      blocks: [...(content.blocks.get(section.id) ?? [])],
    })),
    ...questionsIn(answered).map((question, _, questions) => questionSection(question, questions, content)),
  ];
}

/** The fields that only some kinds have, so that every other snapshot keeps its digest. */
function kindIn({ consultation, response }: Composed): Pick<Snapshot, 'endorsed' | 'recipient'> {
  const { representation } = consultation;
  const endorsement = endorsementOf(response);
  if (endorsement === null) return representation === undefined ? {} : { recipient: representation.recipient };
  const { body, attachment } = endorsement;
  if (attachment === null) return { endorsed: { body, attachment: null } };
  const { digest, name, type, bytes } = attachment;
  return { endorsed: { body, attachment: { digest, name, type, bytes } } };
}

/**
 * A snapshot with the positions of the organisations beside its text, and without the list of members; unchanged where none
 * has given a position (PO11). `text` is the digest of the text, by which positions on an earlier one are known (PO5).
 */
export function withPositions(snapshot: Snapshot, standings: readonly OrganisationStanding[], text: Digest): Snapshot {
  const positions = printPositions(standings, { digest: text, sections: snapshot.sections.map(({ id }) => id) });
  return positions === null ? snapshot : { ...snapshot, organisations: [], positions };
}

const statement =
  'This response may be published in full. It was prepared by officers and does not bind any council. What the network holds about it may have to be released under the Freedom of Information Act 2000, the ' +
  'Environmental Information Regulations 2004 or data protection law.';

/** The statement names the kind of the text. That of a response stays as it was, so that its digest does. */
function statementOf({ consultation, response }: Composed): string {
  if (consultation.representation !== undefined) return statement.replace('This response', 'This representation');
  return endorsementOf(response) === null ? statement : statement.replace('This response', 'This endorsement');
}

/** The response that is endorsed, as a section: its name and fingerprint are read, compared and signed with the text (RK4). */
function endorsedSection({ response }: Composed): SnapshotSection[] {
  const endorsement = endorsementOf(response);
  if (endorsement === null) return [];
  const { body, attachment } = endorsement;
  const lines =
    attachment === null
      ? [`The response of ${body}. Its document is not attached yet.`]
      : [
          `The response of ${body}: ${attachment.name}, which goes out with this page unchanged.`,
          `Fingerprint of the document (SHA-256): ${attachment.digest}`,
        ];
  const blocks = lines.map((text): Block => ({ type: 'paragraph', content: [{ type: 'text', text, marks: [] }] }));
  return [{ type: 'fixed', id: SectionId.parse('endorsed-response'), title: 'The response we endorse', blocks }];
}

function questionSection(question: Question, questions: readonly Question[], content: DraftContent): SnapshotSection {
  const blocks = [...(content.blocks.get(question.id) ?? [])];
  const picked = new Set(content.chosen.get(question.id));
  const chosen = question.options.map((option) => option.id).filter((option) => picked.has(option));
  const answered = blocks.length > 0 || chosen.length > 0;
  const askedIf = askedIfWords(question, questions);
  const notAsked = notAskedWords(question, questions, (id) => content.chosen.get(id) ?? []);
  return {
    type: 'question',
    id: question.id,
    number: question.number,
    ...(question.shortTitle === undefined ? {} : { shortTitle: question.shortTitle }),
    part: question.part,
    text: question.text,
    followUp: question.followUp,
    kind: question.kind,
    options: question.options,
    ...(question.minChoices === undefined ? {} : { minChoices: question.minChoices }),
    ...(question.maxChoices === undefined ? {} : { maxChoices: question.maxChoices }),
    ...(askedIf === '' ? {} : { askedIf }),
    ...(notAsked === '' ? {} : { notAsked }),
    chosen: question.kind === 'multiple-choice' ? chosen : chosen.slice(0, 1),
    blocks,
    notAnswered: answered ? '' : (content.notAnswered.get(question.id) ?? ''),
  };
}
