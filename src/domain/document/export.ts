import { z } from 'zod';
import { shortTitle } from '../consultation/consultation.ts';
import { ExportId, MemberId, NetworkId, ResponseId } from '../ids.ts';
import { Digest, Instant, type Outcome, accepted, refused } from '../outcome.ts';
import { ExportFormat } from '../response/export-format.ts';
import type { WordsRemoved } from '../removed.ts';
import type { Restored } from '../restored.ts';

const job = {
  id: ExportId,
  networkId: NetworkId,
  responseId: ResponseId,
  format: ExportFormat,
  /** A draft is watermarked and says so; a final one is the approved snapshot with its certificate. */
  purpose: z.enum(['draft', 'final']),
  /** The digest of the snapshot to render. */
  snapshot: Digest,
  /** The certificate's short code, printed in the footer; empty for a draft. */
  certificate: z.string().max(40),
  askedBy: MemberId,
  askedAt: Instant,
  attempts: z.number().int(),
};

/** A snapshot rendered to a format, as a job that can be tried again: rendering is never part of a decision. */
export const Export = z.discriminatedUnion('status', [
  z.strictObject({ ...job, status: z.enum(['queued', 'failed']) }),
  z.strictObject({
    ...job,
    status: z.literal('ready'),
    /** The digest of the rendered bytes, a blob of the response. */
    artefact: Digest,
  }),
]);
export type Export = z.infer<typeof Export>;

/** The digest of the rendered bytes; null for a job that is not ready. */
export function artefactOf(job: Export): Digest | null {
  return job.status === 'ready' ? job.artefact : null;
}

export type ExportEvent =
  | Restored
  | WordsRemoved
  | {
      readonly type: 'ExportAsked';
      readonly data: { readonly format: ExportFormat; readonly purpose: 'draft' | 'final'; readonly snapshot: Digest };
    }
  | { readonly type: 'ExportMade'; readonly data: { readonly artefact: Digest } }
  | { readonly type: 'ExportFailed'; readonly data: { readonly because: string } };

/** After this many failures a person has to ask again. */
export const mostAttempts = 3;

/** Records that the document was made. Refuses a second time, so a repeat after a crash changes nothing. */
export function madeExport(job: Export, artefact: Digest): Outcome<Export, ExportEvent> {
  if (job.status !== 'queued') return refused('already-exists', 'The document was made already.');
  return accepted<Export, ExportEvent>({ ...job, status: 'ready', artefact }, { type: 'ExportMade', data: { artefact } });
}

/** Records that the document could not be made. It is tried again, unless a retry is in vain or it failed too often. */
export function failedExport(job: Export, because: string, again: 'again' | 'never'): Outcome<Export, ExportEvent> {
  if (job.status !== 'queued') return refused('already-exists', 'The document was made already.');
  const attempts = job.attempts + 1;
  const status = again === 'never' || attempts >= mostAttempts ? 'failed' : 'queued';
  return accepted<Export, ExportEvent>({ ...job, attempts, status }, { type: 'ExportFailed', data: { because: because.slice(0, 500) } });
}

/** A file's name without its extension: lower case with hyphens, without `draft` and `final`, which go out of date. */
export function exportFileName(network: string, title: string, { noun, at }: { readonly noun: string; readonly at: Instant }): string {
  const initials = (network.match(/\b\p{Lu}/gu) ?? []).join('').slice(0, 8);
  const words = `${initials} ${shortTitle(title)} ${noun} ${at.slice(0, 7)}`
    .normalize('NFD')
    .replace(/\p{M}|[’']/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.filter((word) => !['', 'draft', 'final'].includes(word)).join('-');
}
