import { kindOf } from '../response/kind/kind.ts';
import { type Duty, may } from '../network/access.ts';
import type { HeldBox } from '../evidence/quoting.ts';
import type { ExportId } from '../ids.ts';
import { type Digest, type Instant, type Outcome, type Refused, accepted, refused } from '../outcome.ts';
import type { ExportFormat } from '../response/export-format.ts';
import { type Response, approvedRound, finalExports, latestRound, responseTransitions } from '../response/response.ts';
import type { ResponseEvent } from '../response/response-event.ts';
import type { Submission } from '../response/submission.ts';
import { advance } from '../transition.ts';

type Result = Outcome<Response, ResponseEvent>;

/** The stored text that a final document is made of: the digest of its bytes, and its boxes that may not go out now (EV4). */
export interface ToRelease {
  readonly stored: Digest;
  readonly held: readonly HeldBox[];
}

/** Null where a final document can be made by somebody with these duties (SO15, EV11). */
export function whyNotExportFinal(response: Response, duties: ReadonlySet<Duty>, { stored, held }: ToRelease): Refused | null {
  const round = approvedRound(response);
  if (!may('export.final', duties)) return refused('not-allowed');
  if (round === null) return refused('not-approved');
  if (round.digest !== stored) return refused('snapshot-mismatch');
  return held.length === 0 ? null : refused('evidence-held');
}

/** A final document that was made: the job that made it, and the text it was made of. */
export interface FinalExport {
  readonly exportId: ExportId;
  readonly format: ExportFormat;
  readonly digest: Digest;
  readonly artefact: Digest;
  readonly at: Instant;
}

/** Records that a final document of the approved text was made; refuses a second time (SO15). */
export function recordFinalExport(response: Response, { exportId, format, digest, artefact, at }: FinalExport): Result {
  if (response.finalExports.some((one) => one.exportId === exportId)) return refused('already-exists');
  if (approvedRound(response)?.digest !== digest) return refused('not-approved');
  return accepted<Response, ResponseEvent>(
    { ...response, finalExports: [...response.finalExports, { exportId, at, digest, format }] },
    { type: 'FinalExportMade', data: { exportId, format, digest, artefact } },
  );
}

/** Null where somebody with these duties can record that the response was sent. `digest` is null for a text without approval (SO16). */
export function whyNotSubmit(response: Response, duties: ReadonlySet<Duty>, digest: Digest | null): Refused | null {
  if (!may('submission.record', duties)) return refused('not-allowed');
  if (response.status === 'submitted') return refused('already-submitted');
  if (kindOf(response) === 'none') return refused('not-responding');
  return digest === null ? whyNotUnapproved(response) : whyNotApproved(response, digest);
}

function whyNotUnapproved(response: Response): Refused | null {
  if (response.locking !== null) return refused('not-drafting');
  if (response.status === 'withdrawn') return refused('not-open');
  if (approvedRound(response) !== null) return refused('invalid', 'The text is approved. Record that the approved document was sent.');
  return latestRound(response)?.status === 'open' ? refused('not-approved', 'A round is open. Take the text back first.') : null;
}

function whyNotApproved(response: Response, digest: Digest): Refused | null {
  const round = approvedRound(response);
  if (round === null) return refused('not-approved');
  if (round.digest !== digest) return refused('digest-mismatch');
  return finalExports(response).length > 0 ? null : refused('no-final-export');
}

/** Records that the response was sent (SO16); after it nothing is taken back. */
export function submit(response: Response, duties: ReadonlySet<Duty>, submission: Submission): Result {
  const whyNot = whyNotSubmit(response, duties, submission.digest);
  if (whyNot !== null) return whyNot;
  const { at, channel, reference, digest } = submission;
  return accepted<Response, ResponseEvent>(
    { ...response, status: advance(responseTransitions, response.status, 'Submitted'), submission },
    { type: 'Submitted', data: { at, channel, reference, digest } },
  );
}
