import { z } from 'zod';
import { SectionId } from '../ids.ts';

/** The sections every response has beside its questions, in the order they are printed before them. */
export const fixedSections = [
  { id: SectionId.parse('covering-letter'), title: 'Covering letter' },
  { id: SectionId.parse('about-the-network'), title: 'About the network' },
  { id: SectionId.parse('key-messages'), title: 'Key messages' },
  { id: SectionId.parse('general-comments'), title: 'General comments' },
] as const;

/** One mark of a run. Marks stand in the order of this list; a run is never both superscript and subscript. */
export const Mark = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bold') }),
  z.strictObject({ type: z.literal('italic') }),
  z.strictObject({ type: z.literal('link'), href: z.string().max(2048) }),
  z.strictObject({ type: z.literal('superscript') }),
  z.strictObject({ type: z.literal('subscript') }),
]);
export type Mark = z.infer<typeof Mark>;

/** A run of text with its marks, or a line break. */
export const Inline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), marks: z.array(Mark) }),
  z.strictObject({ type: z.literal('break') }),
]);
export type Inline = z.infer<typeof Inline>;

export interface Paragraph {
  type: 'paragraph';
  /** The id of the evidence that the paragraph quotes: neighbours that quote one piece are one box (TX23). Absent elsewhere. */
  evidence?: string | undefined;
  content: Inline[];
}
/** Level 1 is the first heading inside an answer; a page or a document nests it under the question. */
export interface Heading {
  type: 'heading';
  level: 1 | 2;
  content: Inline[];
}
export interface BulletList {
  type: 'bulletList';
  items: Block[][];
}
export interface OrderedList {
  type: 'orderedList';
  start: number;
  items: Block[][];
}
/** One block of a section's text. Blocks are the canonical tree that is signed, rendered and counted (SO40). */
export type Block = Paragraph | Heading | BulletList | OrderedList;

const deepestList = 8;
const evidence = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .optional();

function blockOfDepth(depth: number): z.ZodType<Block> {
  const content = z.array(Inline);
  const paragraph = z.strictObject({ type: z.literal('paragraph'), evidence, content });
  const heading = z.strictObject({ type: z.literal('heading'), level: z.union([z.literal(1), z.literal(2)]), content });
  if (depth === 0) return z.union([paragraph, heading]);
  const items = z.array(z.array(blockOfDepth(depth - 1)).min(1)).min(1);
  return z.union([
    paragraph,
    heading,
    z.strictObject({ type: z.literal('bulletList'), items }),
    z.strictObject({ type: z.literal('orderedList'), start: z.number().int().min(0), items }),
  ]);
}

export const Block: z.ZodType<Block> = blockOfDepth(deepestList);
