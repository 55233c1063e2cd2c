import { z } from 'zod';
import { ExportId, MemberId, NetworkId, ResponseId } from './ids.ts';
import { Digest, Instant } from './outcome.ts';

export const ExportFormat = z.enum(['docx', 'pdf']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** A snapshot rendered to a format, as a job that can be tried again: rendering is never part of a decision. */
export const Export = z.strictObject({
  id: ExportId,
  networkId: NetworkId,
  responseId: ResponseId,
  format: ExportFormat,
  /** A draft is watermarked and says so; a final one is the approved snapshot with its certificate. */
  purpose: z.enum(['draft', 'final']),
  /** Of the snapshot rendered. */
  snapshot: Digest,
  /** The certificate's short code, printed in the footer; empty for a draft. */
  certificate: z.string().max(40),
  askedBy: MemberId,
  askedAt: Instant,
  status: z.enum(['queued', 'ready', 'failed']),
  attempts: z.number().int(),
  /** Of the bytes made, a blob of the response; null until ready. */
  artefact: Digest.nullable(),
});
export type Export = z.infer<typeof Export>;

export type ExportEvent =
  | {
      readonly type: 'ExportAsked';
      readonly data: { readonly format: ExportFormat; readonly purpose: 'draft' | 'final'; readonly snapshot: Digest };
    }
  | { readonly type: 'ExportMade'; readonly data: { readonly artefact: Digest } }
  | { readonly type: 'ExportFailed'; readonly data: { readonly because: string } };
