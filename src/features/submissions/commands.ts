import { refused, type Refused } from '../../domain/outcome.ts';
import { submit } from '../../domain/document/release.ts';
import type { Submission } from '../../domain/response/submission.ts';
import { Digest } from '../../domain/outcome.ts';
import type { Services } from '../../services.ts';
import { type Changed, change } from '../../store/change.ts';
import type { UploadedFile } from '../../web/uploads.ts';
import type { Viewer } from '../../web/viewer.ts';

/** Records that a response was sent, with its receipt. The receipt's bytes are kept before the record that names them (SO16). */
export async function record(
  services: Services,
  viewer: Viewer,
  responseId: string,
  given: Omit<Submission, 'receipt' | 'recordedAt'>,
  receipt: UploadedFile | null,
): Promise<Changed<'response'> | Refused> {
  const sender = await services.aggregates.get('member', given.by);
  if (sender?.state.networkId !== viewer.network.id) return refused('invalid', 'Choose who sent it.');
  const kept = receipt === null ? null : Digest.parse(await services.blobs.put(responseId, receipt.bytes));
  const file = receipt === null || kept === null ? null : { digest: kept, name: receipt.name, type: receipt.type.slice(0, 100) };
  return change(services.aggregates, 'response', responseId, viewer.member.id, (response) =>
    submit(response, viewer.duties, { ...given, recordedAt: services.now(), receipt: file }),
  );
}
