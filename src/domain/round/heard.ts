import { z } from 'zod';
import { OrganisationId } from '../ids.ts';
import { Digest } from '../outcome.ts';

/** How much of the positions of one organisation is in a locked text: its first entries, and the chain head after them. */
export const Heard = z.strictObject({ organisation: OrganisationId, said: z.number().int().min(1), head: Digest });
export type Heard = z.infer<typeof Heard>;
