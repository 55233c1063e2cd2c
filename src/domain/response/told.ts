import { z } from 'zod';
import { MemberId } from '../ids.ts';
import { Instant } from '../outcome.ts';

/** A person whom the coordinator told by mail that a response is being written: who told them, and when (MA1). */
export const Told = z.strictObject({ memberId: MemberId, at: Instant, by: MemberId });
export type Told = z.infer<typeof Told>;
