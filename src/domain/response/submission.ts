import { z } from 'zod';
import { MemberId } from '../ids.ts';
import { Digest, Instant } from '../outcome.ts';

/** The record that a response was sent; a person sends it, never this service (SO16). */
export const Submission = z.strictObject({
  /** When the response was sent; the record may be made later. */
  at: Instant,
  by: MemberId,
  recordedAt: Instant,
  channel: z.enum(['portal', 'email', 'post']),
  /** The response ID or reference the department gave; empty where it gave none. */
  reference: z.string().trim().max(200),
  note: z.string().max(2000),
  /** The digest of the snapshot that was sent; null where a text without approval was sent. */
  digest: Digest.nullable(),
  /** The file the department gave as a receipt, as a blob of the response; null where none was kept. */
  receipt: z.strictObject({ digest: Digest, name: z.string().max(200), type: z.string().max(100) }).nullable(),
});
export type Submission = z.infer<typeof Submission>;
