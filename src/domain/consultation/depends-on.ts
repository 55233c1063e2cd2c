import { z } from 'zod';
import { SectionId } from '../ids.ts';

/** The question is asked only if one of these options of another question is chosen (QS14). */
export const DependsOn = z.strictObject({
  question: SectionId,
  options: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/))
    .min(1)
    .max(50),
});
export type DependsOn = z.infer<typeof DependsOn>;
