import { kindOf } from '../../domain/response/kind/kind.ts';
import type { Consultation } from '../../domain/consultation/consultation.ts';
import { certificateCode, approvalTime } from '../../domain/document/certificate.ts';
import type { Export, ExportEvent } from '../../domain/document/export.ts';
import { whyNotExportFinal } from '../../domain/document/release.ts';
import { ExportId } from '../../domain/ids.ts';
import type { Duty } from '../../domain/network/access.ts';
import type { Person } from '../../domain/network/actor.ts';
import { Digest, type Refused, accepted, refused } from '../../domain/outcome.ts';
import type { ExportFormat } from '../../domain/response/export-format.ts';
import { isClosedForGood } from '../../domain/response/removal/removal.ts';
import { type Response, approvedRound } from '../../domain/response/response.ts';
import { contentOf } from '../../reading/draft.ts';
import { officeHolders } from '../../reading/people.ts';
import { storedPositions } from '../../reading/positions.ts';
import { signedText } from '../../reading/signed-text.ts';
import { readBlob } from '../../reading/snapshot.ts';
import { heldIn, quotesRestricted } from './held.ts';
import { createAs } from '../../rights/acting.ts';
import { judge } from '../../rights/judge.ts';
import type { Services } from '../../services.ts';
import type { Stored } from '../../store/aggregates.ts';
import type { Reader } from '../../store/reader.ts';
import { canonicalBytes, digestOf } from '../../text/canonical.ts';

/** A document asked for: the final one, the draft as it is now, or the text of a round that was not approved. */
export type Wanted = { readonly purpose: 'final' } | { readonly purpose: 'draft'; readonly version: 'now' | number };

/** The job that was queued. */
export interface Asked {
  readonly ok: true;
  readonly id: ExportId;
}

/** Queues a document of a text for a person. The worker renders it later. */
export async function ask(
  services: Services,
  by: Person,
  { response, consultation }: { readonly response: Response; readonly consultation: Consultation },
  { wanted, format }: { readonly wanted: Wanted; readonly format: ExportFormat },
): Promise<Asked | Refused> {
  const { id: responseId, networkId } = response;
  const act = wanted.purpose === 'final' ? 'export.final' : 'export.draft';
  const judged = await judge(services, by, { act, networkId });
  if (!judged.ok) return judged;
  const source =
    wanted.purpose === 'final'
      ? await approvedText(services, response, judged.duties)
      : await draftText(services, response, consultation, wanted.version);
  if (!source.ok) return source;
  const { digest: snapshot, certificate } = source;
  const id = ExportId.parse(services.newId());
  const made = { id, networkId, responseId, format, purpose: wanted.purpose, snapshot, certificate, askedBy: by.memberId };
  const state: Export = { ...made, askedAt: services.now(), status: 'queued', attempts: 0 };
  const asked = await createAs(services, by, { act, kind: 'export', id, networkId }, () =>
    accepted<Export, ExportEvent>(state, { type: 'ExportAsked', data: { format, purpose: wanted.purpose, snapshot } }),
  );
  return asked !== null && 'ok' in asked ? asked : { ok: true, id };
}

/** Hands a document to the person who asked for it. Everybody takes their own copy, so that the list of takers is true. */
export async function take(services: Reader, by: Person, id: ExportId): Promise<Stored<'export'> | Refused> {
  const job = await services.aggregates.get('export', id);
  if (job === null) return refused('not-found');
  const { networkId, askedBy, purpose } = job.state;
  const act = purpose === 'final' ? 'export.take-final' : 'export.take-draft';
  const judged = await judge(services, by, { act, networkId }, { own: askedBy === by.memberId });
  return judged.ok ? job : judged;
}

type Source = { readonly ok: true; readonly digest: Digest; readonly certificate: string } | Refused;

/** The approved text, from stored bytes that have the approved digest (SO15). */
async function approvedText(services: Services, response: Response, duties: ReadonlySet<Duty>): Promise<Source> {
  const round = approvedRound(response);
  if (round === null) return refused('not-approved');
  const bytes = await readBlob(services, response.id, round.digest);
  const network = await services.aggregates.get('network', response.networkId);
  if (bytes === null || bytes === 'damaged' || network === null) return refused('snapshot-mismatch');
  const held = await heldIn(services, response, bytes);
  const refusal = whyNotExportFinal(response, duties, { stored: digestOf(bytes), held });
  if (refusal !== null) return refusal;
  return { ok: true, digest: round.digest, certificate: certificateCode(network.state.name, approvalTime(round), round.digest) };
}

const heldDraft =
  'The text quotes evidence that was withdrawn or restricted since. Take the box out on the page of the evidence, then make the draft.';

/** The text of a draft; an approved text is never printed as a draft. */
async function draftText(services: Services, response: Response, consultation: Consultation, version: 'now' | number): Promise<Source> {
  if (version !== 'now') {
    const round = response.rounds.find((one) => one.n === version);
    if (round === undefined) return refused('not-found');
    if (round.status === 'approved') return refused('invalid', 'That text is approved. Make the final document.');
    return { ok: true, digest: round.digest, certificate: '' };
  }
  const log = await services.drafts.load({ draft: response.id, epoch: response.epoch });
  if (response.status !== 'drafting' || log === null) return refused('not-drafting');
  if (kindOf(response) === 'none') return refused('not-responding');
  const { network } = await officeHolders(services, response.networkId);
  const content = contentOf(log, consultation);
  const { snapshot } = signedText({ network, consultation, response }, content, await storedPositions(services, response), services.now());
  const bytes = canonicalBytes(snapshot);
  if (await quotesRestricted(services, response, bytes)) return refused('evidence-held', heldDraft);
  const digest = Digest.parse(await services.blobs.put(response.id, bytes));
  // Words were removed for good after this text was read (CO15).
  const now = await services.aggregates.get('response', response.id);
  if (now === null || !isClosedForGood(now.state, response.epoch)) return { ok: true, digest, certificate: '' };
  await services.blobs.remove(response.id, digest);
  return refused('text-moved');
}
