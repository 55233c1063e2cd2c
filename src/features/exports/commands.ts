import type { Consultation } from '../../domain/consultation/consultation.ts';
import { certificateCode, approvalTime } from '../../domain/document/certificate.ts';
import type { Export } from '../../domain/document/export.ts';
import { whyNotExportFinal } from '../../domain/document/release.ts';
import { ExportId } from '../../domain/ids.ts';
import { whyNotMay } from '../../domain/network/access.ts';
import { Digest, type Refused, refused } from '../../domain/outcome.ts';
import type { ExportFormat } from '../../domain/response/export-format.ts';
import { type Response, approvedRound } from '../../domain/response/response.ts';
import { composeSnapshot, sectionIds } from '../../domain/response/snapshot.ts';
import { readBlob } from '../../reading/snapshot.ts';
import type { Services } from '../../services.ts';
import { create } from '../../store/change.ts';
import { canonicalBytes, digestOf } from '../../text/canonical.ts';
import { openDraft, readDraft } from '../../text/read.ts';
import type { Viewer } from '../../web/viewer.ts';

/** A document asked for: the final one, the draft as it is now, or the text of a round that was not approved. */
export type Wanted = { readonly purpose: 'final' } | { readonly purpose: 'draft'; readonly version: 'now' | number };

/** The job that was queued. */
export interface Asked {
  readonly ok: true;
  readonly id: ExportId;
}

/** Queues a document of a text for a viewer. The worker renders it later. */
export async function ask(
  services: Services,
  viewer: Viewer,
  response: Response,
  consultation: Consultation,
  given: { readonly wanted: Wanted; readonly format: ExportFormat },
): Promise<Asked | Refused> {
  const { wanted, format } = given;
  const source =
    wanted.purpose === 'final'
      ? await approvedText(services, viewer, response)
      : await draftText(services, viewer, response, consultation, wanted.version);
  if (!source.ok) return source;
  const id = ExportId.parse(services.newId());
  const state: Export = {
    id,
    networkId: response.networkId,
    responseId: response.id,
    format,
    purpose: wanted.purpose,
    snapshot: source.digest,
    certificate: source.certificate,
    askedBy: viewer.member.id,
    askedAt: services.now(),
    status: 'queued',
    attempts: 0,
  };
  const events = [{ type: 'ExportAsked', data: { format, purpose: wanted.purpose, snapshot: source.digest } }] as const;
  await create(services.aggregates, 'export', id, viewer.member.id, { state, events });
  return { ok: true, id };
}

type Source = { readonly ok: true; readonly digest: Digest; readonly certificate: string } | Refused;

/** The approved text, from stored bytes that have the approved digest (SO15). */
async function approvedText(services: Services, viewer: Viewer, response: Response): Promise<Source> {
  const round = approvedRound(response);
  if (round === null) return whyNotMay('export.final', viewer.duties) ?? refused('not-approved');
  const bytes = await readBlob(services, response.id, round.digest);
  if (bytes === null || bytes === 'damaged') return whyNotMay('export.final', viewer.duties) ?? refused('snapshot-mismatch');
  const refusal = whyNotExportFinal(response, viewer.duties, digestOf(bytes));
  if (refusal !== null) return refusal;
  return { ok: true, digest: round.digest, certificate: certificateCode(viewer.network.name, approvalTime(round), round.digest) };
}

/** The text of a draft; an approved text is never printed as a draft. */
async function draftText(
  services: Services,
  viewer: Viewer,
  response: Response,
  consultation: Consultation,
  version: 'now' | number,
): Promise<Source> {
  const refusal = whyNotMay('export.draft', viewer.duties);
  if (refusal !== null) return refusal;
  if (version !== 'now') {
    const round = response.rounds.find((one) => one.n === version);
    if (round === undefined) return refused('not-found');
    if (round.status === 'approved') return refused('invalid', 'That text is approved. Make the final document.');
    return { ok: true, digest: round.digest, certificate: '' };
  }
  const log = await services.drafts.load({ draft: response.id, epoch: response.epoch });
  if (response.status !== 'drafting' || log === null) return refused('not-drafting');
  const document = openDraft(log);
  const content = readDraft(document, sectionIds(consultation));
  document.destroy();
  const bytes = canonicalBytes(composeSnapshot(viewer.network, consultation, response, content, services.now()));
  return { ok: true, digest: Digest.parse(await services.blobs.put(response.id, bytes)), certificate: '' };
}
