import { z } from 'zod';
import { Option, QuestionKind } from './consultation.ts';
import { SectionId } from './ids.ts';
import { Instant } from './outcome.ts';
import { Block } from './section.ts';

/** One section as it will be printed: a fixed one, or a question with its answer. */
export const SnapshotSection = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fixed'), id: SectionId, title: z.string(), blocks: z.array(Block) }),
  z.strictObject({
    type: z.literal('question'),
    id: SectionId,
    number: z.string(),
    part: z.string(),
    text: z.string(),
    followUp: z.string(),
    kind: QuestionKind,
    options: z.array(Option),
    /** Ids of the options chosen, in the order of `options`. */
    chosen: z.array(z.string()),
    blocks: z.array(Block),
    /** Why it is not answered; empty where it is. */
    notAnswered: z.string(),
  }),
]);
export type SnapshotSection = z.infer<typeof SnapshotSection>;

/**
 * Everything the export prints, and nothing else: no round, no epoch, no time of locking, so the same text
 * has the same digest in the next round. Its bytes are RFC 8785 JSON; its name is their SHA-256 (SO40).
 */
export const Snapshot = z.strictObject({
  v: z.literal(1),
  network: z.strictObject({ name: z.string(), overseenBy: z.string(), about: z.string(), contact: z.string() }),
  organisations: z.array(z.string()),
  consultation: z.strictObject({
    title: z.string(),
    department: z.string(),
    url: z.string(),
    closesAt: Instant,
    questionSetVersion: z.number().int(),
  }),
  marking: z.string(),
  sections: z.array(SnapshotSection),
});
export type Snapshot = z.infer<typeof Snapshot>;
